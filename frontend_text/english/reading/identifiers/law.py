"""References of law and scripture: sections, codes, reports, chapter and verse."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, in_pairs, ordinal, roman_value, spell_digits
from frontend_text.english.reading.candidate import SPELLED, Candidate, at_digit, at_sign, at_words
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.names import BOOKS, NUMBERED_BOOKS

_ALSO_NAMES = frozenset("Mark Luke John James Peter Job Dan Sam Tim Phil Ruth Daniel".split())

_SECTION = re.compile(r"(§{1,2})\s?(\d{1,5}[a-z]?(?:[.:-]\d{1,4})*)?((?:\([A-Za-z0-9]{1,4}\)){0,5})")
_PARAGRAPHS = re.compile(r"(\d{1,4})([a-z]?)((?:\([A-Za-z0-9]{1,4}\)){1,5})(?!\w)")
_REPORT = re.compile(
    r"(\d{1,3}) (U\.S\.(?!C)|F\.(?:2d|3d|4th)|S\. ?Ct\.|F\. ?Supp\.(?: ?[23]d)?|P\.[23]d|A\.[23]d|N\.E\.2d"
    r"|L\. ?Ed\. ?2d) (\d{1,4})(?!\d)"
)
_CODE_OF_LAW = re.compile(r"(\d{1,3}) (U\.?S\.?C|C\.?F\.?R)\.?(?=\s)")
_VERSES = re.compile(
    r"(?:(\d)\s)?([A-Z][A-Za-z']+)\.?\s(\d{1,3}):(\d{1,3})(?:\s?[-–]\s?(\d{1,3})(?::(\d{1,3}))?)?((?:,\s?\d{1,"
    r"3}(?:[-–]\d{1,3})?){0,4})(?![\d:]|\s?[ap]\.?m)"
)
_NUMBERED = re.compile(r"([123])\s([A-Z][a-z]+)\.?(?=\s|$|[,.;:!?])")


@at_sign("§")
def section(sentence: Sentence, position: int) -> Candidate | None:
    """`§ 5`, `§§ 12–14`, `§2.1`, `§ 10(b)`."""
    match = _SECTION.match(sentence.text, position)
    assert match
    name = "sections" if len(match[1]) == 2 else "section"
    if not match[2]:
        return Candidate("law", position, position + len(match[1]), name + " ", 60, "the sign of a section")
    said = _number(match[2])
    end = match.end()
    upto = re.compile(r"\s?[-–—]\s?(\d{1,5})(?!\d)").match(sentence.text, match.end(2)) if not match[3] else None
    if upto and len(match[1]) == 2:
        said, end = f"{said} to {_number(upto[1])}", upto.end()
    return Candidate("law", position, end, f"{name} {said}{_letters(match[3])}", 84, "the sign of a section")


def _number(written: str) -> str:
    parts = re.split(r"[.:-]", written)
    said = []
    for part in parts:
        digits = part.rstrip("abcdefghijklmnopqrstuvwxyz")
        letter = part[len(digits) :]
        said.append(
            (in_pairs(digits) if len(digits) in (3, 4) else cardinal(digits))
            + (f" {SPELLED}{letter.upper()}" if letter else "")
        )
    return " point ".join(said)


def _letters(written: str) -> str:
    said = ""
    for part in re.findall(r"\(([A-Za-z0-9]+)\)", written):
        numeral = roman_value(part.upper()) if re.fullmatch(r"[ivx]{2,4}", part) else 0
        said += (
            f" {cardinal(part or str(numeral))}"
            if part.isdecimal()
            else f" {cardinal(str(numeral))}"
            if numeral
            else f" {SPELLED}{part.upper()}"
        )
    return said


@at_digit
def paragraphs(sentence: Sentence, position: int) -> Candidate | None:
    """`501(c)(3)`, `401(k)`, `403(b)`."""
    match = _PARAGRAPHS.match(sentence.text, position)
    if not match or not sentence.free_left(position) or re.fullmatch(r"\(s\)", match[3]):
        return None
    said = (
        in_pairs(match[1]) if len(match[1]) != 3 or match[1][1] != "0" else spell_digits(match[1]).replace("zero", "oh")
    )
    letter = f" {SPELLED}{match[2].upper()}" if match[2] else ""
    return Candidate(
        "law", position, match.end(), said + letter + _letters(match[3]), 76, "a number with letters in brackets"
    )


@at_digit
def report(sentence: Sentence, position: int) -> Candidate | None:
    """`347 U.S. 483`: volume, report, page."""
    match = _REPORT.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    name = " ".join(_report_part(part) for part in re.findall(r"Supp|Ct|Ed|[A-Z]|\dd|\dth", match[2]))
    if match[2].startswith("U.S"):
        name = f"{SPELLED}US"
    return Candidate(
        "law", position, match.end(), f"{in_pairs(match[1])} {name} {in_pairs(match[3])}", 84, "volume, report and page"
    )


def _report_part(part: str) -> str:
    if part[0].isdecimal():
        return ordinal(part[0])
    return {"Supp": "Supplement", "Ct": "Court", "Ed": "Edition"}.get(part) or SPELLED + part


@at_digit
def code_of_law(sentence: Sentence, position: int) -> Candidate | None:
    """`42 U.S.C. § 1983`, `21 CFR`."""
    match = _CODE_OF_LAW.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    name = match[2].replace(".", "")
    return Candidate(
        "law", position, match.end(), f"{cardinal(match[1])} {SPELLED}{name}", 82, "a title of a code of law"
    )


@at_words(name.lower() for name in BOOKS)
def scripture(sentence: Sentence, position: int) -> Candidate | None:
    """`John 3:16`, `Gen. 1:1`, `Psalm 23:1-6`."""
    return _scripture(sentence, position)


@at_digit
def numbered_scripture(sentence: Sentence, position: int) -> Candidate | None:
    """`1 Corinthians 13:4`, `2 Timothy`."""
    if not sentence.free_left(position) or sentence.text[position] not in "123":
        return None
    found = _scripture(sentence, position)
    if found:
        return found
    match = _NUMBERED.match(sentence.text, position)
    if match and match[2] in NUMBERED_BOOKS and match[2] not in ("Peter", "John", "Samuel", "Kings", "Timothy"):
        return Candidate(
            "scripture", position, match.end(), f"{ordinal(match[1])} {match[2]}", 74, "a numbered book of scripture"
        )
    return None


def _scripture(sentence: Sentence, position: int) -> Candidate | None:
    match = _VERSES.match(sentence.text, position)
    if not match or match[2] not in BOOKS:
        return None
    name = BOOKS[match[2]]
    if match[2] in _ALSO_NAMES and sentence.last(position) in ("with", "and", "beat", "by") and not match[1]:
        return None
    said = f"{ordinal(match[1])} {name}" if match[1] else name
    said += f" {cardinal(match[3], False)} {cardinal(match[4], False)}"
    if match[5]:
        said += f" to {cardinal(match[5])}" + (f" {cardinal(match[6])}" if match[6] else "")
    for part in re.findall(r"\d+(?:[-–]\d+)?", match[7]):
        first, *rest = re.split(r"[-–]", part)
        said += f", {cardinal(first)}" + "".join(f" to {cardinal(other)}" for other in rest)
    return Candidate("scripture", position, match.end(), said, 88, "a book of scripture with chapter and verse")
