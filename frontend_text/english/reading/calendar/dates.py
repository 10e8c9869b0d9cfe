"""Dates: with the month in letters or in digits, in the order of the region."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, ordinal, year
from frontend_text.english.reading.candidate import Candidate, at_digit, at_words
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.calendar import MONTH_NUMBER, MONTHS, WEEKDAY_NAMES, WEEKDAYS
from frontend_text.english.tables.lists import DATE_WORDS

_BETWEEN_DATES = frozenset("by from for between through on ends end start starts to".split())
_AFTER_VERB_MAY = frozenset("be have not also or need seem".split())
_BEFORE_MONTH = frozenset("in since until by last next early late mid this of from to".split())

_MONTH = "|".join(sorted(MONTH_NUMBER, key=len, reverse=True))
_YEAR_FIRST = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?(Z|UTC"
    r"|[+-]\d{2}:?\d{2})?)?(?![\w/]|-\d|\.\d|:)"
)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|'?\d{2})(?![\w/]|-\d|\.\d)")
_SHORT = re.compile(r"(\d{1,2})/(\d{1,2})(?![\w/]|\.\d|-\d|,\d)")
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(st|nd|rd|th)?(?:\s(?:of\s)?|-)({_MONTH})\b(?:\.(?=\s?\d|,|-))?(?:(?:,?\s|-|,)('?\d{{2}}(?!\d)|\d{{4}})\b(?![,.:]\d|\s?[ap]\.?m))?",
    re.I,
)
_MONTH_DAY = re.compile(
    rf"({_MONTH})\b\.?(?:\s|-)(\d{{1,2}})(st|nd|rd|th)?\b(?!\s?:\d|[:%]|[.,]\d|\s?[ap]\.?m\.?\b)(?:(?:,\s?|\s|-)(\d{{4}}|'\d{{2}})\b(?![,.]\d|-\d))?",
    re.I,
)
_MONTH_YEAR = re.compile(rf"({_MONTH})\b\.?,?(?:\sof)?\s(\d{{4}}|['’]\d{{2}})\b(?![,.]\d)", re.I)
_MONTH_ALONE = re.compile(rf"({_MONTH})\b\.?", re.I)
_ALWAYS_MONTH = frozenset(MONTH_NUMBER) - {"mar", "may", "march", "dec", "jan", "sep", "august"}


def short_year(digits: str) -> str:
    """A year as written in a date, with two digits or four."""
    digits = digits.lstrip("'’")
    if len(digits) == 2:
        if digits == "00":
            return "two thousand"
        return f"oh {cardinal(digits[1])}" if digits[0] == "0" else cardinal(digits)
    return year(digits)


def say_date(
    month: int, day: int, digits: str | None = None, british: bool = False, day_first: bool = False
) -> str | None:
    """A date in words, None if there is no such day; day_first: 'the third of April'."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    name = MONTHS[month - 1]
    said = f"the {ordinal(str(day))} of {name}" if british or day_first else f"{name} {ordinal(str(day))}"
    if digits:
        said += f" {short_year(digits)}" if british or day_first else f", {short_year(digits)}"
    return said


@at_digit
def year_first(sentence: Sentence, position: int) -> Candidate | None:
    """`2024-03-15`, `2024/07/03`, `2024-03-15T10:30:00Z`."""
    match = _YEAR_FIRST.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    said = say_date(int(match[3]), int(match[4]), match[1], sentence.british)
    if said is None:
        return None
    if match[5]:
        from frontend_text.english.reading.calendar.clock import say_clock

        said += f", {say_clock(int(match[5]), int(match[6]), in_date=True)}"
        if match[8]:
            said += (
                " \ue000UTC"
                if match[8] in ("Z", "UTC")
                else f" {'plus' if match[8][0] == '+' else 'minus'} {cardinal(str(int(match[8][1:3])))}"
            )
    return Candidate("date", position, match.end(), said, 84, "year, month and day", float(int(match[1])))


@at_digit
def year_last(sentence: Sentence, position: int) -> Candidate | None:
    """`3/4/2024`, `31/12/2025`, `15.01.2020`, `01/07/98`; with slashes the region decides which is the month."""
    match = _YEAR_LAST.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    first, sign, second, digits = int(match[1]), match[2], int(match[3]), match[4]
    if sign == "." and len(digits) == 2 and not (first > 12 or len(match[1]) == 2 and len(match[3]) == 2):
        return None  # 1.2.10 is rather a version
    month_first = sign == "/" and not sentence.british and first <= 12 or second > 12
    month, day = (first, second) if month_first else (second, first)
    said = say_date(month, day, digits, sentence.british, day_first=sign != "/")
    if said is None:
        return None
    why = "month first" if month_first else "day first"
    return Candidate("date", position, match.end(), said, 83, f"day, month and year, {why}", float(month))


