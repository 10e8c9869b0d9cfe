"""From the front end's phonemes to the symbols Kokoro was trained on, which are misaki's."""

from __future__ import annotations

_ESPEAK = {"dz": "ʣ", "dʒ": "ʤ", "ts": "ʦ", "tʃ": "ʧ", "dʑ": "ʥ", "tɕ": "ʨ"}
"""Affricates that misaki writes as one symbol."""
_NOT_THERE = frozenset("-^_‿͡")
_NEAREST = {"g": "ɡ", "ɫ": "l", "ʀ": "ʁ", "ɚ": "əɹ", "ɝ": "ɜɹ", "ɬ": "l", "ʍ": "w"}


def misaki_spelling(phonemes: str, language: str) -> list[str]:
    """How misaki writes each symbol of the front end, "" for one that is written with the one before it.

    English comes in misaki's symbols and passes unchanged; other languages come in espeak-ng's.
    """
    if language.startswith("en"):
        return list(phonemes)
    spelled, position = [], 0
    while position < len(phonemes):
        pair = _ESPEAK.get(phonemes[position: position + 2])
        if pair:
            spelled += [pair, ""]
            position += 2
            continue
        symbol = phonemes[position]
        spelled.append("" if symbol in _NOT_THERE else _NEAREST.get(symbol, symbol))
        position += 1
    return spelled
