"""How an utterance is to sound, as every way of asking for one takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

_NAMES_ON_THE_WIRE = {"sample_rate_hz": "sample_rate"}


class SpeechSettings(TypedDict, total=False):
    """Keyword arguments; what is left out or None is the server's default."""

    voice: str | None
    speed: float | None
    """0.25 to 4.0, larger is faster."""
    format: str | None
    """Of the audio: pcm (16-bit little-endian mono), wav, flac, mp3, opus, mulaw or alaw."""
    seed: int | None
    """The same seed, text, voice and settings give the same samples."""
    timestamps: str | None
    """"word": chunks tell their words and when they sound."""
    sample_rate_hz: int | None
    """8000 to 48000; the voice's own by default."""
    lexicon: str | None
    """Pronunciations: the text of a PLS file, or a JSON object of word to /ipa/ or respelling."""


def inputs_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of `tts` for them; raises TypeError for a name that is none of them, as a call would."""
    strangers = sorted(set(settings) - set(SpeechSettings.__annotations__))
    if strangers:
        known = ", ".join(SpeechSettings.__annotations__)
        raise TypeError(f'"{strangers[0]}" is not a setting of speech; allowed: {known}')
    return {_NAMES_ON_THE_WIRE.get(name, name): value for name, value in settings.items()}
