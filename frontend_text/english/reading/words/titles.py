"""Titles before names, streets after them, states after towns."""

from __future__ import annotations

import re

from frontend_text.english.reading.candidate import Candidate, at_word, at_words
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.reading.words.abbreviations import ends
from frontend_text.english.tables.abbreviations import (
    NEEDS_NO_PERIOD,
    TITLES,
)
from frontend_text.english.tables.lists import SENTENCE_STARTERS
from frontend_text.english.tables.places import STATE_ABBREVIATIONS, STATES, STREETS

_NEED_A_NAME = frozenset("Rev Col Gen Pt Br Pk Mt Ft Ste Fr Rep Hon Lt Maj Det Sen".split())
_STAND_ALONE = frozenset("Rev Gen Rep Sen Lt Col Maj".split())
_SELDOM_STREETS = frozenset("pl ct sq cir dr av ter hts st".split())
_NO_STREET_NAMES = frozenset("the in and with dr is was this of met".split())
_STATES_LIKE_WORDS = frozenset("IN OR OK ME HI OH ON ID PR MD MS MA PA".split())
_STATES_LIKE_INITIALS = frozenset("MD PR ID MS OK OH HI".split())

_RANKS = frozenset(
    "vice director manager engineer analyst advisor adviser editor developer associate vp executive partner".split()
)
_TITLE_OF = {title.lower(): name for title, name in TITLES.items()}


_STREET = re.compile(r"([A-Za-z]+)(\.?)(?![\w'’])")


_WORDS_AS_STREETS = frozenset(("way", "mews", "pike"))


