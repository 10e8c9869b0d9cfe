"""Abbreviations, titles, streets, states, initials: words that are written short and said in full."""

from __future__ import annotations

import re

from frontend_text.english.reading.candidate import SPELLED, Candidate, at_sign, at_words
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.abbreviations import (
    ABBREVIATIONS,
    BEFORE_NUMBER,
    NUMBER_WITHOUT_PERIOD,
)
from frontend_text.english.tables.lists import SENTENCE_STARTERS

_NOT_AT_THE_END = frozenset(
    ("max. Max. min. info. obs. Comm. Inst. bal. cont. dir. Dir. temp. Temp. Eng. dist. Bk. anon. Hosp.").split()
)
_ALWAYS = frozenset("hrs mins yrs wks tel Tx Rx Dx Hx".split())
_ROAD_WORDS = frozenset("Hwy Ave Rd Blvd Pkwy Bldg Expy".split())
_NOT_BEFORE_ROMAN = frozenset("mk col gr div app cat art op temp sq rev ed ex est wk prob ch ph iss fl".split())
_BEFORE_ROMAN = frozenset("art ch op mk app col sched".split())
_WORDS_BEFORE_ROMAN = frozenset("d b c l no p est ed".split())

_BY_FIRST: dict[str, list[str]] = {}
for _written in sorted(ABBREVIATIONS, key=len, reverse=True):
    _BY_FIRST.setdefault(re.match(r"[A-Za-z&]+", _written)[0].lower(), []).append(_written)  # type: ignore[index]
_CAPITALS_OF = {
    written.upper(): full for written, full in ABBREVIATIONS.items() if written.endswith(".") and len(written) > 3
}
NAME_AFTER = re.compile(r"\.?\s+(?:[A-Z][\w'’.-]*|&|and\s[A-Z])")


def ends(sentence: Sentence, end: int) -> int:
    """The end of an abbreviation, before its period where that ends the sentence too."""
    if sentence.left(end) != ".":
        return end
    rest = sentence.text[end:]
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
        if written in ("est.", "Est.") and not re.match(r"\s?\(?(?:in\s)?\d{4}", text[end:]):
            said = "estimated"
        if not _fits(sentence, written, position, end):
            continue
        return Candidate(
            "abbreviation", position, ends(sentence, end), said, 62, f"short for {said.replace(SPELLED, '')!r}"
        )
    return None


_ORDINARY_WORDS = frozenset(
    (
        "Co.",
        "al.",
        "est.",
        "Est.",
        "max.",
        "Max.",
        "min.",
        "Comm.",
        "sq.",
        "Inst.",
        "cont.",
        "info.",
        "temp.",
        "Temp.",
        "obs.",
        "Dist.",
        "dist.",
        "Bk.",
        "Eng.",
        "bal.",
        "dir.",
        "Dir.",
        "Pl.",
        "Ct.",
        "ref.",
        "Ref.",
        "Sep.",
        "Dec.",
        "Jan.",
        "Jun.",
        "Jul.",
        "Ste.",
        "orig.",
        "anon.",
        "Hosp.",
        "pts.",
        "tel",
        "thru",
        "Tx",
        "ie.",
        "eg.",
    )
)


