"""Look whether this machine can run Tritone: all that is looked at, and what must be there before a server starts."""

from __future__ import annotations

from pathlib import Path

from tritone.server.errors import MachineNotReady
from tritone.server.machine.check import MISSING, Check, installed_version
from tritone.server.machine.engine_checks import check_cpu, check_kernels, check_torch, check_voices
from tritone.server.machine.locate import TritonServer
from tritone.server.machine.process_limits import check_addresses, check_handles
from tritone.server.machine.server_checks import (
    check_glibc,
    check_libpython,
    check_numpy,
    check_python,
    check_server,
    check_shared_memory,
    check_tritonclient,
)
from tritone.server.options import ModelOptions
from tritone.voices.installed import DEFAULT_VOICE

# Of the ensemble as it is written in git.
_INSTANCES = 5


def all_checks(server_path: Path | None = None, device: str = "auto") -> list[Check]:
    """Everything `tritone doctor` looks at; server_path as for find_server."""
    server, server_check = check_server(server_path)
    return [
        server_check,
        check_python(server),
        check_glibc(server),
        check_numpy(server),
        check_libpython(server),
        check_tritonclient(),
        check_shared_memory(_INSTANCES),
        check_handles(),
        check_addresses(),
        *check_voices((DEFAULT_VOICE,)),
        check_torch(device),
        check_cpu(),
        check_kernels(),
    ]


def require_ready(server: TritonServer, options: ModelOptions) -> None:
    """What can be seen in a moment before a server starts; raises MachineNotReady naming everything missing."""
    checks = [
        check_python(server),
        check_glibc(server),
        check_numpy(server),
        check_libpython(server),
        check_handles(),
        check_addresses(),
        check_shared_memory(_INSTANCES + sum(count - 1 for count in options.instances.values())),
        *check_voices(options.voices or (DEFAULT_VOICE,)),
    ]
    device = options.device or "auto"
    if device.startswith("cuda"):
        checks.append(check_torch(device))
    elif installed_version("torch") is None:
        checks.append(check_torch(device, options.engine or "auto"))
    missing = [f"{check.name}: {check.found}; {check.remedy}" for check in checks if check.status == MISSING]
    if missing:
        raise MachineNotReady("; ".join(missing))
