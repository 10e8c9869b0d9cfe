"""Rules for dates and times of day."""

from __future__ import annotations

import re

from frontend_text.english import vocabulary as words
from frontend_text.english.numbers import cardinal, ordinal, year
from frontend_text.english.rule_book import (
    MONTH,
    RuleBook,
    kept_period,
    spelled,
)

rule = RuleBook()


def _date(year_digits: str | None, month: int, day: int) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    said = f"{words.MONTHS[month - 1]} {ordinal(str(day))}"
    return f"{said}, {short_year(year_digits)}" if year_digits else said


def short_year(digits: str) -> str:
    """A year as written in a date, with two digits or four."""
    if len(digits) == 2:
        return f"oh {cardinal(digits[1])}" if digits[0] == "0" else cardinal(digits)
    return year(digits)


@rule(r"(?<![\w/.-])(\d{4})(-)(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z)?(?![\w/-]|\.\d)", early=True)
def timestamp(match: re.Match[str]) -> str | None:
    return date_year_first(match)


@rule(r"(?<![\w/.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z)?)?(?![\w/-]|\.\d)")
def date_year_first(match: re.Match[str]) -> str | None:
    said = _date(match[1], int(match[3]), int(match[4]))
    if said and match[5]:
        said += f", {_clock(int(match[5]), int(match[6]))}" + (" \ue000UTC" if match[8] else "")
    return said


@rule(r"(?<![\w/.-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\w/-]|\.\d)")
def date_year_last(match: re.Match[str]) -> str | None:
    first, second = int(match[1]), int(match[3])
    if match[2] == "." and len(match[4]) == 2:
        return None  # 1.2.10 is rather a version
    if match[2] == "/" and first <= 12 or second > 12:
        return _date(match[4], first, second)
    return _date(match[4], second, first)


@rule(rf"\b({MONTH})\b\.?\s(\d{{1,2}})(?:st|nd|rd|th)?\b(?![\d:%]|[.,]\d)(?:(?:,\s?|\s)(\d{{4}})\b(?![,.]\d))?")
def month_day(match: re.Match[str]) -> str | None:
    day = int(match[2])
    if not 1 <= day <= 31:
        return None
    said = f"{words.MONTH_OF[match[1]]} {ordinal(match[2].lstrip('0'))}"
    return f"{said}, {year(match[3])}" if match[3] else said


@rule(rf"(?<![\w.,/])(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?({MONTH})\b(?:\.(?=\s?\d))?(?:,?\s(\d{{4}})\b(?![,.]\d))?")
def day_month(match: re.Match[str]) -> str | None:
    if not 1 <= int(match[1]) <= 31:
        return None
    before = match.string[max(0, match.start() - 4) : match.start()].lower()
    said = f"{ordinal(match[1].lstrip('0'))} of {words.MONTH_OF[match[2]]}"
    if not before.endswith("the "):
        said = f"the {said}"
    return f"{said} {year(match[3])}" if match[3] else said


@rule(rf"\b({MONTH})\b\.?,?\s(\d{{4}})\b(?![,.]\d)")
def month_year(match: re.Match[str]) -> str:
    return f"{words.MONTH_OF[match[1]]} {year(match[2])}"


def _clock(hours: int, minutes: int) -> str:
    if minutes == 0:
        return f"{cardinal(str(hours))} o'clock" if 1 <= hours <= 12 else f"{cardinal(str(hours))} hundred hours"
    return f"{cardinal(str(hours))} {'oh ' if minutes < 10 else ''}{cardinal(str(minutes))}"


@rule(r"(?<![\w:.])(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?:\s?([AaPp])\.?\s?[Mm]\b\.?)?(?![\d:])")
def clock_time(match: re.Match[str]) -> str | None:
    hours, minutes = int(match[1]), int(match[2])
    if hours > 24:
        return None
    if match[4]:
        said = cardinal(str(hours)) if minutes == 0 and not match[3] else _clock(hours, minutes)
    elif match[3] and minutes == 0:
        said = f"{cardinal(str(hours))} o'clock"
    else:
        said = _clock(hours, minutes)
    if match[3]:
        seconds = int(match[3])
        said += f" and {cardinal(str(seconds))} second{'' if seconds == 1 else 's'}"
    return f"{said} {spelled(match[4] + 'm')}{kept_period(match)}" if match[4] else said


@rule(r"(?<![\w:.,])(\d{1,2})\s?([AaPp])\.?\s?[Mm]\b\.?")
def hour(match: re.Match[str]) -> str | None:
    if int(match[1]) > 24:
        return None
    return f"{cardinal(str(int(match[1])))} {spelled(match[2] + 'm')}{kept_period(match)}"


@rule(r"(?<![\w:.,])(\d{1,2})\s?[-–]\s?(\d{1,2})\s?([AaPp])\.?\s?[Mm]\b\.?", early=True)
def hours(match: re.Match[str]) -> str:
    return f"{cardinal(match[1])} to {cardinal(match[2])} {spelled(match[3] + 'm')}{kept_period(match)}"


@rule(r"(?<![\w/])(24/7|9/11|50/50|20/20)(?![\w/])", early=True)
def said_by_custom(match: re.Match[str]) -> str:
    return " ".join(cardinal(digits) for digits in match[1].split("/"))
