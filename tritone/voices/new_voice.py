"""What a family finds in files that someone wants to add: voices that are not in the voices folder yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class NewVoice:
    """A voice and where its files lie now; the fields are those of tritone.voices.voice.Voice."""

    name: str
    family: str
    language: str
    gender: str
    quality: str
    sample_rate_hz: int
    licence: str
    licence_note: str
    commercial_use: str
    files: Mapping[str, Path]
    """Role → file."""
    shared: frozenset[str] = frozenset()
    """Roles of files that other voices may have in common with it: kept once."""
    model: Mapping[str, int] = field(default_factory=dict)
    speakers: tuple[str, ...] = ()
