"""A named voice that speaks whole texts in this process, its questions inflected or not; its words by index."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from tests.sound import whole_stream
from tritone.errors import MissingVoice, TritoneError
from tritone.native.library import why_unsupported
from tritone.voices.installed import get_voice

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class SpokenWord:
    """A word and where it sounds, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Spoken:
    """The sound of a text."""

    samples: Samples
    rate_hz: int
    words: tuple[SpokenWord, ...]
    warnings: tuple[str, ...]

    def of(self, index: int) -> Samples:
        """The samples of a word."""
        word = self.words[index]
        return self.samples[int(word.start * self.rate_hz) : int(word.end * self.rate_hz)]


@dataclass(frozen=True)
class Speaker:
    """A voice, loaded when it first speaks."""

    name: str
    inflection: str = "on"

    def say(self, text: str, speed: float = 1.0) -> Spoken:
        """The same text is spoken once at a speed."""
        heard = _loaded(self.name, self.inflection).say(text, speed)
        words = tuple(SpokenWord(str(w["word"]), float(w["start"]), float(w["end"])) for w in heard.words)
        return Spoken(heard.samples, heard.rate_hz, words, heard.warnings)

    def say_anew(self, text: str) -> Samples:
        """Spoken whether or not it was before."""
        return _loaded(self.name, self.inflection).say.__wrapped__(text).samples


def speaker(name: str) -> Speaker:
    """A voice that speaks; skips the test where it cannot be had."""
    try:
        voice = get_voice(name)
    except (MissingVoice, TritoneError):
        pytest.skip(f"the voice {name} is not here")
    if not voice.is_present():
        pytest.skip(f"the files of voice {name} are not here")
    if reason := why_unsupported():
        pytest.skip(reason)
    return Speaker(name)


@functools.lru_cache(maxsize=8)
def _loaded(name: str, inflection: str) -> whole_stream.Speaker:
    return whole_stream.Speaker(get_voice(name), inflection)
