"""Money, measures and per cent, single or as a range."""

from __future__ import annotations

import re

from frontend_text.reading.locale import Locale, Rule
from frontend_text.reading.numerals import Number
from frontend_text.reading.tables import Currency, Noun

DASH = r"\s?[-–—−~〜～]\s?"


_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+")
"""Thousands after a sign that is written first, as in English."""


def any_of(symbols: object) -> str:
    """A pattern of the symbols, the longest first."""
    return "|".join(sorted(map(re.escape, symbols), key=len, reverse=True))  # type: ignore[call-overload]


def rules(locale: Locale) -> list[Rule]:
    """Money before measures: some symbols are letters."""
    return [*_money(locale), *_measures(locale)]


def signed(said: str, sign: str | None, locale: Locale) -> str:
    """With the word for its sign."""
    if sign == "±":
        return f"{locale.plus} {locale.minus} {said}"
    return said if not sign else f"{locale.plus if sign == '+' else locale.minus} {said}"


def _case(match: re.Match[str], locale: Locale) -> str:
    return locale.form_after(match.string[max(0, match.start() - 20) : match.start()])


def _amount(number: Number, money: Currency, locale: Locale, scale: str | None, case: str = "") -> str:
    if scale:
        spoken = locale.scale(scale, number)
        usual = -1 if len(money.major.forms) < 3 else 2
        named = money.major.forms[usual if locale.scaled_noun is None else locale.scaled_noun]
        said = f"{locale.number(number, locale.scale_form(scale))} {spoken}"
        return f"{named} {said}" if money.major.before else locale.scaled_money(said, named)
    if len(number.decimals) in (1, 2) and money.minor and not number.code:
        cents = int(number.decimals.ljust(2, "0"))
        major = locale.count(Number(number.whole), money.major, case)
        minor = locale.count(Number(cents), money.minor, case)
        if not cents:
            return major
        if not number.whole:
            return minor
        if not locale.money_minor:
            return f"{major} {locale.cardinal(cents)}"
        return locale.money_pair(major, minor)
    return locale.count(number, money.major, case)


def _money(locale: Locale) -> list[Rule]:
    if not locale.money:
        return []
    symbols = any_of(locale.money)
    scales = any_of(locale.scales) if locale.scales else r"(?!)"
    scaled = rf"(?:\s?(?P<scale>{scales})(?!\w))?" if locale.spaced else rf"(?:\s?(?P<scale>{scales}))?"
    of = rf"(?:{re.escape(locale.scale_of)}\s)?" if locale.scale_of else ""
    tail = r"(?P<per>/(?:[kк]?[mм][²2]|[^\W\d_]{1,8})(?!\w)(?:\.(?=\s+[^\WA-Z]))?)?"

    def say(match: re.Match[str]) -> str:
        money, scale = locale.money[match["symbol"]], match["scale"]
        number = locale.parse(match["a"])
        if locale.decimal == "," and match.start("symbol") < match.start("a") and _ENGLISH.fullmatch(match["a"]):
            number = Number(int(match["a"].replace(",", "")))  # $1,000
        said = _amount(number, money, locale, scale, _case(match, locale))
        second = match.groupdict().get("b")
        if second:
            first = locale.number(locale.parse(match["a"]), money.major.form)
            said = locale.range(first, _amount(locale.parse(second), money, locale, scale))
        said = signed(said, match.groupdict().get("sign"), locale)
        return said + _per(match["per"], locale)

    def say_twice(match: re.Match[str]) -> str:
        money = locale.money[match["symbol"]]
        first, second = (_amount(locale.parse(match[name]), money, locale, None) for name in "ab")
        return locale.range(first, second)

    left = r"(?<![\w.])" if locale.spaced else r"(?<![A-Za-z\d_.])"
    return [
        locale.rule(
            "money", rf"{left}(?P<symbol>{symbols})\s?(?P<a>{{N}}){DASH}(?P=symbol)\s?(?P<b>{{N}}){{R}}", say_twice
        ),
        locale.rule(
            "money", rf"{{L}}(?P<a>{{N}})\s?(?P<symbol>{symbols}){DASH}(?P<b>{{N}})\s?(?P=symbol){{R}}", say_twice
        ),
        locale.rule(
            "money",
            rf"(?:(?<![\w)\]])(?P<sign>[-−–]))?{left}(?P<symbol>{symbols})\s?(?P<a>{{N}})(?:,[-–—]+)?(?:{DASH}(?P<b>{{N}}))?{scaled}{tail}{{R}}",
            say,
        ),
        locale.rule(
            "money",
            rf"{locale.sign}{{L}}(?P<a>{{N}})(?:,[-–—]+)?(?:{DASH}(?P<b>{{N}}))?{scaled}\s?{of}(?P<symbol>{symbols}){tail}{{R}}",
            say,
        ),
    ]


