"""The files in /dev/shm through which a server and its models pass tensors: ours by their names."""

from __future__ import annotations

import contextlib
import os
import secrets
import time

from tritone.server.running.last_guard import SHARED_MEMORY, regions_named, remove_regions

_OPENED_WITHIN_SECONDS = 5.0
"""Triton makes a file, and then lets everybody read it: so long after one was made."""


class SharedRegions:
    """Those of one launcher's servers. Their names all begin alike, so that they can be told whatever has ended."""

    def __init__(self) -> None:
        self.prefix = f"tritone_{secrets.token_hex(8)}_shm_region_"
        self._files_changed_at: int | None = None
        """When a file in /dev/shm was made or removed last, in its file system's time."""
        self._look_until = 0.0

    def arguments(self) -> list[str]:
        """For tritonserver, whose Python backend is to name them so."""
        return [f"--backend-config=python,shm-region-prefix-name={self.prefix}"]

    def close_to_others(self) -> None:
        """Triton lets everybody read the tensors in them, whatever the umask; they are callers' texts and voices.

        Cheap while no file was made there for a while: to be called a few times a second.
        """
        try:
            changed_at = os.stat(SHARED_MEMORY).st_mtime_ns
        except OSError:
            return
        now = time.monotonic()
        if changed_at != self._files_changed_at:
            self._files_changed_at, self._look_until = changed_at, now + _OPENED_WITHIN_SECONDS
        if now < self._look_until:
            for region in regions_named(self.prefix):
                with contextlib.suppress(OSError):  # it has gone again
                    if region.stat().st_mode & 0o077:
                        region.chmod(0o600)

    def remove(self) -> None:
        """What an ended server has left of them."""
        remove_regions(self.prefix)
