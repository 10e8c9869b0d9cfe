"""The stubs of a server: one process for each instance of a model, which Triton does not miss when it dies."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

import psutil

from tritone.server.running.process_state import ProcessState, process_state

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
    return is_child(process_state(stub.pid), server_pid)


def is_child(state: ProcessState | None, server_pid: int) -> bool:
    """The same of a process that was looked at; None where there was none."""
    return state is not None and state.parent == server_pid and not state.has_ended


def is_stopped(pid: int) -> bool:
    """Whether a process stands still because somebody sent it SIGSTOP."""
    state = process_state(pid)
    return state is not None and state.is_stopped


def cpu_seconds(pid: int) -> float:
    """What a process has computed so far; 0 when it has ended."""
    state = process_state(pid)
    return 0.0 if state is None else state.cpu_seconds


def memory_mb(stub: Stub) -> float:
    """What it keeps in memory, what it shares with the server included; 0 when it has ended."""
    state = process_state(stub.pid)
    return 0.0 if state is None else state.resident_bytes / 1e6


def _model(command: list[str]) -> str | None:
    """The model of a stub's command line, `…/triton_python_backend_stub …/MODEL/VERSION/model.py …`."""
    if len(command) < 2 or not command[0].endswith(_STUB):
        return None
    parts = Path(command[1]).parts
    return parts[-3] if len(parts) >= 3 else None
