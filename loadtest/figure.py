"""The figure: time to first audio and hours of speech per 30 s against batch size, beside Balacoon's published chart.

    python -m loadtest.figure
    python -m loadtest.figure --batches 8 32 --seconds 10 --runs 1 --device cuda --instances vocoder=4

For every batch size a server is started, and a closed loop run against it twice: with as many streams as the batch size
(as in Balacoon's chart) and with 24. Prints a Markdown table and, as the last line, one JSON object; draws a plot.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import sys
from pathlib import Path

from loadtest.corpus import english
from loadtest.results.batch_figure import BALACOON, BALACOON_SOURCE, FigurePoint, draw, table
from loadtest.results.report import add_output_option, keep
from loadtest.runs.closed_loop import closed_loop, median_run
from loadtest.runs.command import run_command

STREAMS_FIXED = 24


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--batches", type=int, nargs="+", metavar="B", default=[1, 4, 8, 16, 24, 32, 48])
    parser.add_argument(
        "--fixed-streams",
        type=int,
        default=STREAMS_FIXED,
        metavar="N",
        help="the second closed loop of each batch size (%(default)s)",
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="measured time of each run (%(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each point; the median run is shown")
    parser.add_argument("--voice", help="the server's default unless given")
    parser.add_argument("--device", help="as of `tritone serve`")
    parser.add_argument("--instances", action="append", default=[], metavar="MODEL=N", help="as of `tritone serve`")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="a PNG (beside the JSON, of the same name)")
    add_output_option(parser, "figure")
    options = parser.parse_args()
    points = measure(options)
    print(table(points, options.fixed_streams))
    result = {
        "what": "figure",
        "voice": options.voice,
        "device": options.device,
        "instances": options.instances,
        "client": "grpcio",
        "points": [
            {"batch": p.batch, "hours_per_30_s": p.hours_per_30_s, **dataclasses.asdict(p.summary)} for p in points
        ],
        "balacoon": {"source": BALACOON_SOURCE, "points": [dataclasses.asdict(p) for p in BALACOON]},
    }
    line = keep(result, options.output)
    draw(points, options.fixed_streams, options.plot or options.output.with_suffix(".png"))
    print(line)
    return 0


def measure(options: argparse.Namespace) -> list[FigurePoint]:
    """Run every point; progress on stderr."""
    from tritone.server.launcher import running_server
    from tritone.server.options import ServeOptions

    instances = {model: int(count) for model, _, count in (pair.partition("=") for pair in options.instances)}
    points = []
    for batch in options.batches:
        with running_server(
            ServeOptions(
                max_batch_size=batch,
                device=options.device,
                instances=instances,
                voices=(options.voice,) if options.voice else None,
            )
        ) as server:
            for streams in dict.fromkeys((batch, options.fixed_streams)):
                print(f"batch size {batch}, {streams} streams …", file=sys.stderr, flush=True)
                runs = [
                    asyncio.run(closed_loop(server.grpc_url, "tts", english(), streams, options.seconds, options.voice))
                    for _ in range(options.runs)
                ]
                points.append(FigurePoint(batch, median_run(runs)))
    return points


if __name__ == "__main__":
    raise SystemExit(run_command(main))
