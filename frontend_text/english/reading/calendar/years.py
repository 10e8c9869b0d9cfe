"""Years, decades, eras, quarters and fiscal years."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, in_pairs, plural, year
from frontend_text.english.reading.candidate import Candidate, at_digit, at_sign, at_words, spelled
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.abbreviations import ERAS

_BEFORE_YEAR = frozenset("of in since class summer spring fall winter back until from".split())

_YEAR = re.compile(r"(?:1[0-9]|20|21)\d\d(?![\d])")
_DECADE = re.compile(r"(\d{2}|\d{4})['’]?s(?!\w|['’]\w)")
_ERA = re.compile(r"(\d{1,4})(?:\s?[-–]\s?(\d{1,4}))?\s?((?:A\.?D|B\.?C(?:\.?E)?|C\.?E)\b\.?)")


@at_digit
def year_alone(sentence: Sentence, position: int) -> Candidate | None:
    """`2026`, `1975`: four digits that begin like a year."""
    match = _YEAR.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    end = match.end()
    right = sentence.right(end)
    if (
        right.isalpha()
        or right == ","
        and sentence.right(end + 1).isdecimal()
        and re.match(r",\d{3}(?!\d)", sentence.tail(end))
        or right == "."
        and sentence.right(end + 1).isdecimal()
    ):
        return None
    if match[0] == "1000":
        return None
    return Candidate(
        "date",
        position,
        end,
        year(match[0]),
        48,
        "four digits that begin like a year",
        float(int(match[0])),
        year(match[0]),
        ("", ""),
    )


@at_digit
def decade(sentence: Sentence, position: int) -> Candidate | None:
    """`1980s`, `1990's`, `mid-80s`, `1700s`."""
    match = _DECADE.match(sentence.text, position)
    if not match or not (sentence.free_left(position) or sentence.left(position) in "-–'’"):
        return None
    digits = match[1]
    if len(digits) == 4:
        if digits[3] != "0" or digits[0] not in "12":
            return None
        said = year(digits)
        head, _, last = said.rpartition(" ")
        return Candidate(
            "date",
            position,
            match.end(),
            f"{head} {plural(last)}".strip(),
            74,
            "a decade or century",
            float(int(digits)),
        )
    if digits[1] != "0" or digits in ("00", "10") and sentence.left(position) not in "'’":
        return None
    if sentence.british and sentence.last(position) in ("a",):
        return None
    name = "two thousands" if digits == "00" else plural(cardinal(digits))
    return Candidate("date", position, match.end(), name, 63, "a decade", 1900.0 + int(digits))


@at_sign("'’‘")
def short_decade(sentence: Sentence, position: int) -> Candidate | None:
    """`'60s`, `'98`."""
    match = re.compile(r"['’‘](\d0)['’]?s(?!\w)").match(sentence.text, position)
    if match and not sentence.left(position).isalnum():
        name = "two thousands" if match[1] == "00" else plural(cardinal(match[1]))
        return Candidate("date", position, match.end(), name, 76, "a decade in short", 1900.0 + int(match[1]))
    match = re.compile(r"['’](\d\d)(?![\w'’\"])").match(sentence.text, position)
    if (
        match
        and sentence.left(position).isspace()
        and (
            sentence.last(position) in _BEFORE_YEAR
            or re.search(r"[a-z]\s$", sentence.lead(position))
            and sentence.text.count("'") == 1
            and sentence.last(position) in ("class",)
        )
    ):
        digits = match[1]
        return Candidate(
            "date",
            position,
            match.end(),
            f"oh {cardinal(digits[1])}" if digits[0] == "0" else cardinal(digits),
            66,
            "a year in short",
        )
    return None


@at_digit
def with_era(sentence: Sentence, position: int) -> Candidate | None:
    """`44 BC`, `340 A.D`."""
    match = _ERA.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    era = ERAS.get(match[3].rstrip(".") if match[3].rstrip(".") in ERAS else match[3])
    if era is None:
        return None
    end = match.end()
    if match[3].endswith(".") and not sentence.tail(end).strip():
        end -= 1
    said = _of_era(match[1]) + (f" to {_of_era(match[2])}" if match[2] else "")
    return Candidate("date", position, end, f"{said} {spelled(era)}", 82, "an era follows")


def _of_era(digits: str) -> str:
    return in_pairs(digits) if len(digits) == 3 else year(digits)


@at_words(("ad", "a"))
def era_first(sentence: Sentence, position: int) -> Candidate | None:
    """`AD 79`, `A.D. 79`."""
    match = re.compile(r"(?:AD|A\.D\.)\s(\d{1,4})(?![\d,.]\d|\w)").match(sentence.text, position)
    if not match:
        return None
    return Candidate("date", position, match.end(), f"{spelled('AD')} {_of_era(match[1])}", 84, "an era before a year")


@at_words(("fy", "cy", "sy", "my"))
def fiscal_year(sentence: Sentence, position: int) -> Candidate | None:
    """`FY25`, `FY2023`."""
    match = re.compile(r"(FY|CY|SY|MY)[\s']?(\d{2}|\d{4})(?:[/-](\d{2}))?(?!\w)").match(sentence.text, position)
    if not match:
        return None
    said = f"{spelled(match[1])} {year(match[2]) if len(match[2]) == 4 else cardinal(match[2])}"
    if match[3]:
        said += f" {cardinal(match[3])}"
    return Candidate("date", position, match.end(), said, 78, "a fiscal year")


@at_words(("q", "h", "q1", "q2", "q3", "q4"))
def quarter(sentence: Sentence, position: int) -> Candidate | None:
    """`Q3`, `Q1–Q3`, `H1 2024`."""
    match = re.compile(r"([QH])([1-4])(?:['’](\d\d))?(?!\w)").match(sentence.text, position)
    if not match or not sentence.free_left(position) and sentence.left(position) not in "-–":
        return None
    said = f"{spelled(match[1])} {cardinal(match[2])}" + (f" {cardinal(match[3])}" if match[3] else "")
    return Candidate("date", position, match.end(), said, 64, "a quarter or half of a year", float(int(match[2])))


@at_words(("c", "ca", "circa"))
def circa(sentence: Sentence, position: int) -> Candidate | None:
    """`c. 1850`."""
    match = re.compile(r"(?:c|ca)\.\s?(\d{3,4})(?:\s?[-–]\s?(\d{2,4}))?(?![\d])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    said = f"circa {year(match[1])}" + (
        f" to {year(match[2]) if len(match[2]) == 4 else cardinal(match[2])}" if match[2] else ""
    )
    return Candidate("date", position, match.end(), said, 78, "circa before a year")
