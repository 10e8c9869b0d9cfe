"""Words of other scripts in a Chinese or Japanese sentence, said in English: the voices know its sounds."""

from __future__ import annotations

import functools
import logging
import re

from frontend_text.characters import romanise
from frontend_text.grapheme_to_phoneme import GraphemeToPhoneme, MissingGraphemeToPhoneme, load_grapheme_to_phoneme
from frontend_text.normalizer import SpokenWord

log = logging.getLogger(__name__)

_LATIN = re.compile(r"[a-zA-ZÀ-ɏ'’-]+")


def sound_of_letters(word: str) -> str:
    """The sound of a word in the misaki alphabet, romanised first if need be; "" if nothing here can read English."""
    english = _english()
    word = word if _LATIN.fullmatch(word) else romanise(word)
    if english is None or not word:
        return ""
    return english.phonemize([SpokenWord(word, 0, len(word))])[0].strip(".,;:!?…—\"“”() ")


@functools.cache
def _english() -> GraphemeToPhoneme | None:
    try:
        return load_grapheme_to_phoneme("en-us")
    except MissingGraphemeToPhoneme as missing:
        log.warning("Latin words in other scripts stay silent: %s", missing)
        return None
