"""The stubs of a server: one process for each instance of a model, which Triton does not miss when it dies."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

import psutil

_STUB = "triton_python_backend_stub"


@dataclass(frozen=True)
class Stub:
    """One instance of a model."""

    pid: int
    model: str


def find_stubs(server_pid: int) -> list[Stub]:
    """The stubs of a server that run now."""
    stubs = []
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in psutil.Process(server_pid).children():
            with contextlib.suppress(psutil.Error):  # it ended meanwhile
                model = _model(process.cmdline())
                if model is not None:
                    stubs.append(Stub(process.pid, model))
    return sorted(stubs, key=lambda stub: stub.pid)


def runs(stub: Stub, server_pid: int) -> bool:
    """Whether it still runs; a zombie that its server has not reaped does not."""
    try:
        process = psutil.Process(stub.pid)
        return process.ppid() == server_pid and process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.Error:
        return False


def is_stopped(pid: int) -> bool:
    """Whether a process stands still because somebody sent it SIGSTOP."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_STOPPED)
    except psutil.Error:
        return False


def cpu_seconds(pid: int) -> float:
    """What a process has computed so far; 0 when it has ended."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def memory_mb(stub: Stub) -> float:
    """What it keeps in memory, what it shares with the server included; 0 when it has ended."""
    try:
        return float(psutil.Process(stub.pid).memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def _model(command: list[str]) -> str | None:
    """The model of a stub's command line, `…/triton_python_backend_stub …/MODEL/VERSION/model.py …`."""
    if len(command) < 2 or not command[0].endswith(_STUB):
        return None
    parts = Path(command[1]).parts
    return parts[-3] if len(parts) >= 3 else None
