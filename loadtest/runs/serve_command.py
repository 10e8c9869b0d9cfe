"""`tritone serve` as a child process, as an operator runs it: started, listened to, stopped."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence

from loadtest.runs.children import bound, end
from loadtest.runs.footprint import server_below

_START_SECONDS = 120.0
_STOP_SECONDS = 40.0
# A private /dev/shm: what fills up there is nobody else's.
_PRIVATE_SHM = 'mount -t tmpfs -o size="$0" tmpfs /dev/shm && exec "$@"'


class Served:
    """A running `tritone serve`."""

    def __init__(self, process: subprocess.Popen[str]):
        self.process = process
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.grpc_url = self._wait_for("  gRPC").split()[-1]
        self.http_url = self._wait_for("  HTTP").split()[-1]
        self.metrics_url = self._wait_for("  metrics").split()[-1]
        self.health_url = self._wait_for("  health").split()[-1].removesuffix("/ready")
        self._wait_for("Ctrl-C stops the server")

    def _read(self) -> None:
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))
            self._lines.put(line)
        self._lines.put(None)

    def _wait_for(self, words: str) -> str:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            line = self._lines.get(timeout=max(0.01, deadline - time.monotonic()))
            if line is None:
                raise RuntimeError("tritone serve ended: " + " | ".join(self.said[-5:]))
            if words in line:
                return line

    def server_pid(self) -> int | None:
        """The tritonserver that runs now."""
        return server_below(self.process.pid)


@contextlib.contextmanager
def served(
    arguments: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    private_shared_memory: str | None = None,
) -> Iterator[Served]:
    """`tritone serve` on free ports.

    private_shared_memory: size of a /dev/shm of its own, as in "24m"; needs util-linux and the right to mount.
    """
    ports = [word for name in ("--http-port", "--grpc-port", "--metrics-port", "--health-port") for word in (name, "0")]
    # unshare and sh become it one after the other, so it is our child with either command.
    command = bound([sys.executable, "-m", "tritone", "serve", *ports, *arguments])
    if private_shared_memory is not None:
        command = [*_with_private_shared_memory(private_shared_memory), *command]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **(environment or {})}
    )
    try:
        yield Served(process)
    finally:
        end(process, signal.SIGINT, _STOP_SECONDS)


def _with_private_shared_memory(size: str) -> list[str]:
    root = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", "--mount", *root, "sh", "-c", _PRIVATE_SHM, size]


def why_no_private_shared_memory() -> str | None:
    """What keeps this machine from giving a server its own /dev/shm; None if it can."""
    if shutil.which("unshare") is None:
        return "there is no program unshare (util-linux)"
    tried = subprocess.run([*_with_private_shared_memory("1m"), "true"], capture_output=True, text=True)
    return None if tried.returncode == 0 else f"unshare: {tried.stderr.strip()}"
