"""Days of the week in short, and ranges between days written in any way."""

from __future__ import annotations

import re

from frontend_text.english.reading.candidate import Candidate, at_words
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.calendar import DAYS_BY_LETTER, MONTH_NUMBER, WEEKDAY_NAMES, WEEKDAYS

_BEFORE_DAY = frozenset("on this next last every by until from or and fri".split())

_AFTER_DAY = frozenset(
    "at and or to thru through morning afternoon evening night eve am pm noon only the from off is".split()
) | frozenset(MONTH_NUMBER)
_ORDER = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_SURE = frozenset(("tue", "tues", "thu", "thur", "thurs", "fri", "weds"))


@at_words(WEEKDAYS)
def weekday(sentence: Sentence, position: int) -> Candidate | None:
    """`Tues`, `Mon, 5 Feb`, `Mon-Fri`, `Sun.`."""
    match = re.compile(r"([A-Za-z]{2,5})(s?)(\.?)(?![\w'’])").match(sentence.text, position)
    if not match or not sentence.free_left(position) and sentence.left(position) not in "-–/":
        return None
    word, end = match[1] + match[2], match.end()
    if (
        word.lower() not in WEEKDAYS
        or not word[0].isupper()
        or word.isupper()
        and not sentence.all_capitals
        and len(word) > 3
    ):
        return None
    key, after = word.lower(), sentence.text[end : end + 12]
    following = sentence.next(end).lower()
    dotted = match[3] == "."
    near = bool(re.match(r"\s?[-–—/&]\s?[A-Z]", after) or re.search(r"[a-z.]\s?[-–—/&]\s?$", sentence.lead(position)))
    counted = (
        bool(re.match(r",?\s*(?:\(?\d|noon|midnight)", after))
        or following in MONTH_NUMBER
        or (following in WEEKDAYS and sentence.next(end)[:1].isupper())
    )
    if word.isupper() and not (counted or near or dotted):
        return None
    score = 76 if near or counted else _score_alone(sentence, position, key, dotted, after, following)
    if not score:
        return None
    if dotted and not sentence.tail(end).strip(" \"”’')"):
        end -= 1
    name = WEEKDAYS[key]
    return Candidate("date", position, end, name, score, "a day of the week in short", float(_ORDER.index(name)))


def _score_alone(sentence: Sentence, position: int, key: str, dotted: bool, after: str, following: str) -> int:
    """How sure a day in short is without a number, date or other day beside it; 0 if it may be another word."""
    if key in ("tu", "th"):
        return 0
    if key in _SURE:
        return 72
    if key in ("sat", "wed") and not sentence.begins(position) and not sentence.all_capitals:
        return 62  # a capital within a sentence: no verb
    if dotted and following and (after.lstrip()[:1].islower() or after.lstrip()[:1] in ",;-–("):
        return 66
    if key in ("wed", "mon") and (following in _AFTER_DAY or after[:1] in ",;)" or not after.strip(" .!?")):
        return 64
    if key == "sat" and sentence.last(position) in _BEFORE_DAY and following not in ("down", "in", "on", "and"):
        return 64
    return 0


@at_words(WEEKDAY_NAMES)
def weekday_in_range(sentence: Sentence, position: int) -> Candidate | None:
    """`Monday–Friday`."""
    match = re.compile(r"[A-Z][A-Za-z]+").match(sentence.text, position)
    if not match or match[0].lower() not in WEEKDAY_NAMES:
        return None
    if re.match(r"\s?[-–—]\s?[A-Z]", sentence.tail(match.end())) or re.search(r"[-–—]\s?$", sentence.lead(position)):
        return Candidate(
            "date", position, match.end(), match[0], 50, "a day of the week", float(_ORDER.index(match[0].capitalize()))
        )
    return None


@at_words(letter.lower() for letter in DAYS_BY_LETTER)
def days_by_letter(sentence: Sentence, position: int) -> Candidate | None:
    """`M-F`, `M–F`."""
    match = re.compile(r"(M|T|W)[-–](F|W|T)(?![\w-])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return Candidate(
        "date",
        position,
        match.end(),
        f"{DAYS_BY_LETTER[match[1]]} to {DAYS_BY_LETTER[match[2]]}",
        62,
        "days by their letters",
    )
