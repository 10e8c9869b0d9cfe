"""Several real servers on this machine, Envoy and Prometheus with them, and what may happen to them: a row for each.

    python -m loadtest.fleet
    python -m loadtest.fleet --only kill drain rolling --replicas 3
    python -m loadtest.fleet --get-prometheus        # once: the row `scaling` needs it

The replicas are small ones (a process for each model) that share the machine, Envoy runs with deploy/envoy as it is but
for addresses and the limit of each caller, and callers come through it with TLS and a key. Prints a Markdown table and,
as the last line, one JSON object; the exit status is 1 when a row misses what is required.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import sys

from loadtest.fleet import prometheus
from loadtest.fleet.envoy import find_envoy
from loadtest.fleet.row import Row, fleet_table
from loadtest.fleet.running import running_fleet
from loadtest.fleet.scaling import SLOW_VOICE, load_before_refusals
from loadtest.fleet.speed import agents, first_audio, rolling_restart, throughput
from loadtest.fleet.trials import TRIALS, Trial
from loadtest.results.report import add_output_option, keep
from loadtest.runs.command import run_command

ROWS: dict[str, Trial] = {
    "throughput": throughput,
    "first-audio": first_audio,
    **TRIALS,
    "agents": agents,
    "scaling": load_before_refusals,
    "rolling": rolling_restart,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m loadtest.fleet")
    parser.add_argument("--replicas", type=int, default=3, help="servers; three or more (%(default)s)")
    parser.add_argument("--only", nargs="+", choices=ROWS, metavar="ROW", help="only these: " + ", ".join(ROWS))
    parser.add_argument(
        "--get-prometheus", action="store_true", help="unpack Debian's package into .tritone/prometheus, and end"
    )
    add_output_option(parser, "fleet")
    options = parser.parse_args()
    if options.get_prometheus:
        prometheus.fetch()
        print(prometheus.find_prometheus())
        return 0
    if options.replicas < 3:
        parser.error(f"--replicas {options.replicas}: three or more, so that two serve while one is away")
    chosen = [name for name in ROWS if not options.only or name in options.only]
    if "add" in chosen and "kill" not in chosen:
        chosen.insert(chosen.index("add"), "kill")  # it brings back who was killed
    if "kill" in chosen and "add" not in chosen:
        chosen.insert(chosen.index("kill") + 1, "add")
    find_envoy()
    if "scaling" in chosen:
        prometheus.find_prometheus()
    rows = asyncio.run(_run(chosen, options.replicas))
    print(fleet_table(rows))
    print(keep({"what": "fleet", "replicas": options.replicas, "rows": _as_json(rows)}, options.output))
    return 1 if any(row.missed for row in rows) else 0


async def _run(chosen: list[str], replicas: int) -> list[Row]:
    rows = []
    arguments = ["--voices", f"heart,{SLOW_VOICE}"] if "scaling" in chosen else []
    with running_fleet(replicas, arguments) as fleet:
        for name in chosen:
            print(f"{name} …", file=sys.stderr, flush=True)
            rows.append(await ROWS[name](fleet))
            if failed := sum(replica.failed_starts for replica in fleet.replicas):
                print(f"  so far {failed} servers ended while they started", file=sys.stderr)
            print(f"  {rows[-1].seen}" + "".join(f"\n  missed: {each}" for each in rows[-1].missed), file=sys.stderr)
    return rows


def _as_json(rows: list[Row]) -> list[dict[str, object]]:
    return [{**dataclasses.asdict(row), "missed": row.missed} for row in rows]


if __name__ == "__main__":
    raise SystemExit(run_command(main))
