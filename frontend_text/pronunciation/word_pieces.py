"""A spoken word as its engine sees it: the letters in pieces, and the pause after them."""

from __future__ import annotations

import re

from frontend_text.characters import fold_latin, romanise

_MARKS = str.maketrans(
    {
        "。": ".",
        "．": ".",
        "｡": ".",
        "！": "!",
        "？": "?",
        "，": ",",
        "、": ",",
        "；": ";",
        "：": ":",
        "…": ".",
        "—": ",",
        "–": ",",
        "।": ".",
    }
)
_ENDING = re.compile(r"[.,;:!?…—–。．｡！？，、；：।]")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*['’]?")


def pieces(word: str) -> list[str]:
    """The runs of letters in a word, with apostrophes between them."""
    return [match[0].replace("’", "'") for match in _LETTERS.finditer(word)]


def pause_after(word: str) -> str:
    """The mark of the pause that the punctuation after a word makes, "" for none."""
    tail = re.search(r"[^\w]*$", word)
    mark = _ENDING.search(tail[0]) if tail else None
    return mark[0].translate(_MARKS) if mark else ""


def in_letters(text: str, known: frozenset[str]) -> str:
    """The text in small letters that the engine knows: others without accents, other scripts romanised."""
    text = text.lower()
    if known.issuperset(text):
        return text
    said = ""
    for letter in text:
        if letter in known:
            said += letter
        else:
            nearest = fold_latin(letter)
            nearest = nearest if nearest.isascii() else romanise(letter)
            said += "".join(c for c in nearest.lower() if c in known)
    return said
