"""Put a server through one fault after the other, under load: a row for each.

    python -m loadtest.faults
    python -m loadtest.faults --only "kill tts" "kill server" --streams 24

Each row starts `tritone serve` anew, loads it with N closed-loop gRPC streams, lets the fault happen and watches what
every client sees. Required: everybody gets all audio or a clear error within 5 s, the service is whole within 15 s
(a fresh request is answered and every process is there), memory and handles return; a frozen model, which must be found
out first, may take 20 and 25 s. What is complete must also be right: its samples are those of a quiet server. Prints a
Markdown table and, as the last line, one JSON object; the exit status is 1 when a row misses what is required.
"""

from __future__ import annotations

import argparse
import dataclasses
import json

from loadtest.faults.fault_list import FAULTS
from loadtest.faults.row import Row, table_head, table_line
from loadtest.faults.trial import put_through
from loadtest.results.report import machine
from loadtest.runs.command import run_command


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m loadtest.faults")
    parser.add_argument("--streams", type=int, default=12, help="closed-loop clients (%(default)s)")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=[fault.name for fault in FAULTS],
        metavar="FAULT",
        help="only these faults: " + ", ".join(fault.name for fault in FAULTS),
    )
    options = parser.parse_args()
    rows: list[Row] = []
    references: dict[str, str] = {}
    print(table_head())
    for fault in FAULTS:
        if options.only and fault.name not in options.only:
            continue
        why_not = fault.why_not()
        rows.append(Row(fault.name, not_run=why_not) if why_not else put_through(fault, options.streams, references))
        print(table_line(rows[-1]), flush=True)
    missed = {row.fault: row.missed for row in rows if row.missed}
    print("\n" + ("missed: " + json.dumps(missed) if missed else "all requirements met"))
    print(
        json.dumps(
            {"machine": machine(), "streams": options.streams, "rows": [dataclasses.asdict(row) for row in rows]}
        )
    )
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(run_command(main))
