"""Rules for fractions, ranges, powers, ordinals and plain numbers."""

from __future__ import annotations

import re

from frontend_text.english import vocabulary as words
from frontend_text.english.date_rules import short_year
from frontend_text.english.numbers import cardinal, number, ordinal, plural, spell_digits, year
from frontend_text.english.rule_book import (
    MONTH,
    NUM,
    SIGN,
    RuleBook,
    any_of,
    letters_and_digits,
    spelled,
)

rule = RuleBook()


_FRACTION_NAMES = {"2": ("half", "halves"), "4": ("quarter", "quarters")}


def _fraction(above: str, below: str) -> str:
    one, several = _FRACTION_NAMES.get(below, (ordinal(below), ordinal(below) + "s"))
    return f"{cardinal(above)} {one if above == '1' else several}"


@rule(r"(?<![\w./,])(?:(\d{1,3})\s)?(\d{1,2})\s?[/⁄]\s?(\d{1,3})(?:th|rd|nd|st)?(?![\w/]|\.\d)")
def fraction(match: re.Match[str]) -> str | None:
    whole, above, below = match.groups()
    if int(below) < 2 or int(above) == 0 or above[0] == "0" or below[0] == "0":
        return None
    if not whole and int(above) > int(below):
        return f"{cardinal(above)} over {cardinal(below)}" if int(below) > 12 else _fraction(above, below)
    said = _fraction(above, below)
    if whole:
        said = "a half" if (above, below) == ("1", "2") else said
        return f"{cardinal(whole)} and {said}"
    return said


@rule(r"(?<![\w.])(\d+)([½⅓⅔¼¾⅕⅛⅜⅝⅞])")
def mixed_fraction(match: re.Match[str]) -> str:
    said = words.SYMBOLS[match[2]]
    return f"{cardinal(match[1])} and {'a half' if match[2] == '½' else said}"


_COUNTED = (
    "pages|page|pp|chapters|chapter|verses|verse|lines|line|ages|age|aged|from|between|sections|section|steps|step|days|"
    "weeks|items|rooms|questions|volumes|numbers|grades|levels|episodes|seasons|sets|top|about|around|roughly|nearly"
)


@rule(rf"\b({_COUNTED})(\.?\s)(\d{{1,4}})\s?[-–]\s?(\d{{1,4}})(?![\w%]|[-–.,:/]\d)", flags=re.I, early=True)
def counted_range(match: re.Match[str]) -> str | None:
    if int(match[4]) <= int(match[3]) or (len(match[3]) == 4 and match[3][0] in "12"):
        return None
    label = "pages" if match[1].lower() == "pp" else match[1]
    return f"{label} {number(match[3])} to {number(match[4])}"


@rule(r"(?<![\w.,:/$£€¥-])(\d{1,4})\s?–\s?(\d{1,4})(?![\w.,:/$£€¥%°-]\w|[%°–]|\d)", early=True)
def en_dash_range(match: re.Match[str]) -> str:
    return number_range(_NUMBER_RANGE.match(f"{match[1]}-{match[2]}"))  # type: ignore[arg-type, return-value]


@rule(r"(?<![\w.,:/$£€¥–-])([1-9]\d{0,2})-([1-9]\d{0,2})(?![\w$£€¥%°–]|[-.,:/]\d|-|\s?[AaPp]\.?[Mm])", early=True)
def short_range(match: re.Match[str]) -> str | None:
    if int(match[1]) >= int(match[2]) or len(match[2]) > len(match[1]) + 1 or re.search(r"=", match.string):
        return None
    return f"{cardinal(match[1])} to {cardinal(match[2])}"


_POWERS = {"2": "squared", "3": "cubed", "²": "squared", "³": "cubed"}


@rule(r"(?<=[\w)])\^\{?(-?\w{1,3})\}?", early=True)
def power_with_caret(match: re.Match[str]) -> str:
    return _power(match[1])


