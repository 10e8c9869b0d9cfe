"""Whether what stands around a quantity makes it an adjective, and what follows it."""

from __future__ import annotations

import re

from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.units import HEAD_NOUNS, NOT_A_NOUN

_INDEFINITE = frozenset(("a", "an", "another", "every", "each", "one"))
_DEFINITE = frozenset("the this that my your his her its our their".split())
_VERB_ENDING = re.compile(r"(?:ed|ing|ly)$")
_CLAUSE = re.compile(r"[.,;:!?()\n—–]")


def is_adjective(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a quantity stands before a noun as its adjective: 'a $5 bill', 'the 12-inch pizza', '35 mm film'."""
    gap = sentence.text[end : end + 1]
    if gap == "-" and sentence.right(end + 1).isalpha():
        return sentence.next(end + 1).lower() != "plus"
    if gap not in (" ", "\u00a0"):
        return False
    following = sentence.next(end)
    if not following or not sentence.right(end + 1).isalpha() or not following[0].isalpha():
        return False
    word = following.lower()
    near = _CLAUSE.split(sentence.text[max(0, start - 32) : start])[-1].lower().split()
    if word in HEAD_NOUNS and near and near[-1] in _INDEFINITE | _DEFINITE:
        return True
    if word in NOT_A_NOUN:
        return False
    if near and near[-1] in _INDEFINITE:
        return True
    if len(near) > 1 and near[-2] in ("a", "an") and not _VERB_ENDING.search(word):
        return True
    if near and near[-1] in _DEFINITE and not (_VERB_ENDING.search(word) or word.endswith("s")):
        return True
    return word in HEAD_NOUNS
