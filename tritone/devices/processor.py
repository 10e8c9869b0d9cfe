"""What this machine's processor can do, and how much of it is idle.

The only reader of /proc/cpuinfo, whose flags no library of ours tells.
"""

from __future__ import annotations

import ctypes
import functools
import os
import platform
from pathlib import Path

_CPUINFO, _LOADAVG = Path("/proc/cpuinfo"), Path("/proc/loadavg")


def machine_cpu_features(cpuinfo: Path = _CPUINFO) -> frozenset[str]:
    """The first core's instruction sets as the kernel names them (x86 and ARM); empty where it does not say.

    AMX is among them only where this process may use it, which is asked for here.
    """
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    named = (line.partition(":")[2] for line in lines if line.startswith(("flags", "Features")))
    features = frozenset(next(named, "").split())
    if "amx_tile" in features and not _may_use_tiles():
        features -= {feature for feature in features if feature.startswith("amx_")}
    return features


_ARCH_PRCTL, _ARCH_REQ_XCOMP_PERM, _XFEATURE_XTILEDATA = 158, 0x1023, 18


@functools.lru_cache(maxsize=1)
def _may_use_tiles() -> bool:
    """Whether Linux lets this process, its threads and its forks use AMX's tiles (8 kB more to save for each thread).

    As the kernel's Documentation/arch/x86/xstate.rst describes it. Kernels before 5.16, and some sandboxes, do not.
    """
    if platform.machine() != "x86_64":
        return False
    try:
        answer = ctypes.CDLL(None).syscall(
            ctypes.c_long(_ARCH_PRCTL), ctypes.c_long(_ARCH_REQ_XCOMP_PERM), ctypes.c_long(_XFEATURE_XTILEDATA)
        )
    except (OSError, AttributeError):
        return False
    return bool(answer == 0)


def idle_cores(loadavg: Path = _LOADAVG) -> int:
    """Cores that this thread could use just now, its own included: 1 where as many threads run as there are cores.

    Counts what runs or wants to at this moment, on the whole machine: a core may be taken a moment later.
    """
    cores = len(os.sched_getaffinity(0))
    try:
        running = int(loadavg.read_text(encoding="ascii").split()[3].partition("/")[0])
    except (OSError, ValueError, IndexError):
        return 1
    return max(1, min(cores, cores - running + 1))