@rule(r"(?<=[\w)])([²³])")
def power(match: re.Match[str]) -> str:
    return _power(match[1])


def _power(exponent: str) -> str:
    if exponent in _POWERS:
        return f" {_POWERS[exponent]}"
    sign = "minus " if exponent.startswith("-") else ""
    exponent = exponent.lstrip("-")
    said = cardinal(exponent) if exponent.isascii() and exponent.isdigit() else letters_and_digits(exponent)
    return f" to the power of {sign}{said}"


@rule(r"(?<=[\w)²³])\s-\s(?=[\w(])", early=True)
def minus_between(match: re.Match[str]) -> str | None:
    return " minus " if re.search(r"[\^=<>²³√]", match.string) else None


@rule(r"~\s?(?=[\d$£€])", early=True)
def about(match: re.Match[str]) -> str:
    return "about "


@rule(r"(?<![\w&])([A-Z]{1,3})&([A-Z]{1,3})(?![\w&;])", early=True)
def initials(match: re.Match[str]) -> str:
    return f"{spelled(match[1])} and {spelled(match[2])}"


_NUMBER_RANGE = re.compile(rf"({NUM})-({NUM})(%?)")


@rule(rf"(?<![\w.-])({NUM})(?:[–—-]| [–—-] )({NUM})(%?)(?![\w-]|[.,]\d)")
def number_range(match: re.Match[str]) -> str | None:
    first, second, percent = match.groups()
    if first.startswith("0") and first != "0" and "." not in first:
        return None
    both_years = all(re.fullmatch(r"1[0-9]\d\d|20\d\d", digits) for digits in (first, second))
    if re.fullmatch(r"1[0-9]\d\d|20\d\d", first) and re.fullmatch(r"\d\d", second):
        return f"{year(first)} to {short_year(second)}"
    read = year if both_years else number
    return f"{read(first)} to {read(second)}" + (" percent" if percent else "")


@rule(r"(?<![\w.])([1-9]\d?)[-–]([1-9]\d?)[-–]([1-9]\d?)(?![\w-])")
def score(match: re.Match[str]) -> str:
    return " ".join(cardinal(digits) for digits in match.groups())


@rule(r"(?<![\w:.])(\d{1,3}):(\d)(?![\w:]|\.\d)", early=True)
def short_ratio(match: re.Match[str]) -> str | None:
    return ratio(match)


@rule(r"(?<![\w:.])(\d{1,3}):(\d{1,3})(?![\w:]|\.\d)")
def ratio(match: re.Match[str]) -> str:
    return f"{cardinal(match[1])} to {cardinal(match[2])}"


@rule(r"(?<![\w.])(\d[\d,]*)(?:st|nd|rd|th|ST|ND|RD|TH)\b")
def ordinal_number(match: re.Match[str]) -> str:
    return ordinal(match[1].replace(",", ""))


@rule(r"(?<![\w.,])(?:[’'](\d0)|(1\d|20)?(\d0)['’])s\b", early=True)
def decade_with_apostrophe(match: re.Match[str]) -> str | None:
    return decade(match)


@rule(r"(?<![\w.,])(?:[’'](\d0)s|(1\d|20)?(\d0)['’]?s)\b")
def decade(match: re.Match[str]) -> str:
    digits = match[1] or match[3]
    if match[2] and digits == "00":
        return "two thousands" if match[2] == "20" else f"{cardinal(match[2])} hundreds"
    said = plural(cardinal(digits)) if digits != "00" else "hundreds"
    return f"{cardinal(match[2])} {said}" if match[2] else said


@rule(r"(?<![\w&#])#\s?(\d{1,6})\b(?![-:/.]\d)", early=True)
def number_sign(match: re.Match[str]) -> str:
    return f"number {cardinal(match[1])}"


@rule(rf"\b({any_of(words.BEFORE_NUMBER)})\.\s?(?=\d)", flags=re.I, early=True)
def before_number(match: re.Match[str]) -> str:
    said = words.BEFORE_NUMBER[match[1].lower()]
    return said.capitalize() if match[1][0].isupper() else said


