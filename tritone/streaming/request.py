"""One caller's wishes, checked: what the `tts` model is asked to do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tritone.audio.format import FORMATS, encoded_rate_hz
from tritone.errors import InvalidRequest, printable
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.voice import Voice

MIN_SPEED, MAX_SPEED = 0.25, 4.0
MIN_SAMPLE_RATE_HZ, MAX_SAMPLE_RATE_HZ = 8_000, 48_000
ENCODINGS = ("binary", "base64")
STREAM, WHOLE = MODES = ("stream", "whole")
TIMESTAMPS = ("none", "word")
MAX_LEXICON_CHARS = 100_000
_SHOWN_CHARACTERS = 60
_MOST_BYTES_A_CHARACTER = 4
_MOST_BYTES = {"voice": 1000, "lexicon": _MOST_BYTES_A_CHARACTER * MAX_LEXICON_CHARS, "context": 1000}
"""Looked at of each text input; a blend of eight voices takes a few hundred."""
_MOST_BYTES_OF_A_WORD = 100
"""Of all other inputs, which take one of a few words."""


@dataclass(frozen=True)
class SynthesisRequest:
    """A request that can be served."""

    text: str
    voice: Voice
    speed: float
    format: str
    sample_rate_hz: int
    encoding: str
    is_whole: bool
    """All of it is to come as one chunk."""
    word_timestamps: bool
    lexicon: str
    """Pronunciations as the caller wrote them; the text stage reads them."""
    seed: int | None

    @property
    def format_key(self) -> tuple[str, int]:
        """Requests with the same one are encoded at the same cost."""
        return self.format, encoded_rate_hz(self.format, self.sample_rate_hz)


def parse_request(
    inputs: Mapping[str, object], voices: VoiceCatalogue, max_text_chars: int, *, text_may_follow: bool = False
) -> SynthesisRequest:
    """Check the inputs of `tts` (absent ones left out; text inputs as bytes) against what this server offers.

    text_may_follow: the text is the first piece of one that comes in pieces; it may be blank, or not there.
    Raises InvalidRequest naming the input, its value and what is allowed.
    """
    voice = voices.pick(_choice(inputs, "voice", voices.default_voice))
    sample_rate_hz = int(number_in(inputs, "sample_rate", voice.sample_rate_hz))
    if not MIN_SAMPLE_RATE_HZ <= sample_rate_hz <= MAX_SAMPLE_RATE_HZ:
        raise InvalidRequest(
            f'input "sample_rate": {sample_rate_hz} Hz is out of range; '
            f"allowed: {MIN_SAMPLE_RATE_HZ} to {MAX_SAMPLE_RATE_HZ}"
        )
    return SynthesisRequest(
        text=piece_of_text(inputs, max_text_chars) if text_may_follow else _text(inputs, max_text_chars),
        voice=voice,
        speed=_speed(inputs),
        format=one_of(inputs, "format", "pcm", FORMATS),
        sample_rate_hz=sample_rate_hz,
        encoding=one_of(inputs, "encoding", "binary", ENCODINGS),
        is_whole=_mode(inputs, text_may_follow) == WHOLE,
        word_timestamps=one_of(inputs, "timestamps", "none", TIMESTAMPS) == "word",
        lexicon=_lexicon(inputs),
        seed=int(number_in(inputs, "seed", 0)) if "seed" in inputs else None,
    )


def _mode(inputs: Mapping[str, object], text_may_follow: bool) -> str:
    mode = one_of(inputs, "mode", STREAM, MODES)
    if mode == WHOLE and text_may_follow:
        raise InvalidRequest('input "mode": "whole" came with "op"; allowed: "stream"')
    return mode


def _text(inputs: Mapping[str, object], max_text_chars: int) -> str:
    if "text" not in inputs:
        raise InvalidRequest('input "text" is missing; it is required')
    text = text_in("text", inputs["text"], _MOST_BYTES_A_CHARACTER * max_text_chars)
    if not text.strip():
        raise InvalidRequest(f'input "text" is empty; allowed: 1 to {max_text_chars} characters')
    if len(text) > max_text_chars:
        raise InvalidRequest(f'input "text" has {len(text)} characters; allowed: 1 to {max_text_chars}')
    return text


def piece_of_text(inputs: Mapping[str, object], max_text_chars: int, chars_before: int = 0) -> str:
    """A piece of a growing text, "" if there is none; raises InvalidRequest when the text gets too long."""
    piece = text_in("text", inputs.get("text", ""), _MOST_BYTES_A_CHARACTER * max_text_chars)
    if chars_before + len(piece) > max_text_chars:
        raise InvalidRequest(
            f'input "text": with this piece the text has {chars_before + len(piece)} characters; '
            f"allowed: up to {max_text_chars}"
        )
    return piece


def _lexicon(inputs: Mapping[str, object]) -> str:
    lexicon = _choice(inputs, "lexicon", "")
    if len(lexicon) > MAX_LEXICON_CHARS:
        raise InvalidRequest(f'input "lexicon" has {len(lexicon)} characters; allowed: up to {MAX_LEXICON_CHARS}')
    return lexicon


def _speed(inputs: Mapping[str, object]) -> float:
    speed = float(number_in(inputs, "speed", 1.0))
    if not (math.isfinite(speed) and MIN_SPEED <= speed <= MAX_SPEED):
        raise InvalidRequest(f'input "speed": {speed:g} is out of range; allowed: {MIN_SPEED} to {MAX_SPEED}')
    return speed


def number_in(inputs: Mapping[str, object], name: str, default: float) -> int | float:
    """A number, of Python or NumPy; integers keep all their digits."""
    value = inputs.get(name, default)
    if isinstance(value, (np.integer, np.floating)):
        value = value.item()
    if not isinstance(value, (int, float)):
        raise InvalidRequest(f'input "{name}": {shorten(repr(value))} is not a number; allowed: one number')
    return value


def one_of(inputs: Mapping[str, object], name: str, default: str, allowed: tuple[str, ...]) -> str:
    """An input that has few values; raises InvalidRequest for another one."""
    value = _choice(inputs, name, default)
    if value not in allowed:
        raise InvalidRequest(f'input "{name}": "{shorten(value)}" is unknown; allowed: {_quoted(allowed)}')
    return value


def _choice(inputs: Mapping[str, object], name: str, default: str) -> str:
    return text_in(name, inputs[name]) if name in inputs else default


def text_in(name: str, value: object, most_bytes: int | None = None) -> str:
    """The text of an input; raises InvalidRequest when it is none, or longer than whatever is done with it may cost."""
    most = most_bytes or _MOST_BYTES.get(name, _MOST_BYTES_OF_A_WORD)
    if isinstance(value, (str, bytes, bytearray, memoryview)) and len(value) > most:
        raise InvalidRequest(f'input "{name}" has {len(value)} bytes; allowed: up to {most}')
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
    return printable(text, _SHOWN_CHARACTERS)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
