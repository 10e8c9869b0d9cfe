"""Say written text in words, keeping for every spoken word the span of the source it came from."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from frontend_text.espeak.voices import espeak_voice
from frontend_text.espeak.voices import languages as espeak_languages
from frontend_text.grammar_store import LANGUAGES
from frontend_text.grapheme_to_phoneme import UnknownLanguage

log = logging.getLogger(__name__)

UNSPACED = frozenset(("ja", "zh"))
"""Languages written without blanks between words."""


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
    separator: str = " "
    """What stands between spoken words; empty where a language is written without blanks."""


class Normalizer(Protocol):
    """Reads one sentence (of bounded length) of one language; safe to share between threads."""

    def normalize(self, sentence: str) -> SpokenText: ...


def _english() -> Normalizer:
    from frontend_text.english.normalizer import EnglishNormalizer
    from frontend_text.grammar import Grammar
    from frontend_text.grammar_store import MissingGrammars

    try:
        grammar = Grammar("en")
    except MissingGrammars as missing:
        log.warning("%s; until then simpler rules read English", missing)
        grammar = None
    return EnglishNormalizer(grammar)


def _by_grammar(language: str) -> Callable[[], Normalizer]:
    def load() -> Normalizer:
        from frontend_text.grammar import Grammar
        from frontend_text.grammar_normalizer import GrammarNormalizer

        return GrammarNormalizer(language, Grammar(language))

    return load


_NORMALIZERS: dict[str, Callable[[], Normalizer]] = {
    language: _by_grammar(language) for language in LANGUAGES if language != "en"
} | {"en": _english}


def _plain() -> Normalizer:
    from frontend_text.plain_normalizer import PlainNormalizer

    return PlainNormalizer()


def load_normalizer(language: str) -> Normalizer:
    """The normalizer of a language tag such as `en-us`; all regions of a language share one.

    Languages that only espeak-ng knows have no grammar: its own rules read their numbers.

    Raises UnknownLanguage if there is none, MissingGrammars if it needs grammars that are not installed (English gets
    along without, with a warning).
    """
    base = base_language(language)
    if base in _NORMALIZERS:
        return _NORMALIZERS[base]()
    if espeak_voice(language):
        return _plain()
    raise UnknownLanguage(language, {*_NORMALIZERS, *espeak_languages()})


def base_language(tag: str) -> str:
    """`en` of `en-us` or `en_GB`."""
    return tag.lower().replace("_", "-").partition("-")[0]
