"""One HTML page with the sound of every voice and of what can be asked for: before, now, and the voice's own runtime.

    python -m loadtest.listen --out page.html                       # starts a server and shows what it says
    python -m loadtest.listen --keep runs/before --out ''           # keeps the sounds, to be compared with later
    python -m loadtest.listen --against runs/before --out page.html
    python -m loadtest.listen --show runs/before runs/now --out page.html   # no server: pages of runs that were kept
    python -m loadtest.listen --sections words questions --voices heart joe af_heart --peers

The page works without a network. Cases are those of loadtest/listen/cases.py; the same seed every time.
"""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

from loadtest.listen.cases import chosen
from loadtest.listen.from_server import said_by_server
from loadtest.listen.recordings import keep
from loadtest.results.report import commit
from loadtest.runs.command import run_command
from loadtest.runs.servers import require_answer


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m loadtest.listen",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--url", help="gRPC address of a running server; without it one with all voices is started")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the sounds there, for --against")
    options = parser.parse_args()
    require_answer(options.url)
    keep(
        options.keep,
        commit(),
        datetime.datetime.now().isoformat(),
        list(said_by_server(options.url, list(chosen()), ["heart", "joe", "af_heart"])),
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(run_command(main))
