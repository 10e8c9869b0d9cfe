"""Replicas: `tritone serve` with ports that it keeps over its lives, small enough for several on one machine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence

import psutil

from loadtest.fleet.envoy import free_ports
from loadtest.fleet.envoy_files import Replica
from loadtest.runs.children import bound, end
from loadtest.runs.footprint import family_of, server_below
from loadtest.runs.serve_command import Served
from tritone.server.running.stubs import find_stubs

SMALL = ("--instances", "text_frontend=1", "--instances", "acoustic=1", "--instances", "vocoder=1")
DRAIN_SECONDS, EXIT_SECONDS = 3.0, 20.0
_GOING = ("--drain-seconds", f"{DRAIN_SECONDS:g}", "--exit-timeout", f"{EXIT_SECONDS:g}")
_STOP_SECONDS = DRAIN_SECONDS + EXIT_SECONDS + 20.0
_BRAKE_SECONDS = 0.01
_GUARD = "last_guard"
_MOST_FAILED_STARTS = 2


class ServedReplica:
    """One `tritone serve`, and those that follow it on the same ports."""

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        """arguments: more for `tritone serve`, in each of its lives."""
        self._always = arguments
        grpc, http, health, self.metrics_port = free_ports(4)
        self.place = Replica(grpc, http, health)
        self.failed_starts = 0
        """A server that ends while it starts is started again, as an orchestrator would."""
        self._process: subprocess.Popen[str] | None = None

    def begin(self, arguments: Sequence[str] = ()) -> None:
        """Start it, from the main thread: it ends with the thread that has started it. The one before it is over."""
        self._let_go()
        ports = {
            "--grpc-port": self.place.grpc,
            "--http-port": self.place.http,
            "--health-port": self.place.health,
            "--metrics-port": self.metrics_port,
        }
        words = [word for name, port in ports.items() for word in (name, str(port))]
        command = bound([sys.executable, "-m", "tritone", "serve", *words, *SMALL, *_GOING, *self._always, *arguments])
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=dict(os.environ)
        )

    async def bring_up(self, arguments: Sequence[str] = ()) -> None:
        """Begin it and wait until it serves; raises RuntimeError with its last words when it never does."""
        self.begin(arguments)
        while not await asyncio.to_thread(self.is_ready):
            self.begin(arguments)

    def is_ready(self) -> bool:
        """Waits until it serves; False when it has ended instead. The third time that is a RuntimeError."""
        try:
            Served(self._running)
        except RuntimeError:
            self.failed_starts += 1
            if self.failed_starts > _MOST_FAILED_STARTS:
                raise
            return False
        return True

    def processes(self) -> list[psutil.Process]:
        """All of them but the guard, which clears up shared memory when the others are gone."""
        found = []
        for member in family_of(self._running.pid):
            with contextlib.suppress(psutil.NoSuchProcess):
                if not any(_GUARD in word for word in member.cmdline()):
                    found.append(member)
        return found

    def kill(self, processes: Sequence[psutil.Process]) -> None:
        """At once, as a machine dies."""
        for member in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.send_signal(signal.SIGKILL)

    def drain(self) -> None:
        """As an orchestrator asks it to go."""
        self._running.send_signal(signal.SIGTERM)

    def wait_until_gone(self) -> int:
        """Its exit status."""
        return self._running.wait(_STOP_SECONDS)

    @contextlib.contextmanager
    def slowed_down(self) -> Iterator[None]:
        """Its models stand still half of the time, milliseconds at a time, so that no supervisor finds them hung."""
        stubs = [stub.pid for stub in find_stubs(server_below(self._running.pid) or 0)]
        over = threading.Event()

        def brake() -> None:
            while not over.is_set():
                for number in (signal.SIGSTOP, signal.SIGCONT):
                    for pid in stubs:
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(pid, number)
                    over.wait(_BRAKE_SECONDS)

        braking = threading.Thread(target=brake, daemon=True)
        braking.start()
        try:
            yield
        finally:
            over.set()
            braking.join()

    def end(self) -> None:
        """Whatever it is doing."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # a second signal does not wait for the drain
        self._let_go()

    def _let_go(self) -> None:
        if self._process is not None:
            end(self._process, signal.SIGINT, _STOP_SECONDS)
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    def counted(self, metric: str) -> float:
        """The sum of a metric of its own over all labels; it is up to a second old."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.split("{")[0].split(" ")[0] == metric)

    @property
    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            raise RuntimeError("the replica was not begun")
        return self._process