@at_digit
def short_date(sentence: Sentence, position: int) -> Candidate | None:
    """`2/22`, `6/1–6/7`: day and month without a year, where the context asks for a date."""
    match = _SHORT.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    first, second = int(match[1]), int(match[2])
    month, day = (second, first) if (sentence.british and second <= 12) or first > 12 else (first, second)
    said = say_date(month, day, None, sentence.british)
    if said is None:
        return None
    score, why = 30 if first <= 12 or sentence.british else 12, "could be day and month"
    last = sentence.last(position)
    if last in WEEKDAYS or last in WEEKDAY_NAMES or sentence.mentions(position, WEEKDAY_NAMES | frozenset(WEEKDAYS), 1):
        score, why = 86, "a weekday before it"
    elif (
        sentence.mentions(position, DATE_WORDS, 2)
        or re.match(r"\s?[-–—]\s?\d{1,2}/\d{1,2}(?!\d)", sentence.tail(match.end()))
        or re.search(r"\d{1,2}/\d{1,2}\s?(?:[-–—]|to|through)\s?$", sentence.lead(position))
    ):
        score, why = 66, "a word or range that goes with dates"
        if (
            last in _BETWEEN_DATES
            and (first, second) in ((1, 2), (1, 3), (2, 3), (1, 4), (3, 4))
            and "/" not in sentence.text[match.end() : match.end() + 12]
        ):
            score = 50
    elif (
        (day > 12 or day == 11)
        and (first <= 12 or sentence.british)
        and second not in (16, 32)
        and not sentence.next(match.end()).startswith("of")
    ):
        score, why = 61, "no usual fraction"
    elif re.match(r"\s?(?:at|@)\s", sentence.text[match.end() : match.end() + 4]):
        score, why = 64, "a time follows"
    return Candidate("date", position, match.end(), said, score, why, month * 31.0 + day)


@at_digit
def day_month(sentence: Sentence, position: int) -> Candidate | None:
    """`25 jul 2012`, `22nd of July`, `5 Feb 2024`."""
    match = _DAY_MONTH.match(sentence.text, position)
    if not match or not sentence.free_left(position) or not 1 <= int(match[1]) <= 31:
        return None
    word, end = match[3], match.end()
    if (
        word.lower() in ("may", "march", "mar")
        and word.islower()
        and not (match[2] or match[4])
        or word.lower() == "sep"
        and word.islower()
    ):
        return None
    if word.lower() == "may" and not match[4] and not match[2] and sentence.next(end).lower() in _AFTER_VERB_MAY:
        return None
    if (
        match[4] is None
        and match[0].endswith(".") is False
        and sentence.right(end) == "."
        and len(word) <= 4
        and sentence.tail(end + 1).strip()
    ):
        end += 1
    said = f"{ordinal(match[1])} of {MONTHS[MONTH_NUMBER[word.lower()] - 1]}"
    if sentence.last(position) != "the":
        said = f"the {said}"
    if match[4]:
        said += f" {short_year(match[4])}"
    return Candidate(
        "date", position, end, said, 85, "a day before a month", MONTH_NUMBER[word.lower()] * 31.0 + int(match[1])
    )


@at_words(MONTH_NUMBER)
def month_first(sentence: Sentence, position: int) -> Candidate | None:
    """`Jan 15 2020`, `Sept. 5`, `March 3rd, 2024`, `May 2020`."""
    text = sentence.text
    if not sentence.free_left(position):
        return None
    match = _MONTH_DAY.match(text, position)
    if match and 1 <= int(match[2]) <= 31 and not (match[1] in ("may", "march", "mar") and not match[3]):
        day = ordinal(match[2])
        month = MONTHS[MONTH_NUMBER[match[1].lower()] - 1]
        said = f"the {day} of {month}" if sentence.british and not match[1].islower() else f"{month} {day}"
        if match[4]:
            said += f", {short_year(match[4])}"
        return Candidate(
            "date",
            position,
            match.end(),
            said,
            85,
            "a month before a day",
            MONTH_NUMBER[match[1].lower()] * 31.0 + int(match[2]),
            f"{month} {day}",
        )
    match = _MONTH_YEAR.match(text, position)
    if match and not match[1] == "may" and (match[2][0] in "12'’"):
        return Candidate(
            "date",
            position,
            match.end(),
            f"{MONTHS[MONTH_NUMBER[match[1].lower()] - 1]} {short_year(match[2])}",
            82,
            "a month before a year",
        )
    match = _MONTH_ALONE.match(text, position)
    if match and len(match[1]) <= 4 and match[1][0].isupper() and match[1].lower() not in ("june", "july", "may"):
        return _abbreviated_month(sentence, position, match)
    return None


def _abbreviated_month(sentence: Sentence, position: int, match: re.Match[str]) -> Candidate | None:
    """`Jan.–Mar.`, `in Feb`, `Dec.`: a month in short without a day."""
    end = match.end()
    name = MONTHS[MONTH_NUMBER[match[1].lower()] - 1]
    joined = bool(re.match(r"\s?[-–—/]\s?[A-Z0-9]", sentence.tail(end))) or bool(
        re.search(r"[A-Za-z0-9]\.?\s?[-–—/]\s?$", sentence.lead(position))
    )
    dotted = match[0].endswith(".")
    certain = joined or sentence.last(position) in _BEFORE_MONTH
    if not dotted and not certain or sentence.all_capitals and not dotted and not joined:
        return None
    if dotted and not sentence.tail(end).strip(" \"”’')"):
        end -= 1
    return Candidate(
        "date", position, end, name, 70 if certain else 55, "a month in short", float(MONTH_NUMBER[match[1].lower()])
    )


@at_words(name.lower() for name in MONTHS)
def month_in_range(sentence: Sentence, position: int) -> Candidate | None:
    """A month in full beside a dash: `June–August`."""
    match = _MONTH_ALONE.match(sentence.text, position)
    if not match or match[0].endswith(".") or not match[1][0].isupper():
        return None
    if re.match(r"\s?[-–—]\s?[A-Z]", sentence.tail(match.end())) or re.search(r"[-–—]\s?$", sentence.lead(position)):
        return Candidate(
            "date",
            position,
            match.end(),
            match[1] if match[1] in MONTHS else match[1].capitalize(),
            50,
            "a month in full",
            float(MONTH_NUMBER[match[1].lower()]),
        )
    return None
