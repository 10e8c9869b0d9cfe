"""A server process and all its stubs: started together, stopped together, nothing left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import psutil

from tritone.server.running.process_state import has_ended
from tritone.server.running.shared_regions import SharedRegions

_EXEC = Path(__file__).with_name("exec_bound_to_parent.py")
# After the server is gone its stubs notice within a second; what takes longer is killed.
_STUBS_GRACE_SECONDS = 3.0
_REAP_SECONDS = 1.0


class ServerProcess:
    """The leader of a process group of its own (Ctrl-C in the terminal does not reach it); it ends when we do."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path, regions: SharedRegions):
        """regions: what to remove when it has ended."""
        self._command, self._environment, self._log = list(command), dict(environment), log
        self._regions = regions
        self._started = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._failure: OSError | None = None
        # The kernel ties the child to the thread that starts it, not to the process: so a thread of its own starts it
        # and lives as long as it does.
        threading.Thread(target=self._run, name="tritonserver", daemon=True).start()
        self._started.wait()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        # -I -S: the few lines of the script need neither site-packages nor the user's environment.
        command = [sys.executable, "-I", "-S", str(_EXEC), str(os.getpid()), *self._command]
        try:
            with open(self._log, "ab", opener=_for_us_alone) as log:
                self._process = subprocess.Popen(
                    command,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        except OSError as error:
            self._failure = error
            return
        finally:
            self._started.set()
        self._process.wait()

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None  # the constructor has waited for it, or raised
        return self._process

    @property
    def pid(self) -> int:
        """The server's; its process group has the same number."""
        return self._running.pid

    def exit_status(self) -> int | None:
        """None while it runs."""
        # The thread that waits for the server is the only one to be told of its end, and may not have come to say so:
        # until then `poll` answers None.
        if self._running.poll() is None and has_ended(self.pid):
            self.wait(_REAP_SECONDS)
        return self._running.poll()

    def has_callers(self, ports: Collection[int]) -> bool:
        """Whether anybody is connected to one of these ports of the server."""
        try:
            connections = psutil.Process(self.pid).net_connections("tcp")
        except psutil.Error:
            return False
        return any(
            connection.status == psutil.CONN_ESTABLISHED and connection.laddr.port in ports
            for connection in connections
        )

    def interrupt(self) -> None:
        """Ask the server to finish its streams and stop."""
        if self.exit_status() is None:
            os.kill(self.pid, signal.SIGINT)

    def wait(self, seconds: float) -> bool:
        """Whether the server ended within that time."""
        try:
            self._running.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End what is left of the group, at once, and remove its shared memory."""
        if self.exit_status() is None:
            _signal_group(self.pid, signal.SIGKILL)
            self._running.wait()
        self._remove_leftovers(grace_seconds=0.0)

    def finish(self) -> None:
        """After the server ended: see that its stubs ended too, and remove what shared memory it left."""
        self._remove_leftovers(_STUBS_GRACE_SECONDS)

    def _remove_leftovers(self, grace_seconds: float) -> None:
        deadline = time.monotonic() + grace_seconds
        while (left := group_members(self.pid)) and time.monotonic() < deadline:
            time.sleep(0.02)
        if left:
            # The leader is reaped, but while a member lives its group number cannot be given to anyone else.
            _signal_group(self.pid, signal.SIGKILL)
            while group_members(self.pid):
                time.sleep(0.01)
        _reap_inherited(self.pid)
        self._regions.remove()


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def group_members(group: int) -> list[int]:
    """The processes of a group that still run; those that ended and wait to be reaped do not count."""
    members = []
    for pid in psutil.pids():
        with contextlib.suppress(OSError, psutil.Error):  # it ended meanwhile
            if os.getpgid(pid) == group and not has_ended(pid):
                members.append(pid)
    return members


def _reap_inherited(group: int) -> None:
    """The first process of a container inherits the stubs of a killed server, and nobody else reaps them."""
    deadline = time.monotonic() + _REAP_SECONDS
    with contextlib.suppress(ChildProcessError):  # there are none, or none are left
        while time.monotonic() < deadline:
            # 0: one is a zombie with threads that still end
            if os.waitpid(-group, os.WNOHANG)[0] == 0:
                time.sleep(0.01)


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)
