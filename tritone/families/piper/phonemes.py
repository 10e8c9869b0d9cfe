"""From the front end's phonemes to a Piper voice's ids.

Piper voices were trained on espeak-ng's phonemes. For English the front end has its own grapheme-to-phoneme engine,
whose symbols (misaki's) say the same sounds in fewer letters; this module spells them the way espeak-ng does. For every
other language the front end asks espeak-ng itself, and its symbols pass unchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import numpy as np

from tritone.errors import SynthesisFailed
from tritone.families import PhonemeIds

BEGIN, END, PAD = "^", "$", "_"

_BOTH = {"A": "eɪ", "I": "aɪ", "W": "aʊ", "Y": "ɔɪ", "ʤ": "dʒ", "ʧ": "tʃ", "ᵊ": "ə", "“": '"', "”": '"', "…": ".",
         "—": ",", "–": ","}
_AMERICAN = _BOTH | {"O": "oʊ", "T": "ɾ", "ɑ": "ɑː", "ɔ": "ɔː", "u": "uː"}
_BRITISH = _BOTH | {"Q": "əʊ", "O": "əʊ", "ɪə": "iə"}
_STRESS = "ˈˌ"
_VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻɐ")
_WORD = re.compile(r"[^\s.,;:!?…—–\"“”()]+")
_LINKED_R = {"ə": "ɚ", "ɜ": "ɜː"}
"""Vowels that take in the ɹ after them; before another vowel espeak-ng says it as well: `ɚɹ`."""


def espeak_spelling(phonemes: str, language: str) -> list[str]:
    """How espeak-ng writes each symbol of the front end, "" for one that is written with the one before it.

    Languages other than English pass unchanged, each symbol as the code points that Piper counts (decomposed).
    """
    if not language.startswith("en"):
        return [unicodedata.normalize("NFD", symbol) for symbol in phonemes]
    is_british = language.startswith("en-gb")
    spelled = [(_BRITISH if is_british else _AMERICAN).get(symbol, symbol) for symbol in phonemes]
    if not is_british:
        for match in _WORD.finditer(phonemes):
            _spell_american_word(phonemes, match.start(), match.end(), spelled)
    return spelled


def _spell_american_word(phonemes: str, start: int, end: int, spelled: list[str]) -> None:
    """What depends on the rest of the word, or on the next one; phonemes[start:end] is a word."""
    word = phonemes[start:end]
    vowels = [place for place in range(start, end) if phonemes[place] in _VOWELS]
    if word.startswith("ə") and word[1:2] != "ɹ":
        spelled[start] = "ɐ"  # a, about
    if len(vowels) == 1 and word.startswith("ˌ"):
        spelled[start] = ""  # what, we: misaki gives weak words a half stress
    if word.strip(_STRESS) == "ɔn":
        spelled[vowels[0]] = "ɔ"
    for place in vowels:
        symbol, stressed = phonemes[place], place > start and phonemes[place - 1] in _STRESS
        if symbol == "i" and (stressed or len(vowels) == 1):
            spelled[place] = "ɪ" if word == "ði" else "iː"  # see, he; not happy
        elif phonemes[place + 1 : place + 2] == "ɹ" and place + 1 < end and symbol in _LINKED_R:
            spelled[place] = _LINKED_R[symbol]
            following = phonemes[place + 2 : place + 5].lstrip(" ˈˌ")[:1]
            spelled[place + 1] = "ɹ" if following in _VOWELS and following else ""


def phoneme_ids(phonemes: str, symbols: Mapping[str, tuple[int, ...]], language: str) -> PhonemeIds:
    """Ids as Piper's training had them: a beginning, every symbol followed by padding, an end.

    Raises SynthesisFailed naming the symbols that the voice does not have.
    """
    spelled = espeak_spelling(phonemes, language)
    unknown = sorted({letter for letters in spelled for letter in letters if letter not in symbols})
    if unknown:
        raise SynthesisFailed(f"phonemes {unknown} are not among the voice's symbols")
    pad = symbols[PAD]
    ids, starts = [*symbols[BEGIN], *pad], []
    for letters in spelled:
        starts.append(len(ids))
        for letter in letters:
            ids += [*symbols[letter], *pad]
    starts.append(len(ids))
    ids += symbols[END]
    return PhonemeIds(np.array(ids, np.int32), np.array(starts, np.int32))
