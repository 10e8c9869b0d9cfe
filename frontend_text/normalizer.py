"""Say written text in words, keeping for every spoken word the span of the source it came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from frontend_text.grapheme_to_phoneme import UnknownLanguage


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word as it is said, with the punctuation around it."""

    text: str
    source_start: int
    source_end: int
    """Where it was written, as offsets into the normalised sentence; words read as one share their span."""
    spelled: bool = False
    """Whether its letters are to be said one by one."""
    phonemes: str | None = None
    """How it sounds, when that is given and not to be derived from the spelling."""


@dataclass(frozen=True, slots=True)
class SpokenText:
    """A sentence in words."""

    words: tuple[SpokenWord, ...]
    unspoken: tuple[tuple[int, int], ...] = ()
    """Spans of the sentence that nothing could be made of."""


class Normalizer(Protocol):
    """Reads one sentence (of bounded length) of one language; safe to share between threads."""

    def normalize(self, sentence: str) -> SpokenText: ...


def _english() -> Normalizer:
    from frontend_text.english.normalizer import EnglishNormalizer

    return EnglishNormalizer()


_NORMALIZERS: dict[str, Callable[[], Normalizer]] = {"en": _english}


def load_normalizer(language: str) -> Normalizer:
    """The normalizer of a language tag such as `en-us`; the region only matters where a normalizer says so.

    Raises UnknownLanguage if there is none.
    """
    base = language.lower().replace("_", "-").partition("-")[0]
    if base not in _NORMALIZERS:
        raise UnknownLanguage(language, _NORMALIZERS)
    return _NORMALIZERS[base]()
