"""Values of SSML attributes as their dialects write them: W3C's own, Azure's, Google's, Polly's, Riva's, ElevenLabs'.

Each function returns what the value means. A value that some service allows, but that is out of range here, is brought
into range and told to `warn`; one that means nothing anywhere raises ValueError, which says what is allowed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from frontend_text.markup import manner

Warn = Callable[[str], None]

LONGEST_BREAK_SECONDS = 10.0
REFERENCE_PITCH_HZ = 200.0
"""Pitch in hertz is taken relative to this, about the mean of a female voice: a text front end does not know the
voice's own."""

_STRENGTHS = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 0.75, "x-strong": 1.2}
_RATES = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.6}
_VOLUMES = {"silent": -96.0, "x-soft": -12.0, "soft": -6.0, "medium": 0.0, "default": 0.0, "loud": 4.0, "x-loud": 8.0}
_PITCHES = {"x-low": -6.0, "low": -3.0, "medium": 0.0, "default": 0.0, "high": 3.0, "x-high": 6.0}
_RANGES = {"x-low": 0.3, "low": 0.6, "medium": 1.0, "default": 1.0, "high": 1.5, "x-high": 2.0}
_EMPHASES = {"strong": 2, "moderate": 1, "none": 0, "reduced": -1}
_NUMBER = r"(\d+(?:\.\d*)?|\.\d+)"


def break_seconds(attributes: dict[str, str], warn: Warn) -> float:
    """The pause of a `break`; `time` goes before `strength`."""
    if "time" in attributes:
        written = attributes["time"]
        match = re.fullmatch(rf"\s*\+?{_NUMBER}\s*(ms|s)\s*", written)
        if not match:
            raise ValueError(f'break time "{written}" is not a time such as "500ms" or "1.5s"')
        seconds = float(match[1]) / (1000 if match[2] == "ms" else 1)
        if seconds > LONGEST_BREAK_SECONDS:
            warn(f'break time "{written}" is longer than {LONGEST_BREAK_SECONDS:g}s and is cut to that')
        return min(seconds, LONGEST_BREAK_SECONDS)
    strength = attributes.get("strength", "medium")
    if strength not in _STRENGTHS:
        raise ValueError(f'break strength "{strength}" is unknown; allowed: {", ".join(_STRENGTHS)}')
    return _STRENGTHS[strength]


def rate(written: str, warn: Warn) -> float:
    """Factor on speed. `80%` is W3C's share of the normal speed, `+10%` and `+0.5` are changes; `0%` is no change."""
    value = written.strip()
    if value in _RATES:
        return _RATES[value]
    match = re.fullmatch(rf"([+-]?){_NUMBER}(%?)", value)
    if not match:
        raise ValueError(
            f'prosody rate "{written}" is unknown; allowed: {", ".join(_RATES)}, "120%", "+10%", "1.2" or "+0.2"'
        )
    amount = float(match[2]) / (100 if match[3] else 1)
    if match[1]:
        amount = 1 + amount if match[1] == "+" else 1 - amount
    elif match[3] and amount == 0:
        return 1.0  # what Azure's studio writes where nothing was changed
    return _within(amount, manner.SLOWEST, manner.FASTEST, f'prosody rate "{written}"', "25% to 400%", warn)


def volume_db(written: str, warn: Warn) -> float:
    """Gain in decibels: W3C's names and dB; Azure's 0 to 100, where 100 is the normal volume, and changes of it."""
    value = written.strip()
    if value in _VOLUMES:
        return _VOLUMES[value]
    if match := re.fullmatch(r"([+-]?\d+(?:\.\d*)?)\s*dB", value, re.IGNORECASE):
        gain = float(match[1])
    elif match := re.fullmatch(rf"([+-]?){_NUMBER}(%?)", value):
        share = float(match[2]) / 100
        share = 1 + share if match[1] == "+" else 1 - share if match[1] == "-" else share
        gain = 20 * math.log10(share) if share > 0 else manner.QUIETEST_DB
    else:
        raise ValueError(
            f'prosody volume "{written}" is unknown; allowed: {", ".join(_VOLUMES)}, "+6dB", "+20%" or 0 to 100'
        )
    return _within(gain, manner.QUIETEST_DB, manner.LOUDEST_DB, f'prosody volume "{written}"', "-96dB to +20dB", warn)


