"""Whether an English question rises at its end: all do but those with a question word, and "this or that?".

What speakers do most: low rises in questions for yes or no, falls where a question word asks. Source: Hedberg,
Sosa and Görgülü, The meaning of intonation in yes-no questions in American English (2014).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUESTION_WORDS = frozenset("what who whom whose which when where why how".split())
_AUXILIARIES = frozenset(
    "am is are was were do does did have has had can could will would shall should may might must ain't cannot".split()
)
_BEFORE = frozenset(
    "and but so then well oh ah now okay ok yes no hey please hmm um uh look listen anyway also or wait sorry "
    "seriously honestly really actually just".split()
)
"""Words that a question may begin with before it begins."""
_PREPOSITIONS = frozenset("in on at to from for with by of about under over since until till after before".split())
_TAGS = frozenset("right okay ok yes no eh huh correct yeah really hm hmm innit true".split())
_NO_CHOICE = frozenset("not something anything somebody anybody so whatever what else two more".split())
"""After "or": no second thing to choose."""
_PRONOUNS = frozenset("i you he she it we they there this that these those one".split())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_PARTS = re.compile(r"[,;:—–()]|\s-\s")
_MOST_WORDS_BEFORE_VERB = 4


def rises_in_english(sentence: str) -> bool:
    """Whether a question, given without its mark, rises."""
    parts = [words for words in map(_words, _PARTS.split(sentence)) if words]
    if not parts or _is_tag(parts[-1]) and len(parts) > 1:
        return bool(parts)
    begun = [part for part in map(_without_openings, parts) if part]
    if not begun:  # "Really?", "And?"
        return True
    if _asks_with_word(begun[0]) and len(begun[0]) <= 2 and len(begun) > 1:  # "Where, in your opinion, did he go?"
        return False
    for number in reversed(range(len(begun))):
        part = begun[number]
        if _is_auxiliary(part[0]):
            return not _offers_choice([word for after in begun[number:] for word in after])
        if _asks_with_word(part) and (number == 0 or any(map(_is_auxiliary, part[1 : _MOST_WORDS_BEFORE_VERB + 1]))):
            return False
    return not _offers_choice([word for part in begun for word in part])


def _words(part: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(part.lower())]


def _without_openings(words: Sequence[str]) -> list[str]:
    start = 0
    while start < len(words) and words[start] in _BEFORE:
        start += 1
    return list(words[start:])


def _asks_with_word(part: Sequence[str]) -> bool:
    """Whether it begins with a question word, or with one after a preposition ("for how long")."""
    start = 1 if part[0] in _PREPOSITIONS and len(part) > 1 else 0
    return part[start].split("'")[0] in _QUESTION_WORDS


def _is_auxiliary(word: str) -> bool:
    return word in _AUXILIARIES or word.endswith("n't")


def _is_tag(part: Sequence[str]) -> bool:
    """ "isn't it", "will you", "right"."""
    if len(part) == 1:
        return part[0] in _TAGS
    return _is_auxiliary(part[0]) and part[1] in _PRONOUNS and part[2:] in ([], ["not"])


def _offers_choice(words: Sequence[str]) -> bool:
    """Whether it names two things to choose from: such questions fall on the last."""
    return any(word == "or" and after not in _NO_CHOICE for word, after in zip(words[1:], words[2:], strict=False))
