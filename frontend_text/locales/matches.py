"""What several languages read alike out of a match: a time of day, a date, an amount."""

from __future__ import annotations

import re

from frontend_text.reading.calendar_shapes import valid_day
from frontend_text.reading.locale import Locale

LOOK_BACK = 25
"""Characters before a date that may say in which case it stands."""


def stands_before(match: re.Match[str], words: str) -> bool:
    """Whether one of these words, a pattern, stands right before what was found; case is nothing."""
    near = match.string[max(0, match.start() - LOOK_BACK) : match.start()]
    return bool(re.search(rf"(?:^|\s)(?:{words})\s$", near, re.IGNORECASE))


def valid_time(hour: int, minute: int) -> bool:
    """Whether a clock can show it; 24 is midnight."""
    return hour <= 24 and minute <= 59


def time_of(match: re.Match[str], locale: Locale, *, named: bool = True) -> str | None:
    """The time of day in the groups `h` and `m` (which may be empty); named: a word for hours was written."""
    hour, minute = int(match["h"]), int(match["m"] or 0)
    return locale.clock(hour, minute, None, named) if valid_time(hour, minute) else None


def times_of(match: re.Match[str], locale: Locale, *, named: bool = False) -> tuple[str, str]:
    """The two times of day in the groups `h`, `m` and `i`, `n`; minutes may be empty."""
    first, second = (locale.clock(int(match[h]), int(match[m] or 0), None, named) for h, m in (("h", "m"), ("i", "n")))
    return first, second


def date_of(match: re.Match[str], locale: Locale) -> str | None:
    """The day in the groups `d`, `m` (a number) and `y`, in the case that the words before it ask for."""
    return _date(match, int(match["d"]), int(match["m"]), locale)


def named_date_of(match: re.Match[str], locale: Locale) -> str | None:
    """As `date_of`, with the month as the language says it in a date."""
    return _date(match, int(match["d"]), locale.months.index(match["m"].lower()) + 1, locale)


def _date(match: re.Match[str], day: int, month: int, locale: Locale) -> str | None:
    context = match.string[max(0, match.start() - LOOK_BACK) : match.start()]
    return locale.date(day, month, int(match["y"]), context) if valid_day(day, month) else None


AMOUNT = r"(?P<a>{N})(?:\s?[-–]\s?(?P<b>{N}))?"
"""The pattern of a number, or of a range of numbers."""


def amount_of(match: re.Match[str], locale: Locale) -> str:
    """The number in the group `a`, or the range from there to `b`."""
    first = locale.number(locale.parse(match["a"]))
    return locale.range(first, locale.number(locale.parse(match["b"]))) if match["b"] else first
