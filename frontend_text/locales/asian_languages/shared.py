"""What Chinese and Japanese share: numbers in groups of four digits, no blanks, no forms of nouns."""

from __future__ import annotations

from typing import ClassVar

from frontend_text.reading.locale import Locale
from frontend_text.reading.numerals import Number
from frontend_text.reading.tables import Noun

DIGITS = "零一二三四五六七八九"
WEEKDAYS = "[一二三四五六日天月火水木金土]"


class EastAsianLocale(Locale):
    """Numbers are written with kanji; the engine reads them."""

    decimal = "."
    spaced = False
    divides_by_one = True
    blank_groups = False
    dot: ClassVar[str] = "点"

    def ordinal(self, n: int, form: str = "") -> str:
        return f"第{self.cardinal(n)}"

    def digits(self, digits: str) -> str:
        return "".join(DIGITS[int(digit)] for digit in digits)

    def number(self, number: Number, form: str = "") -> str:
        if number.code:
            return self.digits(number.code)
        said = self.cardinal(number.whole, "" if number.decimals else form)
        return f"{said}{self.dot}{self.digits(number.decimals)}" if number.decimals else said

    def count(self, number: Number, noun: Noun, case: str = "") -> str:
        return f"{self.number(number, noun.form)}{noun.forms[0]}"

    def part_of(self, part: str, unit: Noun) -> str:
        return f"{part}{unit.forms[0]}"

    def range(self, first: str, second: str) -> str:
        return f"{first}{self.to}{second}"

    def year_range(self, first: int, second: int) -> str:
        return f"{self.year(first)}{self.to}{self.year(second)}"

    def time_range(self, first: str, second: str) -> str:
        return f"{first}{self.to}{second}"

    def score(self, first: int, second: int) -> str:
        return f"{self.cardinal(first)}{self.score_to}{self.cardinal(second)}"

    def counts(self, word: str) -> bool:
        return False

    def letters(self, word: str) -> str:
        return " ".join(word)
