"""Where voices on their way into the voices folder lie: each appears there intact or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from tritone.adding.voice_folder import STAGING_PREFIX
from tritone.voices.files import VoiceFile, known_sha256_of
from tritone.voices.manifest import SHARED, shared_path, write_manifest
from tritone.voices.voice import Voice


class StagingFolder:
    """A folder inside the voices folder (so that publishing is a rename), removed when the context ends."""

    def __init__(self, folder: Path):
        """folder: the voices folder, locked."""
        self._folder = folder
        self._staging = Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=folder))
        self.scratch = self._staging / ".scratch"
        """For what is downloaded or made on the way."""
        self.scratch.mkdir()

    def __enter__(self) -> StagingFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._staging, ignore_errors=True)

    def place(self, voice: Voice) -> Voice:
        """Lay a voice's files out as they will lie in the voices folder; it can be loaded from there."""
        own = self._staging / voice.name
        own.mkdir()
        files = {role: self._place(file, voice.path(role), own) for role, file in voice.files.items()}
        return replace(voice, files=files, folder=own)

    def publish(self, voice: Voice) -> Voice:
        """Write a placed voice's manifest and move it into the voices folder, in place of a damaged one of its name.

        Its own files appear last, so that nobody finds a voice without what it shares.
        """
        write_manifest(voice, voice.folder)
        shared = self._staging / SHARED
        for file in shared.iterdir() if shared.is_dir() else ():
            (self._folder / SHARED).mkdir(exist_ok=True)
            there = self._folder / SHARED / file.name
            if not there.exists() or known_sha256_of(there) != known_sha256_of(file):
                os.replace(file, there)
        published = self._folder / voice.name
        if published.exists():
            os.replace(published, self._staging / f".old-{voice.name}")
        os.replace(voice.folder, published)
        return replace(voice, folder=published)

    def _place(self, file: VoiceFile, source: Path, own: Path) -> VoiceFile:
        path = shared_path(self._shared_name(file, source)) if file.shared else source.name
        target = Path(os.path.normpath(own / path))
        target.parent.mkdir(exist_ok=True)
        if not target.exists():
            self._copy(source, target)
        return replace(file, path=path)

    def _shared_name(self, file: VoiceFile, source: Path) -> str:
        return source.name if source.parent == self._folder / SHARED else f"{file.sha256[:16]}-{source.name}"

    def _copy(self, source: Path, target: Path) -> None:
        if source.is_relative_to(self._folder):  # nothing need be copied; files of others may change under a link
            with contextlib.suppress(OSError):
                os.link(source, target)
                return
        shutil.copyfile(source, target)
