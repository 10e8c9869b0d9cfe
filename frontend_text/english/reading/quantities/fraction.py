"""Numbers with a slash or colon between: fractions, ratings, ratios, scores, time signatures, blood pressure."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, fraction, in_pairs, number, year
from frontend_text.english.reading.candidate import Candidate, at_digit
from frontend_text.english.reading.sentence import Sentence
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
    if whole and (len(above) > 2 or a >= b or b > 64 or above[0] == "0"):
        if "-" in match[0][: len(whole) + 1] or b < 2 or a == 0 or b > 99 or len(above) > 2:
            return None
    if whole:
        said = fraction(a, b)
        said = said.replace("one ", "a ", 1) if (a, b) in ((1, 2), (1, 4)) else said
        return Candidate(
            "fraction", position, end, f"{cardinal(whole)} and {said}", 70, "a whole number and a fraction"
        )
    written = f"{a}/{b}"
    following = sentence.next(end).lower()
    before = sentence.before(position, 3)
    bare = (cardinal(above), cardinal(below))
    if match[3] or match[4]:
        if sentence.has_equals or b < 2:
            return None
        return Candidate("fraction", position, end, fraction(a, b), 48, "a fraction with blanks")
    if re.search(r"\d/\d{1,2}\s?(?:[-–—]|to|through)\s?$", sentence.text[:position]):
        return None
    if written in _PAIRS or (a + b == 100 and a % 10 == 0):
        return Candidate("code", position, end, " ".join(bare), 74, "a pair that is said as two numbers")
    if not PRESSURE_WORDS.isdisjoint(before) or (80 <= a <= 220 and 40 <= b <= 130 and a > b and len(above) > 2):
        unit = re.compile(r"\s?mm ?Hg\b").match(sentence.text, end)
        if unit:
            said = f"{in_pairs(above)} over {in_pairs(below)} millimeters of mercury"
            return Candidate("ratio", position, unit.end(), said, 82, "blood pressure with its unit")
        return Candidate(
            "ratio",
            position,
            end,
            f"{in_pairs(above) if a % 100 else bare[0]} over {in_pairs(below)}",
            80,
            "blood pressure",
        )
    if following in _RHYTHM or (before[-2:] == ["time", "signature"] and b in (2, 4, 8, 16)):
        return Candidate("score", position, end, " ".join(bare), 78, "a time signature")
    if len(above) == 4 and len(below) == 2 and (int(above[2:]) + 1) % 100 == b:
        return Candidate("date", position, end, f"{year(above)} {cardinal(below)}", 76, "two years in a row")
    if len(above) == 4 and len(below) == 4 and b == a + 1:
        return Candidate("date", position, end, f"{year(above)} {year(below)}", 76, "two years in a row")
    if before and before[-1] in _ONE_OF_SEVERAL and a <= b:
        return Candidate("ratio", position, end, f"{bare[0]} of {bare[1]}", 76, f"one of several after {before[-1]!r}")
    return _rating_or_fraction(sentence, position, end, above, below)


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
    if screen and not match[3] and (len(match[2]) == 1 or following):
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
