"""The folder of the user's own voices: who may change it, what a voice may be called, and removing one.

NAME/voice.json, NAME/…      one folder a voice
_shared/HASH-FILE            what several voices have in common; goes with the last of them
.adding-…                    a voice on its way; what an interrupted one left is cleared by the next
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tritone.errors import InvalidOption, MissingVoice
from tritone.voices.catalogue import ALL_VOICES
from tritone.voices.manifest import MANIFEST_FILE, SHARED, read_manifest
from tritone.voices.names import is_voice_name

STAGING_PREFIX = ".adding-"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder for oneself, made if it is not there, cleared of what interrupted adds left; else InvalidOption."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InvalidOption(f"another `tritone voices` is changing {folder}: wait until it is done") from None
        for left in folder.glob(f"{STAGING_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def require_name(name: str) -> None:
    """Raise InvalidOption for a name that callers could not write."""
    if not is_voice_name(name) or name == ALL_VOICES:
        raise InvalidOption(
            f'a voice cannot be called "{name}"; allowed: up to 64 letters, digits, "_", "-" and ".", '
            f"beginning with a letter or digit, and not {ALL_VOICES}: choose with --name"
        )


def remove_voice(folder: Path, name: str) -> int:
    """Remove a voice of the folder; returns the bytes that got free. Raises MissingVoice when there is none."""
    own = folder / name
    if not (own / MANIFEST_FILE).exists():
        raise MissingVoice(f'no voice "{name}" was added here')
    before = _size_bytes(folder)
    going = Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=folder))
    os.replace(own, going / name)
    shutil.rmtree(going)
    _drop_unused(folder)
    return before - _size_bytes(folder)


def _drop_unused(folder: Path) -> None:
    """Remove shared files that no voice names; none while there is a manifest that cannot be read."""
    used = set()
    for manifest in folder.glob(f"*/{MANIFEST_FILE}"):
        try:
            voice = read_manifest(manifest)
        except MissingVoice:
            return
        used |= {os.path.normpath(voice.folder / file.path) for file in voice.files.values() if not file.package}
    for file in (folder / SHARED).glob("*"):
        if os.path.normpath(file) not in used:
            file.unlink()


def _size_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
