"""Fractions of units, and fraction signs: `1/2 tsp`, `3½ inches`, `¾ lb`."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, fraction
from frontend_text.english.reading.candidate import Candidate, at_digit, at_sign
from frontend_text.english.reading.context import is_adjective
from frontend_text.english.reading.quantities.measure import measured
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.signs import VULGAR, VULGAR_FRACTIONS


@at_digit
def fraction_of_unit(sentence: Sentence, position: int) -> Candidate | None:
    """`1/2 tsp`, `3/4 lb`, `2 1/2 cups`, `¾ lb`, `5/8-inch`."""
    match = re.compile(r"(?:(\d{1,3})(?:[ \u00a0-]| and ))?(\d{1,3})/(\d{1,3})(?![\d/]|\.\d)").match(
        sentence.text, position
    )
    if not match or not sentence.free_left(position) or int(match[3]) < 2 or not int(match[2]):
        return None
    return _fraction_with_unit(sentence, position, match.end(), match[1], int(match[2]), int(match[3]))


@at_digit
def mixed_vulgar_of_unit(sentence: Sentence, position: int) -> Candidate | None:
    """`3½ inches`, `5 ⅛ yards`."""
    match = re.compile(rf"(\d{{1,4}})[ \u00a0]?([{VULGAR}])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    above, below = VULGAR_FRACTIONS[match[2]]
    return _fraction_with_unit(sentence, position, match.end(), match[1], above, below) or Candidate(
        "fraction", position, match.end(), mixed(match[1], above, below), 72, "a whole number and a fraction"
    )


@at_sign(VULGAR)
def vulgar_of_unit(sentence: Sentence, position: int) -> Candidate | None:
    """`½ cup`, `¾`."""
    above, below = VULGAR_FRACTIONS[sentence.text[position]]
    return _fraction_with_unit(sentence, position, position + 1, None, above, below) or Candidate(
        "fraction", position, position + 1, fraction(above, below), 60, "a fraction sign"
    )


def mixed(whole: str, above: int, below: int) -> str:
    said = fraction(above, below)
    if (above, below) in ((1, 2), (1, 4)):
        said = "a" + said.removeprefix("one")
    return f"{cardinal(whole)} and {said}"


def _fraction_with_unit(
    sentence: Sentence, start: int, end: int, whole: str | None, above: int, below: int
) -> Candidate | None:
    bare = mixed(whole, above, below) if whole else fraction(above, below)
    if sentence.right(end) in '"″' and not sentence.closes_quotation(start, '"'):
        name = "inch" if is_adjective(sentence, start, end + 1) or not whole else "inches"
        return Candidate("measure", start, end + 1, f"{bare} {name}", 78, "a mark for inches")
    one = not whole and above <= below
    found = measured(sentence, start, end, bare, one, 78, "a fraction of a unit")
    if not found or found.unit is None:
        return found
    name = found.unit[0]
    if (
        name in ("percent", "degree")
        or whole
        or above == 1
        or is_adjective(sentence, start, found.end)
        or sentence.text[end : end + 1] == "-"
    ):
        return found
    article = "an" if name[0] in "aeiou" or name.startswith("hour") else "a"
    return found.longer(found.end, f"{bare} of {article} {name}")
