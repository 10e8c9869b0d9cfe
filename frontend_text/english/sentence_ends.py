"""Which English periods end a sentence: a table of rules, each with an example, tried from top to bottom."""

from __future__ import annotations

import re

from frontend_text.english.tables.abbreviations import ABBREVIATIONS, BEFORE_NUMBER, TITLES
from frontend_text.english.tables.calendar import MONTH_OF, TIME_ZONES, WEEKDAY_NAMES, WEEKDAYS
from frontend_text.english.tables.lists import SENTENCE_STARTERS
from frontend_text.english.tables.names import BOOKS
from frontend_text.segmentation.period import Period, PeriodRule

_ALSO_NAMES_AND_WORDS = frozenset(("St", "Ft", "Rep", "Gen", "Fr", "Sr", "Pt", "Br", "Pk"))
"""Titles that stand at a sentence's end as something else: `Main St.`, `6 ft.`"""
_TITLES = frozenset(f"{title}." for title in TITLES)
_NEVER_ENDS = frozenset(f"{t}." for t in TITLES if t not in _ALSO_NAMES_AND_WORDS) | frozenset(
    "i.e. e.g. cf. vs. ca. viz.".split()
)
_MAY_END = frozenset(a for a in ABBREVIATIONS if a.endswith(".")) | {"a.m.", "p.m.", "A.M.", "P.M.", "No."}
_BEFORE_DIGITS = frozenset({*MONTH_OF, *BOOKS, "Rs", *(name.capitalize() for name in WEEKDAYS)})
_AFTER_HALF_DAY = WEEKDAY_NAMES | {name.lower() for name in MONTH_OF} | {zone.lower() for zone in TIME_ZONES}
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+$")
_ENDS_BEFORE_ANY_CAPITAL = frozenset(("etc.", "al."))


def _starts_sentence(period: Period) -> bool:
    return period.next_word in SENTENCE_STARTERS


def _quoted(period: Period) -> bool | None:
    return True if period.is_closed and period.word not in _NEVER_ENDS else None


def _never(period: Period) -> bool | None:
    return False if period.word in _NEVER_ENDS else None


def _before_number(period: Period) -> bool | None:
    before = period.stem.lower() in BEFORE_NUMBER
    name = period.stem.rpartition("-")[2].capitalize()
    if period.next_word[:1].isdigit() and (before or name in _BEFORE_DIGITS):
        return False
    return False if before and re.fullmatch(r"[IVXLC]+", period.next_word) else None


def _list_number(period: Period) -> bool | None:
    return False if period.begins_item else None


def _capital_title(period: Period) -> bool | None:
    """`MR. SMITH`, `ST. MARY'S` in a text of capitals."""
    capitals = period.word.isupper() and len(period.stem) > 1 and period.next_word.isupper()
    return False if capitals and period.word.capitalize() in _TITLES else None


def _title(period: Period) -> bool | None:
    if period.word not in _TITLES:
        return None
    may_end = period.stem in _ALSO_NAMES_AND_WORDS or period.stem == "Dr"
    return may_end and _starts_sentence(period) and period.words_before > 2


def _initial(period: Period) -> bool | None:
    if len(period.stem) != 1 or not period.stem.isalpha():
        return None
    if period.stem.isupper() and period.is_before_initial:
        return False  # letters spelled one by one
    # `A` after an initial is rather the next one (J. A. Smith); J is hardly ever a sentence's last word
    return period.stem.isupper() and _starts_sentence(period) and period.next_word != "A" and period.stem != "J"


def _dotted(period: Period) -> bool | None:
    if not _DOTTED.fullmatch(period.word):
        return None
    if period.word.lower() in ("a.m.", "p.m.") and period.next_word.lower() in _AFTER_HALF_DAY:
        return False
    return _starts_sentence(period) or (period.word.lower() in ("a.m.", "p.m.") and period.upcoming.isupper())


def _abbreviation(period: Period) -> bool | None:
    if period.word not in _MAY_END:
        return None
    return _starts_sentence(period) or (period.word in _ENDS_BEFORE_ANY_CAPITAL and period.upcoming.isupper())


RULES = (
    PeriodRule("quoted sentence", 'She said, "I work at Acme Inc."|Bob left the room.|', _quoted),
    PeriodRule("never at an end", "It was Smith vs. The Rock that night.|", _never),
    PeriodRule("before a number", "See No. 5 and Vol. IV of it.|", _before_number),
    PeriodRule("list number", "1. First do this thing.|", _list_number),
    PeriodRule("title in capitals", "MR. SMITH LEFT TODAY.|", _capital_title),
    PeriodRule("title or place", "We saw Gen. Lee on Main St.|The others came later.|", _title),
    PeriodRule("initial", "He met J. A. Smith and M. A. R. I. A. there.|", _initial),
    PeriodRule("letters with periods", "The U.S. Army left the U.S.|The weather is nice there.|", _dotted),
    PeriodRule("abbreviation", "Acme Inc. and Pears, etc. are here with Acme Inc.|The boss came.|", _abbreviation),
)
