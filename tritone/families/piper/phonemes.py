"""From the front end's phonemes to a Piper voice's ids.

Piper voices were trained on espeak-ng's phonemes. For English the front end has its own grapheme-to-phoneme engine,
whose symbols (misaki's) say the same sounds in fewer letters; this module spells them the way espeak-ng does. For every
other language the front end asks espeak-ng itself, and its symbols pass unchanged.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

import numpy as np

from tritone.errors import SynthesisFailed
from tritone.pipeline.frames import PhonemeIds

BEGIN, END, PAD = "^", "$", "_"

_BOTH = {
    "A": "eɪ",
    "I": "aɪ",
    "W": "aʊ",
    "Y": "ɔɪ",
    "ʤ": "dʒ",
    "ʧ": "tʃ",
    "ᵊ": "ə",
    "“": '"',
    "”": '"',
    "…": ".",
    "—": ";",
    "–": ",",
}
_AMERICAN = _BOTH | {"O": "oʊ", "T": "ɾ", "ɑ": "ɑː", "ɔ": "ɔː", "u": "uː"}
_BRITISH = _BOTH | {"Q": "əʊ", "O": "əʊ", "a": "æ"}
_STRESS = "ˈˌ"
_VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻɐ")
_WORD = re.compile(r"[^\s.,;:!?…—–\"“”()]+")
_HEARD_AFTER = 4
"""Symbols after a word on which its own depend: a blank, a stress, a vowel."""
_LINKED_R = {"ə": "ɚ", "ɜ": "ɜː"}
"""Vowels that take in the ɹ after them; before another vowel espeak-ng says it as well: `ɚɹ`."""
_UNSTRESSED = frozenset("ˌI wˌi ðˌɛɹ jˌul ˌʌntˈɪl ðˌA".split())
_HALF_STRESSED = frozenset(
    "əbˈWt ˈOvəɹ ˈɛni bˈiɪŋ ɡˈOɪŋ bəfˈɔɹ bətwˈin ˈʌndəɹ wɪðˈWt wɪðˈɪn dˈuɪŋ hˈævɪŋ ɡˈɛTɪŋ mˈAkɪŋ təɡˈɛðəɹ bəkˈʌm "
    "əmˈʌŋ bəhˈInd ˈɪntu".split()
)
"""Words that misaki stresses more than espeak-ng does."""
_NO_SCHWA = re.compile(r"(?:ˈɛv|sˈɛv|dˈɪf)əɹ(?=i|əl|ən)")
"""every, several, different: said without it."""
_REDUCED = re.compile(r"^[bdɹ]ə(?=[bdfɡhklmnpstvwzʃʒʤʧθ])|ə(?=Ti)|ə(?=kᵊl)")
"""be-, de-, re-, -ity, -ical: unstressed, but not a schwa."""


def espeak_spelling(phonemes: str, language: str) -> list[str]:
    """How espeak-ng writes each symbol of the front end, "" for one that is written with the one before it.

    Languages other than English pass unchanged, each symbol as the code points that Piper counts (decomposed).
    """
    if not language.startswith("en"):
        return [unicodedata.normalize("NFD", symbol) for symbol in phonemes]
    is_british = language.startswith("en-gb")
    letters = _BRITISH if is_british else _AMERICAN
    spelled: list[str] = []
    for match in _WORD.finditer(phonemes):
        start, end = match.span()
        spelled += [letters.get(symbol, symbol) for symbol in phonemes[len(spelled) : start]]
        spelled += _spelled_word(phonemes[start:end], phonemes[end : end + _HEARD_AFTER], is_british)
    return spelled + [letters.get(symbol, symbol) for symbol in phonemes[len(spelled) :]]


@functools.lru_cache(maxsize=4096)
def _spelled_word(word: str, after: str, is_british: bool) -> tuple[str, ...]:
    """How each symbol of a word is written, before what follows it; the last words are remembered."""
    letters = _BRITISH if is_british else _AMERICAN
    spelled = [letters.get(symbol, symbol) for symbol in word]
    spell_word = _spell_british_word if is_british else _spell_american_word
    spell_word(word + after, 0, len(word), spelled)
    return tuple(spelled)


def _spell_american_word(phonemes: str, start: int, end: int, spelled: list[str]) -> None:
    """What depends on the rest of the word, or on the next one; phonemes[start:end] is a word."""
    word = phonemes[start:end]
    vowels = [place for place in range(start, end) if phonemes[place] in _VOWELS]
    if word.startswith("ə") and word[1:2] != "ɹ":
        spelled[start] = "ɐ"  # a, about
    if word in _UNSTRESSED:
        spelled[start + word.index("ˌ")] = ""
    elif word in _HALF_STRESSED:
        spelled[start + word.index("ˈ")] = "ˌ"
    for place in vowels:
        symbol, following = phonemes[place], phonemes[place + 1 : end]
        stressed = place > start and phonemes[place - 1] in _STRESS
        if symbol == "i" and (stressed or len(vowels) == 1):
            spelled[place] = "ɪ" if word == "ði" else "iː"  # see, he; not happy
        elif symbol == "ɔ" and (following[:1] in ("ŋ", "f", "s", "θ") or word.strip(_STRESS) == "ɔn"):
            spelled[place] = "ɔ"  # long, off, on
        elif following.startswith("ɹ") and symbol in "əɜʊ":
            before_vowel = phonemes[place + 2 : place + 5].lstrip(" ˈˌ")[:1] in tuple(_VOWELS)
            spelled[place] = _LINKED_R.get(symbol, symbol)
            if symbol in _LINKED_R and not before_vowel:
                spelled[place + 1] = ""
            elif symbol == "ʊ" and before_vowel and place + 2 < end:
                spelled[place + 1] = "ɹɹ"
    for match in _REDUCED.finditer(word):
        spelled[start + match.end() - 1] = "ɪ" if word.startswith("kᵊl", match.end()) else "ᵻ"
    for match in _NO_SCHWA.finditer(word):
        spelled[start + match.end() - 2 : start + match.end()] = ["", "ɹ"]


def _spell_british_word(phonemes: str, start: int, end: int, spelled: list[str]) -> None:
    """The same for British English, in espeak-ng's received pronunciation."""
    for place in (start, end - 1):
        if phonemes[place] == "ə" and phonemes[place - 1 : place] not in ("ɪ", "ʊ"):
            spelled[place] = "ɐ"  # about, after
    for place, symbol in enumerate(phonemes[start:end], start=start):
        following = phonemes[place + 1 : place + 2]
        if symbol == "i" and following != "ː" and (place == start or phonemes[place - 1] not in _STRESS):
            spelled[place] = "ɪ"  # happy
        elif symbol == "ɪ" and following == "ə":
            spelled[place] = "i"  # near
        elif symbol == "ɛ" and following == "ː":
            spelled[place : place + 2] = ["e", "ə"]  # square


