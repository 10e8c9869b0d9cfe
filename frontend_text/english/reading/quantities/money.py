"""Sums of money: the sign or code before or after the amount, millions, ranges, per month."""

from __future__ import annotations

import re
from dataclasses import replace

from frontend_text.english.numbers import cardinal, number
from frontend_text.english.reading.candidate import Candidate, at_digit, at_sign, at_words
from frontend_text.english.reading.context import is_adjective
from frontend_text.english.reading.quantities.written_number import WrittenNumber, number_at, with_scale
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.currencies import CODES, CURRENCIES, INVARIANT, plural
from frontend_text.english.tables.units import UNITS, WORDS_PER

_SIGNS = sorted(CURRENCIES, key=len, reverse=True)
_PREFIX = re.compile(
    "(?:" + "|".join(re.escape(sign) for sign in _SIGNS) + r")(?:(?<=[A-Za-z])\.)?(?=[\s\u00a0]?[-−]?\.?\d)"
)
_SUFFIX = re.compile(
    r"[\s\u00a0]?(" + "|".join(re.escape(sign) for sign in _SIGNS if sign != "Rs") + r")(?![\w$]|\s?\d)"
)
_RANGE_END = re.compile(r"\s?[-–—]\s?(?=\.?\d)")
_PER = re.compile(r"\s?/\s?([A-Za-z]+)\.?(?![\w'])")
_SHORT_PERIODS = {
    "mo": "month",
    "yr": "year",
    "y": "year",
    "wk": "week",
    "hr": "hour",
    "h": "hour",
    "d": "day",
    "sqft": "square foot",
    "ea": "each",
    "m": "month",
    "min": "minute",
    "lb": "pound",
    "oz": "ounce",
    "gal": "gallon",
    "kg": "kilogram",
    "pp": "person",
    "bbl": "barrel",
    "kWh": "kilowatt hour",
    "MWh": "megawatt hour",
    "sf": "square foot",
    "GB": "gigabyte",
    "mi": "mile",
    "km": "kilometer",
    "t": "ton",
    "L": "liter",
    "l": "liter",
    "g": "gram",
}
_CODE_AND_SIGN = re.compile(r"([A-Z]{3})\s?\$(?=\d)")
_EACH_DAY = re.compile(r"-a-(day|week|month|year|night|head|piece|pop|plate|person|gallon|barrel|share|ticket)\b")


def amount(digits: str, sign: str, scale: str = "", adjective: bool = False) -> str:
    """A sum in words: ('3.50', '$') -> 'three dollars fifty cents'; adjective: 'three dollar fifty cent'."""
    unit, hundredth = CURRENCIES[sign]
    several = unit if adjective else plural(unit)
    if scale:
        return f"{WrittenNumber(0, 0, digits, scale).said()} {several}"
    whole, _, part = digits.partition(".")
    if len(part) == 3 and part[2] == "0":
        part = part[:2]
    if len(part) > 2 or (part and unit in INVARIANT):
        said = number(digits if whole else "0" + digits)
        return f"{said} {several}"
    part = part.ljust(2, "0") if part else ""
    if not int(whole or 0) and unit in ("bitcoin", "ether"):
        return f"{number(digits)} {several}"
    if not int(part or 0):
        return f"{cardinal(whole.lstrip('0') or '0')} {unit if whole.lstrip('0') == '1' else several}"
    parts: list[str] = []
    if int(whole or 0):
        # one `and` in a sum is enough: 'one hundred twenty three dollars two cents'
        parts.append(f"{cardinal(whole, joined=len(whole) > 3)} {unit if int(whole) == 1 else several}")
    small = int(part)
    parts.append(f"{cardinal(str(small))} {hundredth if small == 1 or adjective else plural(hundredth)}")
    return " ".join(parts)


def _per(sentence: Sentence, end: int) -> tuple[str, int]:
    match = _PER.match(sentence.text, end)
    if not match:
        return "", end
    name = _SHORT_PERIODS.get(match[1])
    if name is None:
        word = match[1].lower()
        name = word if word in WORDS_PER else UNITS.get(match[1])
    if name is None:
        return "", end
    finish = match.end()
    if match[0].endswith(".") and not sentence.tail(finish).strip():
        finish -= 1
    return (" each" if name == "each" else f" per {name}"), finish


def money_at(sentence: Sentence, position: int) -> Candidate | None:
    """The sum that begins with a currency sign or code at a place."""
    prefix = _PREFIX.match(sentence.text, position)
    if not prefix or sentence.left(position).isalnum() and sentence.left(position) != "~":
        return None
    sign = prefix[0].rstrip(".")
    text = sentence.text
    start = prefix.end()
    negative = False
    while start < len(text) and (text[start].isspace() or text[start] in "-−"):
        negative = negative or text[start] in "-−"
        start += 1
    found = number_at(sentence, start, decimal_comma=True)
    if found is None:
        return None
    if (
        found.end - start > 2
        and text[found.end : found.end + 1].isalnum()
        and not with_scale(sentence, found, letters=True).scale
    ):
        return None
    found = with_scale(sentence, found, letters=True)
    if sign == "INR" and found.value < 10 and not found.whole:
        return None  # a measure of the blood's clotting
    unit, _ = CURRENCIES[sign]
    said, bare, end = amount(found.digits, sign, found.scale), found.said(), found.end
    ranged = _money_range(sentence, found, sign)
    if ranged:
        bare, found, end = ranged
        said = f"{bare} {plural(unit)}"
    why = f"the currency {sign!r}"
    every = _EACH_DAY.match(text, end)
    if every:
        return Candidate(
            "money", position, every.end(), f"{amount(found.digits, sign, found.scale, True)} a {every[1]}", 80, why
        )
    if is_adjective(sentence, position, end):
        said = f"{bare} {unit}" if ranged else amount(found.digits, sign, found.scale, adjective=True)
        why += " before a noun"
        if text[end : end + 1] == "-":
            end += 1
    elif text[end : end + 1] == "+" and not text[end + 1 : end + 2].isalnum():
        end += 1
        said = f"{bare} plus {plural(unit)}"
    per, end = _per(sentence, end)
    if negative:
        said, bare = f"minus {said}", f"minus {bare}"
    return Candidate(
        "money",
        position,
        end,
        said + per,
        80,
        why,
        found.value * _SIZES.get(found.scale, 1.0),
        bare,
        (unit + per, plural(unit) + per),
        prefix=True,
    )


