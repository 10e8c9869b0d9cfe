"""Abbreviations, titles, streets, states, initials: words that are written short and said in full."""

from __future__ import annotations

import re

from frontend_text.english.reading.candidate import SPELLED, Candidate, at_sign, at_words
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.reading.words.abbreviation_context import fits
from frontend_text.english.tables.abbreviations import (
    ABBREVIATIONS,
    BEFORE_NUMBER,
    NUMBER_WITHOUT_PERIOD,
)
from frontend_text.english.tables.lists import SENTENCE_STARTERS

_BY_FIRST: dict[str, list[str]] = {}
for _written in sorted(ABBREVIATIONS, key=len, reverse=True):
    _BY_FIRST.setdefault(re.match(r"[A-Za-z&]+", _written)[0].lower(), []).append(_written)  # type: ignore[index]
_NOT_BEFORE_ROMAN = frozenset("gr div temp sq rev ed ex est wk prob ph iss fl d b c l no p".split())
_CAPITALS_OF = {
    written.upper(): full for written, full in ABBREVIATIONS.items() if written.endswith(".") and len(written) > 3
}
NAME_AFTER = re.compile(r"\.?\s+(?:[A-Z][\w'’.-]*|&|and\s[A-Z])")


def ends(sentence: Sentence, end: int) -> int:
    """The end of an abbreviation, before its period where that ends the sentence too."""
    if sentence.left(end) != ".":
        return end
    rest = sentence.tail(end)
    if not rest.strip(" \u00a0\"”’')*_") or (rest[0].isspace() and sentence.next(end) in SENTENCE_STARTERS):
        return end - 1
    return end


@at_words(_BY_FIRST)
def abbreviation(sentence: Sentence, position: int) -> Candidate | None:
    """`approx.`, `vs.`, `e.g.`, `w/o`, `Inc.`: those with one meaning."""
    if not sentence.free_left(position):
        return None
    text = sentence.text
    word = re.compile(r"[A-Za-z&]+").match(text, position)
    assert word
    for written in _BY_FIRST.get(word[0].lower(), ()):
        end = position + len(written)
        there = text[position:end]
        capitals = there.isupper() and written.upper() == there and there in _CAPITALS_OF
        if there != written and not (capitals and sentence.all_capitals):
            continue
        if text[end : end + 1].isalnum() or (
            not written.endswith((".", "/"))
            and text[end : end + 1] in ("'", "’", "-", "_")
            and text[end + 1 : end + 2].isalnum()
        ):
            continue
        if written in ("w/", "W/") and not (
            text[end : end + 1].isspace() or text[end : end + 1].isalnum() or end == len(text)
        ):
            continue
        said = ABBREVIATIONS[written]
        if written in ("est.", "Est.") and not re.match(r"\s?\(?(?:in\s)?\d{4}", sentence.tail(end)):
            said = "estimated"
        if written == "ft." and not re.search(r"\d\s?$", sentence.lead(position)) and sentence.next(end)[:1].isupper():
            said = "featuring"
        elif not fits(sentence, written, position, end):
            continue
        return Candidate(
            "abbreviation", position, ends(sentence, end), said, 62, f"short for {said.replace(SPELLED, '')!r}"
        )
    return None


@at_words(BEFORE_NUMBER)
def before_number(sentence: Sentence, position: int) -> Candidate | None:
    """`No. 5`, `pp. 10–15`, `Fig. 3`, `Hwy 61`, `Rte. 66`."""
    match = re.compile(r"([A-Za-z]+)(\.?)\s?(?=[#(]?\d|[IVXLC]+\b(?![’']))").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    written, dot = match[1], match[2]
    key = written.lower()
    roman = sentence.right(match.end()) in "IVXLC"
    touching = match.end() == match.end(2)
    if key not in BEFORE_NUMBER or (not dot and (key not in NUMBER_WITHOUT_PERIOD or touching)):
        return None
    if written.isupper() and not sentence.all_capitals and (len(written) > 1 and not dot or len(written) == 1):
        return None
    if roman and (key in _NOT_BEFORE_ROMAN or not sentence.text[match.end(2) : match.end(2) + 1].strip() == ""):
        return None
    if not _number_fits(key, written, sentence.tail(match.end())):
        return None
    full = BEFORE_NUMBER[key]
    if full[0].isalpha() and written[0].isupper() and key not in ("no", "nos"):
        full = full.capitalize()
    return Candidate("abbreviation", position, match.end(2), full, 74, "a number follows")


_SMALL_ONLY = frozenset(("c", "d", "b", "l", "p", "ca", "v"))


def _number_fits(key: str, written: str, rest: str) -> bool:
    """Whether an abbreviation of one or a few letters goes with the number after it."""
    if key in _SMALL_ONLY and not written.islower():
        return False
    if key in ("b", "d"):
        return bool(re.match(r"\d{4}", rest))
    if key == "v":
        return bool(re.match(r"\d+\.\d", rest))
    return key != "rev" or bool(re.match(r"\d", rest))


_AFTER_ORDINAL = {
    "ed": "edition",
    "fl": "floor",
    "qtr": "quarter",
    "cir": "circuit",
    "dist": "district",
    "div": "division",
}


@at_words(_AFTER_ORDINAL)
def after_ordinal(sentence: Sentence, position: int) -> Candidate | None:
    """`2nd ed.`, `3rd Fl.`."""
    match = re.compile(r"([A-Za-z]+)\.(?!\w)").match(sentence.text, position)
    if not match or not re.search(r"\d(?:st|nd|rd|th)\s$", sentence.lead(position)):
        return None
    full = _AFTER_ORDINAL[match[1].lower()]
    said = full.capitalize() if match[1][0].isupper() else full
    return Candidate("abbreviation", position, ends(sentence, match.end()), said, 76, "an ordinal before it")


@at_words(("no",))
def number_of(sentence: Sentence, position: int) -> Candidate | None:
    """`No. of items`."""
    match = re.compile(r"[Nn]o\.(?=\sof\b)").match(sentence.text, position)
    return Candidate("abbreviation", position, match.end(), "number", 70, "of follows") if match else None


@at_words(("pt", "pts"))
def patient(sentence: Sentence, position: int) -> Candidate | None:
    """`pt. stable`: a patient, where no number follows."""
    match = re.compile(r"(pts?|Pts?)\.(?=\s[a-z])").match(sentence.text, position)
    if not match or re.search(r"\d\s?$", sentence.lead(position)):
        return None
    return Candidate(
        "abbreviation",
        position,
        match.end(),
        "patients" if match[1].lower() == "pts" else "patient",
        66,
        "no number beside it",
    )


@at_sign("'’‘")
def clipped(sentence: Sentence, position: int) -> Candidate | None:
    """`rock 'n' roll`."""
    match = re.compile(r"['’‘]n['’]").match(sentence.text, position)
    if not match:
        return None
    return Candidate("abbreviation", position, match.end(), "n", 66, "short for and")
