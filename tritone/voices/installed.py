"""The voices of this machine: those whose manifests are shipped, and those in the user's voices folder.

manifests/NAME.json in this package; NAME/voice.json in the voices folder, which `tritone voices add` fills.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from tritone.errors import MissingVoice
from tritone.voices.manifest import MANIFEST_FILE, read_manifest
from tritone.voices.names import pick_voice
from tritone.voices.voice import Voice

DEFAULT_VOICE = "heart"
_SHIPPED = Path(__file__).parent / "manifests"


def voices_folder() -> Path:
    """Where the user's own voices lie: $TRITONE_VOICES, or tritone/voices among the user's data."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(os.environ.get("TRITONE_VOICES") or Path(data) / "tritone" / "voices")


def load_voices(names: Iterable[str] | None = None) -> dict[str, Voice]:
    """Every known voice by name, or only those named; raises UnknownVoice for a name without a manifest.

    A manifest that cannot be read costs only its own voice: MissingVoice when that one is asked for by name.
    """
    known: dict[str, Voice] = {}
    damaged: dict[str, MissingVoice] = {}
    for manifest in (*sorted(_SHIPPED.glob("*.json")), *sorted(voices_folder().glob(f"*/{MANIFEST_FILE}"))):
        try:
            voice = read_manifest(manifest)
            known[voice.name] = voice
        except MissingVoice as error:
            damaged[manifest.parent.name] = error
    if names is None:
        return known
    chosen = {}
    for name in names:
        if name in damaged:
            raise damaged[name]
        chosen[name] = pick_voice(known, name)
    return chosen


def get_voice(name: str) -> Voice:
    """The voice of that name; raises UnknownVoice."""
    return pick_voice(load_voices(), name)
