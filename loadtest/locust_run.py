"""Run the Locust users against a running server, or one started for it; headless unless `--web`.

    python -m loadtest.locust_run                              24 users over gRPC, closed loop
    python -m loadtest.locust_run --rate 10                    open loop: 10 requests per second
    python -m loadtest.locust_run --climb                      more and more users until the service breaks
    python -m loadtest.locust_run --protocol both --listen     users who hear what they asked for, gRPC and HTTP
    python -m loadtest.locust_run --protocol agent --listen    voice agents: turns token by token, some interrupted
    python -m loadtest.locust_run --web                        the web UI on port 8089
    python -m loadtest.locust_run -- --tags short              the rest goes to Locust

A Locust process uses one core; `--processes 4` starts as many. On the machine of the server it takes from the server.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from loadtest.results.report import ROOT, add_output_option, keep
from loadtest.runs.children import child, wait_for
from loadtest.runs.command import run_command
from loadtest.runs.servers import require_answer

_USERS = {"grpc": ["GrpcUser"], "http": ["HttpUser"], "both": ["GrpcUser", "HttpUser"], "agent": ["AgentUser"]}
STOP_SECONDS = 30
"""How long users may finish their streams at the end."""
_END_SECONDS = 5.0
"""How long Locust has to end when we are told to."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="example: python -m loadtest.locust_run --users 50 --seconds 60 --listen",
    )
    parser.add_argument("--url", help="gRPC address of a running server; without it a server is started")
    parser.add_argument("--http-url", default="http://127.0.0.1:8000", help="its HTTP address (%(default)s)")
    parser.add_argument("--protocol", choices=_USERS, default="grpc")
    parser.add_argument("--users", type=int, default=24)
    parser.add_argument(
        "--rate",
        type=float,
        metavar="R",
        help="open loop: R requests per second in all (with --climb: per user), spread over the users",
    )
    parser.add_argument("--think", type=float, default=0.0, metavar="S", help="mean pause between two texts")
    parser.add_argument("--listen", action="store_true", help="users hear a text to its end before the next")
    parser.add_argument("--voice", default="", help="the server's default unless given")
    parser.add_argument("--seconds", type=float, default=30.0, help="run time, but of a climb (%(default)s)")
    parser.add_argument("--climb", action="store_true", help="more and more users until the service breaks")
    parser.add_argument("--processes", type=int, default=1, help="Locust processes")
    parser.add_argument("--web", action="store_true", help="the web UI instead of a headless run")
    parser.add_argument("--max-streams", type=int, default=4000, help="of a server started for this")
    parser.add_argument("locust", nargs=argparse.REMAINDER, help="after --: options for Locust itself")
    add_output_option(parser, "locust")
    options = parser.parse_args()
    if importlib.util.find_spec("locust") is None:
        print(
            "error: Locust is not installed: make setup installs it, or pip install --group loadtest (pip 25.1)",
            file=sys.stderr,
        )
        return 1
    with _addresses(options) as (grpc_url, http_url), tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        command = locust_command(options, grpc_url, http_url, result)
        with child(command, signal.SIGTERM, _END_SECONDS, env=os.environ | {"PYTHONPATH": str(ROOT)}) as locust:
            try:
                status = wait_for(locust)
            except KeyboardInterrupt:  # which Locust got too: it ends by itself, and writes its result
                status = wait_for(locust)
        if result.is_file():
            measured = json.loads(result.read_text(encoding="utf-8"))
            if measured["climb"]:
                print(measured["climb"]["verdict"])
            print(
                keep(
                    {
                        "what": "locust",
                        "options": {name: value for name, value in vars(options).items() if name != "output"},
                        **measured,
                    },
                    options.output,
                )
            )
    return status


@contextlib.contextmanager
def _addresses(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    if options.url:
        require_answer(options.url)
        yield options.url, options.http_url
        return
    from tritone.server.launcher import running_server
    from tritone.server.options import ServeOptions

    with running_server(ServeOptions(max_streams=options.max_streams)) as server:
        yield server.grpc_url, server.http_url


def locust_command(options: argparse.Namespace, grpc_url: str, http_url: str, result: Path) -> list[str]:
    """Locust's command line."""
    folder = ROOT / "loadtest"
    files = [folder / "locustfile.py"] + ([folder / "users" / "climb_shape.py"] if options.climb else [])
    files += [folder / "users" / "agent_user.py"] if options.protocol == "agent" else []
    # The users' names come first: `--tags` would take them for tags.
    command = [
        sys.executable,
        "-m",
        "locust",
        *_USERS[options.protocol],
        "-f",
        ",".join(map(str, files)),
        "--tritone-grpc",
        grpc_url,
        "--tritone-http",
        http_url,
        "--tritone-voice",
        options.voice,
        "--tritone-result",
        str(result),
        "--tritone-think-seconds",
        str(options.think),
        "--stop-timeout",
        str(STOP_SECONDS),
    ]
    if options.rate:
        per_user = options.rate if options.climb else options.rate / options.users
        command += ["--tritone-rate-per-user", str(per_user)]
    if options.listen:
        command += ["--tritone-listen"]
    if not options.climb:
        command += ["--users", str(options.users), "--spawn-rate", str(options.users)]
        command += [] if options.web else ["--run-time", f"{max(1, round(options.seconds))}s"]
    # Locust would listen on every address.
    command += ["--web-host", "127.0.0.1"] if options.web else ["--headless", "--only-summary"]
    if options.processes > 1:
        command += ["--processes", str(options.processes), "--master-bind-host", "127.0.0.1"]
    return command + [argument for argument in options.locust if argument != "--"]


if __name__ == "__main__":
    raise SystemExit(run_command(main))
