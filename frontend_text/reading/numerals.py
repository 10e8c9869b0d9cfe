"""Written numbers: patterns by a language's marks, and what they are worth."""

from __future__ import annotations

import re
from dataclasses import dataclass

THIN = "\u00a0\u202f\u2009"
"""Blanks that stand between thousands and never between words."""
ROMAN = r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
MOST_DIGITS = 15
"""Longer runs of digits are codes, not amounts."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written."""

    whole: int
    """What stands before the decimal mark."""
    decimals: str = ""
    """Digits after the mark, leading and closing zeros included."""
    mark: str = ""
    """The decimal mark itself."""
    code: str = ""
    """The digits of what is no amount: it begins with 0 or is too long."""

    @property
    def value(self) -> float:
        """Its size, for comparisons."""
        return float(f"{self.whole}.{self.decimals or 0}")


def is_small_roman(numeral: str) -> bool:
    """Whether it has more letters than one and is worth less than 40: hardly a word or initials, then.

    `XX` and `XXX` are none: they stand for something left out.
    """
    return (
        1 < len(numeral) and set(numeral) <= set("IVX") and numeral not in ("XX", "XXX") and roman_value(numeral) < 40
    )


def number_pattern(decimal: str, blanks: bool = True) -> str:
    """A number without a sign where `,` or `.` is the decimal mark; no groups inside.

    blanks: whether an ordinary blank may stand between thousands.
    """
    group = "." if decimal == "," else ","
    separators = [rf"\{group}", f"[{THIN}{' ' if blanks else ''}]", "['’]"]
    grouped = "|".join(rf"\d{{1,3}}(?:{mark}\d{{3}}){{1,6}}(?!\d)" for mark in separators)
    if group == ",":
        grouped += r"|\d{1,2}(?:,\d\d){1,5},\d{3}(?!\d)"  # lakhs and crores
    other = rf"\d{{1,3}}(?:\{decimal}\d{{3}}){{1,6}}\{group}\d{{1,2}}(?!\d)"  # 1,234.56 where 1.234,56 is usual
    twice = rf"\d{{1,3}}(?:\{decimal}\d{{3}}){{2,6}}(?!\d)"
    return (
        rf"(?<!\d)(?<!\d[.,])(?:{other}|{twice}|(?:{grouped}|\d+)(?:\{decimal}\d+)?|\d+\{group}\d+)"
        rf"(?![.,]?\d)"
    )


def parse(written: str, decimal: str) -> Number:
    """The number of a text that `number_pattern` matched."""
    group = "." if decimal == "," else ","
    text = re.sub(f"[{THIN} '’]", "", written)
    mark = ""
    if text.count(decimal) > 1 or -1 < text.find(decimal) < text.find(group):  # the other convention
        mark, text = (group if group in text else ""), text.replace(decimal, "")
    elif decimal in text:
        mark, text = decimal, text.replace(group, "")
    elif group == "," and re.fullmatch(r"\d{1,2}(?:,\d\d)+,\d{3}", text):
        text = text.replace(group, "")
    elif re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+", text) and not text.startswith("0"):
        text = text.replace(group, "")
    elif group in text:
        mark = group
    if text.count(mark or "\0") > 1:  # groups after a leading 0: no amount
        mark, text = "", text.replace(mark, "")
    whole, _, decimals = text.partition(mark) if mark else (text, "", "")
    digits = "".join(str(int(digit)) for digit in whole)
    if len(digits) > MOST_DIGITS or (len(digits) > 1 and digits[0] == "0" and not decimals):
        return Number(0, decimals, mark, code=digits)
    return Number(int(digits), "".join(str(int(digit)) for digit in decimals), mark)


def roman_value(numeral: str) -> int:
    """The value of a well-formed Roman numeral."""
    values = [_ROMAN_VALUES[letter] for letter in numeral.upper()]
    return sum(
        -value if any(value < later for later in values[i + 1 : i + 2]) else value for i, value in enumerate(values)
    )
