"""What this machine's processor can do: the only reader of /proc/cpuinfo, whose flags no library of ours tells."""

from __future__ import annotations

from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")


def machine_cpu_features(cpuinfo: Path = _CPUINFO) -> frozenset[str]:
    """The first core's instruction sets as the kernel names them (x86 and ARM); empty where it does not say."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    named = (line.partition(":")[2] for line in lines if line.startswith(("flags", "Features")))
    return frozenset(next(named, "").split())
