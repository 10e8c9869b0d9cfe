"""`tritone serve`: start a server, keep it alive, and stay until it is told to stop."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tritone.cli.model_arguments import Commands, add_arguments, add_model_arguments, model_options
from tritone.options.serving import (
    ACCESS_OPTIONS,
    LISTEN_OPTIONS,
    MEMORY_OPTIONS,
    SERVER_OPTIONS,
    TIMEOUT_OPTIONS,
    TRACE_OPTIONS,
)

if TYPE_CHECKING:
    from tritone.server.health.drain import Drain
    from tritone.server.launcher import RunningServer
    from tritone.server.options import ServeOptions
    from tritone.server.running.supervisor import Supervisor

_FOLLOW_SECONDS = 0.2
# The server writes little once it runs; a log that grows past this is emptied.
_LOG_LIMIT_BYTES = 16 << 20


def add_parser(commands: Commands) -> None:
    """Add this command."""
    parser = commands.add_parser(
        "serve",
        help="start a server",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Start a Triton server with Tritone's models: the tritonserver on PATH, else the embedded one.\n"
        "Prints where it listens and when it is ready, then its warnings; Ctrl-C or SIGTERM stops it, and a second\n"
        "one at once.\n"
        "A process of a model that dies is replaced, and so is the server (docs/operations.md).",
        epilog="examples:\n"
        "  tritone serve\n"
        "  tritone serve --host 0.0.0.0 --max-streams 50 --instances vocoder=4\n"
        "  tritone serve --device cuda --http-port 9000 --grpc-port 9001 --metrics-port 9002",
    )
    listen = parser.add_argument_group("where it listens")
    add_arguments(listen, LISTEN_OPTIONS, with_defaults=True)
    access = parser.add_argument_group("who may use it")
    add_arguments(access, ACCESS_OPTIONS, with_defaults=True)
    add_model_arguments(parser)
    server = parser.add_argument_group("the server")
    server.add_argument(
        "--server", type=Path, metavar="PATH", help="a tritonserver binary, or the folder of an embedded server"
    )
    add_arguments(server, (*TIMEOUT_OPTIONS, *MEMORY_OPTIONS, *TRACE_OPTIONS), with_defaults=True)
    server.add_argument("--verbose", action="store_true", help="show everything the server says")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; 0 after an orderly stop."""
    from tritone.server.health.answers import answers
    from tritone.server.health.drain import Drain
    from tritone.server.health.port import HealthPort
    from tritone.server.health.readiness import Readiness
    from tritone.server.launcher import launch_site
    from tritone.server.machine.addresses import in_url, local_host
    from tritone.server.options import ServeOptions
    from tritone.server.running.supervisor import Supervisor

    options = ServeOptions(
        **model_options(arguments),
        **{option.name: getattr(arguments, option.name) for option in SERVER_OPTIONS},
        server=arguments.server,
    )
    readiness = Readiness(options.start_timeout_seconds + options.exit_timeout_seconds)
    drain = Drain(options.drain_seconds, readiness)
    drain.take_signals()
    health_host, ready = options.host_of("health"), False
    try:
        with (
            contextlib.closing(HealthPort(health_host, options.health_port, answers(readiness, drain))) as health,
            launch_site(options) as site,
        ):
            try:
                _say("starting the server …")
                readiness.starting("the server is starting")
                for warning in site.warnings:
                    _say(f"warning: {warning}")
                server = site.start(_say)
                ready = True
                readiness.looked(None)  # it has spoken a word
                _say(_greeting(server, f"http://{in_url(local_host(health_host))}:{health.port}", options))
                _follow(Supervisor(site, server, _say, readiness=readiness), drain, site.log, arguments.verbose)
            except KeyboardInterrupt:
                drain.heard()  # before the site is left: another interruption would come while it stops the server
                if drain.is_hurried or not ready:  # one that only starts serves nobody
                    site.kill()
                else:
                    _say("stopping: streams may finish; Ctrl-C again stops at once")
                raise
    except KeyboardInterrupt:
        drain.heard()
        if not ready:
            raise
        _say("stopped")
        return 0
    finally:
        drain.close()


def _follow(supervisor: Supervisor, drain: Drain, log: Path, verbose: bool) -> NoReturn:
    """Look after the server and show what it has to say, until the drain raises KeyboardInterrupt."""
    from tritone.server.running.server_log import LogFollower, complaints

    follower = LogFollower(log)
    if not verbose:
        follower.skip()  # what it said while it started is old by now
    has_told = False
    while True:
        if drain.has_begun and not has_told:
            has_told = True
            _say(f"going away: newcomers are served for {drain.seconds:g} s more; Ctrl-C again stops at once")
        supervisor.check()
        _show(follower.new_lines(), None if verbose else complaints)
        follower.limit(_LOG_LIMIT_BYTES)
        time.sleep(_FOLLOW_SECONDS)


def _show(lines: list[str], choose: Callable[[Iterable[str]], Iterable[str]] | None) -> None:
    for line in choose(lines) if choose else lines:
        print(line, file=sys.stderr, flush=True)


def _greeting(server: RunningServer, health_url: str, options: ServeOptions) -> str:
    key = ', "api_key": "…"' if options.api_keys_file else ""
    curl = (
        f"curl -N {server.http_url}/v2/models/tts/generate_stream "
        f"""-d '{{"text": "Hello there.", "encoding": "base64"{key}}}'"""
    )
    access = (" --ca F" if options.tls_cert else "") + (" --client-cert F --client-key F" if options.client_ca else "")
    access += " --api-key-file F" if options.api_keys_file else ""
    return (
        f"ready after {server.ready_seconds:.1f} s\n"
        f"  gRPC     {server.grpc_url}\n"
        f"  HTTP     {server.http_url}\n"
        f"  metrics  {server.metrics_url}\n"
        f"  health   {health_url}/ready\n"
        f"try:\n"
        f'  tritone say --url {server.grpc_url}{access} "Hello there."\n'
        f"  {curl}\n"
        f"Ctrl-C stops the server."
    )


def _say(message: str) -> None:
    print(message, flush=True)
