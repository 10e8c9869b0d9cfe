"""Measure Tritone on a GPU machine in one go: parity, engines, roofline, server.

    python -m loadtest.gpu_bench                       on a GPU: about six minutes
    python -m loadtest.gpu_bench --device cpu --quick  the same steps on a CPU, small: a test of this script

Needs no network. What to carry to a machine without one: `scripts/pack_gpu_bench.sh` makes one archive, and
`loadtest/gpu_run.sh` in it unpacks and runs it (docs/gpu.md). Prints a table for each step as soon as it is done and,
as the last line, one JSON object; the same goes to loadtest/results/local/<date>-<device>.json after every step, so a
run cut short leaves what it found. A step that fails is reported and the others go on; the exit status is then 1.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from loadtest.engines import gpu_steps
from loadtest.results.report import RESULTS
from loadtest.runs.command import run_command


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="auto", help="cuda, cuda:N, cpu; auto takes a GPU if there is one")
    parser.add_argument("--quick", action="store_true", help="few and small measurements")
    parser.add_argument("--skip", nargs="*", default=[], choices=("parity", "engines", "roofline", "server"))
    parser.add_argument("--seconds", type=float, default=12.0, help="measured time of each load on the server")
    parser.add_argument("--output", type=Path, help="instead of loadtest/results/local/<date>-<device>.json")
    options = parser.parse_args()
    device = options.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    result: dict[str, Any] = {"machine": gpu_steps.describe(device)}
    name = result["machine"]["gpus"][0] if device != "cpu" else "cpu"
    output = options.output or RESULTS / f"{datetime.date.today()}-{re.sub('[^a-z0-9]+', '-', name.lower())}.json"
    print("\n".join(f"{key}: {value}" for key, value in result["machine"].items()), flush=True)
    steps: dict[str, Callable[[], object]] = {
        "parity": lambda: gpu_steps.parity(device),
        "roofline": lambda: gpu_steps.roofline(device, options.quick),
        "engines": lambda: gpu_steps.engines(device, options.quick),
        "server": lambda: gpu_steps.server(options.device, options.quick, options.seconds),
    }
    failed = False
    for step, work in steps.items():
        if step in options.skip:
            continue
        print(f"\n## {step}\n", flush=True)
        try:
            result[step] = work()
        except Exception as error:  # the machine is lent for minutes: the other steps are worth having
            failed = True
            traceback.print_exc()
            result[step] = {"error": repr(error)}
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(json.dumps(result) + "\n", encoding="utf-8")
    print(json.dumps(result))
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(run_command(main))
