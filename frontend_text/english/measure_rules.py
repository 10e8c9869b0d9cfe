"""Rules for measures, dimensions, versions and telephone numbers."""

from __future__ import annotations

import re

from frontend_text.english import vocabulary as words
from frontend_text.english.money_rules import say_amount
from frontend_text.english.numbers import cardinal, number, spell_digits
from frontend_text.english.rule_book import (
    NUM,
    SIGN,
    SPELLED,
    RuleBook,
    any_of,
    kept_period,
    spelled,
)

rule = RuleBook()


def unit_name(written: str, one: bool) -> str:
    """The name of a unit, in the plural unless `one`."""
    name = words.UNITS[written]
    if one or name.endswith("hertz") or name in words.IRREGULAR_PLURALS.values():
        return name
    head, per, tail = name.partition(" per ")
    if head.startswith("degree "):
        return "degrees " + head.removeprefix("degree ")
    modifier, _, noun = head.rpartition(" ")
    noun = words.IRREGULAR_PLURALS.get(noun) or (noun if noun.startswith(SPELLED) else f"{noun}s")
    return f"{modifier} {noun}".lstrip() + per + tail


_UNIT = any_of(words.UNITS)
_UNITS_UNKNOWN_TO_GRAMMAR = any_of(
    (
        "mm µm m in yds g µg mcg t mL l L cl dl gal tsp tbsp h hrs mins secs ms µs kHz KB kB MB GB TB PB KiB MiB GiB "
        "kb/s Gbps MB/s GB/s km/h kph kmh m/s m/s² V kV mV W MW kWh MWh Wh A mA mAh J kJ cal N kPa hPa psi dB "
        "ha acre px pt dpi fps bpm Ω kΩ MΩ cc ft² ft³ sq|m ºF ‰"
    )
    .replace("|", "\0")
    .split()
).replace("\0", " ")


@rule(
    rf"(?<![\w.,$£€¥])({NUM})(?:\s?[-–]\s?({NUM}))?\s?(ft|in|lbs?|oz|hrs?|mins?|secs?|yds?|mi|tbsp|tsp|gal)\."
    r"(?=\s+[a-z(]|\s*$|[,;:])",
    early=True,
)
def measure_with_period(match: re.Match[str]) -> str:
    first, second, unit = match.groups()
    said = number(first) + (f" to {number(second)}" if second else "")
    return f"{said} {unit_name(unit, (second or first) == '1')}{kept_period(match)}"


@rule(r"(?<![\w.,$£€¥-])(\d{1,3}(?:,\d{3})+)(?=-[A-Za-z])", early=True)
def grouped_by_commas(match: re.Match[str]) -> str:
    return number(match[1])


@rule(r"(?<![\w.,$£€¥-])(\d{1,3}(?:,\d{3})+)\s?[-–]\s?(\d{1,3}(?:,\d{3})+)(?![\w%-]|[.,]\d)", early=True)
def range_of_thousands(match: re.Match[str]) -> str | None:
    first, second = (int(digits.replace(",", "")) for digits in match.groups())
    return f"{number(match[1])} to {number(match[2])}" if first < second else None


@rule(r"(?<![\w$£€])([$£€])(\d{1,6})\s?[-–]\s?(\d{1,6})(?![\w%$£€-]|[.,:/]\d)", early=True)
def money_range(match: re.Match[str]) -> str | None:
    if int(match[2]) >= int(match[3]):
        return None
    return f"{cardinal(match[2])} to {cardinal(match[3])} {words.CURRENCIES[match[1]][0]}s"


_PER = (
    "inch hour hr month mo week wk person lb kg unit user piece night mile gallon gal minute share ton oz seat copy"
).split()
_PER_NAMES = {
    "hr": "hour",
    "mo": "month",
    "wk": "week",
    "lb": "pound",
    "kg": "kilogram",
    "gal": "gallon",
    "oz": "ounce",
}


@rule(rf"(?<![\w$£€])([$£€])({NUM})/({any_of(_PER)})\b", early=True)
def price(match: re.Match[str]) -> str:
    return f"{say_amount(match[2], match[1], '')} per {_PER_NAMES.get(match[3], match[3])}"