@rule(
    r"\b(room|flight|route|bus|channel|gate|code|pin|otp|zip|dial|call|press|agent|area)\s(\d{3,6})\b(?![,.]\d)",
    flags=re.I,
    early=True,
)
def spelled_after_word(match: re.Match[str]) -> str:
    return f"{match[1]} {spell_digits(match[2]) if len(match[2]) != 4 else year(match[2])}"


@rule(
    rf"{SIGN}(?<![\w.,])((?:\d{{1,3}}(?:,\d{{3}})+|\d+)?\.\d+|{NUM})(?:\s?(hundred|thousand|million|billion|trillion)\b)?(?![\d])"
)
def plain_number(match: re.Match[str]) -> str:
    digits = match[1]
    sign = "minus " if match[0][0] in "-−" else "plus " if match[0][0] == "+" else ""
    if match[2]:
        return f"{sign}{number(digits)} {match[2]}"
    if re.fullmatch(r"1[1-9]\d\d|20\d\d", digits) and not sign:
        return year(digits)
    return sign + number(digits)


@rule(r"(?<![\w#])([A-Ga-gJFX])#(?![\w#])", early=True)
def sharp(match: re.Match[str]) -> str:
    return f"{spelled(match[1])} sharp"


_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DAY_OF = {day[:3]: day for day in _DAYS} | {"Tues": "Tuesday", "Thur": "Thursday", "Thurs": "Thursday"}


@rule(rf"\b({any_of(_DAY_OF)})\.?\s?[-–]\s?({any_of(_DAY_OF)})\b", early=True)
def days(match: re.Match[str]) -> str:
    return f"{_DAY_OF[match[1]]} to {_DAY_OF[match[2]]}"


@rule(rf"(?<![\d-])\b({MONTH})\.?\s?[-–]\s?({MONTH})\b(?!-)", early=True)
def months(match: re.Match[str]) -> str:
    return f"{words.MONTH_OF[match[1]]} to {words.MONTH_OF[match[2]]}"


@rule(r"(?<=\d(?:st|nd|rd|th))\s?[-–]\s?(?=\d{1,3}(?:st|nd|rd|th)\b)", early=True)
def ordinal_range(match: re.Match[str]) -> str:
    return " to "


@rule(r"\b(FY|CY)\s?((?:19|20)\d\d)\b", early=True)
def fiscal_year(match: re.Match[str]) -> str:
    return f"{spelled(match[1])} {year(match[2])}"


@rule(r"\b([Ff]light)\s([A-Z]{2})\s?(\d{2,4})\b", early=True)
def flight(match: re.Match[str]) -> str:
    return f"{match[1]} {spelled(match[2])} {spell_digits(match[3])}"


@rule(r"\b(ISBN(?:-1[03])?)((?:\sis|:)?\s)(\d[\dXx-]{8,16})\b", early=True)
def book_number(match: re.Match[str]) -> str:
    return f"{spelled('ISBN')}{match[2].replace(':', ',')}{letters_and_digits(match[3].replace('-', ' '))}"


@rule(r"(?<!\w)w/(o?)(?=\s)", early=True)
def with_slash(match: re.Match[str]) -> str:
    return "without" if match[1] else "with"


@rule(r"\b(Jr|Sr|Esq)\.(?=[,;]|\s+[a-z(])", early=True)
def suffix(match: re.Match[str]) -> str:
    return {"Jr": "Junior", "Sr": "Senior", "Esq": "Esquire"}[match[1]]


@rule(r"\b([Cc])f\.(?=\s)", early=True)
def compare(match: re.Match[str]) -> str:
    return f"{'C' if match[1] == 'C' else 'c'}ompare"


@rule(r"<3(?!\w)", early=True)
def heart(match: re.Match[str]) -> str:
    return "heart"
