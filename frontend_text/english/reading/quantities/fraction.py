"""Numbers with a slash or colon between: fractions, ratings, ratios, scores, time signatures, blood pressure."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, fraction, in_pairs, number, year
from frontend_text.english.reading.candidate import Candidate, at_digit
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.calendar import WEEKDAY_NAMES, WEEKDAYS
from frontend_text.english.tables.lists import PRESSURE_WORDS, RATING_WORDS, SCALE_WORDS

_RHYTHM = frozenset("time waltz signature beat meter metre groove rhythm".split())
_ONE_OF_SEVERAL = frozenset(("page slide part step round day question level chapter episode stage lesson week").split())
_AFTER_RATING = frozenset(
    ("stars star points rating score correct marks passed right recommend completed done").split()
)
_SCREENS = frozenset(("screen aspect display monitor video tv widescreen format image crop footage").split())

_SLASHED = re.compile(r"(?:(\d{1,3})[ \u00a0-])?(\d{1,4})(\s?)/(\s?)(\d{1,4})(?![\d/]|[.,]\d|\w)")
_RATED = re.compile(r"(\d+(?:\.\d+)?)\s?/\s?(\d{1,3})(?![\d/]|[.,]\d|\w)")
_COLON = re.compile(r"(\d{1,4}(?:\.\d+)?):(\d{1,4}(?:\.\d+)?)(?::(\d{1,3}))?(?![\d:]|[.,]\d|\w)")
_SCORE = re.compile(r"(\d{1,3})[-–](\d{1,3})(?:[-–](\d{1,3}))?(?![\d\w$£€¥%°]|[-–.,:/]\d|-)")
_OPENING = WEEKDAY_NAMES | frozenset(WEEKDAYS) | frozenset("open hours daily weekdays weekends days".split())
_DATE_BEFORE = re.compile(r"\d/\d{1,2}\s?(?:[-–—]|to|through)\s?$")
_MERCURY = re.compile(r"\s?mm ?Hg\b")
_PAIRS = frozenset(("24/7", "9/11", "50/50", "20/20", "60/40", "80/20", "70/30", "90/10", "7/11", "7/7", "401/403"))
_SCORE_WORDS = frozenset(
    "score scores scored final won win wins lost lose beat beats beating defeated record lead leads led "
    "up down draw drew tied tie trail trailing trailed finished ended ends series halftime game match "
    "victory loss defeat set sets vote voted ruled ruling decision".split()
)
_MATCH_AFTER = frozenset(
    (
        "draw win loss victory defeat lead record tie score vote decision run start ruling defeat drubbing "
        "scoreline series upset thrashing rout shutout decision result margin"
    ).split()
)


@at_digit
def slashed(sentence: Sentence, position: int) -> Candidate | None:
    """`3/4`, `2 1/2`, `4/4 time`, `120/80`, `2023/24`, `24/7`, `page 3/10`."""
    match = _SLASHED.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    whole, above, below = match[1], match[2], match[5]
    a, b, end = int(above), int(below), match.end()
    if whole:
        return _mixed(sentence, position, end, whole, above, below)
    if match[3] or match[4]:
        if sentence.has_equals or b < 2:
            return None
        return Candidate("fraction", position, end, fraction(a, b), 48, "a fraction with blanks")
    if _DATE_BEFORE.search(sentence.lead(position)):
        return None
    if f"{a}/{b}" in _PAIRS or (a + b == 100 and a % 10 == 0):
        said = f"{cardinal(above)} {cardinal(below)}"
        return Candidate("code", position, end, said, 74, "a pair that is said as two numbers")
    return (
        _pressure(sentence, position, end, above, below)
        or _two_years(position, end, above, below)
        or _one_of_several(sentence, position, end, above, below)
        or _rating_or_fraction(sentence, position, end, above, below)
    )


def _mixed(sentence: Sentence, position: int, end: int, whole: str, above: str, below: str) -> Candidate | None:
    """`2 1/2`; not `page 3 12/15`."""
    a, b = int(above), int(below)
    if len(above) > 2 or b < 2 or a == 0:
        return None
    if (a >= b or b > 64 or above[0] == "0") and (sentence.text[position + len(whole)] == "-" or b > 99):
        return None
    said = fraction(a, b)
    said = said.replace("one ", "a ", 1) if (a, b) in ((1, 2), (1, 4)) else said
    return Candidate("fraction", position, end, f"{cardinal(whole)} and {said}", 70, "a whole number and a fraction")


def _pressure(sentence: Sentence, position: int, end: int, above: str, below: str) -> Candidate | None:
    """`120/80`: blood pressure."""
    a, b = int(above), int(below)
    usual = len(above) > 2 and 80 <= a <= 220 and 40 <= b <= 130 and a > b
    if not usual and not sentence.mentions(position, PRESSURE_WORDS, 3):
        return None
    said = f"{in_pairs(above) if a % 100 else cardinal(above)} over {in_pairs(below)}"
    unit = _MERCURY.match(sentence.text, end)
    if unit:
        said, end = f"{said} millimeters of mercury", unit.end()
    return Candidate("ratio", position, end, said, 80, "blood pressure")


def _two_years(position: int, end: int, above: str, below: str) -> Candidate | None:
    """`2023/24`, `2023/2024`."""
    if len(above) != 4 or (int(above) + 1) % 10 ** len(below) != int(below) or len(below) not in (2, 4):
        return None
    said = f"{year(above)} {year(below) if len(below) == 4 else cardinal(below)}"
    return Candidate("date", position, end, said, 76, "two years in a row")


def _one_of_several(sentence: Sentence, position: int, end: int, above: str, below: str) -> Candidate | None:
    """`page 3/10`, `4/4 time`."""
    before = sentence.before(position, 3)
    a, b = int(above), int(below)
    if sentence.next(end).lower() in _RHYTHM or (before[-2:] == ["time", "signature"] and b in (2, 4, 8, 16)):
        return Candidate("score", position, end, f"{cardinal(above)} {cardinal(below)}", 78, "a time signature")
    if before and before[-1] in _ONE_OF_SEVERAL and a <= b:
        said = f"{cardinal(above)} of {cardinal(below)}"
        return Candidate("ratio", position, end, said, 76, f"one of several after {before[-1]!r}")
    return None


def _rating_or_fraction(sentence: Sentence, position: int, end: int, above: str, below: str) -> Candidate | None:
    a, b = int(above), int(below)
    following = sentence.next(end).lower()
    rated = sentence.mentions(position, RATING_WORDS) or following in _AFTER_RATING
    if (
        rated
        and b in (3, 4, 5, 6, 10, 12, 20, 25, 30, 40, 50, 60, 80, 100, 1000)
        and not (following == "of" or b < 5 and a < b and not following)
    ):
        return Candidate("ratio", position, end, f"{cardinal(above)} out of {cardinal(below)}", 77, "a rating")
    if a == b and b in (4, 5, 10, 20, 100):
        return Candidate(
            "ratio", position, end, f"{cardinal(above)} out of {cardinal(below)}", 72, "all of so many points"
        )
    if b < 2 or a == 0 or above[0] == "0" or below[0] == "0":
        return Candidate("ratio", position, end, f"{number(above)} slash {number(below)}", 38, "numbers with a slash")
    if b in (10, 100) and a < b and following != "of" and b == 10:
        score, why = 52, "tenths, or so many out of ten"
        if not following or sentence.right(end) in ".!?,)":
            return Candidate(
                "ratio", position, end, f"{cardinal(above)} out of {cardinal(below)}", 60, "so many out of ten"
            )
        return Candidate("fraction", position, end, fraction(a, b), score, why)
    usual = b in (2, 3, 4, 5, 6, 8, 10, 16, 32, 64, 100, 1000)
    score = (58 if usual and a < b else 46) + (10 if following == "of" else 0)
    if a > 31 and b > 31 and len(above) <= 3 and len(below) <= 3:
        return Candidate(
            "ratio", position, end, f"{cardinal(above)} over {cardinal(below)}", 50, "a large number over another"
        )
    return Candidate("fraction", position, end, fraction(a, b), score, "a usual fraction" if usual else "a fraction")


@at_digit
def rated(sentence: Sentence, position: int) -> Candidate | None:
    """`4.7/5`."""
    match = _RATED.match(sentence.text, position)
    if (
        not match
        or "." not in match[1]
        or not sentence.free_left(position)
        or match[2] not in ("4", "5", "6", "10", "20", "100")
    ):
        return None
    return Candidate(
        "ratio",
        position,
        match.end(),
        f"{number(match[1])} out of {cardinal(match[2])}",
        78,
        "a rating with a fraction",
    )


@at_digit
def two_decimals(sentence: Sentence, position: int) -> Candidate | None:
    """`1.10/1.11`."""
    match = re.compile(r"(\d+\.\d+)\s?/\s?(\d+\.\d+)(?![\d/]|[.,]\d|\w)").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return Candidate("ratio", position, match.end(), f"{number(match[1])}, {number(match[2])}", 70, "two decimals")


@at_digit
def ratio(sentence: Sentence, position: int) -> Candidate | None:
    """`16:9`, `2:1`, `1:10 scale`; what could be a time of day is one, unless the context says otherwise."""
    match = _COLON.match(sentence.text, position)
    if not match or not sentence.free_left(position) or match[1][0] == "0":
        return None
    following = sentence.next(match.end()).lower()
    context = following in SCALE_WORDS or sentence.mentions(position, SCALE_WORDS, 3)
    screen = (
        following in _SCREENS or match[0] in ("16:9", "4:3", "21:9", "16:10", "3:2") and following not in ("am", "pm")
    )
    parts = [number(part) for part in match.groups() if part]
    if screen and not context and not match[3] and (len(match[2]) == 1 or following):
        return Candidate("ratio", position, match.end(), " by ".join(parts), 76, "an aspect ratio")
    score = 78 if context else 44
    if match[3] and not context:
        return None
    return Candidate(
        "ratio", position, match.end(), " to ".join(parts), score, "a ratio" + (" by context" if context else "")
    )


@at_digit
def score(sentence: Sentence, position: int) -> Candidate | None:
    """`21-14`, `10–4`, `(92-70)`: games and records."""
    match = _SCORE.match(sentence.text, position)
    if not match or not sentence.free_left(position) or sentence.has_equals:
        return None
    first, second, third = match.groups()
    if first[0] == "0" and first != "0" or second[0] == "0" and second != "0":
        return None
    following = sentence.next(match.end()).lower()
    if sentence.last(position) in _OPENING and int(first) <= 12 and int(second) <= 12 and not third:
        said = f"{cardinal(first)} to {cardinal(second)}"
        return Candidate("range", position, match.end(), said, 74, "hours after days")
    said = " ".join(cardinal(part) for part in match.groups() if part)
    if third:
        return Candidate("score", position, match.end(), said, 62, "three numbers with hyphens: a record")
    if following in _MATCH_AFTER or (sentence.mentions(position, _SCORE_WORDS, 5) and not following.endswith("s")):
        return Candidate("score", position, match.end(), said, 72, "a score by context")
    if int(first) >= int(second) or (first == second):
        return Candidate("score", position, match.end(), said, 58, "it falls: no range")
    if sentence.left(position) == "(" and sentence.right(match.end()) == ")":
        return Candidate("score", position, match.end(), said, 50, "a record in brackets")
    return None