@rule(r"(?<![\w.])(\d)\s?(?:ft|feet)\.?,?\s(\d{1,2})\s?(?:inches|in\b\.?)(?!\s\w+\sof)", early=True)
def feet_and_inches(match: re.Match[str]) -> str:
    return f"{height(match)}{kept_period(match)}"


@rule(rf"(?<![\w.,$£€¥])({NUM})%\s?[-–]\s?({NUM})%", early=True)
def percent_range(match: re.Match[str]) -> str | None:
    if "." not in match[0]:
        return None  # the grammar has its own way with whole numbers
    return f"{number(match[1])} percent to {number(match[2])} percent"


@rule(r"(?<![\w.,/])(\d+\.\d+)/(\d{1,3})(?![\w/]|\.\d)", early=True)
def out_of(match: re.Match[str]) -> str:
    return f"{number(match[1])} out of {cardinal(match[2])}"


@rule(r"(?<![\w.$£€¥])(\d+\.\d+)([kKMB]|bn|mn)\b(?!/)", early=True)
def scaled_decimal(match: re.Match[str]) -> str:
    return f"{number(match[1])} {words.SCALE_LETTERS[match[2]]}"


@rule(r"(?<![\w.])(\d+(?:\.\d+)?)[eE]([-+−]?\d{1,3})(?![\w.])", early=True)
def scientific(match: re.Match[str]) -> str:
    return f"{number(match[1])} times ten to the power of {number(match[2].lstrip('+'))}"


@rule(r"(?<![\w.])0[xX]([0-9A-Fa-f]{1,16})\b", early=True)
def hexadecimal(match: re.Match[str]) -> str:
    return "zero " + " ".join(spelled(c) if c.isalpha() else cardinal(c) for c in f"x{match[1]}")


@rule(r"(?<=\s)=(?=\s)", early=True)
def equals(match: re.Match[str]) -> str:
    return "equals"


@rule(r"(?<=\d)\s+/\s+(?=\d)", early=True)
def divided_by(match: re.Match[str]) -> str | None:
    return " divided by " if "=" in match.string else None


@rule(r"(?<![\w/])(km/h|m/s|mg/dL|mg/kg|kWh|µm|mph|Mbps|Gbps|MB/s|GB/s)(?![\w/])", early=True)
def lone_unit(match: re.Match[str]) -> str | None:
    if re.search(r"\d[\s-]?$", match.string[: match.start()]):
        return None
    if match[1] in ("mg/dL", "mg/kg"):
        return f"milligrams per {'deciliter' if match[1] == 'mg/dL' else 'kilogram'}"
    return unit_name(match[1], False)


@rule(r"(?<![\w.,-])(\d{1,3}(?:[ \u00a0\u202f]\d{3}){2,4})(?![\w,-]|[ \u00a0\u202f.]\d)", early=True)
def grouped_by_blanks(match: re.Match[str]) -> str:
    return cardinal(re.sub(r"\D", "", match[1]))


@rule(r"(?<![\w/&])[A-Z]{1,5}/[A-Z]{1,5}(?![\w/&])", early=True)
def either_of_letters(match: re.Match[str]) -> str:
    return match[0]


@rule(
    r"(?<![\w.])(\d{1,5}(?:\.\d+)?)\s?[x×]\s?(\d{1,5}(?:\.\d+)?)\s?(m|cm|mm|ft|in|km)\b(?!²|\d)",
    early=True,
)
def dimensions_with_unit(match: re.Match[str]) -> str:
    return f"{number(match[1])} by {number(match[2])} {unit_name(match[3], False)}"


@rule(
    rf"{SIGN}(?<![\w.,$£€¥])({NUM})(?:(?:[-–]| [-–] )({NUM}))?([ \u00a0\u202f]?-?)({_UNITS_UNKNOWN_TO_GRAMMAR})"
    r"(?![\w/]|[-–.]\w)",
    early=True,
)
def other_measure(match: re.Match[str]) -> str | None:
    return measure(match)


