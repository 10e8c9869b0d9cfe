"""The registry: which languages there are, and what reads and pronounces each."""

from __future__ import annotations

import functools
import logging

from frontend_text.errors import MissingGrammars, UnknownLanguage
from frontend_text.espeak.voices import espeak_voice
from frontend_text.espeak.voices import languages as espeak_languages
from frontend_text.grammars.store import LANGUAGES
from frontend_text.plain_text.policy import READ_ALL, MarkupPolicy
from frontend_text.pronunciation.foreign_words import ForeignWords
from frontend_text.spoken import MISAKI, GraphemeToPhoneme, Normalizer, base_language

logger = logging.getLogger(__name__)


def _english(british: bool, policy: MarkupPolicy) -> Normalizer:
    from frontend_text.english.normalizer import EnglishNormalizer

    return EnglishNormalizer(british, policy.emoji == "read")


def _own(base: str) -> Normalizer:
    """The reader of a language with a table, on top of its grammar if it has one."""
    from frontend_text.locales.registry import load_locale
    from frontend_text.plain_normalizer import PlainNormalizer
    from frontend_text.reading.normalizer import ReadingNormalizer

    locale = load_locale(base)
    if locale is None:
        return PlainNormalizer()
    rest: Normalizer = PlainNormalizer(locale.signs)
    if base in LANGUAGES:
        from frontend_text.grammars.grammar import Grammar
        from frontend_text.grammars.normalizer import GrammarNormalizer

        try:
            rest = GrammarNormalizer(base, Grammar(base), locale.signs)
        except MissingGrammars as missing:
            logger.warning("%s; until then the rules of this package read it alone", missing)
    return ReadingNormalizer(locale, rest)


def is_known(language: str) -> bool:
    """Whether there is a normalizer for a language tag; loads nothing."""
    base = base_language(language)
    return len(language) <= 40 and (base == "en" or base in LANGUAGES or espeak_voice(language) is not None)


def load_normalizer(language: str, policy: MarkupPolicy = READ_ALL) -> Normalizer:
    """The normalizer of a language tag such as `en-us`; all regions of a language share one.

    Languages without a table here are left to espeak-ng, whose own rules read their numbers.

    Raises UnknownLanguage if there is none. Grammars that are not installed are done without, with a warning; English
    needs none.
    """
    base = base_language(language)
    if base == "en":
        return _english(language.lower().replace("_", "-").startswith("en-gb"), policy)
    if base in LANGUAGES or espeak_voice(language):
        return _own(base)
    raise UnknownLanguage(language, {"en", *LANGUAGES, *espeak_languages()})


def _american() -> GraphemeToPhoneme:
    from frontend_text.english.pronunciation.hibari_g2p import HibariGraphemeToPhoneme

    return HibariGraphemeToPhoneme(british=False)


def _british() -> GraphemeToPhoneme:
    from frontend_text.english.pronunciation.hibari_g2p import HibariGraphemeToPhoneme

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

        return ChineseGraphemeToPhoneme(_foreign_words())
    if alphabet == MISAKI and base == "ja":
        from frontend_text.japanese.grapheme_to_phoneme import JapaneseGraphemeToPhoneme

        return JapaneseGraphemeToPhoneme(_foreign_words())
    voice = espeak_voice(tag)
    if voice is None:
        raise UnknownLanguage(language, {"en-us", "en-gb", *espeak_languages()})
    return _espeak(base, voice)


def _spanish(tag: str) -> GraphemeToPhoneme:
    from frontend_text.romance import spanish
    from frontend_text.romance.grapheme_to_phoneme import RuleGraphemeToPhoneme

    return RuleGraphemeToPhoneme(spanish.rules(latin_american=tag not in ("es", "es-es")))


def _espeak(language: str, voice: str) -> GraphemeToPhoneme:
    from frontend_text.espeak.grapheme_to_phoneme import EspeakGraphemeToPhoneme
    from frontend_text.espeak.process import espeak

    return EspeakGraphemeToPhoneme(language, voice, espeak())


@functools.cache
def _foreign_words() -> ForeignWords:
    return ForeignWords(lambda: load_grapheme_to_phoneme("en-us"))
