"""One file of a voice: where it lies, and whether it is the one that the manifest means."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

_BLOCK_BYTES = 1 << 20
_hashes: dict[Path, tuple[tuple[int, int], str]] = {}
"""File → its time of change (ns) and size, and its hash then: each engine of a voice asks for the same large file."""


@dataclass(frozen=True)
class VoiceFile:
    """One file of a voice."""

    path: str
    """Inside the package; without a package, beside the manifest. Absolute while the voice is being added."""
    sha256: str
    """In hexadecimal."""
    package: str = ""
    """Import name of the Python package that carries the file."""
    shared: bool = False
    """Whether other voices may have it in common: it is kept once then. Not in the manifest: its path says so."""

    @staticmethod
    def at(path: Path, shared: bool = False) -> VoiceFile:
        """A file that lies here now, hashed."""
        return VoiceFile(str(path.absolute()), known_sha256_of(path.absolute()), shared=shared)

    def located(self, folder: Path) -> Path | None:
        """Where it lies, if it is there; folder: the manifest's."""
        holds = _package_folder(self.package) if self.package else folder
        return holds / self.path if holds is not None and (holds / self.path).is_file() else None


def sha256_of(path: Path) -> str:
    """A file's SHA-256, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def known_sha256_of(path: Path) -> str:
    """The same, computed once for as long as the file's time of change and size stay as they are."""
    about = path.stat()
    state = about.st_mtime_ns, about.st_size
    known = _hashes.get(path)
    if known is None or known[0] != state:
        known = _hashes[path] = (state, sha256_of(path))
    return known[1]


@functools.cache
def _package_folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None
