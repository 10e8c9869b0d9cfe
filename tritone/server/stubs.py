"""The stubs of a server: one process for each instance of a model, which Triton does not miss when it dies."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

_STUB = "triton_python_backend_stub"


@dataclass(frozen=True)
class Stub:
    """One instance of a model."""

    pid: int
    model: str


def find_stubs(server_pid: int) -> list[Stub]:
    """The stubs of a server that run now."""
    stubs = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (state := _state(int(folder.name))) is not None and state[1] == server_pid:
            with contextlib.suppress(OSError):
                model = _model(folder.joinpath("cmdline").read_bytes().split(b"\0"))
                if model is not None:
                    stubs.append(Stub(int(folder.name), model))
    return sorted(stubs, key=lambda stub: stub.pid)


def runs(stub: Stub, server_pid: int) -> bool:
    """Whether it still runs; a zombie that its server has not reaped does not."""
    state = _state(stub.pid)
    return state is not None and state[1] == server_pid and state[0] not in "ZX"


def _model(command: list[bytes]) -> str | None:
    """The model of a stub's command line, `…/triton_python_backend_stub …/MODEL/VERSION/model.py …`."""
    if len(command) < 2 or not command[0].decode(errors="replace").endswith(_STUB):
        return None
    parts = Path(command[1].decode(errors="replace")).parts
    return parts[-3] if len(parts) >= 3 else None


def _state(pid: int) -> tuple[str, int] | None:
    """State letter and parent; None when there is no such process."""
    try:
        # after the command in parentheses, which may hold anything
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return None
    return state, int(parent)
