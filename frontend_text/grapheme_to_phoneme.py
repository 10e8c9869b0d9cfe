"""From spoken words to phonemes, with one engine per language and alphabet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from frontend_text.normalizer import SpokenWord

MISAKI = "misaki"
"""The alphabet of hibari and Kokoro voices. Languages that misaki leaves to espeak-ng come in its spelling."""
ESPEAK = "espeak"
"""The alphabet of Piper voices: espeak-ng's IPA. English comes in misaki's, which says the same sounds."""


class UnknownLanguage(ValueError):
    """No normalizer or grapheme-to-phoneme engine for the language."""

    def __init__(self, language: str, known: Iterable[str]) -> None:
        super().__init__(f'language "{language}" is unknown; available: {", ".join(sorted(known))}')


class MissingGraphemeToPhoneme(RuntimeError):
    """The engine's package is not installed."""


class PronunciationFailed(RuntimeError):
    """An engine of another process could not read a text."""


class GraphemeToPhoneme(Protocol):
    """Sounds of one language; safe to share between threads."""

    def phonemize(self, words: Sequence[SpokenWord]) -> list[str]:
        """The symbols of each word and of the punctuation around it, as said in this sentence."""
        ...


def _american() -> GraphemeToPhoneme:
    from frontend_text.english.hibari_g2p import HibariGraphemeToPhoneme

    return HibariGraphemeToPhoneme(british=False)


def _british() -> GraphemeToPhoneme:
    from frontend_text.english.hibari_g2p import HibariGraphemeToPhoneme

    return HibariGraphemeToPhoneme(british=True)


def load_grapheme_to_phoneme(language: str, alphabet: str = MISAKI) -> GraphemeToPhoneme:
    """The engine of a language tag; English without `gb` is American.

    Raises UnknownLanguage if there is none, MissingGraphemeToPhoneme if its package is not installed.
    """
    tag = language.lower().replace("_", "-")
    base = tag.partition("-")[0]
    if base == "en":
        return _british() if tag.startswith("en-gb") else _american()
    if base == "es":
        return _spanish(tag)
    if alphabet == MISAKI and base == "zh":
        from frontend_text.chinese.grapheme_to_phoneme import ChineseGraphemeToPhoneme

        return ChineseGraphemeToPhoneme()
    if alphabet == MISAKI and base == "ja":
        from frontend_text.japanese.grapheme_to_phoneme import JapaneseGraphemeToPhoneme

        return JapaneseGraphemeToPhoneme()
    from frontend_text.espeak.voices import espeak_voice, languages

    voice = espeak_voice(tag)
    if voice is None:
        raise UnknownLanguage(language, {"en-us", "en-gb", *languages()})
    return _espeak(base, voice)


def _spanish(tag: str) -> GraphemeToPhoneme:
    from frontend_text.romance import spanish
    from frontend_text.romance.grapheme_to_phoneme import RuleGraphemeToPhoneme

    return RuleGraphemeToPhoneme(spanish.rules(latin_american=tag not in ("es", "es-es")))


def _espeak(language: str, voice: str) -> GraphemeToPhoneme:
    from frontend_text.espeak.grapheme_to_phoneme import EspeakGraphemeToPhoneme
    from frontend_text.espeak.process import espeak

    return EspeakGraphemeToPhoneme(language, voice, espeak())
