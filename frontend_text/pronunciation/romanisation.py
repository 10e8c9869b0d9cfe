"""Words of scripts that leave vowels out of their letters, in Latin letters with vowels.

Indian scripts write the vowel a by writing none: Unicode's own names of the letters tell it. Arabic and Hebrew leave
most vowels out: what is written is kept, and where no word could be said without, an a is put (سلام salam,
שלום shalom), which is a guess.
"""

from __future__ import annotations

import re
import unicodedata

MARKS = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u093c"
    "\u093e-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u0a01-\u0a03\u0a3c-\u0a4d\u0a70\u0a71"
    "\u0a81-\u0a83\u0abc\u0abe-\u0acd\u0b01-\u0b03\u0b3c\u0b3e-\u0b4d\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c4d"
    "\u0c81-\u0c83\u0cbc\u0cbe-\u0ccd\u0d00-\u0d03\u0d3e-\u0d4d\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
"""For a class of a regular expression: marks of these scripts (and of Thai) that stand within words."""

_INDIAN = frozenset("DEVANAGARI BENGALI GUJARATI GURMUKHI ORIYA TAMIL TELUGU KANNADA MALAYALAM".split())
_FINAL_A_IS_SILENT = frozenset("DEVANAGARI BENGALI GUJARATI GURMUKHI".split())
_VOWELS = {
    "A": "a", "AA": "a", "I": "i", "II": "i", "U": "u", "UU": "u", "E": "e", "EE": "e", "AI": "ai", "O": "o", "OO": "o",
    "AU": "au", "VOCALIC R": "ri", "CANDRA E": "e", "CANDRA O": "o", "SHORT E": "e", "SHORT O": "o",
}  # fmt: skip
_CONSONANTS = {"CA": "cha", "CHA": "cha", "SSA": "sha", "LLLA": "la"}

_ARABIC = dict(
    zip("بتثجحخدذرزسشصضطظغفقكلمنهپچژگک",
        "b t th j h kh d dh r z s sh s d t z gh f k k l m n h p ch zh g k".split(), strict=True)
) | {"ا": "a", "أ": "a", "إ": "i", "آ": "a", "ى": "a", "ة": "a", "ؤ": "u", "ئ": "i", "ء": "", "ع": "a", "ٱ": "a",
     "\u064e": "a", "\u064f": "u", "\u0650": "i", "\u064b": "an", "\u064c": "un",
     "\u064d": "in", "\u0670": "a",}  # fmt: skip
_HEBREW = dict(
    zip("בגדזחטכךלמםנןסעפףצץקרשת",
        "v g d z kh t kh kh l m m n n s a p f ts ts k r sh t".split(), strict=True)
) | {"א": "a", "\u05b7": "a", "\u05b8": "a", "\u05b2": "a", "\u05b3": "o", "\u05b5": "e", "\u05b6": "e", "\u05b1": "e",
     "\u05b4": "i", "\u05b9": "o", "\u05ba": "o", "\u05bb": "u"}  # fmt: skip
_HALF_VOWELS = {"و": ("w", "u"), "ي": ("y", "i"), "ی": ("y", "i"), "ו": ("v", "o"), "י": ("y", "i")}
"""Letters that are a vowel between consonants."""


def with_vowels(letters: str) -> str | None:
    """The word in Latin letters with vowels; None if its script is none of these."""
    script = unicodedata.name(letters[0], "").partition(" ")[0] if letters else ""
    if script in _INDIAN:
        return re.sub("m(?=[tdknshjgc])", "n", _indian(letters, script))
    if script == "ARABIC":
        return _from_consonants(letters, _ARABIC)
    if script == "HEBREW":
        return _hebrew(letters)
    return None


def _indian(letters: str, script: str) -> str:
    said, inherent = "", False
    for letter in letters:
        kind = unicodedata.name(letter, "").removeprefix(f"{script} ")
        if kind.startswith("LETTER "):
            named = kind.removeprefix("LETTER ")
            vowel = _VOWELS.get(named)
            inherent = vowel is None
            said += vowel or _CONSONANTS.get(named) or re.sub(r"(.)\1", r"\1", named[:-1].lower()) + "a"
        elif kind.startswith(("VOWEL SIGN ", "SIGN VIRAMA")):
            said = said[:-1] if inherent else said
            said += _VOWELS.get(kind.removeprefix("VOWEL SIGN "), "")
            inherent = False
        elif kind in ("SIGN ANUSVARA", "SIGN CANDRABINDU", "TIPPI", "SIGN BINDI"):
            said += "ng" if script == "BENGALI" else "n" if script in _FINAL_A_IS_SILENT else "m"
            inherent = False
    silent = inherent and script in _FINAL_A_IS_SILENT and len(re.findall("[aeiou]+", said)) > 1
    return said[:-1] if silent else said


def _hebrew(letters: str) -> str:
    pointed = letters.replace("\u05d5\u05bc", "\u05bb").replace("\u05d5\u05b9", "\u05b9")  # vav that is u or o
    pointed = pointed.replace("ב\u05bc", "b").replace("כ\u05bc", "k").replace("ש\u05c2", "s")
    start = {"ב": "b", "כ": "k", "ה": "h"}.get(pointed[0], pointed[0])
    middle = "".join("h" if letter == "ה" and place < len(pointed) - 2 else letter
                     for place, letter in enumerate(pointed[1:]))  # fmt: skip
    return _from_consonants(start + middle, _HEBREW | {"ה": "a", "b": "b", "k": "k", "s": "s", "h": "h"})


def _from_consonants(letters: str, table: dict[str, str]) -> str:
    """From the last sound to the first, a consonant gets an a unless the one before it can close a syllable."""
    sounds: list[str] = []
    for place, letter in enumerate(letters):
        if letter in _HALF_VOWELS:
            consonant, vowel = _HALF_VOWELS[letter]
            after_consonant = bool(sounds) and sounds[-1][-1] not in "aeiou"
            before_vowel = place + 1 < len(letters) and table.get(letters[place + 1], "x")[:1] in set("aeiou")
            sounds.append(vowel if after_consonant and not before_vowel else consonant)
        elif table.get(letter):
            if not (sounds and table[letter] == "a" and sounds[-1][-1] in "aeiou"):
                sounds.append(table[letter])
    said, may_close = "", True
    for place in range(len(sounds) - 1, -1, -1):
        sound = sounds[place]
        if sound[0] in "aeiou":
            said, may_close = sound + said, False
        elif said[:1] and said[0] in "aeiou":
            said, may_close = sound + said, False
        elif may_close and place > 0 and (not said or said[0] not in "aeiou"):
            said, may_close = sound + said, False
        elif sounds[place - 1 : place] and sounds[place - 1][0] in "aeiou" and said:
            said = sound + said  # a vowel stands before it: it closes that syllable
        else:
            said, may_close = f"{sound}a{said}", True
    return said