_SIZES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "crore": 1e7}


def _money_range(sentence: Sentence, first: WrittenNumber, sign: str) -> tuple[str, WrittenNumber, int] | None:
    """`$5-10k`, `$10–15`: the amount in words, its last number, its end."""
    joint = _RANGE_END.match(sentence.text, first.end)
    again = re.compile(rf"[-–—]{re.escape(sign)}(?=\d)").match(sentence.text, first.end) if not joint else None
    if not joint and not again:
        return None
    second = number_at(sentence, (joint or again).end())  # type: ignore[union-attr]
    if second is None:
        return None
    second = with_scale(sentence, second, letters=True)
    if again and (not second.scale or first.scale):
        return None
    if (
        second.value <= first.value
        and not second.scale
        or sentence.right(second.end).isalnum()
        or re.match(r"[-–/:]\d", sentence.text[second.end : second.end + 2])
    ):
        return None
    return f"{first.said()} to {second.said()}", second, second.end


@at_sign("".join({sign[0] for sign in CURRENCIES if not sign[0].isalpha()}))
def money_with_sign(sentence: Sentence, position: int) -> Candidate | None:
    """`$3.50`, `€27,50`, `₹1,50,000`, `$5-10k`."""
    return money_at(sentence, position)


@at_sign("$")
def ticker(sentence: Sentence, position: int) -> Candidate | None:
    """`$AAPL`."""
    match = re.compile(r"\$([A-Z]{1,5})(?![\w$.]\w|\w)").match(sentence.text, position)
    if not match or sentence.left(position).isalnum():
        return None
    return Candidate("code", position, match.end(), f"\ue000{match[1]}", 60, "the letters of a share")


@at_words({sign.rstrip("$¥").lower() for sign in CURRENCIES if sign[0].isalpha()} | {"usd", "rs"})
def money_with_code(sentence: Sentence, position: int) -> Candidate | None:
    """`US$100 million`, `CHF 12.50`, `Rs. 500`, `R$ 25`."""
    if sentence.left(position) == "/":
        return None
    named = _CODE_AND_SIGN.match(sentence.text, position)
    if named and named[1] in CODES and CURRENCIES[named[1]][0].endswith("dollar"):
        found = money_at(sentence, named.end() - 1)
        unit = CURRENCIES[named[1]][0]
        return found and replace(found, start=position, said=re.sub(r"\bdollar", unit, found.said, count=1), unit=None)
    return money_at(sentence, position)


@at_digit
def money_after_amount(sentence: Sentence, position: int) -> Candidate | None:
    """`20 EUR`, `5000 €`, `200$`, `80p`, `50¢`."""
    if not sentence.free_left(position):
        return None
    found = number_at(sentence, position, decimal_comma=True)
    if found is None:
        return None
    found = with_scale(sentence, found, letters=True)
    text = sentence.text
    cents = re.compile(r"\s?(¢|c\b|p\b|pence\b)").match(text, found.end)
    if cents and cents[1] == "¢":
        return Candidate(
            "money",
            position,
            cents.end(),
            f"{found.said()} cent{'' if found.is_one else 's'}",
            78,
            "the cent sign",
            found.value,
            found.said(),
            ("cent", "cents"),
        )
    if cents and cents[0] == "p" and found.whole and found.value < 100:
        return Candidate(
            "money",
            position,
            cents.end(),
            f"{found.said()} \ue000P",
            60,
            "pence",
            found.value,
            found.said(),
            ("\ue000P", "\ue000P"),
        )
    match = _SUFFIX.match(text, found.end)
    if not match:
        return None
    sign = match[1]
    if sign in CODES and not match[0][0].isspace() and found.scale:
        return None
    per, end = _per(sentence, match.end())
    said = amount(found.digits, sign, found.scale, is_adjective(sentence, position, match.end()))
    unit = CURRENCIES[sign][0]
    return Candidate(
        "money",
        position,
        end,
        said + per,
        79,
        f"the currency {sign!r} after the amount",
        found.value,
        found.said(),
        (unit, plural(unit)),
    )


@at_words(code.lower() for code in CODES)
def currency_pair(sentence: Sentence, position: int) -> Candidate | None:
    """`EUR/USD`, `BTC/USD`: what one is worth in the other."""
    match = re.compile(r"([A-Z]{3,4})[/-]([A-Z]{3,4})\b").match(sentence.text, position)
    if not match or match[1] not in CODES or match[2] not in CODES:
        return None
    return Candidate("code", position, match.end(), f"\ue000{match[1]} \ue000{match[2]}", 82, "a pair of currencies")
