"""Parts of addresses: house numbers, points of the compass, postal codes, roads."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, in_pairs, spell_digits
from frontend_text.english.reading.candidate import SPELLED, Candidate, at_digit, at_word
from frontend_text.english.reading.identifiers.codes import PIECES
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.places import COMPASS

_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?) (\d[A-Z]{2})(?!\w)")


_ROADS = re.compile(r"(I|US|SR|CR|RT|M|A|B|E|NY|CA|TX|FL|NJ|PA|US Route)-(\d{1,3})([A-Z])?(?![\w-])")


@at_word
def road(sentence: Sentence, position: int) -> Candidate | None:
    """`I-95`, `US-101`."""
    match = _ROADS.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    end = match.end()
    said = f"{SPELLED}{match[1]} {in_pairs(match[2]) if match[2] != '101' else 'one oh one'}"
    if match[3]:
        said += f" {SPELLED}{match[3]}"
    return Candidate("code", position, end, said, 72, "a road or type by letter and number")


@at_word
def postcode(sentence: Sentence, position: int) -> Candidate | None:
    """`SW1A 2AA`."""
    match = _POSTCODE.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    said = " ".join(
        SPELLED + piece if piece.isalpha() else (in_pairs(piece) if len(piece) < 3 else spell_digits(piece))
        for piece in PIECES.findall(match[0])
    )
    return Candidate("code", position, match.end(), said, 80, "a British postcode")


@at_digit
def zip_code(sentence: Sentence, position: int) -> Candidate | None:
    """`CA 90210`, `FL, 95051-1234`, `D-10115`, `D.C. 20500`."""
    match = re.compile(r"(\d{5})(?:-(\d{4}))?(?![\w,]|[-.:/]\d)").match(sentence.text, position)
    if not match:
        return None
    before = sentence.text[max(0, position - 8) : position]
    if re.search(
        r"(?:\b[A-Z]{2},?|D\.?C\.?|\b[A-Z][a-z]+\.)\s$|(?<![\w-])[A-Z]{1,2}-$", before
    ) and not before.rstrip().endswith(("ID", "IN", "OK", "US", "UK", "TV", "No.", "Vol.")):
        said = spell_digits(match[1]) + (f", {spell_digits(match[2])}" if match[2] else "")
        return Candidate("code", position, match.end(), said, 76, "a postal code after a state")
    return None


@at_digit
def house_number(sentence: Sentence, position: int) -> Candidate | None:
    """`123 Laguna Ct`, `708 N 1st St`: a number before the name of a street."""
    match = re.compile(
        r"(\d{3,5})(?= (?:[NSEW]\.? |[NS][EW] )?(?:\d{1,3}(?:st|nd|rd|th) |(?:[A-Z][\w'’]*\.? ){1,3})(?:St|Ave|Av"
        r"|Blvd|Rd|Ln|Dr|Ct|Pl|Sq|Ter|Terr|Pkwy|Hwy|hwy|Expy|Cir|Way|Street|Avenue|Road|Drive|Lane|Court|Boulevard"
        r"|Place)\b)"
    ).match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    written = match[1]
    if len(written) == 3:
        said = spell_digits(written) if written[1] == "0" and written[2] != "0" else in_pairs(written)
    else:
        said = (
            in_pairs(written)
            if len(written) == 4
            else f"{in_pairs(written[:3]) if len(written) == 5 else ''} {cardinal(written[3:])}".strip()
        )
        if len(written) == 5:
            said = f"{cardinal(written[0])} {in_pairs(written[1:])}" if written[1] != "0" else spell_digits(written)
    return Candidate("address", position, match.end(), said, 74, "a house number before a street")


_STREET_AFTER = re.compile(
    r"\s(?:\d{1,3}(?:st|nd|rd|th)|[A-Z][a-z]+)\s(?:St|Ave|Blvd|Rd|Dr|Ln|Ct|Pl|Way|Street|Avenue|Road|Drive|Lane)\b"
)
_HALVES = frozenset("Korea Carolina Dakota Africa America Sudan Ireland Virginia Germany Bengal Asia Europe".split())
_HEADING = frozenset("head heading headed drive go going turn miles mi km wind winds facing".split())


@at_word
def compass(sentence: Sentence, position: int) -> Candidate | None:
    """`1211 E Arques`, `Ave. NW`."""
    match = re.compile(r"(N\.?E\.?|N\.?W\.?|S\.?E\.?|S\.?W\.?|[NSEW])(\.)?(?!\w)").match(sentence.text, position)
    if not match:
        return None
    key = match[1].replace(".", "")
    before = sentence.text[max(0, position - 14) : position]
    after = sentence.text[match.end() : match.end() + 16]
    numbered = re.search(r"(?:^|\s)\d{1,5}\s$", before) and re.match(
        r"\s(?:\d{1,3}(?:st|nd|rd|th)|[A-Z][a-z]+)\b", after
    )
    street = re.search(r"\b(?:St|Ave|Blvd|Rd|Dr|Street|Avenue|Road|Drive|Pl|Ct|Ln|Way)\.?,?\s$", before)
    country = match[2] and sentence.next(match.end()) in _HALVES
    heading = sentence.last(position) in _HEADING and sentence.left(position).isspace()
    first = not re.search(r"\w\s?$", before) and _STREET_AFTER.match(sentence.tail(match.end()))
    placed = numbered or heading or first or country
    if not (placed or street) or sentence.next(match.end()).lower() in ("is", "was"):
        return None
    end = match.end()
    if sentence.left(end) == "." and not sentence.tail(end).strip():
        end -= 1
    return Candidate("address", position, end, COMPASS[key], 74, "a point of the compass in an address")
