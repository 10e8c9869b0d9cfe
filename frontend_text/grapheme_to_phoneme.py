"""From spoken words to the symbols of a voice's phoneme alphabet, with one engine per language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from frontend_text.normalizer import SpokenWord


class UnknownLanguage(ValueError):
    """No normalizer or grapheme-to-phoneme engine for the language."""

    def __init__(self, language: str, known: Iterable[str]) -> None:
        super().__init__(f'language "{language}" is unknown; available: {", ".join(sorted(known))}')


class MissingGraphemeToPhoneme(RuntimeError):
    """The engine's package is not installed."""


class GraphemeToPhoneme(Protocol):
    """Sounds of one language; safe to share between threads."""

    def phonemize(self, words: Sequence[SpokenWord]) -> list[str]:
        """The symbols of each word and of the punctuation around it, as said in this sentence."""
        ...


def _hibari(british: bool) -> Callable[[], GraphemeToPhoneme]:
    def load() -> GraphemeToPhoneme:
        from frontend_text.english.hibari_g2p import HibariGraphemeToPhoneme

        return HibariGraphemeToPhoneme(british=british)

    return load


_ENGINES: dict[str, Callable[[], GraphemeToPhoneme]] = {
    "en-us": _hibari(british=False),
    "en-gb": _hibari(british=True),
}


def load_grapheme_to_phoneme(language: str) -> GraphemeToPhoneme:
    """The engine of a language tag; `en` alone is American.

    Raises UnknownLanguage if there is none, MissingGraphemeToPhoneme if its package is not installed.
    """
    tag = language.lower().replace("_", "-")
    tag = "en-us" if tag == "en" else tag
    if tag not in _ENGINES:
        raise UnknownLanguage(language, _ENGINES)
    return _ENGINES[tag]()
