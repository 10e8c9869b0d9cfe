"""From the front end's phonemes to a Piper voice's ids.

Piper voices were trained on espeak-ng's phonemes. For English the front end has its own grapheme-to-phoneme engine,
whose symbols (misaki's) say the same sounds in fewer letters; this module spells them the way espeak-ng does. For every
other language the front end asks espeak-ng itself, and its symbols pass unchanged.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import numpy as np

from tritone.errors import SynthesisFailed
from tritone.families import PhonemeIds

BEGIN, END, PAD = "^", "$", "_"

_BOTH = {"A": "eɪ", "I": "aɪ", "W": "aʊ", "Y": "ɔɪ", "ʤ": "dʒ", "ʧ": "tʃ", "ᵊ": "ə", "“": '"', "”": '"', "…": ".",
         "—": ",", "–": ","}
_AMERICAN = _BOTH | {"O": "oʊ", "T": "ɾ", "ɑ": "ɑː", "ɔ": "ɔː", "u": "uː"}
_AMERICAN_PAIRS = {"əɹ": "ɚ", "ɜɹ": "ɜː"}
_BRITISH = _BOTH | {"Q": "əʊ", "O": "əʊ", "ɪə": "iə"}
_STRESS = "ˈˌ"


def espeak_spelling(phonemes: str, language: str) -> list[str]:
    """How espeak-ng writes each symbol of the front end, "" for one that is written with the one before it.

    Languages other than English pass unchanged, each symbol as the code points that Piper counts (decomposed).
    """
    if not language.startswith("en"):
        return [unicodedata.normalize("NFD", symbol) for symbol in phonemes]
    is_british = language == "en-gb"
    spelled, position = [], 0
    while position < len(phonemes):
        symbol, pair = phonemes[position], phonemes[position: position + 2]
        if not is_british and pair in _AMERICAN_PAIRS:
            spelled += [_AMERICAN_PAIRS[pair], ""]
            position += 2
            continue
        if symbol == "i" and not is_british:
            # long where it is stressed ("see"), short where it is not ("happy")
            spelled.append("iː" if position and phonemes[position - 1] in _STRESS else "i")
        else:
            spelled.append((_BRITISH if is_british else _AMERICAN).get(symbol, symbol))
        position += 1
    return spelled


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
