"""Gains of voices that many people add, measured by us: what is the same, file by file, need not be measured again.

Written by `python -m tritone.adding.known_gains NAME …` out of voices that were added here and measured.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tritone.voices.installed import load_voices
from tritone.voices.voice import Voice

FILE = Path(__file__).with_name("known_gains.json")
_DIGITS = 16
"""Of each file's SHA-256."""


def known_gain_db(voice: Voice) -> float | None:
    """The gain of a voice all of whose files are those that were measured; None for others."""
    known: dict[str, dict[str, float]] = json.loads(FILE.read_text(encoding="utf-8"))
    gains = known.get(_key(voice))
    return None if gains is None else gains["gain_db"]


def write(voices: Sequence[Voice]) -> None:
    """Write the file."""
    entries = [f'"{_key(voice)}": {{"gain_db": {voice.gain_db:g}}}' for voice in sorted(voices, key=lambda v: v.name)]
    FILE.write_text("{\n" + ",\n".join(entries) + "\n}\n", encoding="utf-8")


def _key(voice: Voice) -> str:
    return " ".join(f"{role}:{file.sha256[:_DIGITS]}" for role, file in sorted(voice.files.items()))


if __name__ == "__main__":
    there = load_voices()
    write([there[name] for name in sys.argv[1:]])
