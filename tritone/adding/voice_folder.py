"""The folder of the user's own voices: a voice appears there whole or not at all, and files in common are kept once.

NAME/voice.json, NAME/…      one folder a voice
_shared/HASH-FILE            what several voices have in common; goes with the last of them
.adding-…                    a voice on its way; what an interrupted one left is cleared by the next
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tritone.errors import MissingVoice
from tritone.server.errors import InvalidOption
from tritone.voices.file_hash import sha256_of
from tritone.voices.new_voice import NewVoice
from tritone.voices.voice import MANIFEST_FILE, Voice, read_manifest

SHARED = "_shared"
_STAGE_PREFIX = ".adding-"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_RESERVED = ("all",)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder for oneself, made if it is not there, cleared of what interrupted adds left; else InvalidOption."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InvalidOption(f"another `tritone voices` is changing {folder}: wait until it is done") from None
        for left in folder.glob(f"{_STAGE_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


class Stage:
    """Voices on their way into the folder."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._stage = Path(tempfile.mkdtemp(prefix=_STAGE_PREFIX, dir=folder))
        self.scratch = self._stage / ".scratch"
        self.scratch.mkdir()
        self._hashes: dict[Path, str] = {}

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_) -> None:
        shutil.rmtree(self._stage, ignore_errors=True)

    def sha256(self, file: Path) -> str:
        """A file's hash."""
        if file not in self._hashes:
            self._hashes[file] = sha256_of(file)
        return self._hashes[file]

    def put(self, voice: NewVoice, source: str, gain_db: float = 0.0) -> Voice:
        """Lay a voice's files and manifest out as they will lie in the folder."""
        require_name(voice.name)
        own = self._stage / voice.name
        own.mkdir(exist_ok=True)
        files = {}
        for role, path in voice.files.items():
            place = f"../{SHARED}/{self._shared_name(path)}" if role in voice.shared else path.name
            self._place(path, Path(os.path.normpath(own / place)))
            files[role] = {"path": place, "sha256": self.sha256(path)}
        described = {
            name: getattr(voice, name)
            for name in (
                "name",
                "family",
                "language",
                "gender",
                "quality",
                "sample_rate_hz",
                "licence",
                "licence_note",
                "commercial_use",
            )
        }
        described |= {
            "source": source,
            "files": files,
            "model": dict(voice.model),
            "gain_db": gain_db,
            "speakers": list(voice.speakers),
        }
        manifest = own / MANIFEST_FILE
        manifest.write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return read_manifest(manifest)

    def publish(self, voice: Voice) -> Voice:
        """Move a voice into the folder, in place of a damaged one of its name; its own files appear last."""
        shared = self._stage / SHARED
        for file in shared.iterdir() if shared.is_dir() else ():
            (self._folder / SHARED).mkdir(exist_ok=True)
            there = self._folder / SHARED / file.name
            if not there.exists() or self.sha256(there) != self.sha256(file):
                os.replace(file, there)
        if (self._folder / voice.name).exists():
            os.replace(self._folder / voice.name, self._stage / f".old-{voice.name}")
        os.replace(self._stage / voice.name, self._folder / voice.name)
        return replace(voice, folder=self._folder / voice.name)

    def _shared_name(self, file: Path) -> str:
        return file.name if file.parent == self._folder / SHARED else f"{self.sha256(file)[:16]}-{file.name}"

    def _place(self, source: Path, target: Path) -> None:
        target.parent.mkdir(exist_ok=True)
        if target.exists():
            return
        if source.is_relative_to(self._folder):  # nothing need be copied; files of others may change under a link
            with contextlib.suppress(OSError):
                os.link(source, target)
                return
        shutil.copyfile(source, target)


def require_name(name: str) -> None:
    """Raise InvalidOption for a name that callers could not write."""
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise InvalidOption(
            f'a voice cannot be called "{name}"; allowed: up to 64 letters, digits, "_", "-" and ".", '
            f"beginning with a letter or digit, and not {', '.join(_RESERVED)}: choose with --name"
        )


def remove_voice(folder: Path, name: str) -> int:
    """Remove a voice of the folder; returns the bytes that got free. Raises MissingVoice when there is none."""
    own = folder / name
    if not (own / MANIFEST_FILE).exists():
        raise MissingVoice(f'no voice "{name}" was added here')
    before = _size(folder)
    going = Path(tempfile.mkdtemp(prefix=_STAGE_PREFIX, dir=folder))
    os.replace(own, going / name)
    shutil.rmtree(going)
    _drop_unused(folder)
    return before - _size(folder)


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


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
