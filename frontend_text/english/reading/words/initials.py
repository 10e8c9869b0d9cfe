"""Initials: letters with periods, letters joined by &."""

from __future__ import annotations

import re

from frontend_text.english.reading.candidate import SPELLED, Candidate, at_word
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.abbreviations import (
    ERAS,
)
from frontend_text.english.tables.lists import SENTENCE_STARTERS

_LETTERED = frozenset("plan vitamin class grade group option type section hepatitis".split())

_INITIALS = re.compile(
    r"(?:[A-Z]\.\s?){1,5}(?=[A-Z][a-z’'])|[B-HJ-Z]\.(?=\s[a-z]{4})|(?:[A-Z]\.){2,6}(?!\w)|(?:[A-Z]\.\s){2,8}[A-Z]\.?(?![\w])"
    r"|(?:[a-z]\.){2,5}(?!\w)|(?:[A-Z]\.){1,4}[A-Z](?![\w.])"
)


@at_word
def initials(sentence: Sentence, position: int) -> Candidate | None:
    """`J.K. Rowling`, `C. S. Lewis`, `U.S.`, `D. O. G.`, `p.m.`: letters with periods."""
    match = _INITIALS.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    written = match[0].rstrip()
    end = position + len(written)
    key = written if written in ERAS else written.rstrip(".")
    letters = re.sub(r"[^A-Za-z]", "", ERAS.get(key, written))
    if len(letters) == 1 and letters not in "AI" and re.match(r"\s[a-z]{4}", sentence.tail(end)):
        return Candidate("initials", position, end, SPELLED + letters, 56, "the initial of a genus")
    if len(letters) == 1:
        if (
            letters in "AI"
            and not re.match(r"\.\s?[A-Z][a-z]+", sentence.text[position + 1 :])
            or sentence.begins(position)
            and letters in "AI"
        ):
            return None
        if sentence.tail(end).strip()[:1] and not re.search(r"(?:^|[\s(\"“.])$", sentence.lead(position)):
            return None
        name_before = re.search(r"[A-Z][a-z’']+\s$", sentence.lead(position))
        if not name_before and not re.match(r"\s?(?:[A-Z]\.|[A-Z][a-z]+)", sentence.tail(end)):
            return None
        if sentence.next(end) in SENTENCE_STARTERS and name_before and sentence.last(position) in _LETTERED:
            return None
        return Candidate("initials", position, end, SPELLED + letters, 56, "an initial of a name")
    finish = end
    if written.endswith("."):
        rest = sentence.tail(end)
        if not rest.strip(" \"”’')") or (rest[:1].isspace() and (sentence.next(end) in SENTENCE_STARTERS)):
            finish = end - 1
    said = f"{SPELLED}{letters.upper()}"
    owner = re.compile(r"['’]s(?!\w)").match(sentence.text, end)
    if owner:
        return Candidate("initials", position, owner.end(), said + "'s", 62, "letters with periods")
    return Candidate("initials", position, finish, said, 60, "letters with periods")


@at_word
def joined_initials(sentence: Sentence, position: int) -> Candidate | None:
    """`B&B`, `R&D`, `AT&T`, `S&P`."""
    match = re.compile(r"([A-Z]{1,3})\s?&(?:amp;)?\s?([A-Z]{1,3})(?![\w&;])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return Candidate(
        "initials", position, match.end(), f"{SPELLED}{match[1]} and {SPELLED}{match[2]}", 68, "letters joined by &"
    )