@at_words(_TITLE_OF)
def title(sentence: Sentence, position: int) -> Candidate | None:
    """`Dr. Smith`, `Sgt. Pepper`, `St. Louis`, `MR. SMITH`; `Dr.` and `St.` after a name are a street."""
    match = re.compile(r"([A-Za-z]+)(\.?)(?![\w'’])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    written, dot = match[1], match[2]
    capitals = written.isupper() and len(written) > 1 and sentence.all_capitals
    key = written if written in TITLES else written.capitalize() if capitals else ""
    if key not in TITLES or not dot and key not in NEEDS_NO_PERIOD:
        return None
    end = match.end()
    name_follows = bool(re.match(r"\s+(?:[A-Z(“\"][\w'’.-]*|&|and\s)", sentence.tail(end)))
    street = _street(sentence, position, match)
    if street and key in _ALSO_STREETS and not _names_a_person(sentence, position, end, key, name_follows):
        return street
    if key == "Sr":
        return _sister_or_senior(sentence, position, end, name_follows)
    if not name_follows:
        return _title_alone(sentence, position, end, key, dot)
    if key == "Rev" and not dot:
        return None
    return Candidate("abbreviation", position, end, TITLES[key], 72, "a title before a name")


_ALSO_STREETS = frozenset(("St", "Dr", "Ct", "Pl", "Sr"))
_NUMBERED_STREET = re.compile(r"\d(?:st|nd|rd|th)\s$|\d\s[A-Z][\w'’]*\s$")
_AFTER_SAINT = re.compile(r"\bSt\.?\s[A-Z][\w'’]*\s$")


def _names_a_person(sentence: Sentence, position: int, end: int, key: str, name_follows: bool) -> bool:
    """Whether `St.` or `Dr.` between two names belongs to the second: `on St. John St.`, `saw Dr. Lee`."""
    if not name_follows or sentence.next(end) in SENTENCE_STARTERS:
        return False
    lead = sentence.lead(position)
    return key == "Dr" or (key == "St" and not _NUMBERED_STREET.search(lead) and not _AFTER_SAINT.search(lead))


def _sister_or_senior(sentence: Sentence, position: int, end: int, name_follows: bool) -> Candidate | None:
    """`Sr. Lucia`, `Sr. Engineer`; after a name it is read as an abbreviation."""
    if sentence.next(end).lower() in _RANKS:
        return Candidate("abbreviation", position, end, "Senior", 74, "a rank follows")
    after_name = re.search(r"[A-Z][\w'’]*,?\s$", sentence.lead(position))
    if not name_follows or (after_name and sentence.last(position) not in ("and", "with", "by", "the")):
        return None
    return Candidate("abbreviation", position, end, TITLES["Sr"], 72, "a title before a name")


def _title_alone(sentence: Sentence, position: int, end: int, key: str, dot: str) -> Candidate | None:
    """A title without a name after it: `the Rev.`, `Rev. $3.1B`, `Is he a Dr.?`"""
    tail = sentence.tail(end)
    if key == "Rev" and re.match(r"\s+[$£€]", tail):
        return Candidate("abbreviation", position, end, "revenue", 70, "a sum follows")
    if not dot or (key in _NEED_A_NAME and (key not in _STAND_ALONE or re.match(r"\s?\d", tail))):
        return None
    if key == "St" and re.match(r"\s+[a-z]", tail):
        return None
    return Candidate("abbreviation", position, ends(sentence, end), TITLES[key], 52, "a title")


@at_words(set(STREETS) - _WORDS_AS_STREETS)
def street(sentence: Sentence, position: int) -> Candidate | None:
    """`Main St.`, `42nd St. and`, `Pennsylvania Ave`, `San Tomas hwy`."""
    match = _STREET.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return _street(sentence, position, match)


def _street(sentence: Sentence, position: int, match: re.Match[str]) -> Candidate | None:
    key = match[1].lower()
    if key not in STREETS or key in _WORDS_AS_STREETS:
        return None
    named = re.search(r"(?:\d(?:st|nd|rd|th)|[A-Z][\w'’]*)\s$", sentence.lead(position))
    last = sentence.last(position)
    if not named or not match[1][0].isupper() and not re.search(r"\d+\s(?:[A-Z]\w*\s){1,3}$", sentence.lead(position)):
        return None
    if (
        key in _SELDOM_STREETS
        and not match[2]
        and not re.search(r"\d\S*\s(?:[\w'’]+\.?\s){0,3}$", sentence.lead(position))
        and key != "st"
    ):
        return None
    if last in _NO_STREET_NAMES or sentence.begins(position):
        return None
    if (
        not match[2]
        and sentence.all_capitals
        and key in ("st", "dr", "ct", "pl")
        and not re.search(r"\d", sentence.lead(position))
    ):
        return None
    return Candidate("address", position, ends(sentence, match.end()), STREETS[key], 64, "the end of a street's name")


@at_word
def state(sentence: Sentence, position: int) -> Candidate | None:
    """`Austin, TX`, `Beverly Hills, CA 90210`, `Seattle, Wash.`."""
    match = re.compile(r"([A-Z]{2}|[A-Z][a-z]{1,5}\.)(?![\w'’])").match(sentence.text, position)
    if not match:
        return None
    key = match[1].rstrip(".")
    full = STATES.get(key) if match[1].isupper() else STATE_ABBREVIATIONS.get(key)
    if not full:
        return None
    town = re.search(r"[A-Z][\w.'’-]*[a-z.],\s$", sentence.lead(position)) or (
        sentence.all_capitals and re.search(r"[A-Z]{3},\s$", sentence.lead(position))
    )
    zip_follows = re.match(r",?\s\d{5}(?!\d)", sentence.tail(match.end()))
    if not town and not zip_follows:
        return None
    if (
        key in _STATES_LIKE_WORDS
        and not zip_follows
        and (
            sentence.all_capitals
            or key in _STATES_LIKE_INITIALS
            and not re.search(r"[A-Z][a-z]+,\s$", sentence.lead(position))
        )
    ):
        return None
    if (
        key in ("MD", "MA", "PA")
        and not zip_follows
        and re.search(
            r"(?:Dr\.?|[A-Z][a-z]+\s[A-Z]\.?)\s[A-Z][a-z]+,\s$|^[A-Z][a-z]+\s[A-Z][a-z]+,\s$", sentence.lead(position)
        )
    ):
        return None
    if sentence.mentions(position, frozenset(("mr", "mrs", "ms")), 4) and key == "MD":
        return None
    return Candidate(
        "address",
        position,
        ends(sentence, match.end()) if match[1].endswith(".") else match.end(),
        full,
        68,
        "a state after a town",
    )
