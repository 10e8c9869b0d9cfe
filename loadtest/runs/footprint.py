"""What a server and all its processes hold: memory, shared memory, handles, threads; and their processor time."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

import psutil

_SHARED = re.compile(r" (/dev/shm/\S+)$", re.MULTILINE)
_SERVER = "tritonserver"
_ENDED = (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)


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
    resident, pss, handles, threads, processes = 0, 0, 0, 0, 0
    shared: dict[tuple[int, int], int] = {}
    for member in family_of(pid):
        with contextlib.suppress(psutil.Error, OSError):
            if member.status() in _ENDED:
                continue
            processes += 1
            memory = member.memory_info()
            resident += memory.rss - memory.shared
            handles += member.num_fds()
            threads += member.num_threads()
            if with_pss:
                pss += member.memory_full_info().pss
            shared.update(_shared_files(member.pid))
    return Footprint(resident / 2**20, pss / 2**20, sum(shared.values()) / 2**20, handles, threads, processes)


def _shared_files(pid: int) -> dict[tuple[int, int], int]:
    """The files in /dev/shm that a process maps, (device, inode) → bytes in use.

    Read here and not by psutil, which adds up every page of every mapping while the process waits.
    """
    files = {}
    for path in set(_SHARED.findall(Path(f"/proc/{pid}/maps").read_text())):
        with contextlib.suppress(OSError):
            # through the process: it may have a /dev/shm of its own
            about = os.stat(f"/proc/{pid}/root{path}")
            files[about.st_dev, about.st_ino] = about.st_blocks * 512
    return files


def family_of(pid: int) -> list[psutil.Process]:
    """A process and all its descendants; none when it is gone."""
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def server_below(pid: int) -> int | None:
    """The tritonserver among a process's descendants."""
    for member in family_of(pid)[1:]:
        with contextlib.suppress(psutil.Error):
            if member.name() == _SERVER and member.status() not in _ENDED:
                return int(member.pid)
    return None
