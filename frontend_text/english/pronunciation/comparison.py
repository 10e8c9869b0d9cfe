"""Whether two American pronunciations differ by more than notation.

Two ways to write one pronunciation count as the same. Merged are

- ɑ and ɔ (cot and caught), the tapped T and t, and the vowels before ɹ that most Americans do not tell apart
  (marry, merry; near, beer; poor, pour; cure, assure);
- reduced vowels: ə ɪ ᵻ ʌ ʊ i of a syllable without stress are one, and an unstressed full vowel may stand for one of
  them, as dictionaries differ there (`accept` with æ or ə);
- a ə that dictionaries write or leave out, before ɹ, l, n and m (`fire`, `family`), j after a tooth sound (`news`), w
  or j between u or i and a vowel (`annual`, `employee`), j or i before a vowel (`alien`), hw and w, nʧ and nʃ
  (`attention`), and a consonant written twice (`illegal`);
- the degree of stress: the vowel with the main stress of either must bear at least a secondary stress in the other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_VOWELS = frozenset("AIOWYiuæɑəɛɪʊ")
_REDUCED = frozenset("əɪʊi")
_SPELLED_ALIKE = str.maketrans(
    {"ɔ": "ɑ", "T": "t", "ɾ": "t", "ᵊ": "ə", "ᵻ": "ɪ", "ʔ": "t", "ɜ": "ə", "ɒ": "ɑ", "ɚ": "əɹ", "ʌ": "ə", "ɐ": "ə"}
)
_BEFORE_R = {"æ": "ɛ", "A": "ɛ", "i": "ɪ", "u": "ə", "ʊ": "ə", "O": "ɑ"}
_SAME = (
    (re.compile(r"[ ː.,'\-]"), ""),
    (re.compile(r"hw"), "w"),
    (re.compile(r"(?<=[tdnszlθ])j(?=[ˈˌ]?[uʊə])"), ""),
    (re.compile(r"n(?=[kɡ])"), "ŋ"),
    (re.compile(r"nʧ"), "nʃ"),
    (re.compile(r"(?:əw|uw)(?=[ˈˌ]?[AIOWYiuæɑəɛɪʊ])"), "u"),
    (re.compile(r"(?<=[iIAY])j"), ""),
    (re.compile(r"(?<=[bdfhkmnpstvzðŋɡɹʃʒʤʧθl])j(?=[əɑɛæO])"), "i"),
    (re.compile(r"([bdfhklmnpstvzðŋɡɹʃʒʤʧθ])\1"), r"\1"),
    (re.compile(r"([æAiuʊO])(?=ɹ)"), lambda match: _BEFORE_R[match[1]]),
)


class _Sound(NamedTuple):
    symbol: str
    stress: str
    """ˈ, ˌ or nothing."""


def same_up_to_notation(said: str, other: str) -> bool:
    """Whether two pronunciations in misaki's symbols are the same, up to what this module's first lines merge."""
    return _match(_sounds(said), _sounds(other))


@lru_cache(maxsize=4096)
def _sounds(said: str) -> tuple[_Sound, ...]:
    said = said.translate(_SPELLED_ALIKE)
    for pattern, same in _SAME:
        said = pattern.sub(same, said)
    sounds: list[_Sound] = []
    stress = ""
    for symbol in said:
        if symbol in "ˈˌ":
            stress = symbol
        else:
            sounds.append(_Sound(symbol, stress if symbol in _VOWELS else ""))
            stress = "" if symbol in _VOWELS else stress
    if sum(sound.symbol in _VOWELS for sound in sounds) == 1:
        sounds = [_Sound(sound.symbol, "ˈ" if sound.symbol in _VOWELS else "") for sound in sounds]
    return tuple(sounds)


def _match(said: tuple[_Sound, ...], other: tuple[_Sound, ...]) -> bool:
    """Step by step; where one writes a ə that the other leaves out, both ways are tried."""
    at, to = 0, 0
    while at < len(said) and to < len(other):
        if _alike(said[at], other[to]):
            at, to = at + 1, to + 1
        elif _optional(said, at):
            return _match(said[at + 1 :], other[to:])
        elif _optional(other, to):
            return _match(said[at:], other[to + 1 :])
        else:
            return False
    return at == len(said) and to == len(other)


def _alike(one: _Sound, other: _Sound) -> bool:
    if one.symbol not in _VOWELS or other.symbol not in _VOWELS:
        return one.symbol == other.symbol
    if "ˈ" in (one.stress, other.stress) and not (one.stress and other.stress):
        return False
    if one.symbol == other.symbol:
        return True
    both_full = bool(one.stress and other.stress)
    return not both_full and (one.symbol in _REDUCED or other.symbol in _REDUCED)


def _optional(sounds: tuple[_Sound, ...], at: int) -> bool:
    return sounds[at] == _Sound("ə", "") and at + 1 < len(sounds) and sounds[at + 1].symbol in "ɹlnm"
