"""The folder that a running server has for itself: configs, the Python backend, its log."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tritone.server.errors import MachineNotReady

_REMEDY = "set TMPDIR to a folder that is writable and may hold programs (Docker: --tmpfs /tmp:exec)"


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new folder, removed when the context ends.

    Raises MachineNotReady where nothing can be written, or where the server could not load its Python backend from.
    """
    try:
        temporary = tempfile.TemporaryDirectory(prefix="tritone-", ignore_cleanup_errors=True)
    except OSError as error:  # tempfile says so of a read-only /tmp, and names all that it tried
        raise MachineNotReady(f"no folder for temporary files can be written ({error}); {_REMEDY}") from None
    with temporary as name:
        if os.statvfs(name).f_flag & os.ST_NOEXEC:
            raise MachineNotReady(
                f"{Path(name).parent} is mounted noexec, and the server's Python backend has to be loaded from there; "
                f"{_REMEDY}"
            )
        yield Path(name)
