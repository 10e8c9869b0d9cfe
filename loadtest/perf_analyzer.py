"""Run NVIDIA's perf_analyzer on streaming gRPC, and print its measurements in the table of our own benchmark.

    python -m loadtest.perf_analyzer --concurrency 1 8 24
    python -m loadtest.perf_analyzer --rate 5 10 --url localhost:8001
    python -m loadtest.perf_analyzer --export profile.json       only convert an export made elsewhere
    python -m loadtest.perf_analyzer --write-input input.json    only write the input file

The binary: named by --binary, on PATH (it is in NVIDIA's image tritonserver:<release>-py3-sdk), or else NVIDIA's wheel,
which is fetched into .tritone/perf_analyzer the first time (on Debian 12 with the newer C library that it needs).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from loadtest.corpus import english
from loadtest.results.perf_export import PerfExperiment, read_export
from loadtest.results.report import add_output_option, keep, load_table
from loadtest.runs.children import bound
from loadtest.runs.command import run_command
from loadtest.runs.perf_analyzer_binary import find_binary
from loadtest.runs.servers import server_url
from tritone.errors import TritoneError


class PerfAnalyzerFailed(TritoneError):
    """It gave up and left nothing."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="example: python -m loadtest.perf_analyzer --concurrency 8 --seconds 10",
    )
    parser.add_argument("--url", help="gRPC address of a running server; without it a server is started")
    parser.add_argument("--concurrency", type=int, nargs="*", metavar="N", default=None, help="streams (1 8 24)")
    parser.add_argument("--rate", type=float, nargs="*", metavar="R", default=None, help="requests per second, Poisson")
    parser.add_argument(
        "--seconds",
        type=float,
        default=10.0,
        help="of one measurement window; a row is three of them, and marked where they do not agree (%(default)s)",
    )
    parser.add_argument("--model", default="tts")
    parser.add_argument("--voice", help="the server's default unless given")
    parser.add_argument("--binary", help="path of perf_analyzer")
    parser.add_argument("--export", type=Path, metavar="FILE", help="convert this export and measure nothing")
    parser.add_argument("--write-input", type=Path, metavar="FILE", help="write the input file and measure nothing")
    add_output_option(parser, "perf-analyzer")
    options = parser.parse_args()
    if options.write_input:
        write_input(options.write_input, options.voice)
        return 0
    experiments = read_export(options.export) if options.export else measure(options)
    for mode, name in (("concurrency", "streams"), ("request_rate", "requests/s")):
        chosen = [experiment for experiment in experiments if experiment.mode == mode]
        if chosen:
            print(table(chosen, name))
    print(
        keep(
            {"what": "perf_analyzer", "experiments": [dataclasses.asdict(item) for item in experiments]}, options.output
        )
    )
    return 0


def table(experiments: list[PerfExperiment], unit: str) -> str:
    """The table of `bench`, by streams or by request rate; rows whose windows did not agree are marked."""
    head, rule, *rows = load_table([experiment.summary for experiment in experiments]).splitlines()
    rows = [
        f"| {experiment.value:g}{'' if experiment.is_stable else ' (unstable)'} |" + row.split("|", 2)[2]
        for experiment, row in zip(experiments, rows, strict=True)
    ]
    return "\n".join([head.replace("streams", unit, 1), rule, *rows])


def measure(options: argparse.Namespace) -> list[PerfExperiment]:
    """One run of perf_analyzer for each concurrency and rate."""
    binary = find_binary(options.binary)
    concurrencies = [1, 8, 24] if options.concurrency is None and not options.rate else options.concurrency or []
    loads = [["--concurrency-range", str(count)] for count in concurrencies]
    loads += [
        ["--request-rate-range", f"{rate:g}", "--request-distribution", "poisson", "--max-threads", "16"]
        for rate in options.rate or []
    ]
    experiments = []
    with server_url(options.url) as url, tempfile.TemporaryDirectory() as folder:
        write_input(Path(folder) / "input.json", options.voice)
        for number, load in enumerate(loads):
            export = Path(folder) / f"profile-{number}.json"
            print(f"perf_analyzer {' '.join(load)} …", file=sys.stderr, flush=True)
            done = subprocess.run(
                bound(
                    [
                        binary,
                        "-m",
                        options.model,
                        "-u",
                        url,
                        "-i",
                        "grpc",
                        "--async",
                        "--streaming",
                        "--input-data",
                        str(Path(folder) / "input.json"),
                        "--profile-export-file",
                        str(export),
                        "--measurement-interval",
                        f"{options.seconds * 1000:.0f}",
                        # a row whose windows never agree would be lost with all it measured: we look at them ourselves
                        "--stability-percentage",
                        "999",
                        *load,
                    ]
                ),
                stdout=sys.stderr,
                # gRPC would ask a proxy for the way to this machine, too
                env={**os.environ, "no_grpc_proxy": "localhost,127.0.0.1,::1"},
            )
            if done.returncode:
                raise PerfAnalyzerFailed(f"perf_analyzer ended with status {done.returncode}; see above")
            experiments += read_export(export)
            export.unlink()
    return experiments


def write_input(path: Path, voice: str | None = None) -> None:
    """The corpus as perf_analyzer's input data: one request a text, spoken in turn."""
    data = [{"text": [text]} | ({"voice": [voice]} if voice else {}) for text in english()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"data": data}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(run_command(main))
