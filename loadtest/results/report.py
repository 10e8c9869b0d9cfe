"""Where and how results are kept: the machine's name, one JSON object a run, Markdown tables."""

from __future__ import annotations

import argparse
import datetime
import json
import math
import os
import platform
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from loadtest.results.metrics import LoadSummary

RESULTS = Path(__file__).parent / "local"
"""git ignores it; a run that is to be kept is copied one folder up."""
ROOT = Path(__file__).resolve().parents[2]


def machine() -> str:
    """The processor and how many of them this process may use."""
    names = [
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return f"{len(os.sched_getaffinity(0))} × {names[0] if names else platform.processor()}"


def commit() -> str:
    """The commit that ran, with a + when files were changed since; empty outside a checkout."""
    try:
        output = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
            cwd=ROOT,
            text=True,
            capture_output=True,
            timeout=10,
        )
    except OSError:
        return ""
    return output.stdout.strip()


def add_output_option(parser: argparse.ArgumentParser, what: str) -> None:
    """`--output FILE`; without it a dated file in loadtest/results/local."""
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        default=result_path(what),
        help="where the JSON goes (loadtest/results/local/DATE-MACHINE-" + what + ".json)",
    )


def result_path(what: str) -> Path:
    """loadtest/results/local/<date>-<machine>-<what>.json."""
    name = re.sub(r"[^a-z0-9]+", "-", machine().lower()).strip("-")
    return RESULTS / f"{datetime.date.today()}-{name}-{what}.json"


def keep(result: dict[str, Any], output: Path) -> str:
    """Write a result with machine, commit and time to a file; returns it as one line of JSON."""
    line = json.dumps(
        _without_nan(
            {
                "machine": machine(),
                "commit": commit(),
                "finished": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
                **result,
            }
        ),
        allow_nan=False,
    )
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(line + "\n", encoding="utf-8")
    return line


def _without_nan(value: Any) -> Any:
    """The same with null for NaN, which JSON does not know."""
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; floats are shown without decimals, missing values (None, NaN) as –."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def load_table(rows: list[LoadSummary]) -> str:
    """The rows of closed loops, as a Markdown table."""
    head = (
        "streams",
        "× real time",
        "first audio p50",
        "p95",
        "p99",
        "gap p95",
        "requests",
        "errors",
        "with underrun",
        "client's CPU per second of audio",
    )
    return markdown_table(
        head,
        [
            (
                r.streams,
                r.times_real_time,
                milliseconds(r.first_audio_p50_ms),
                milliseconds(r.first_audio_p95_ms),
                milliseconds(r.first_audio_p99_ms),
                milliseconds(r.gap_p95_ms),
                r.requests,
                r.errors,
                r.streams_with_underrun,
                "–" if r.client_ms_per_audio_second is None else f"{r.client_ms_per_audio_second:.2f} ms",
            )
            for r in rows
        ],
    )


def error_remarks(rows: list[LoadSummary]) -> list[str]:
    """A line for each row that had errors: how many, and what the first one said."""
    return [
        f"{row.streams} streams had {row.errors} errors, the first: {row.first_error}" for row in rows if row.errors
    ]


def milliseconds(value: float) -> str:
    """A table's cell."""
    return "–" if math.isnan(value) else f"{value:.0f} ms"


def _cell(value: object) -> str:
    if value is None or value != value:
        return "–"
    return f"{value:.0f}" if isinstance(value, float) else str(value)
