"""Roman numerals: chapters and parts, kings and popes, sons, centuries, years."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, ordinal, roman_value, year
from frontend_text.english.reading.candidate import SPELLED, Candidate, at_word
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.names import BEFORE_CARDINAL_ROMAN, FIRST_NAMES, REGNAL, STRONG_BEFORE_ROMAN

_LETTERED_KINDS = frozenset(
    (
        "grade class type category group level stage division form table figure fig tier unit exhibit "
        "schedule appendix step module section mark section rule"
    ).split()
)
_LETTERED_PARTS = frozenset("exhibit appendix figure fig table schedule section group unit grade".split())
_PARTS_OF_BOOKS = frozenset("chapter volume vol book part article title".split())
_AFTER_PRONOUN_TOO = frozenset("was had in and made lost won".split())
_RULERS = frozenset("King Queen Pope Emperor Tsar Czar Kaiser".split())
_INFUSIONS = frozenset(("drip fluids fluid line bag antibiotics therapy pole access infusion push saline").split())

NUMERAL = re.compile(r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![A-Za-z0-9])")
NAME_BEFORE = re.compile(r"(?:([A-Z][\w'’-]*)\s+)?([A-Z][\w'’-]*)\s+$")
_CENTURY = re.compile(r"(?:-|\s|st\s|th\s)(?:century|centuries|c\.|dynasty)", re.I)
_OTHER_THINGS = frozenset(
    (
        "CD",
        "CV",
        "DC",
        "MC",
        "MD",
        "DM",
        "XL",
        "XXL",
        "XXXL",
        "MIX",
        "DIM",
        "MI",
        "CC",
        "DL",
        "ML",
        "MM",
        "CM",
        "LC",
        "CL",
        "DI",
        "CI",
        "LI",
        "DD",
        "MLI",
        "LIV",
        "IV",
        "VI",
        "XX",
        "MDC",
        "DV",
        "LX",
        "LL",
        "DX",
        "VC",
        "CIV",
        "MCM",
        "CCC",
    )
)
_FOLLOWS_PRONOUN = frozenset(
    (
        "am was have had do did will would could should can think know believe guess see saw love like need "
        "want hope feel felt said say told went go got get met made never always also just really only ever "
        "thought knew heard read wrote"
    ).split()
)
_FOLLOWS_RULER = frozenset(
    (
        "died reigned ruled was became came of succeeded had and in on is abdicated married founded who "
        "conquered built defeated founded signed fought led won lost crowned issued granted ordered moved "
        "sent invaded began ended made"
    ).split()
)


@at_word
def numeral(sentence: Sentence, position: int) -> Candidate | None:
    """`Chapter IV`, `Henry VIII`, `World War II`, `XIX century`, `MMXXV`."""
    match = NUMERAL.match(sentence.text, position)
    if not match or not match[0] or not (sentence.free_left(position) or sentence.left(position) in "-–"):
        return None
    written, end = match[0], match.end()
    value = roman_value(written)
    last = sentence.last(position)
    gap = sentence.text[max(0, position - 2) : position]
    adjoining = bool(re.search(r"[\w.]\s$|-$", gap)) or gap.endswith((" ", "\u00a0"))
    owner = sentence.text[end : end + 2] in ("'s", "’s")
    if _CENTURY.match(sentence.text, end):
        return Candidate("roman", position, end, ordinal(str(value)), 84, "a century")
    if (
        last in BEFORE_CARDINAL_ROMAN
        and adjoining
        and (len(written) > 1 or _single_letter(sentence, position, end, written, last))
    ):
        return _counted(sentence, position, end, value, last)
    king = _after_name(sentence, position, end, written, value, owner)
    if king:
        return king
    if len(written) >= 4 and written[0] == "M" and value > 1000:
        return Candidate("roman", position, end, year(str(value)), 70, "a year in roman numerals")
    if (
        re.search(r"(?:of|to|and|or|through)\s$", sentence.lead(position))
        and len(written) > 1
        and written not in _OTHER_THINGS - {"VI", "IV", "XX", "LX"}
        and re.search(r"\b(?:[IVXLC]{1,5})\s(?:of|to|and|or|through)\s$", sentence.lead(position))
    ):
        return Candidate("roman", position, end, cardinal(str(value)), 70, "a numeral before it")
    if (
        re.search(r"[IVXLC]+\s?[-–]\s?$", sentence.lead(position))
        and len(written) >= 1
        and re.search(
            r"(?:chapters|parts|sections|books|acts|volumes|articles|pages|titles)\s[IVXLC]+\s?[-–]\s?$",
            sentence.lead(position),
            re.I,
        )
    ):
        return Candidate("roman", position, end, cardinal(str(value)), 70, "a range of numerals")
    return None


def _counted(sentence: Sentence, position: int, end: int, value: int, last: str) -> Candidate:
    said = cardinal(str(value))
    more = re.compile(r"\.(\d{1,3})(?:\.(\d{1,3}))?(?!\d)").match(sentence.text, end)
    if more:
        said, end = f"{said} point {' point '.join(cardinal(part) for part in more.groups() if part)}", more.end()
    letter = re.compile(r"[-.]?([A-Z])(?!\w)").match(sentence.text, end)
    if letter and not more:
        said, end = f"{said} {SPELLED}{letter[1]}", letter.end()
    upto = re.compile(r"\s?[-–]\s?(?=[IVXLC])").match(sentence.text, end)
    second = NUMERAL.match(sentence.text, upto.end()) if upto else None
    if second and second[0] and roman_value(second[0]) > value:
        said, end = f"{said} to {cardinal(str(roman_value(second[0])))}", second.end()
    return Candidate("roman", position, end, said, 82, f"a numeral after {last!r}", float(value), said, ("", ""))


def _single_letter(sentence: Sentence, position: int, end: int, written: str, last: str) -> bool:
    """Whether one letter is a numeral after a word such as `Part`; not in `Grade C eggs`, `book I read`."""
    word = re.search(r"([A-Za-z]+)\.?\s+$", sentence.lead(position))
    if last not in STRONG_BEFORE_ROMAN or not word or not word[1][0].isupper():
        return False
    following = sentence.next(end).lower()
    if written == "I":
        return following not in _FOLLOWS_PRONOUN and sentence.text[end : end + 1] not in ("'", "’")
    if last in _LETTERED_KINDS:
        return written in "VX" and last not in _LETTERED_PARTS
    return written in "IVX" or last in _PARTS_OF_BOOKS and written in "LCD" and not following[:1].isalpha()


def _after_name(sentence: Sentence, position: int, end: int, written: str, value: int, owner: bool) -> Candidate | None:
    names = NAME_BEFORE.search(sentence.text[max(0, position - 60) : position])
    if not names:
        return None
    first, name = names[1], names[2]
    following = sentence.next(end).lower()
    said = f"the {ordinal(str(value))}" + ("'s" if owner else "")
    end += 2 if owner else 0
    capitals = sentence.all_capitals
    known = name if not capitals else name.capitalize()
    if known in REGNAL and (known, written) != ("Malcolm", "X"):
        if len(written) == 1:
            if (
                written not in "IVX"
                or written == "I"
                and not (
                    not sentence.tail(end).strip(" .,;:!?)\"”'’")
                    or following in _FOLLOWS_RULER
                    or owner
                    or sentence.right(end) in ",;:)"
                )
            ):
                return None
            if (
                written == "I"
                and following in _AFTER_PRONOUN_TOO
                and not (
                    first in _RULERS or following in ("in", "and", "was") and sentence.begins(position - len(name) - 1)
                )
            ):
                return None
        elif written in ("CD", "DC", "MD", "CV", "XL", "MC"):
            return None
        return Candidate("roman", position, end, said, 84, f"a numeral after the ruler's name {known!r}")
    if sentence.text.strip(" .") == f"{name} I":
        return Candidate("roman", position, end, said, 60, "a name and a numeral, nothing else")
    if (
        len(written) == 1
        or written in _OTHER_THINGS
        and not (written in ("IV", "VI") and _sequel(sentence, name, following, end))
    ):
        return None
    given = (
        first is not None
        and (first if not capitals else first.capitalize()) in FIRST_NAMES
        and known not in ("War", "Part", "Act")
    )
    if (given or re.search(r"[A-Z]\.\s[A-Z][\w'’-]*\s$", sentence.lead(position))) and written in ("II", "III", "IV"):
        return Candidate("roman", position, end, said, 80, "a numeral after a person's name")
    if value > 39 or (name.isupper() and len(name) > 1 and not capitals):
        return None  # `DNS MX`: letters after a name
    return Candidate(
        "roman", position, end, cardinal(str(value)) + ("'s" if owner else ""), 66, "a numeral after a name: a sequel"
    )


def _sequel(sentence: Sentence, name: str, following: str, end: int) -> bool:
    """Whether IV or VI after a capitalised word is its number: not `an IV drip`, `start IV fluids`."""
    return following not in _INFUSIONS and name.lower() not in (
        "the",
        "an",
        "a",
        "start",
        "administer",
        "give",
        "given",
        "hang",
        "saline",
        "needs",
        "via",
        "on",
        "by",
        "no",
        "her",
        "his",
        "my",
    )
