"""The voices this installation knows: one JSON manifest each, and where its checkpoint lies."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tritone.errors import MissingVoice, UnknownVoice

DEFAULT_VOICE = "heart"
_MANIFESTS = Path(__file__).parent / "voice_manifests"


@dataclass(frozen=True)
class Voice:
    """What is known of a voice before it is loaded."""

    name: str
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
    package: str
    """Import name of the Python package that carries the checkpoint."""
    file: str
    """The checkpoint's path inside that package."""
    sha256: str

    @cached_property
    def _package_folder(self) -> Path | None:
        spec = importlib.util.find_spec(self.package)
        return Path(spec.origin).parent if spec and spec.origin else None

    def is_present(self) -> bool:
        """Whether the checkpoint is on this machine (its hash is not looked at)."""
        return self._package_folder is not None and (self._package_folder / self.file).is_file()

    def checkpoint(self) -> Path:
        """The checkpoint's path, its hash checked; raises MissingVoice saying what to do."""
        if not self.is_present():
            raise MissingVoice(f'voice "{self.name}" is not on this machine: install {self.source}')
        path = self._package_folder / self.file
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != self.sha256:
            raise MissingVoice(f'voice "{self.name}": {path.name} is damaged or another version '
                               f"(sha256 {found[:12]}…, expected {self.sha256[:12]}…): reinstall {self.source}")
        return path


def load_voices(names: Iterable[str] | None = None) -> dict[str, Voice]:
    """Every known voice by name, or only those named; raises UnknownVoice for a name without a manifest."""
    known = {}
    for manifest in sorted(_MANIFESTS.glob("*.json")):
        voice = Voice(**json.loads(manifest.read_text(encoding="utf-8")))
        known[voice.name] = voice
    return known if names is None else {name: pick_voice(known, name) for name in names}


def get_voice(name: str) -> Voice:
    """The voice of that name; raises UnknownVoice."""
    return pick_voice(load_voices(), name)


def pick_voice(voices: dict[str, Voice], name: str) -> Voice:
    """voices[name], or UnknownVoice naming what is there."""
    try:
        return voices[name]
    except KeyError:
        available = ", ".join(f'"{known}"' for known in voices)
        raise UnknownVoice(f'input "voice": "{name}" is unknown; available: {available}') from None