def _fits(sentence: Sentence, written: str, position: int, end: int) -> bool:
    """Whether the context lets the abbreviation be one."""
    last, following = sentence.last(position), sentence.next(end)
    at_end = not sentence.text[end:].strip(" \"”’')")
    if written == "Co.":
        return bool(re.search(r"(?:[A-Z&][\w'’]*|and)[,]?\s$", sentence.text[:position])) and last not in ("in",)
    if written in ("Ct.", "Pl.", "Ste.", "Terr.", "Sq.", "Trl."):
        return bool(re.search(r"[A-Z][\w'’]*\s$", sentence.text[:position])) or bool(
            re.match(r"\s?\d", sentence.text[end:])
        )
    if written in _NOT_AT_THE_END:
        return not at_end or written in ("max.", "min.") and bool(re.search(r"\d[\w %°]*\s$", sentence.text[:position]))
    if written in ("Temp",):
        return bool(re.match(r"\s?\d", sentence.text[end:]))
    if written in ("est.", "Est."):
        return True
    if written in ("ft.",):
        return bool(re.search(r"\d\s?$", sentence.text[:position])) or not following[:1].isupper()
    if written in ("Jr", "Inc", "Ltd"):
        return bool(re.search(r"[A-Z][\w'’]*,?\s$", sentence.text[:position]))
    if written in ("Sr.", "Jr."):
        return (
            bool(re.search(r"[A-Z][\w'’.]*,?\s$", sentence.text[:position]))
            and not (
                written == "Sr."
                and NAME_AFTER.match(sentence.text, end - 1)
                and not re.search(r"[A-Z][\w'’]+\s[A-Z][\w'’]+,?\s$", sentence.text[:position])
            )
            or written == "Jr."
            or at_end
            or not following[:1].isupper()
        )
    if written in _ALWAYS:
        return True
    if written in ("Jan.", "Dec.", "Sep.", "Jun.", "Jul."):
        return not at_end or last in ("in", "of", "since", "until", "by", "last", "next", "early", "late")
    if written == "M.D.":
        return True
    if written in _ROAD_WORDS:
        return bool(re.search(r"[A-Z\d][\w'’]*\s$", sentence.text[:position])) or bool(
            re.match(r"\s\d", sentence.text[end:])
        )
    if written == "sq.":
        return True
    if written in ("Sgt.", "Prof."):
        return False
    return True


_AFTER_NUMBER = {
    "hr",
    "hrs",
    "min",
    "mins",
    "sec",
    "secs",
    "wk",
    "wks",
    "yr",
    "yrs",
    "mo",
    "mos",
    "ft",
    "oz",
    "lb",
    "lbs",
}


@at_words(BEFORE_NUMBER)
def before_number(sentence: Sentence, position: int) -> Candidate | None:
    """`No. 5`, `pp. 10–15`, `Fig. 3`, `Hwy 61`, `Rte. 66`."""
    match = re.compile(r"([A-Za-z]+)(\.?)\s?(?=[#(]?\d|[IVXLC]+\b(?![’']))").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    written, dot = match[1], match[2]
    key = written.lower()
    if written.isupper() and len(written) > 1 and not sentence.all_capitals and not dot or key not in BEFORE_NUMBER:
        return None
    if not dot and key not in NUMBER_WITHOUT_PERIOD or match.end() == match.end(2) and not dot:
        return None
    if written.isupper() and len(written) == 1 and dot:
        return None
    if key in ("c", "d", "b", "l", "p", "ca") and not written.islower():
        return None
    if (
        key == "no"
        and sentence.text[match.end(2) : match.end(2) + 1] == ""
        or sentence.right(match.end()) in "IVXLC"
        and key in _WORDS_BEFORE_ROMAN
    ):
        return None
    if key in _NOT_BEFORE_ROMAN and sentence.right(match.end()) in "IVXLC":
        if key not in _BEFORE_ROMAN:
            return None
    if key == "no" and dot and not sentence.text[match.end() :][:2].strip():
        return None
    if key in ("b", "d") and not re.match(r"\d{4}", sentence.text[match.end() :]):
        return None
    if key == "rev" and re.match(r"\d", sentence.text[match.end() :]) is None:
        return None
    full = BEFORE_NUMBER[key]
    if full[0].isalpha() and written[0].isupper() and key not in ("no", "nos"):
        full = full.capitalize()
    return Candidate("abbreviation", position, match.end(2), full, 74, "a number follows")


@at_words(("pt", "pts"))
def patient(sentence: Sentence, position: int) -> Candidate | None:
    """`pt. stable`: a patient, where no number follows."""
    match = re.compile(r"(pts?|Pts?)\.(?=\s[a-z])").match(sentence.text, position)
    if not match or re.search(r"\d\s?$", sentence.text[:position]):
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
