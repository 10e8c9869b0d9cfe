"""Each family's reference runtimes and Tritone in turn, on this machine, with the same texts: one table.

    python -m loadtest.peers
    python -m loadtest.peers --families hibari --streams 1 24 --seconds 10 --runs 1

The first time, the peers that are no part of Tritone are installed into .tritone/peers. Runs are interleaved: every
runtime once, then every runtime again; the median run is shown. What is measured:

- hibari's library, Piper's and kokoro-onnx: a pool of as many processes as cores, one thread each, called without any
  server. Audio counts where it is made: nothing is sent, which is in their favour. First audio is the first sentence
  (hibari, Piper) or the first piece of up to 510 phonemes (kokoro-onnx).
- hibari's library in a 40-line Triton model, and Tritone: through Triton's gRPC, the client on the same cores.
- Piper's HTTP server: as its documentation starts it; it answers with a whole WAV file, which is its first audio.

Kokoro is measured with the short texts of the corpus in windows three times as long, Piper in windows half as long
again, or few streams would begin in them. Kokoro's have no warm-up: all streams begin at once, and count.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from loadtest.peers.runtimes import FAMILIES, FamilyComparison, comparison
from loadtest.results.metrics import LoadSummary
from loadtest.results.report import add_output_option, keep, machine, markdown_table, milliseconds
from loadtest.runs.closed_loop import median_run
from loadtest.runs.command import run_command
from tritone.errors import TritoneError


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m loadtest.peers")
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 8, 24])
    parser.add_argument("--seconds", type=float, default=20.0, help="measured time of each run (%(default)s)")
    parser.add_argument("--warm-up", type=float, default=3.0, metavar="S", help="before it (%(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each row; the median run is shown")
    add_output_option(parser, "peers")
    options = parser.parse_args()
    rows, failed = [], False
    for family in options.families:
        try:
            with tempfile.TemporaryDirectory() as folder:
                rows += measure(comparison(family, Path(folder)), options)
        except TritoneError as error:  # the other families are measured all the same
            print(f"error: {family}: {error}", file=sys.stderr, flush=True)
            failed = True
    if not rows:
        return 1
    print(f"{machine()}, client included\n\n{table(rows)}")
    print(
        keep(
            {
                "what": "peers",
                "rows": [
                    {"family": family, "voice": voice, "runtime": runtime, **dataclasses.asdict(summary)}
                    for family, voice, runtime, summary in rows
                ],
            },
            options.output,
        )
    )
    return int(failed)


def measure(compared: FamilyComparison, options: argparse.Namespace) -> list[tuple[str, str, str, LoadSummary]]:
    """Rows of family, voice, runtime and summary."""
    summaries = defaultdict(list)
    for run in range(options.runs):
        for runtime in compared.runtimes:
            with runtime.running() as closed_loop:
                closed_loop(compared.texts[:1], 1, 0.1, 0.0)  # whatever is only made with the first text
                for streams in options.streams:
                    print(
                        f"{compared.voice}, {runtime.name}: {streams} streams, run {run + 1} of {options.runs} …",
                        file=sys.stderr,
                        flush=True,
                    )
                    summaries[streams, runtime.name].append(
                        closed_loop(
                            compared.texts,
                            streams,
                            options.seconds * compared.window_factor,
                            0.0 if compared.burst else options.warm_up,
                        )
                    )
    return [
        (compared.family, compared.voice, runtime.name, median_run(summaries[streams, runtime.name]))
        for streams in options.streams
        for runtime in compared.runtimes
    ]


def table(rows: list[tuple[str, str, str, LoadSummary]]) -> str:
    """A Markdown table."""
    head = (
        "family",
        "voice",
        "runtime",
        "streams",
        "× real time",
        "first audio p50",
        "p95",
        "requests",
        "errors",
        "with underrun",
    )
    return markdown_table(
        head,
        [
            (
                family,
                voice,
                runtime,
                s.streams,
                f"{s.times_real_time:.{0 if s.times_real_time >= 20 else 1}f}",
                milliseconds(s.first_audio_p50_ms),
                milliseconds(s.first_audio_p95_ms),
                s.requests,
                s.errors,
                s.streams_with_underrun,
            )
            for family, voice, runtime, s in rows
        ],
    )


if __name__ == "__main__":
    raise SystemExit(run_command(main))
