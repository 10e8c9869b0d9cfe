"""What Russian, Ukrainian and Polish share beside numbers: dates, years and centuries in their cases, rulers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from frontend_text.locales.matches import date_of, named_date_of, stands_before
from frontend_text.locales.slavic_languages.numbers import SlavicNumbers
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import ROMAN, roman_value


class SlavicLocale(SlavicNumbers):
    """A Slavic language; subclasses bring their words, and say where a form is another one."""

    regnal: ClassVar[Mapping[str, str]] = {}
    """Names of rulers and popes, and the form of the number after each."""
    compounds: ClassVar[str] = ""
    """How words begin that a number is written before: 25-летний; a pattern."""
    compound_numbers: ClassVar[str] = r"\d{1,4}"
    century: ClassVar[str] = ""
    """The abbreviation after a century's Roman numeral, as a pattern."""
    century_in: ClassVar[str] = ""
    """Words before a century that ask for the first of `centuries`,"""
    century_of: ClassVar[str] = ""
    """for the second; without either the third is said."""
    centuries: ClassVar[tuple[tuple[str, str], tuple[str, str], tuple[str, str]]]
    """The form of the ordinal and the noun."""
    day_ending: ClassVar[str] = ""
    """What may be written right after the day of a named month."""
    year_after_date: ClassVar[str] = ""
    """What is written after a date in digits, and stands for the word year: a pattern."""
    year_after_day: ClassVar[str] = ""
    """The same after a named month."""
    year_words: ClassVar[str] = ""
    """The same after a year alone, with all cases of the word."""
    of_year: ClassVar[str] = ""
    """The word year as said after a date."""
    named_day: ClassVar[tuple[str, str]] = ("", "")
    """Words before a date that is named (today is …), as a pattern, and the form of its day then."""
    second_names: ClassVar[tuple[str, str, str]] = ("", "", "")
    and_word: ClassVar[str] = ""

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        words, nominative = self.named_day
        is_named = re.search(rf"(?:^|\s)(?:{words})\s$", context, re.IGNORECASE)
        said = f"{self.ordinal(day or 1, nominative if is_named else 'gen')} {self.months[month - 1]}"
        return f"{said} {self.ordinal(year, 'gen')} {self.of_year}" if year else said

    def month_year(self, month: int, year: int) -> str:
        return f"{self.months_alone[month - 1]} {self.ordinal(year, 'gen')} {self.of_year}"

    def with_seconds(self, said: str, second: int | None) -> str:
        """A time of day and the seconds after it, if there are any."""
        if not second:
            return said
        return f"{said} {self.and_word} {self.cardinal(second, 'f')} {self.second_names[self.plural(second)]}"

    def phone_group(self, group: str) -> str:
        if len(group) == 3 and group[0] != "0":
            return self.cardinal(int(group))
        return self.zeros_and_number(group) if len(group) == 2 else self.digits(group)

    def roman_in_name(self, n: int, before: str) -> str:
        said = self.ordinal(n, self.regnal[before])
        return said[0].upper() + said[1:]

    def roman_of_noun(self, n: int, before: str, after: str) -> str | None:
        form = self.roman_form(before, after.lower())
        return self.ordinal(n, form) if form else super().roman_of_noun(n, before, after)

    def roman_form(self, before: str, after: str) -> str:
        """The form of an ordinal between two words, the second in small letters; empty if it is none."""
        return ""

    def extra_rules(self) -> list[Rule]:
        date = r"{L}(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"
        day = rf"(?i){{L}}(?P<d>\d{{1,2}}){self.day_ending}\s(?P<m>{'|'.join(self.months)})\s(?P<y>\d{{4}})"
        return [
            self.rule(
                "word",
                rf"{{L}}(?P<n>{self.compound_numbers})-(?P<w>(?:{self.compounds})[^\W\d_]{{1,5}})",
                lambda match: self.compound_of(match["n"]) + match["w"],
            ),
            self.rule("roman", rf"(?<!\w)(?P<n>{ROMAN})\s(?:{self.century})(?!\w)", self._read_century),
            self.rule("date", rf"{date}\s?(?:{self.year_after_date})", lambda match: date_of(match, self)),
            self.rule("date", rf"{day}\s?(?:{self.year_after_day})", lambda match: named_date_of(match, self)),
            *self.years_rules(),
            self.rule("date", rf"{{L}}(?P<y>[12]\d{{3}})\s?(?P<w>{self.year_words})(?!\w)", self.read_year),
        ]

    def years_rules(self) -> list[Rule]:
        """Ranges of years."""
        return []

    def compound_of(self, written: str) -> str:
        """What is written before a hyphen, as the first part of a word."""
        return self.compound(int(written))

    def read_year(self, match: re.Match[str]) -> str:
        """A year (`y`) and the word for it (`w`), in the case that they ask for."""
        raise NotImplementedError

    def _read_century(self, match: re.Match[str]) -> str:
        within, of, else_ = self.centuries
        is_within = stands_before(match, self.century_in)
        form, noun = within if is_within else of if stands_before(match, self.century_of) else else_
        return f"{self.ordinal(roman_value(match['n']), form)} {noun}"
