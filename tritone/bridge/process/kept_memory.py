"""Freed memory is kept for the next arrays: glibc would give it back and fetch it anew, page by page, each time."""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Of glibc's malloc.h."""
MMAP_FROM_BYTES = 32 << 20
"""Larger arrays are mapped by themselves and given back when they are freed."""
TRIM_FROM_BYTES = 2 * MMAP_FROM_BYTES
"""Freed memory is given back when so much of it lies at a heap's end."""


def keep_freed_memory() -> bool:
    """Set both bounds for this process; returns whether its C library knows them.

    They are where glibc's own would stand after an array of 32 MB had been freed once. Ours have two at most, so its
    bounds stayed so low that the samples of a call were given back after each: 17 to 22 page faults a chunk of 2 s in
    `tts` and in `vocoder` (docs/performance-log.md).
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:
        return False
    return all(
        mallopt(name, size) == 1
        for name, size in ((_M_MMAP_THRESHOLD, MMAP_FROM_BYTES), (_M_TRIM_THRESHOLD, TRIM_FROM_BYTES))
    )
