"""What a server and all its processes hold: memory, shared memory, handles, threads."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

_SHARED = re.compile(r" (/dev/shm/\S+)$", re.MULTILINE)
_SERVER = "tritonserver"


@dataclass(frozen=True)
class Footprint:
    """Sums over the server and its descendants."""

    resident_mb: float
    """Anonymous memory: shared regions would be counted once for every process that maps them."""
    pss_mb: float
    """Proportional: shared pages are split among those who map them. 0 where it was not asked for."""
    shared_mb: float
    """Files in /dev/shm that these processes map."""
    handles: int
    threads: int
    processes: int


def measure(pid: int, with_pss: bool = False) -> Footprint:
    """The footprint of a process and its descendants; those that end meanwhile are left out."""
    resident, pss, handles, threads, processes, shared = 0, 0, 0, 0, 0, {}
    for member in family_of(pid):
        folder = Path(f"/proc/{member}")
        with contextlib.suppress(OSError):
            status = (folder / "status").read_text()
            if re.search(r"^State:\s+Z", status, re.MULTILINE):
                continue
            processes += 1
            resident += _kilobytes(status, "RssAnon")
            handles += len(os.listdir(folder / "fd"))
            threads += len(os.listdir(folder / "task"))
            if with_pss:
                pss += _kilobytes((folder / "smaps_rollup").read_text(), "Pss")
            for path in set(_SHARED.findall((folder / "maps").read_text())):
                with contextlib.suppress(OSError):
                    # through the process: it may have a /dev/shm of its own
                    about = os.stat(f"/proc/{member}/root{path}")
                    shared[about.st_dev, about.st_ino] = about.st_blocks * 512
    return Footprint(resident / 1024, pss / 1024, sum(shared.values()) / 2**20, handles, threads, processes)


def family_of(pid: int) -> list[int]:
    """A process and all its descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    family = [pid]
    for member in family:
        family.extend(children.get(member, ()))
    return family


def server_below(pid: int) -> int | None:
    """The tritonserver among a process's descendants."""
    for member in family_of(pid)[1:]:
        with contextlib.suppress(OSError):
            state = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()[0]
            if Path(f"/proc/{member}/comm").read_text().strip() == _SERVER and state not in "ZX":
                return member
    return None


def _kilobytes(status: str, field: str) -> int:
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith(field + ":")), 0)
