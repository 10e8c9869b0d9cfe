"""Benchmark a running server, or one started for it: closed loop of N gRPC streams, client on the same machine.

    python -m loadtest.bench --streams 1 8 24 --seconds 20 --runs 3

Each of N users streams one text after the other without a pause. Prints a table and, as the last line, one JSON
object. Time to first audio runs from sending the request to the first chunk with sound; × real time is all the
audio that arrived over the wall clock, silence between sentences included, as the listener hears it.

    python -m loadtest.bench --agents 100 --seconds 120 --runs 1

N voice agents instead, who talk half of the time: each writes turns token by token into contexts (docs/live.md), hears
them as they play, and interrupts a third of them. With --brisk nobody listens to the end: more turns in less time.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import sys

from loadtest.corpus import english
from loadtest.results.agent_metrics import agent_table
from loadtest.results.report import add_output_option, error_remarks, keep, load_table
from loadtest.runs.agents import Crowd, agents_talk
from loadtest.runs.closed_loop import closed_loop, median_run
from loadtest.runs.command import run_command
from loadtest.runs.servers import server_url
from loadtest.users.turns import sentences


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", help="gRPC address of a running server; without it a server is started")
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 8, 24])
    parser.add_argument("--seconds", type=float, default=20.0, help="measured time of each run")
    parser.add_argument("--runs", type=int, default=3, help="runs of each row; the median run is shown")
    parser.add_argument("--model", default="tts")
    parser.add_argument("--voice", help="the server's default unless given")
    add_output_option(parser, "closed-loop")
    parser.add_argument("--agents", type=int, nargs="+", help="voice agents instead of streams without a pause")
    parser.add_argument("--brisk", action="store_true", help="agents begin the next turn when the last chunk came")
    options = parser.parse_args()
    if options.agents:
        return _agents(options)
    rows = []
    with server_url(options.url) as url:
        for streams in options.streams:
            runs = []
            for number in range(options.runs):
                print(f"{streams} streams, run {number + 1} of {options.runs} …", file=sys.stderr, flush=True)
                loop = closed_loop(url, options.model, english(), streams, options.seconds, options.voice)
                runs.append(asyncio.run(loop))
            rows.append(median_run(runs))
    print(load_table(rows))
    for remark in error_remarks(rows):
        print(remark, file=sys.stderr)
    result = {"what": "closed loop", "client": "grpcio", "rows": [dataclasses.asdict(row) for row in rows]}
    print(keep(result, options.output))
    return 0 if all(row.times_real_time for row in rows) else 1  # a row without sound measured nothing


def _agents(options: argparse.Namespace) -> int:
    rows = []
    with server_url(options.url) as url:
        for agents in options.agents:
            for number in range(options.runs):
                print(f"{agents} agents, run {number + 1} of {options.runs} …", file=sys.stderr, flush=True)
                crowd = Crowd(agents, options.model, options.voice, number, listens=not options.brisk)
                rows.append(asyncio.run(agents_talk(url, sentences(english()), crowd, options.seconds)))
    print(agent_table(rows))
    result = {
        "what": "agents",
        "brisk": options.brisk,
        "client": "grpcio",
        "rows": [dataclasses.asdict(row) for row in rows],
    }
    print(keep(result, options.output.with_name(options.output.name.replace("closed-loop", "agents"))))
    return 0


if __name__ == "__main__":
    raise SystemExit(run_command(main))
