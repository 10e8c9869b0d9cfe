"""Which sounds the letters of a Spanish word stand for, and what neighbouring sounds make of each other."""

from __future__ import annotations

import re
from dataclasses import dataclass

LETTERS = frozenset("abcdefghijklmnñopqrstuvwxyzáéíóúü")
UNACCENTED = str.maketrans("áéíóúü", "aeiouu")
NASALS = frozenset("mnɲŋ")
LENITED = {"b": "β", "d": "ð", "ɡ": "ɣ"}
"""Stops, and what they are said as where the sounds around them let the breath pass."""
_NOT_LENITED_BEFORE = {"b": frozenset("btdpk"), "d": frozenset("mknpt"), "ɡ": frozenset("nmdt")}
_TRILLED_AFTER = frozenset("nlsθ")

_SPELLINGS = (
    ("ch", "tʃ"),
    ("c(?=c(?![eiéí]))", ""),  # said once, but acción
    ("c?k+", "k"),
    ("c(?=[eiéí])|z", "θ"),
    ("qu(?=[eiéí])|[cq]", "k"),
    ("sh", "ʃ"),
    ("ll", "ʎ"),
    ("rr|^r", "r"),
    ("r", "ɾ"),
    ("gü", "ɡ u"),  # pingüino
    ("g(?=g)", ""),
    ("g(?=[eiéí])|j", "x"),
    ("gu(?=[eiéí])|g", "ɡ"),
    ("^ps(?=[aeiouáéíóú])|^x", "s"),
    ("x", "k s"),
    ("p+", "p"),
    ("b+|v", "b"),
    ("d+", "d"),
    ("t+", "t"),
    ("ñ", "ɲ"),
    ("y(?=[aeiouáéíóú])", "ʝ"),
    ("y", "i"),
    ("hu(?=[aeoáéó])", "w"),
    ("h", ""),
)
"""Letters, the first that fit, and their sounds; a letter of none of them is its own sound."""
_SPELLING = re.compile("|".join([*(f"({letters})" for letters, _ in _SPELLINGS), "."]))


@dataclass
class Sound:
    """A consonant, a glide or the vowel of a syllable."""

    symbol: str
    is_nucleus: bool = False
    is_accented: bool = False
    glide: str = ""
    """What follows the vowel in its syllable, as the ɪ of `aire`."""
    is_apart: bool = False
    """Whether it makes no diphthong with what is before it, as after a silent h."""
    keeps_syllable: bool = False
    """Whether it makes no diphthong with what is after it either, as the ü of `pingüino`."""
    is_weak: bool = False
    """Whether spelling counts it as part of the next vowel's syllable, as the i of `patria`."""


def spelt_sounds(word: str, seseo: bool) -> list[Sound]:
    """The sounds of a word in small letters, one by one; seseo: c and z are said as s."""
    word = word.replace("mexic", "mejic").replace("méxic", "méjic")
    sounds: list[Sound] = []
    after_h = False
    for match in _SPELLING.finditer(word):
        if match[0] == "h":
            after_h = True
            continue
        found = _sounds_of(match)
        if found:
            sounds += found
            sounds[-1].is_apart = after_h and len(sounds) > 1
            after_h = False
    for sound in sounds:
        if seseo and sound.symbol == "θ":
            sound.symbol = "s"
    for before, sound in zip(sounds, sounds[1:], strict=False):
        if sound.symbol == "ɾ" and before.symbol in _TRILLED_AFTER:
            sound.symbol = "r"
    return sounds


def _sounds_of(match: re.Match[str]) -> list[Sound]:
    letters = match[0]
    symbols = _SPELLINGS[match.lastindex - 1][1].split() if match.lastindex else [letters.translate(UNACCENTED)]
    return [
        Sound(
            symbol,
            is_nucleus=symbol in "aeiou",
            is_accented=letters in "áéíóú",
            keeps_syllable=letters == "gü",
        )
        for symbol in symbols
    ]


def assimilate(sounds: list[Sound]) -> None:
    """Make each consonant what the ones beside it ask for: n before b is m, b between vowels is β."""
    symbols = [sound.symbol for sound in sounds]
    for place, sound in enumerate(sounds):
        following, after = (symbols[place + 1 : place + 3] + ["", ""])[:2]
        if sound.symbol == "n":
            sound.symbol = _nasal_before(following, after)
        elif sound.symbol == "p" and following[:1] == "t":
            sound.symbol = "pː"
    for before, sound, following_sound in zip(sounds, sounds[1:], sounds[2:], strict=False):
        stop = sound.symbol
        if stop in LENITED and before.symbol not in NASALS:
            if following_sound.symbol[0] not in _NOT_LENITED_BEFORE[stop]:
                sound.symbol = LENITED[stop]


def _nasal_before(following: str, after: str) -> str:
    if following in ("b", "p") or (following == "f" and after in ("l", "ɾ")):
        return "m"
    return "ŋ" if following in ("ɡ", "x") else "n"
