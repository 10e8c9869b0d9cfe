"""What single characters are: which are letters of another script, which are silent, what a sign is called.

Nothing here depends on a language, except that names come in English (Unicode's own); languages bring their own tables.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from frontend_text.pronunciation.romanisation import with_vowels

# Letters that Unicode does not decompose into a base letter and an accent.
_FOLDED = str.maketrans(
    {
        "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d",
        "ß": "ss", "ẞ": "SS", "Þ": "Th", "þ": "th", "Ð": "D", "ð": "d", "ı": "i", "Ħ": "H", "ħ": "h", "Ŋ": "Ng",
        "ŋ": "ng", "ĸ": "k", "ſ": "s", "Ə": "A", "ə": "a", "ɪ": "i", "ʊ": "u", "ɑ": "a", "ɔ": "o", "ɛ": "e",
    }
)  # fmt: skip

_SILENT_CATEGORIES = frozenset(("Cc", "Cf", "Mn", "Me", "Mc", "Zs", "Zl", "Zp", "Lm", "Sk"))
_UNKNOWN_CATEGORIES = frozenset(("Cn", "Co", "Cs"))


def fold_latin(word: str) -> str:
    """Letters without their accents, ligatures written out: 'Łódź' -> 'Lodz'; characters of other scripts stay."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word.translate(_FOLDED))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def is_silent(character: str) -> bool:
    """Whether nobody would say the character: accents on their own, control characters, joiners, blanks."""
    return unicodedata.category(character) in _SILENT_CATEGORIES


def is_unknown(character: str) -> bool:
    """Whether the character means nothing by itself: unassigned, private use, half of a surrogate pair."""
    return unicodedata.category(character) in _UNKNOWN_CATEGORIES


@lru_cache(maxsize=2048)
def name(character: str) -> str:
    """Unicode's name in lower-case words without hyphens or digits, empty if it has none: '🎉' -> 'party popper'."""
    words = unicodedata.name(character, "").lower().replace("-", " ").split()
    for prefix in (("greek", "small", "letter"), ("greek", "capital", "letter")):
        if tuple(words[:3]) == prefix:
            words = words[3:4]
    return " ".join(word for word in words if word.isalpha() and word != "sign")


@lru_cache(maxsize=4096)
def romanise(letters: str) -> str:
    """Letters of another script in Latin letters ('Привет' -> 'Privet'), empty if nothing can tell.

    Scripts that leave vowels out get theirs from `romanisation`. The others come from the table of `anyascii` (ISC) if
    it is installed; without it only what Unicode itself relates to Latin.
    """
    vowelled = with_vowels(letters)
    if vowelled is not None:
        return vowelled
    try:
        from anyascii import anyascii
    except ImportError:
        folded = fold_latin(letters)
        return folded if folded.isascii() else ""
    if "HANGUL" in unicode_name(letters[:1]):
        return anyascii(letters).lower()
    latin = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", anyascii(letters))  # syllables of Chinese and Korean
    return "".join(c for c in latin if c.isalpha() or c == " ").strip()


def unicode_name(character: str) -> str:
    """Unicode's name as it stands in the standard, empty if it has none."""
    return unicodedata.name(character, "")
