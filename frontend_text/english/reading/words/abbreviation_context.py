"""Whether the words around an abbreviation let it be one: `Co.` needs a name, `max.` something that follows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from frontend_text.english.reading.sentence import Sentence

_NAME_BEFORE = re.compile(r"[A-Z][\w'’]*,?\s$")
_NAME_OR_AND_BEFORE = re.compile(r"(?:[A-Z&][\w'’]*|and),?\s$")
_NAME_OR_NUMBER_BEFORE = re.compile(r"[A-Z\d][\w'’]*\s$")
_TWO_NAMES_BEFORE = re.compile(r"[A-Z][\w'’]+\s[A-Z][\w'’]+,?\s$")
_NAME_AFTER = re.compile(r"\s+(?:[A-Z][\w'’.-]*|&|and\s[A-Z])")
_NUMBER_BEFORE = re.compile(r"\d\s?$")
_MEASURE_BEFORE = re.compile(r"\d[\w %°]*\s$")
_NUMBER_AFTER = re.compile(r"\s?\d")
_BEFORE_MONTH = frozenset("in of since until by last next early late".split())


@dataclass(frozen=True, slots=True)
class Place:
    """An abbreviation in its sentence."""

    before: str
    after: str
    last: str

    @property
    def at_end(self) -> bool:
        """Whether nothing but closing signs follows."""
        return not self.after.strip(" \"”’')")


def _company(place: Place) -> bool:
    return bool(_NAME_OR_AND_BEFORE.search(place.before)) and place.last != "in"


def _after_name_or_before_number(place: Place) -> bool:
    return bool(_NAME_OR_NUMBER_BEFORE.search(place.before) or _NUMBER_AFTER.match(place.after))


def _goes_on(place: Place) -> bool:
    return not place.at_end


def _limit(place: Place) -> bool:
    return not place.at_end or bool(_MEASURE_BEFORE.search(place.before))


def _feet(place: Place) -> bool:
    return bool(_NUMBER_BEFORE.search(place.before)) or not place.after.lstrip()[:1].isupper()


def _after_name(place: Place) -> bool:
    return bool(_NAME_BEFORE.search(place.before))


def _senior(place: Place) -> bool:
    """`Sr.` after a name; before one it is a sister."""
    if place.at_end or not place.after.lstrip()[:1].isupper():
        return True
    sister = _NAME_AFTER.match(place.after) and not _TWO_NAMES_BEFORE.search(place.before)
    return bool(_NAME_BEFORE.search(place.before)) and not sister


def _month(place: Place) -> bool:
    return not place.at_end or place.last in _BEFORE_MONTH


def _title(place: Place) -> bool:
    return False


_Condition = Callable[[Place], bool]
_CONDITIONS: dict[str, _Condition] = {
    written: condition
    for condition, all_written in {
        _company: "Co.",
        _after_name_or_before_number: "Ct. Pl. Ste. Terr. Sq. Trl. Hwy Ave Rd Blvd Pkwy Bldg Expy",
        _goes_on: ("Max. info. obs. Comm. Inst. bal. cont. dir. Dir. temp. Temp. Eng. dist. Bk. anon. Hosp."),
        _limit: "max. min.",
        _feet: "ft.",
        _after_name: "Jr Inc Ltd",
        _senior: "Sr.",
        _month: "Jan. Dec. Sep. Jun. Jul.",
        _title: "Sgt. Prof.",
    }.items()
    for written in all_written.split()
}


def fits(sentence: Sentence, written: str, position: int, end: int) -> bool:
    """Whether what is written from `position` to `end` is the abbreviation that it looks like."""
    condition = _CONDITIONS.get(written)
    if condition is None:
        return True
    return condition(Place(sentence.lead(position), sentence.tail(end), sentence.last(position)))
