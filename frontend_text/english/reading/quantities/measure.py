"""Measures: a number and its unit."""

from __future__ import annotations

import re
import unicodedata

from frontend_text.english.numbers import cardinal
from frontend_text.english.reading.candidate import Candidate, at_digit, at_sign
from frontend_text.english.reading.context import is_adjective
from frontend_text.english.reading.quantities.unit_context import is_unit
from frontend_text.english.reading.quantities.written_number import WrittenNumber, number_at, with_scale
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.signs import VULGAR_FRACTIONS
from frontend_text.english.tables.units import NEVER_GLUED, ONLY_APART, ONLY_GLUED, UNITS, WORDS_PER, plural

UNITS.update({unicodedata.normalize("NFC", unit): name for unit, name in UNITS.items()})
_BY_FIRST: dict[str, list[str]] = {}
for _unit in sorted(UNITS, key=len, reverse=True):
    _BY_FIRST.setdefault(_unit[0], []).append(_unit)
_DENOMINATOR = re.compile(r"\s?/\s?(\d+ )?([A-Za-zµμΩ²³]+[23]?)(?![\w'])")
_LONG_UNITS = frozenset(name for name in UNITS.values() if name.isalpha())
_NAMED = {plural(name): name for name in _LONG_UNITS} | {name: name for name in _LONG_UNITS} | {
    "metre": "meter", "metres": "meter", "kilometre": "kilometer", "kilometres": "kilometer", "litre": "liter",
    "litres": "liter", "day": "day", "days": "day", "dollars": "dollar", "tokens": "token", "people": "person",
    "requests": "request",
}  # fmt: skip
_NUMBERED_PLACES = frozenset("seat gate row room apt apartment flat unit exit suite section class form".split())
_WORD = re.compile(r"[A-Za-z]{2,20}")
_VULGAR = "".join(VULGAR_FRACTIONS)


def unit_at(sentence: Sentence, position: int, glued: bool) -> tuple[str, int] | None:
    """The unit that is written at a place, and its end; glued: whether the number touches it."""
    text = sentence.text
    for unit in _BY_FIRST.get(text[position : position + 1], ()):
        if not text.startswith(unit, position):
            continue
        end = position + len(unit)
        right = text[end : end + 1]
        if unit[-1].isalpha() and (
            right.isalnum() or right == "_" or (right in "'’" and text[end + 1 : end + 2].isalpha())
        ):
            continue
        if unit[-1] in "°º" and right.isalpha():
            continue
        if unit[-1] in "23" and right.isdecimal():
            continue
        if (glued and (unit in ONLY_APART or unit in NEVER_GLUED)) or (not glued and unit in ONLY_GLUED):
            continue
        if unit.endswith(".") and right.isalpha():
            continue
        return unit, end
    return None


def _period(sentence: Sentence, unit: str, end: int) -> int:
    """The end of a unit; the period after an abbreviated one belongs to it unless it ends the sentence."""
    if unit.endswith(".") and not sentence.tail(end).strip(" \u00a0\"”’')"):
        return end - 1
    if unit.endswith(".") and re.match(r"[\"”’')]*\s+[A-Z]", sentence.tail(end)):
        return end - 1
    return end


def _per(sentence: Sentence, end: int) -> tuple[str, int]:
    """What is said for `/day`, `/kg/day`, `/100 km` after a unit, and where it ends."""
    said = ""
    while match := _DENOMINATOR.match(sentence.text, end):
        written = match[2]
        name = UNITS.get(written) or (written if written.lower() in WORDS_PER else None) or _NAMED.get(written.lower())
        if name is None:
            break
        if match[1]:
            said += f" per {cardinal(match[1].strip())} {plural(name)}"
        else:
            said += f" per {name}"
        end = match.end()
    return said, end