def pitch_semitones(written: str, warn: Warn, name: str = "prosody pitch") -> float:
    """Semitones above the voice's own pitch."""
    value = written.strip()
    if value in _PITCHES:
        return _PITCHES[value]
    match = re.fullmatch(rf"([+-]?){_NUMBER}\s*(%|st|hz)?", value, re.IGNORECASE)
    if not match:
        raise ValueError(f'{name} "{written}" is unknown; allowed: {", ".join(_PITCHES)}, "+10%", "-2st", "+20Hz"')
    sign, unit = -1 if match[1] == "-" else 1, (match[3] or "").lower()
    amount = sign * float(match[2])
    if unit == "st":
        semitones = amount
    else:
        if unit == "hz":
            factor = 1 + amount / REFERENCE_PITCH_HZ if match[1] else amount / REFERENCE_PITCH_HZ
        elif unit == "%":
            factor = 1 + amount / 100 if match[1] or amount < 50 else amount / 100
        else:
            factor = 1 + amount if match[1] else amount
        semitones = 12 * math.log2(factor) if factor > 0 else -math.inf
    low, high = manner.LOWEST_SEMITONES, manner.HIGHEST_SEMITONES
    return _within(semitones, low, high, f'{name} "{written}"', "an octave up or down", warn)


def pitch_range(written: str, warn: Warn) -> float:
    """Factor on how far the pitch moves."""
    value = written.strip()
    if value in _RANGES:
        return _RANGES[value]
    match = re.fullmatch(rf"([+-]?){_NUMBER}\s*(%|st|hz)?", value, re.IGNORECASE)
    if not match:
        raise ValueError(f'prosody range "{written}" is unknown; allowed: {", ".join(_RANGES)} or "+20%"')
    amount, unit = float(match[2]), (match[3] or "").lower()
    if unit in ("st", "hz"):
        warn(f'prosody range "{written}" is not in per cent and is left out')
        return 1.0
    amount /= 100 if unit == "%" else 1
    if match[1]:
        amount = 1 + amount if match[1] == "+" else 1 - amount
    return _within(amount, manner.FLATTEST, manner.LIVELIEST, f'prosody range "{written}"', "0% to 300%", warn)


def contour(written: str, warn: Warn) -> manner.Contour:
    """Points such as `(0%,+20Hz) (50%,-2st)`."""
    points = re.findall(r"\(\s*(\d+(?:\.\d*)?)%\s*,\s*([^()\s]+)\s*\)", written)
    if not points or re.sub(r"\(\s*\d+(?:\.\d*)?%\s*,\s*[^()\s]+\s*\)", "", written).strip():
        raise ValueError(f'prosody contour "{written}" is unknown; allowed: points such as "(0%,+20Hz) (50%,-2st)"')
    curve = [
        (min(float(share) / 100, 1.0), pitch_semitones(pitch, warn, "pitch in contour")) for share, pitch in points
    ]
    return tuple(sorted(curve))


def emphasis(attributes: dict[str, str]) -> int:
    """The level of an `emphasis` as Manner counts it."""
    level = attributes.get("level", "moderate")
    if level not in _EMPHASES:
        raise ValueError(f'emphasis level "{level}" is unknown; allowed: {", ".join(_EMPHASES)}')
    return _EMPHASES[level]


def _within(value: float, low: float, high: float, what: str, allowed: str, warn: Warn) -> float:
    if low <= value <= high:
        return value
    warn(f"{what} is out of range and is brought into it; allowed: {allowed}")
    return min(high, max(low, value))
