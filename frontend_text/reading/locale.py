"""How a language says each shape that the reader finds; the words it says them with are its `locale_words`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from frontend_text.reading.locale_words import LocaleWords
from frontend_text.reading.numerals import Number, is_small_roman, number_pattern, parse
from frontend_text.reading.tables import Noun

Handler = Callable[["re.Match[str]"], "str | None"]
"""What a match is said as; None if the shape only looked like one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape and how it is said."""

    kind: str
    """Which shape: `date`, `money`, …"""
    pattern: re.Pattern[str]
    say: Handler


class Locale(LocaleWords):
    """A language; subclasses fill the tables and say what the rules find.

    Everything here is the common case of European languages.
    """

    # --- numbers -----------------------------------------------------------------------------------------------------

    def cardinal(self, n: int, form: str = "") -> str:
        """A whole number from 0 to 10^15 in words; form as this language's nouns have it."""
        raise NotImplementedError

    def ordinal(self, n: int, form: str = "") -> str:
        """The n-th."""
        raise NotImplementedError

    def year(self, n: int) -> str:
        """A number that counts years."""
        return self.cardinal(n)

    def plural(self, n: int) -> int:
        """Which of a noun's forms a whole number takes."""
        return 0 if n == 1 else 1

    def decimal_plural(self, number: Number) -> int:
        """Which of a noun's forms a number with decimals takes."""
        return 1

    def digits(self, digits: str) -> str:
        """One by one."""
        return " ".join(self.cardinal(int(digit)) for digit in digits)

    def decimals(self, digits: str) -> str:
        """What stands after the mark."""
        if 1 < len(digits) <= 2 and digits[0] != "0":
            return self.cardinal(int(digits))
        return self.digits(digits)

    def number(self, number: Number, form: str = "") -> str:
        """A number with its decimals."""
        if number.code:
            said = self.digits(number.code)
        else:
            said = self.cardinal(number.whole, "" if number.decimals else form)
        if number.decimals:
            said += f" {self.marks[number.mark]} {self.decimals(number.decimals)}"
        return said

    def count(self, number: Number, noun: Noun, case: str = "") -> str:
        """A number and the noun that it counts; case: what `form_after` found before them."""
        if self.metre_and is not None and noun is self.units.get("m") and len(number.decimals) == 2:
            metres = self.count(Number(number.whole), noun)
            return " ".join(f"{metres} {self.metre_and} {self.cardinal(int(number.decimals))}".split())
        index = self.decimal_plural(number) if number.decimals else self.plural(number.whole)
        named = noun.forms[min(index, len(noun.forms) - 1)]
        said = self.number(number, noun.form)
        return f"{named} {said}" if noun.before else f"{said} {named}"

    def scale_form(self, written: str) -> str:
        """The form of a number before a word for thousands or millions."""
        return ""

    def scale(self, written: str, number: Number) -> str:
        """A word for thousands or millions after a number; tables give forms for one and for more joined by `|`."""
        forms = self.scales[written].split("|")
        index = self.decimal_plural(number) if number.decimals else self.plural(number.whole)
        return forms[min(index, len(forms) - 1)]

    def form_before(self, word: str, n: int) -> str:
        """The form of a number before a word that it may count."""
        return ""

    def combine(self, form: str, case: str) -> str:
        """The form of a number that its noun and the word before it ask for."""
        return form or case

    def counts(self, word: str) -> bool:
        """Whether a word can be what numbers before it count."""
        return bool(self.form_before(word, 1))

    def form_after(self, before: str) -> str:
        """The form that the text before a number asks for (a preposition), if any."""
        return ""

    @cached_property
    def numeral(self) -> str:
        """The pattern of a number."""
        return number_pattern(self.decimal, self.blank_groups)

    def parse(self, written: str) -> Number:
        """A number as this language writes it."""
        return parse(written, self.decimal)

    # --- borders -----------------------------------------------------------------------------------------------------

    @property
    def left(self) -> str:
        """Nothing that belongs to a number or a word stands before."""
        if self.prefixes:
            return rf"(?<![^\W{self.prefixes}])"
        return r"(?<!\w)" if self.spaced else r"(?<![A-Za-z\d_])"

    @property
    def right(self) -> str:
        """Nothing that belongs to a number or a word stands after."""
        return r"(?!\w)" if self.spaced else r"(?![A-Za-z\d_])"

    @property
    def sign(self) -> str:
        """A pattern of a sign before a number, in a group `sign`; a hyphen between words is none."""
        return r"(?:(?<![\w)\]%°])(?P<sign>[-−–+±]))?" if self.spaced else r"(?:(?<![A-Za-z\d)\]%°])(?P<sign>[-−–+±]))?"

    # --- shapes ------------------------------------------------------------------------------------------------------

    def range(self, first: str, second: str) -> str:
        """From the first to the second, both in words."""
        return f"{first} {self.to} {second}"

    def time_range(self, first: str, second: str) -> str:
        """From one time of day to another, both in words."""
        return self.range(first, second) if self.times_to is None else f"{first} {self.times_to} {second}"

    def year_range(self, first: int, second: int) -> str:
        """Between two years."""
        return f"{self.year(first)} {self.to if self.years_to is None else self.years_to} {self.year(second)}"

    def score(self, first: int, second: int) -> str:
        """A result."""
        return " ".join(f"{self.cardinal(first)} {self.score_to} {self.cardinal(second)}".split())

    def money_pair(self, major: str, minor: str) -> str:
        """So many of a currency and so many of its hundredth part."""
        return " ".join(f"{major} {self.money_and} {minor}".split())

    def fraction(self, above: int, below: int) -> str | None:
        """A part in words; None if that is not said so."""
        return self.part(above, below) if below > 1 or (below == 1 and self.divides_by_one) else None

    def part(self, above: int, below: int) -> str | None:
        """As `fraction`, of which it is what differs between languages; below is not 0."""
        return None

    def mixed(self, whole: int, part: str) -> str:
        """A whole number and a part in words."""
        return f"{self.cardinal(whole)} {part}"

    def part_of(self, part: str, unit: Noun) -> str:
        """A fraction of a unit."""
        return f"{part} {unit.forms[0]}"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        """A day (or a month) of a year; context is what stands before it."""
        raise NotImplementedError

    def month_year(self, month: int, year: int) -> str:
        """A month of a year."""
        name = (self.months_alone or self.months)[month - 1]
        return " ".join(f"{name} {self.month_link} {self.year(year)}".split())

    def scaled_money(self, said: str, named: str) -> str:
        """Thousands or millions of a currency."""
        return " ".join(f"{said} {self.scale_of} {named}".split())

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        """A time of day; named: a word for hours was written."""
        raise NotImplementedError

    def telephone(self, country: str, groups: Sequence[str]) -> str:
        """A telephone number: the country's code (may be empty), then groups of digits as they were written."""
        said = [self.phone_group(group) for group in groups]
        if country:
            said.insert(0, f"{self.plus} {self.cardinal(int(country)) if len(country) == 2 else self.digits(country)}")
        return ", ".join(said)

    def phone_group(self, group: str) -> str:
        """A group of digits of a telephone number."""
        return self.digits(group)

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        """A Roman numeral between two words (may be empty); None if it is none."""
        return self.cardinal(n) if is_small_roman(numeral) else None

    def with_suffix(self, said: str, suffix: str) -> str:
        """A word with an ending that was written after a hyphen or an apostrophe."""
        bare = suffix.lstrip("'’-")
        return said + (bare if self.joins_suffixes or (self.joins_hyphened and bare[:1].islower()) else suffix)

    def letters(self, word: str) -> str:
        """Letters one by one, as an engine reads them."""
        return " ".join(self.letter_names.get(letter, letter) for letter in word)

    def extra_rules(self) -> list[Rule]:
        """Shapes of this language alone, tried first."""
        return []

    def late_rules(self) -> list[Rule]:
        """Shapes of this language alone, tried before plain numbers."""
        return []

    def rule(self, kind: str, pattern: str, say: Handler, flags: int = 0) -> Rule:
        """A rule of this language; `{N}` in the pattern is a number, `{L}` and `{R}` are borders."""
        filled = pattern.replace("{N}", self.numeral).replace("{L}", self.left).replace("{R}", self.right)
        return Rule(kind, re.compile(filled, flags), say)
