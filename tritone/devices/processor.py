"""What this machine's processor can do, and how much of it is idle.

The only reader of /proc/cpuinfo, whose flags no library of ours tells.
"""

from __future__ import annotations

import os
from pathlib import Path

_CPUINFO, _LOADAVG = Path("/proc/cpuinfo"), Path("/proc/loadavg")


def machine_cpu_features(cpuinfo: Path = _CPUINFO) -> frozenset[str]:
    """The first core's instruction sets as the kernel names them (x86 and ARM); empty where it does not say."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    named = (line.partition(":")[2] for line in lines if line.startswith(("flags", "Features")))
    return frozenset(next(named, "").split())


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
