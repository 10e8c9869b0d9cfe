"""What is known of a voice before it is loaded: one record, from the files it is found in to the request that names it.

A family describes the voices it finds in files that someone adds (`find_voices`), `tritone.adding` completes the record
and puts it into a manifest, and from there everybody reads it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tritone.errors import MissingVoice
from tritone.voices.files import VoiceFile, known_sha256_of

WEIGHTS = "weights"
"""The role of the file that voices may share; every voice has it."""
STYLE = "style"
"""The role of the file in which voices of one model differ; a voice that has one can be blended."""
_NOWHERE = Path()


@dataclass(frozen=True)
class Voice:
    """One voice."""

    name: str
    """As callers write it, speaker or blend included."""
    family: str
    """Which module of tritone.families runs it."""
    language: str
    """BCP 47, lower case."""
    gender: str
    quality: str
    sample_rate_hz: int
    licence: str
    """SPDX identifier."""
    licence_note: str
    source: str
    """Where its files come from; completes "install …". "" while it is being added."""
    files: Mapping[str, VoiceFile]
    """Role → file; the family says which roles it wants besides WEIGHTS."""
    commercial_use: str = "yes"
    """"yes", "check" (its licence or its training data leave a doubt, see licence_note) or "no"."""
    model: Mapping[str, int] = field(default_factory=dict)
    """What its family noted about the model when the voice was added, so that it need not be opened to ask."""
    gain_db: float = 0.0
    """Constant gain that brings it to the loudness of all voices."""
    speakers: tuple[str, ...] = ()
    """Whom a caller may choose with name#speaker; the first one speaks unless chosen."""
    speaker: str = ""
    """The one chosen."""
    blend: tuple[tuple[Voice, float], ...] = ()
    """Of a blend: voices and their shares, which sum to 1."""
    folder: Path = field(default=_NOWHERE, compare=False)
    """Where its manifest lies."""

    @functools.cached_property
    def kept(self) -> dict[str, Any]:
        """What its family has made of its files and wants again at each call; not part of the record."""
        return {}

    @property
    def weights_key(self) -> tuple[str, str]:
        """Voices that have it in common run in one batch of one engine."""
        return self.family, self.files[WEIGHTS].sha256

    def path(self, role: str) -> Path:
        """Where a file lies, unchecked; raises MissingVoice when it is not here."""
        path = self.files[role].located(self.folder)
        if path is None:
            raise MissingVoice(f'voice "{self.name}" is not on this machine: install {self.source}')
        return path

    def is_present(self) -> bool:
        """Whether all its files are on this machine (their hashes are not looked at)."""
        return all(file.located(self.folder) for file in self.files.values())

    def is_intact(self) -> bool:
        """Whether all its files are on this machine, and are those that its manifest means."""
        try:
            return all(self.checked(role) for role in self.files)
        except MissingVoice:
            return False

    def size_bytes(self, shared: bool | None = None) -> int:
        """What its files take on disk, or only those (not) shared with other voices; 0 when it is not here."""
        if not self.is_present():
            return 0
        roles = [role for role, file in self.files.items() if shared is None or file.shared == shared]
        return sum(self.path(role).stat().st_size for role in roles)

    def checked(self, role: str) -> Path:
        """A file's path, its hash checked; raises MissingVoice saying what to do."""
        path, expected = self.path(role), self.files[role].sha256
        found = known_sha256_of(path)
        if found != expected:
            raise MissingVoice(
                f'voice "{self.name}": {path.name} is damaged or another version '
                f"(sha256 {found[:12]}…, expected {expected[:12]}…): reinstall {self.source}"
            )
        return path
