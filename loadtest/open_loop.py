"""Open loop: requests come when they come (Poisson), whether or not the server keeps up; every caller listens.

    python -m loadtest.open_loop                      half of the capacity measured just before, and 100 listeners
    python -m loadtest.open_loop --listeners 100 200  that many people listening at a time, on average
    python -m loadtest.open_loop --load 0.5 0.7       shares of the capacity
    python -m loadtest.open_loop --rate 5 10          requests per second

What is measured. A stream is *active* from its request until its listener, who starts to play with the first chunk,
has heard the end; that is as long as its audio plus the time to first audio. With arrivals at rate r and texts of d
seconds of audio on average, r × d streams are active on average (Little's law, the time to first audio left out), and
the server must make r × d seconds of audio per second. So 100 listeners are a load of 100 × real time; the row says
what share of the capacity that is. Capacity is the × real time of a closed loop of 24 streams on the same server, in
the same run. The criterion "100 streams open loop at half of capacity" is met by the row `--listeners 100` where the
capacity is above 200 ×, and by the row `--load 0.5`, which then has more than 100 listeners. Time to first audio
counts from the moment at which a request was *due*, not from when a late client came to send it.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import sys
from dataclasses import dataclass

from loadtest.corpus import english
from loadtest.results.metrics import LoadSummary, summarise
from loadtest.results.report import add_output_option, keep, markdown_table, milliseconds
from loadtest.runs.closed_loop import closed_loop
from loadtest.runs.command import run_command
from loadtest.runs.open_loop import mean_audio_seconds, mean_listeners, open_loop
from loadtest.runs.servers import server_url

CAPACITY_STREAMS = 24


@dataclass(frozen=True)
class OpenLoopRow:
    """One arrival rate."""

    name: str
    requests_per_second: float
    load: float
    """Audio asked for per second ÷ capacity."""
    listeners: float
    """Active streams, averaged over the measured time, as they were."""
    summary: LoadSummary


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], epilog="example: python -m loadtest.open_loop --listeners 100 --seconds 60"
    )
    parser.add_argument("--url", help="gRPC address of a running server; without it a server is started")
    parser.add_argument("--model", default="tts")
    parser.add_argument("--voice", help="the server's default unless given")
    parser.add_argument("--listeners", type=float, nargs="*", metavar="N", help="active streams, on average (100)")
    parser.add_argument("--load", type=float, nargs="*", metavar="SHARE", help="shares of the capacity (0.5)")
    parser.add_argument("--rate", type=float, nargs="*", metavar="R", help="requests per second")
    parser.add_argument("--seconds", type=float, default=30.0, help="measured time of each row (%(default)s)")
    parser.add_argument("--capacity-seconds", type=float, default=10.0, help="of the closed loop before")
    parser.add_argument("--seed", type=int, default=1, help="of the arrivals")
    add_output_option(parser, "open-loop")
    options = parser.parse_args()
    if options.listeners is None and options.load is None and options.rate is None:
        options.listeners, options.load = [100.0], [0.5]
    texts = english()
    with server_url(options.url) as url:
        print("capacity …", file=sys.stderr, flush=True)
        capacity = asyncio.run(
            closed_loop(url, options.model, texts, CAPACITY_STREAMS, options.capacity_seconds, options.voice)
        )
        seconds_each = asyncio.run(mean_audio_seconds(url, options.model, texts, options.voice))
        rows = []
        for name, rate in wanted_rates(options, capacity.times_real_time, seconds_each):
            print(f"{name}: {rate:.2f} requests per second …", file=sys.stderr, flush=True)
            records, began = asyncio.run(
                open_loop(url, options.model, texts, rate, options.seconds, options.voice, options.seed)
            )
            ended = began + options.seconds
            rows.append(
                OpenLoopRow(
                    name,
                    rate,
                    rate * seconds_each / capacity.times_real_time,
                    mean_listeners(records, began, ended),
                    summarise(records, 0, began, ended),
                )
            )
    print(
        f"capacity {capacity.times_real_time:.0f} × real time ({CAPACITY_STREAMS} streams, closed loop); "
        f"{seconds_each:.2f} s of audio per text on average\n"
    )
    print(table(rows))
    print(
        keep(
            {
                "what": "open loop",
                "client": "grpcio",
                "capacity_times_real_time": capacity.times_real_time,
                "mean_audio_seconds": seconds_each,
                "rows": [dataclasses.asdict(row) for row in rows],
            },
            options.output,
        )
    )
    return 0


def wanted_rates(options: argparse.Namespace, capacity: float, seconds_each: float) -> list[tuple[str, float]]:
    """Name and requests per second of each row."""
    return (
        [(f"{count:g} listeners", count / seconds_each) for count in options.listeners or ()]
        + [(f"load {share:g}", share * capacity / seconds_each) for share in options.load or ()]
        + [(f"{rate:g} requests/s", rate) for rate in options.rate or ()]
    )


def table(rows: list[OpenLoopRow]) -> str:
    """A Markdown table."""
    head = (
        "row",
        "requests/s",
        "load",
        "listeners",
        "× real time",
        "first audio p50",
        "p95",
        "p99",
        "requests",
        "errors",
        "with underrun",
        "longest underrun",
    )
    return markdown_table(
        head,
        [
            (
                row.name,
                f"{row.requests_per_second:.1f}",
                f"{row.load:.2f}",
                row.listeners,
                s.times_real_time,
                milliseconds(s.first_audio_p50_ms),
                milliseconds(s.first_audio_p95_ms),
                milliseconds(s.first_audio_p99_ms),
                s.requests,
                s.errors,
                s.streams_with_underrun,
                milliseconds(s.longest_underrun_ms),
            )
            for row in rows
            for s in (row.summary,)
        ],
    )


if __name__ == "__main__":
    raise SystemExit(run_command(main))
