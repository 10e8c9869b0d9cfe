"""How much shared memory there is for the tensors between server and models, and how to divide it."""

from __future__ import annotations

import shutil
from pathlib import Path

FOLDER = Path("/dev/shm")
_MIB = 1 << 20
# A region is taken whole when its instance starts, then grows by 1 MiB at a time and never shrinks. 16 MiB hold every
# tensor of 24 streams at once; smaller ones grow instead.
_REGION_SIZES = (16 * _MIB, 8 * _MIB, 4 * _MIB, 1 * _MIB)
_ROOM_TO_GROW = 2


def free_bytes() -> int:
    """What is free in /dev/shm; 0 if there is none."""
    return shutil.disk_usage(FOLDER).free if FOLDER.is_dir() else 0


def needed_bytes(instances: int) -> int:
    """The least with which that many instances start and can grow a little."""
    return instances * _REGION_SIZES[-1] * _ROOM_TO_GROW


def region_bytes(instances: int, free: int | None = None) -> int:
    """The size of each instance's region: the largest of a few that leaves as much again to grow."""
    free = free_bytes() if free is None else free
    return next((size for size in _REGION_SIZES if instances * size * _ROOM_TO_GROW <= free), _REGION_SIZES[-1])
