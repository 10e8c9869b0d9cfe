"""Memory that was freed goes back to the machine: reading a voice takes several times what its engine keeps."""

from __future__ import annotations

import ctypes


def give_back_freed_memory() -> bool:
    """Return whether any went back. glibc by itself gives back no more than what lies at its heap's end.

    After Kokoro's weights were read 340 MB of each model's process stayed taken for nothing. Where the C library has no
    such function, nothing happens.
    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError):
        return False
    return bool(trim(0))
