"""Sizes: feet and inches, sides joined by x."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal
from frontend_text.english.reading.candidate import Candidate, at_digit
from frontend_text.english.reading.context import is_adjective
from frontend_text.english.reading.quantities.measure import measure
from frontend_text.english.reading.quantities.unit_fractions import mixed
from frontend_text.english.reading.quantities.written_number import WrittenNumber
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.signs import VULGAR, VULGAR_FRACTIONS
from frontend_text.english.tables.units import UNITS, plural

_HEIGHTS = frozenset("tall wide long deep high ceiling ceilings ladder fence".split())


_BY_AFTER = re.compile(r"\s?[x×]\s?\d")
_BY_BEFORE = re.compile(r"\d['′’\"″]?\s?[x×]\s?$")
_SIDE = re.compile(r"(\d+(?:\.\d+)?)(['′\"″](?!\w)|\s?(?:ft|in|cm|mm|m)\b(?!\s*/))?")
_X = re.compile(r"\s?[x×]\s?(?=\d)")


@at_digit
def height(sentence: Sentence, position: int) -> Candidate | None:
    """`5'10"`, `6 ft 2 in`, `12' x 10'`."""
    text = sentence.text
    if not sentence.free_left(position):
        return None
    match = re.compile(r"(\d{1,2})['’′]\s?(\d{1,2})(?:[\"”″]|''|’’)?(?![\w'’])").match(text, position)
    if match and int(match[2]) < 12:
        return Candidate(
            "measure",
            position,
            match.end(),
            f"{_count(match[1], 'foot')} {_count(match[2], 'inch')}",
            80,
            "feet and inches",
        )
    match = re.compile(r"(\d{1,2}) ?(?:ft\.?|feet|foot) (\d{1,2}) ?(?:in\.?|inches|inch|\")(?!\w)").match(
        text, position
    )
    if match:
        end = match.end() - (match[0].endswith(".") and not sentence.tail(match.end()).strip())
        return Candidate(
            "measure", position, end, f"{cardinal(match[1])} feet {cardinal(match[2])} inches", 80, "feet and inches"
        )
    match = re.compile(rf"(\d+(?:\.\d+)?)?([{VULGAR}]|(?: |-)\d/\d{{1,2}})?(\"|″|”|'|′|’)").match(text, position)
    if not match or not match[1]:
        return None
    return _prime(sentence, position, match)


def _count(digits: str, unit: str) -> str:
    return f"{cardinal(digits)} {unit if digits == '1' else plural(unit)}"


def _prime(sentence: Sentence, position: int, match: re.Match[str]) -> Candidate | None:
    """A number with one mark for feet or inches; the mark may close a quotation instead."""
    if match[2]:
        if match[3] not in '"″”' or match[2] not in VULGAR_FRACTIONS or sentence.closes_quotation(position, '"'):
            return None
        said = mixed(match[1], *VULGAR_FRACTIONS[match[2]])
        name = "inch" if is_adjective(sentence, position, match.end()) else "inches"
        return Candidate("measure", position, match.end(), f"{said} {name}", 74, "a mark for inches")
    mark, end = match[3], match.end()
    if sentence.right(end).isalnum() or sentence.right(end) in "'\"":
        return None
    if mark in '"”' and sentence.closes_quotation(position, mark):
        return None
    following = sentence.next(end).lower()
    by = bool(_BY_AFTER.match(sentence.tail(end)) or _BY_BEFORE.search(sentence.lead(position)))
    if mark in "'’" and not by and following not in _HEIGHTS:
        return None
    name = "inch" if mark in '"″”' else "foot"
    adjective = is_adjective(sentence, position, end)
    said = WrittenNumber(position, end, match[1]).said()
    said = f"{said} {name if adjective or match[1] == '1' else plural(name)}"
    return Candidate(
        "measure", position, end, said, 70, "a mark for feet or inches" + (" before a noun" if adjective else "")
    )


@at_digit
def by(sentence: Sentence, position: int) -> Candidate | None:
    """`25 x 7 m`, `4x4`, `12' x 10'`, `1920x1080`."""
    match = re.compile(r"(\d+(?:\.\d+)?)(['′\"″]|\s?(?:ft|in|cm|mm|m)\b)?\s?[x×]\s?(?=\d)").match(
        sentence.text, position
    )
    if not match or not sentence.free_left(position) or sentence.text.startswith("0x", position):
        return None
    parts, end = [_side(match[1], match[2])], match.end()
    side = _SIDE.match(sentence.text, end)
    while side and len(parts) < 4 and (more := _X.match(sentence.text, side.end())):
        parts.append(_side(side[1], side[2]))
        end = more.end()
        side = _SIDE.match(sentence.text, end)
    if side is None:
        return None
    sentence.range_starts.add(end)
    last = measure(sentence, end) or height(sentence, end)
    if (
        sentence.has_equals
        or (last and last.end < len(sentence.text) and "^" in sentence.text[last.end : last.end + 2])
        or sentence.right(side.end()) in "^⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
        and not last
    ):
        return None
    if last and last.unit and last.unit[0] in ("milligram", "gram", "milliliter", "microgram"):
        return Candidate(
            "measure",
            position,
            last.end,
            f"{' times '.join(parts)} times {last.said}",
            74,
            "a dose that is taken several times",
        )
    if last is None:
        last = Candidate("cardinal", end, side.end(), _side(side[1], side[2]), 60)
    if sentence.right(last.end).isalnum():
        return None
    return Candidate("measure", position, last.end, f"{' by '.join(parts)} by {last.said}", 74, "sides joined by x")


def _side(digits: str, unit: str | None) -> str:
    said = WrittenNumber(0, 0, digits).said()
    if not unit:
        return said
    written = unit.strip()
    name = {"'": "foot", "′": "foot", '"': "inch", "″": "inch"}.get(written) or UNITS[written]
    return f"{said} {name if digits == '1' else plural(name)}"