@rule(r"(?<![\w.])(\d)['’′]\s?(\d{1,2})(?:[\"”″]|'')", early=True)
def height(match: re.Match[str]) -> str:
    inches = int(match[2])
    return f"{cardinal(match[1])} {'foot' if match[1] == '1' else 'feet'} {cardinal(match[2])}" + (
        f" inch{'' if inches == 1 else 'es'}"
    )


@rule(rf"{SIGN}(?<![\w.,])({NUM})(?:(?:[-–]| [-–] )({NUM}))?(\s?-?)({_UNIT})(?![\w/]|[-–]\w)")
def measure(match: re.Match[str]) -> str | None:
    first, second, gap, unit = match.groups()
    if unit in words.CASE_SENSITIVE_SHORT_UNITS and gap not in ("", " "):
        return None
    if unit in {"in", "A", "s", "N", "h", "t", "J", "pt", "acre", "cal", "bar"} and gap:
        return None  # `5 in the morning`, `3 A grades`: words, or rare
    if unit == "s" and not match[0][0].isdigit():
        return None
    if unit == "s" and first.isdigit() and (len(first) > 2 or first.endswith("0")):
        return None  # 1990s, 80s
    sign = "minus " if match[0][0] in "-−" else "plus " if match[0][0] == "+" else ""
    said = number(first) + (f" to {number(second)}" if second else "")
    return f"{sign}{said} {unit_name(unit, (second or first) == '1')}"


@rule(r"(?<![\w.])(\d{1,5})\s?[x×]\s?(\d{1,5})(?:\s?[x×]\s?(\d{1,5}))?(?![\w.])")
def dimensions(match: re.Match[str]) -> str:
    return " by ".join(cardinal(digits) for digits in match.groups() if digits)


@rule(r"(?<![\w.,])(\d{1,4})[xX×](?!\w)")
def multiplier(match: re.Match[str]) -> str:
    return f"{cardinal(match[1])} times"


@rule(r"(?<![\w.-])(\+?\d{1,3}[\s.-])?(?:\((\d{3})\)\s?-?|(\d{3})[\s.-])(\d{3})[\s.-](\d{4})(?![\w-]|[.]\d)")
def telephone(match: re.Match[str]) -> str:
    country, area, other_area, exchange, line = match.groups()
    said = ""
    if country:
        said = ("plus " if "+" in country else "") + spell_digits(re.sub(r"\D", "", country)) + ", "
    return said + ", ".join(spell_digits(digits) for digits in (area or other_area, exchange, line))


@rule(r"(?<![\w.])\+\d[\d\s().-]{6,18}\d(?![\w-]|[.]\d)", early=True)
def international_telephone(match: re.Match[str]) -> str:
    return "plus " + ", ".join(spell_digits(digits) for digits in re.findall(r"\d+", match[0]))


@rule(r"(?<![\w.-])\d{3}-\d{4}(?![\w-]|[.]\d)")
def local_telephone(match: re.Match[str]) -> str:
    return ", ".join(spell_digits(digits) for digits in match[0].split("-"))


@rule(r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-]|[.]\d)")
def security_number(match: re.Match[str]) -> str:
    return ", ".join(spell_digits(digits) for digits in match[0].split("-"))


@rule(
    r"(?<![\w.])(?:[vV]|[vV]ersion\s)\d+(?:\.\d+)+(?![\w]|\.\d)|(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w]|[.-]\d)",
    early=True,
)
def dotted_version(match: re.Match[str]) -> str | None:
    return version(match)


@rule(r"(?<![\w.])(?:v|V|version\s|Version\s)?\d+(?:\.\d+){2,}(?![\w]|\.\d)")
def version(match: re.Match[str]) -> str:
    prefix = re.match(r"\D*", match[0])[0].strip()  # type: ignore[index]
    said = " point ".join(cardinal(digits) for digits in re.findall(r"\d+", match[0]))
    return f"{'version' if prefix.lower() == 'v' else prefix} {said}".strip()


@rule(r"(?<![\w.])[vV](\d+(?:\.\d+)?)(?![\w.]\w)\b")
def short_version(match: re.Match[str]) -> str:
    return f"version {number(match[1])}"
