"""What German and Dutch share, and Swedish in part: years in hundreds, ordinals by ending, hours, streets, chapters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from frontend_text.locales.european import EuropeanLocale
from frontend_text.locales.matches import time_of


class GermanicLocale(EuropeanLocale):
    """A Germanic language; subclasses bring their words, and say where something is formed otherwise."""

    joins_hyphened = True
    small: ClassVar[Sequence[str]] = ()
    """0 to 19."""
    hundred: ClassVar[str] = ""
    irregular_ordinals: ClassVar[Mapping[int, str]] = {}
    """Numbers below 20 whose ordinal is another word, without an ending that changes."""
    ordinal_marks: ClassVar[tuple[str, str]] = ("", "")
    """What other ordinals end in: below 20, and from 20 on."""
    hour_name: ClassVar[str] = ""
    and_word: ClassVar[str] = ""
    second_names: ClassVar[tuple[str, str]] = ("", "")
    street: ClassVar[str] = ""
    """What its abbreviation at the end of a name stands for."""

    def year(self, n: int) -> str:
        if 1100 <= n < 2000:
            return self.small[n // 100] + self.hundred + (self.after_hundred(n % 100) if n % 100 else "")
        return self.cardinal(n)

    def after_hundred(self, n: int) -> str:
        """The last part of a number in one word."""
        return self.cardinal(n)

    def decade(self, n: int) -> str:
        """The first year of a decade, with its century or without."""
        return self.year(n) if n > 99 else self.cardinal(n)

    def ordinal_stem(self, n: int) -> str:
        """An ordinal without an ending that changes."""
        said, last = self.cardinal(n), n % 100
        if last in self.irregular_ordinals:
            return said[: len(said) - len(self.small[last])] + self.irregular_ordinals[last]
        return said + self.ordinal_marks[not 0 < last < 20]

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{self.day(day or 1, context)} {self.months[month - 1]}"
        return f"{said} {self.year(year)}" if year else said

    def day(self, day: int, context: str) -> str:
        """A day of a month after what stands before it."""
        return self.ordinal(day)

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = f"{self.cardinal(hour, 'm')} {self.hour_name}"
        if minute or second:
            said += f" {self.cardinal(minute)}"
        if second:
            said += f" {self.and_word} {self.cardinal(second, 'f')} {self.second_names[second > 1]}"
        return said

    def read_clock(self, match: re.Match[str]) -> str | None:
        """An hour and minutes (`h`, `m`) with the word for hours."""
        return time_of(match, self)

    def read_hours(self, match: re.Match[str]) -> str:
        """From one full hour to another (`a`, `b`)."""
        first, second = (self.cardinal(int(match[hour]), "m") for hour in "ab")
        return f"{self.range(first, second)} {self.hour_name}"

    def read_street(self, match: re.Match[str]) -> str:
        """The name of a street (`w`) whose last part is abbreviated."""
        return match["w"] + self.street
