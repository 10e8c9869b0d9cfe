"""From the front end's phonemes to the symbols Kokoro was trained on, which are misaki's."""

from __future__ import annotations

import unicodedata

_AFFRICATES = {"dz": "ʣ", "dʒ": "ʤ", "ts": "ʦ", "tʃ": "ʧ", "dʑ": "ʥ", "tɕ": "ʨ"}
_DIPHTHONGS = {"aɪ": "I", "aʊ": "W", "eɪ": "A", "oʊ": "O", "əʊ": "Q", "ɔɪ": "Y"}
_ONE_SYMBOL = _AFFRICATES | _DIPHTHONGS
_ITALIAN = _AFFRICATES | {"aɪ": "I", "eɪ": "A", "ss": "S"}
"""In Italian espeak-ng ties the two halves of these alone; misaki writes as one symbol what it ties."""
_NOT_THERE = frozenset("-^_‿̪̩̯͡")
_NEAREST = {"g": "ɡ", "ɫ": "l", "ʀ": "ʁ", "ɝ": "ɜɹ", "ɬ": "l", "ʍ": "w", "ç": "ç"}


def misaki_spelling(phonemes: str, language: str) -> list[str]:
    """How misaki writes each symbol of the front end, "" for one that is written with the one before it.

    English, Japanese and Chinese come in misaki's symbols and pass unchanged; other languages come in espeak-ng's.
    """
    if language.startswith(("en", "ja", "zh")):
        return list(phonemes)
    pairs = _ITALIAN if language.startswith("it") else _ONE_SYMBOL
    spelled, position = [], 0
    while position < len(phonemes):
        pair = pairs.get(phonemes[position : position + 2])
        if pair:
            spelled += [pair, ""]
            position += 2
            continue
        symbol = phonemes[position]
        # a nasal vowel is a letter and a tilde in the vocabulary, whichever way it came
        nearest = _NEAREST.get(symbol) or unicodedata.normalize("NFD", symbol)
        spelled.append("".join(letter for letter in nearest if letter not in _NOT_THERE))
        position += 1
    return spelled
