"""The names that callers write: a voice, a speaker of it, or a blend.

heart                           a voice
libritts#speaker 40             one speaker of a voice that has several
af_heart:0.7+af_bella:0.3       a blend of voices that share their weights
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tritone.errors import UnknownVoice, printable
from tritone.voices.voice import STYLE, Voice

_VOICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_MOST_BLENDED = 8
_LARGEST_SHARE = 100.0
_SHOWN = 60
"""Characters of a name in a message."""


def is_voice_name(name: str) -> bool:
    """Whether a voice may be called that: callers must be able to write it, and files are named by it."""
    return _VOICE.fullmatch(name) is not None


def pick_voice(voices: Mapping[str, Voice], name: str) -> Voice:
    """The voice that a caller names; raises UnknownVoice saying what there is."""
    if name in voices:
        return voices[name]
    if "+" in name or ":" in name:
        return _blend(voices, name)
    base, has_speaker, speaker = name.partition("#")
    if base not in voices:
        available = ", ".join(f'"{known}"' for known in voices)
        raise UnknownVoice(
            f'input "voice": "{printable(name, _SHOWN)}" is unknown; available: {printable(available, 600)}'
        )
    voice = voices[base]
    if has_speaker and speaker not in voice.speakers:
        allowed = ", ".join(f'"{known}"' for known in voice.speakers) or "no speakers, it has one voice"
        raise UnknownVoice(
            f'input "voice": "{base}" has no speaker "{printable(speaker, _SHOWN)}"; '
            f"available: {printable(allowed, 600)}"
        )
    return replace(voice, name=name, speaker=speaker)


def _blend(voices: Mapping[str, Voice], name: str) -> Voice:
    """A blend such as af_heart:0.7+af_bella:0.3; a missing share counts as 1, shares are scaled to sum to 1."""
    parts = name.split("+")
    if len(parts) > _MOST_BLENDED:
        raise UnknownVoice(f'input "voice": a blend of {len(parts)} voices; allowed: up to {_MOST_BLENDED}')
    weighted = [_component(voices, part) for part in parts]
    first = weighted[0][0]
    # a blend of one, as "heart:1", has nobody else to name
    for voice, _ in weighted[1:] or weighted:
        if voice.weights_key != first.weights_key or STYLE not in voice.files or STYLE not in first.files:
            other = f'"{voice.name}"' if len(weighted) > 1 else "other voices"
            raise UnknownVoice(
                f'input "voice": "{first.name}" cannot be blended with {other}; '
                "allowed: voices that are styles of one model"
            )
    total = sum(weight for _, weight in weighted)
    return replace(
        first,
        name=name,
        blend=tuple((voice, weight / total) for voice, weight in weighted),
        gain_db=sum(voice.gain_db * weight / total for voice, weight in weighted),
    )


def _component(voices: Mapping[str, Voice], part: str) -> tuple[Voice, float]:
    """A voice of a blend and its share, not yet scaled."""
    component, _, share = part.partition(":")
    try:
        weight = float(share) if share else 1.0
    except ValueError:
        weight = -1.0
    if not 0 < weight <= _LARGEST_SHARE:  # NaN fails too
        raise UnknownVoice(
            f'input "voice": "{printable(part, _SHOWN)}" has no share that can be used; '
            "allowed: a number above 0, as in af_heart:0.7+af_bella:0.3"
        )
    return pick_voice(voices, component.strip()), weight
