"""Run a server for a long time at a share of its capacity, and show that nothing grows and nothing is wrong.

    python -m loadtest.soak --minutes 30 --load 0.7 --plot soak.png

Starts `tritone serve`, hears every utterance of the mix twice while it is quiet (what is heard later must equal that),
measures how many requests a second it can serve (closed loop, 20 s), then lets requests arrive at random at a share
of that rate, with cancels and bad requests on top. Every 10 s it notes the memory, shared memory, handles and threads
of all the server's processes. Prints a table of the first and the last third, a verdict, and as the last line one JSON
object; the exit status is 1 when something grew or was wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
from pathlib import Path

from loadtest.results.metrics import percentile
from loadtest.results.report import machine
from loadtest.runs.command import run_command
from loadtest.runs.serve_command import served
from loadtest.soak.run import Soak
from loadtest.soak.trend import plot, table, thirds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m loadtest.soak")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--load", type=float, default=0.7, help="share of the measured capacity (%(default)s)")
    parser.add_argument("--capacity-seconds", type=float, default=20.0, help="how long to measure it (%(default)s)")
    parser.add_argument("--voices", default="", metavar="NAME,NAME", help="who speaks, in turn (the default voice)")
    parser.add_argument("--engine", default="auto", help="as of tritone serve (%(default)s)")
    parser.add_argument(
        "--slow-readers", type=int, default=0, metavar="N", help="callers of long texts who take half of what is played"
    )
    parser.add_argument("--plot", type=Path, help="draw memory, handles and threads over time into this PNG")
    options = parser.parse_args()
    voices = [voice for voice in options.voices.split(",") if voice]
    with served([*(["--voices", options.voices] if voices else []), "--engine", options.engine]) as serve:
        soak = Soak(
            serve,
            options.minutes * 60,
            options.load,
            options.capacity_seconds,
            voices,
            options.slow_readers,
            same_bytes=options.engine != "torch",  # PyTorch on a CPU rounds otherwise in other batches
        )
        asyncio.run(soak.run())
        problems = soak.problems()
    print(table(soak.samples))
    print(
        f"\n{soak.capacity:.2f} requests/s at capacity, {soak.arrivals} arrivals: "
        + ", ".join(f"{count} {what}" for what, count in sorted(soak.outcomes.items()))
    )
    print(
        f"first audio p50 {percentile(soak.first_audio_ms, 50):.0f} ms, p95 {percentile(soak.first_audio_ms, 95):.0f}"
        f" ms, p99 {percentile(soak.first_audio_ms, 99):.0f} ms"
    )
    print("verdict: " + ("flat, nothing crossed, nothing truncated" if not problems else "; ".join(problems)))
    if options.plot:
        plot(soak.samples, options.plot)
    print(
        json.dumps(
            {
                "machine": machine(),
                "minutes": options.minutes,
                "load": options.load,
                "capacity_requests_per_second": soak.capacity,
                "outcomes": soak.outcomes,
                "first_audio_p50_ms": percentile(soak.first_audio_ms, 50),
                "first_audio_p95_ms": percentile(soak.first_audio_ms, 95),
                "thirds": thirds(soak.samples),
                "problems": problems,
                "samples": [dataclasses.asdict(sample) for sample in soak.samples],
            }
        )
    )
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(run_command(main))