def measured(
    sentence: Sentence,
    start: int,
    number_end: int,
    bare: str,
    one: bool,
    score: int,
    why: str,
    value: float | None = None,
) -> Candidate | None:
    """The measure made of a number that is already read and the unit that follows it."""
    text = sentence.text
    gap = re.compile(r"(?:\s|\u00a0|\u202f|\u2009|-(?=[a-zA-Z]))?").match(text, number_end)
    position = gap.end() if gap else number_end
    hyphen = position > number_end and text[number_end] == "-"
    found = unit_at(sentence, position, position == number_end)
    if not found:
        return _long_unit(sentence, start, number_end, position, bare, hyphen, score)
    unit, end = found
    if not is_unit(sentence, unit, number_end, position, end):
        return None
    name = UNITS[unit]
    end = _period(sentence, unit, end)
    per, end = _per(sentence, end)
    adjective = hyphen or is_adjective(sentence, start, end)
    if unit in "%‰" or unit in ("psi", "PSI"):
        adjective = False
    several = plural(name)
    said = f"{bare} {name if (one or adjective) else several}{per}"
    return Candidate(
        "measure",
        start,
        end,
        said,
        score,
        why or f"the unit {unit!r}" + (" before a noun" if adjective else ""),
        value,
        bare,
        (name + per, (name if adjective else several) + per),
    )


def _long_unit(
    sentence: Sentence, start: int, number_end: int, position: int, bare: str, hyphen: bool, score: int
) -> Candidate | None:
    """`5 miles/hour`, `12-inch`: units written in full, where something about them is to be read."""
    match = _WORD.match(sentence.text, position)
    if not match or position == number_end or match[0].lower() not in _NAMED:
        return None
    per, end = _per(sentence, match.end())
    if not per and not hyphen:
        return None
    return Candidate("measure", start, end, f"{bare} {match[0]}{per}", score, "a unit in full", None, bare)


@at_digit
def measure(sentence: Sentence, position: int) -> Candidate | None:
    """`5 km`, `16GB`, `20°C`, `3,5 km`, `2.5 million kg`."""
    if not (sentence.free_left(position) or sentence.left(position) in "/-@"):
        return None
    number = number_at(sentence, position, decimal_comma=True)
    if number is None:
        return None
    number = with_scale(sentence, number)
    bare = number.said(joined=True)
    found = measured(sentence, position, number.end, bare, number.is_one, 66, "", number.value)
    if found is None and number.decimal_comma and sentence.next(number.end).lower() in _NAMED:
        return Candidate("measure", position, number.end, bare, 64, "a decimal comma before a unit", number.value, bare)
    return found or _temperature(sentence, number, bare)


@at_sign(".")
def measure_from_point(sentence: Sentence, position: int) -> Candidate | None:
    """`.5 mL`."""
    return (
        measure(sentence, position)
        if sentence.right(position + 1).isdecimal() and not sentence.left(position).isalnum()
        else None
    )


def _temperature(sentence: Sentence, number: WrittenNumber, bare: str) -> Candidate | None:
    """`350F`, `37C`, `350 F`: without a degree sign."""
    match = re.compile(r"\s?([FC])(?![\w'’+#])").match(sentence.text, number.end)
    if sentence.last(number.start) in _NUMBERED_PLACES:
        return None
    cold = sentence.left(number.start) in "-−" and match is not None and not match[0][0].isspace()
    if not match or number.scale or not (10 <= number.value <= 1000 or cold):
        return None
    hot = sentence.mentions(
        number.start,
        frozenset(
            (
                "bake oven at to temperature temp preheat fever of heat highs high low lows minus below above around "
                "about cook roast boils"
            ).split()
        ),
        3,
    )
    if not hot and match[0][0].isspace():
        return None
    name = "Fahrenheit" if match[1] == "F" else "Celsius"
    return Candidate(
        "measure",
        number.start,
        match.end(),
        f"{bare} degrees {name}",
        70 if hot else 61,
        "a temperature by its letter",
        number.value,
        bare,
        (f"degree {name}", f"degrees {name}"),
    )
