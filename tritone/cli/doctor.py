"""`tritone doctor`: what is missing on this machine, and how to get it."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tritone.cli.model_arguments import Commands

if TYPE_CHECKING:
    from tritone.server.machine.check import Check


def add_parser(commands: Commands) -> None:
    """Add this command."""
    parser = commands.add_parser(
        "doctor",
        help="say what is missing on this machine and how to get it",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Look at this machine: the server, Python, PyTorch, voices, shared memory. Exit status 1 if\n"
        "something needed is missing.",
        epilog="examples:\n  tritone doctor\n  tritone doctor --install-server\n  tritone doctor --device cuda --json",
    )
    parser.add_argument(
        "--install-server",
        action="store_true",
        help="first install the embedded Triton server (a download of about 60 MB), if it is not there",
    )
    parser.add_argument(
        "--server", type=Path, metavar="PATH", help="a tritonserver binary, or the folder of an embedded server"
    )
    parser.add_argument(
        "--device", default="auto", metavar="cpu|cuda|auto", help="what the models shall run on (%(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every check; 1 if something is missing."""
    from tritone.server.machine.check import MISSING
    from tritone.server.machine.checks import all_checks
    from tritone.server.options import ModelOptions

    ModelOptions(device=arguments.device)  # refuses a device there is not
    if arguments.install_server:
        _install(arguments.server)
    checks = all_checks(arguments.server, arguments.device)
    missing = [check for check in checks if check.status == MISSING]
    if arguments.json:
        print(json.dumps([dataclasses.asdict(check) for check in checks], indent=2))
    else:
        _print_table(checks)
        print(f"\n{len(missing)} thing(s) missing" if missing else "\neverything needed is here")
    return 1 if missing else 0


def _print_table(checks: Sequence[Check]) -> None:
    width = max(len(check.name) for check in checks)
    for check in checks:
        print(f"{check.status:7}  {check.name:{width}}  {check.found}")
        if check.remedy and check.status != "ok":
            print(f"{'':7}  {'':{width}}  → {check.remedy}")


def _install(server: Path | None) -> None:
    from tritone.server.machine.install import REQUIREMENT, install_embedded_server
    from tritone.server.machine.locate import default_server_dir, embedded_server

    folder = server.expanduser() if server else default_server_dir()
    if embedded_server(folder) is not None:
        print(f"the embedded server is in {folder} already", file=sys.stderr)
        return
    print(f"installing {REQUIREMENT} into {folder} …", file=sys.stderr, flush=True)
    install_embedded_server(folder, lambda message: print(message, file=sys.stderr, flush=True))
    print("installed", file=sys.stderr)