def _per(written: str | None, locale: Locale) -> str:
    if not written:
        return ""
    named = written[1:].rstrip(".")
    if named in locale.per_units:
        return f" {locale.per_units[named]}"
    unit = locale.units.get(written[1:])
    return f" {locale.per} {unit.forms[0] if unit else written[1:]}"


def _measures(locale: Locale) -> list[Rule]:
    if not locale.units:
        return []
    units = any_of(locale.units)

    def say(match: re.Match[str]) -> str | None:
        unit: Noun = locale.units[match["unit"]]
        number = locale.parse(match["a"])
        if match["b"]:
            second = locale.parse(match["b"])
            first = signed(locale.number(number, unit.form), match["sign"], locale)
            return locale.range(first, signed(locale.count(second, unit), match["sign2"], locale))
        return signed(locale.count(number, unit, _case(match, locale)), match["sign"], locale)

    def scaled(match: re.Match[str]) -> str:
        number = locale.parse(match["a"])
        form = locale.scale_form(match["scale"])
        said = f"{locale.number(number, form)} {locale.scale(match['scale'], number)}"
        if match["b"]:
            second = locale.parse(match["b"])
            said = locale.range(said, f"{locale.number(second)} {locale.scale(match['scale'], second)}")
        return signed(said, match["sign"], locale)

    def sides(match: re.Match[str]) -> str:
        by = locale.signs["×"]
        *first, last = (locale.parse(part) for part in match.group("a", "b", "c") if part)
        unit = locale.units[match["unit"]]
        return f" {by} ".join([*(locale.number(number, unit.form) for number in first), locale.count(last, unit)])

    by_sides = (
        r"{L}(?P<a>{N})\s?[x×]\s?(?P<b>{N})(?:\s?[x×]\s?(?P<c>{N}))?" + rf"\s?(?P<unit>{units}){{R}}"
        if "×" in locale.signs
        else r"(?!)"
    )
    abbreviated = [written for written, spoken in locale.scales.items() if spoken != written]
    short = any_of(abbreviated) if abbreviated else r"(?!)"

    def mixed(match: re.Match[str]) -> str | None:
        part = locale.fraction(int(match["above"]), int(match["below"]))
        unit = locale.units[match["unit"]]
        if part is None:
            return None
        if match["whole"]:
            return f"{locale.mixed(int(match['whole']), part)} {unit.forms[min(1, len(unit.forms) - 1)]}"
        return locale.part_of(part, unit)

    return [
        locale.rule("measure", by_sides, sides),
        locale.rule(
            "measure",
            rf"{{L}}(?P<whole>\d+\s)?(?P<above>\d{{1,3}})/(?P<below>\d{{1,3}})\s?(?P<unit>{units}){{R}}",
            mixed,
        ),
        locale.rule(
            "measure",
            rf"{locale.sign}{{L}}(?P<a>{{N}})(?:(?:\s?(?:{units}))?{DASH}(?P<sign2>[-−])?(?P<b>{{N}}))?\s?(?P<unit>{units}){{R}}",
            say,
        ),
        locale.rule(
            "cardinal",
            rf"{locale.sign}{{L}}(?P<a>{{N}})\s?(?P<scale>{short})(?:{DASH}(?P<b>{{N}})\s?(?P=scale))?{{R}}",
            scaled,
        ),
    ]