class SpelledIds(dict[str, tuple[int, ...]]):
    """What one symbol of the front end is spelled with → a voice's ids for that, each letter's followed by padding.

    They are made when first asked for; KeyError for letters that the voice does not have.
    """

    def __init__(self, symbols: Mapping[str, tuple[int, ...]]) -> None:
        """symbols: the voice's, with their ids."""
        super().__init__()
        self.symbols = symbols

    def __missing__(self, letters: str) -> tuple[int, ...]:
        ids = tuple(number for letter in letters for number in (*self.symbols[letter], *self.symbols[PAD]))
        self[letters] = ids
        return ids


def phoneme_ids(phonemes: str, spelled_ids: SpelledIds, language: str) -> PhonemeIds:
    """Ids as Piper's training had them: a beginning, every symbol followed by padding, an end.

    Raises SynthesisFailed naming the symbols that the voice does not have.
    """
    symbols = spelled_ids.symbols
    ids, starts = [*symbols[BEGIN], *symbols[PAD]], []
    spelled = espeak_spelling(phonemes, language)
    try:
        for letters in spelled:
            starts.append(len(ids))
            ids += spelled_ids[letters]
    except KeyError:
        unknown = sorted({letter for letters in spelled for letter in letters if letter not in symbols})
        raise SynthesisFailed(f"phonemes {unknown} are not among the voice's symbols") from None
    starts.append(len(ids))
    ids += symbols[END]
    return PhonemeIds(np.array(ids, np.int32), np.array(starts, np.int32))
