"""Where what is made once on a machine is kept: converted grammars, compiled kernels."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder(kind: str) -> Path:
    """The folder for one kind of thing: in TRITONE_CACHE, else in the user's cache folder. It need not exist yet."""
    root = os.environ.get("TRITONE_CACHE")
    return (Path(root) if root else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tritone") / kind
