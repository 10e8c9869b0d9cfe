"""One caller's wishes, checked: what the `tts` model is asked to do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tritone.audio.format import FORMATS, encoded_rate_hz
from tritone.errors import InvalidRequest
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.voice import Voice

MIN_SPEED, MAX_SPEED = 0.25, 4.0
MIN_SAMPLE_RATE_HZ, MAX_SAMPLE_RATE_HZ = 8_000, 48_000
ENCODINGS = ("binary", "base64")
TIMESTAMPS = ("none", "word")
MAX_LEXICON_CHARS = 100_000
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class SynthesisRequest:
    """A request that can be served."""

    text: str
    voice: Voice
    speed: float
    format: str
    sample_rate_hz: int
    encoding: str
    word_timestamps: bool
    lexicon: str
    """Pronunciations as the caller wrote them; the text stage reads them."""
    seed: int | None

    @property
    def format_key(self) -> tuple[str, int]:
        """Requests with the same one are encoded at the same cost."""
        return self.format, encoded_rate_hz(self.format, self.sample_rate_hz)


def parse_request(inputs: Mapping[str, object], voices: VoiceCatalogue, max_text_chars: int) -> SynthesisRequest:
    """Check the inputs of `tts` (absent ones left out; text inputs as bytes) against what this server offers.

    Raises InvalidRequest naming the input, its value and what is allowed.
    """
    voice = voices.pick(_choice(inputs, "voice", voices.default_voice))
    sample_rate_hz = int(_number(inputs, "sample_rate", voice.sample_rate_hz))
    if not MIN_SAMPLE_RATE_HZ <= sample_rate_hz <= MAX_SAMPLE_RATE_HZ:
        raise InvalidRequest(
            f'input "sample_rate": {sample_rate_hz} Hz is out of range; '
            f"allowed: {MIN_SAMPLE_RATE_HZ} to {MAX_SAMPLE_RATE_HZ}"
        )
    return SynthesisRequest(
        text=_text(inputs, max_text_chars),
        voice=voice,
        speed=_speed(inputs),
        format=_one_of(inputs, "format", "pcm", FORMATS),
        sample_rate_hz=sample_rate_hz,
        encoding=_one_of(inputs, "encoding", "binary", ENCODINGS),
        word_timestamps=_one_of(inputs, "timestamps", "none", TIMESTAMPS) == "word",
        lexicon=_lexicon(inputs),
        seed=int(_number(inputs, "seed", 0)) if "seed" in inputs else None,
    )


def _text(inputs: Mapping[str, object], max_text_chars: int) -> str:
    if "text" not in inputs:
        raise InvalidRequest('input "text" is missing; it is required')
    text = _decode("text", inputs["text"])
    if not text.strip():
        raise InvalidRequest(f'input "text" is empty; allowed: 1 to {max_text_chars} characters')
    if len(text) > max_text_chars:
        raise InvalidRequest(f'input "text" has {len(text)} characters; allowed: 1 to {max_text_chars}')
    return text


def _lexicon(inputs: Mapping[str, object]) -> str:
    lexicon = _choice(inputs, "lexicon", "")
    if len(lexicon) > MAX_LEXICON_CHARS:
        raise InvalidRequest(f'input "lexicon" has {len(lexicon)} characters; allowed: up to {MAX_LEXICON_CHARS}')
    return lexicon


def _speed(inputs: Mapping[str, object]) -> float:
    speed = float(_number(inputs, "speed", 1.0))
    if not (math.isfinite(speed) and MIN_SPEED <= speed <= MAX_SPEED):
        raise InvalidRequest(f'input "speed": {speed:g} is out of range; allowed: {MIN_SPEED} to {MAX_SPEED}')
    return speed


def _number(inputs: Mapping[str, object], name: str, default: float) -> int | float:
    """A number, of Python or NumPy; integers keep all their digits."""
    value = inputs.get(name, default)
    if isinstance(value, (np.integer, np.floating)):
        value = value.item()
    if not isinstance(value, (int, float)):
        raise InvalidRequest(f'input "{name}": {shorten(repr(value))} is not a number; allowed: one number')
    return value


def _one_of(inputs: Mapping[str, object], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = _choice(inputs, name, default)
    if value not in allowed:
        raise InvalidRequest(f'input "{name}": "{shorten(value)}" is unknown; allowed: {_quoted(allowed)}')
    return value


def _choice(inputs: Mapping[str, object], name: str, default: str) -> str:
    return _decode(name, inputs[name]) if name in inputs else default


def _decode(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise InvalidRequest(f'input "{name}": {shorten(repr(value))} is not text; allowed: UTF-8 text')
    try:
        return bytes(value).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidRequest(
            f'input "{name}" is not UTF-8: byte {error.object[error.start]:#04x} at position '
            f"{error.start}; allowed: UTF-8 text"
        ) from None


def shorten(text: str) -> str:
    """Caller's text made fit for a message: printable and not long."""
    printable = "".join(c if c.isprintable() else "�" for c in text[: _SHOWN_CHARACTERS + 1])
    return printable if len(text) <= _SHOWN_CHARACTERS else printable[:_SHOWN_CHARACTERS] + "…"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
