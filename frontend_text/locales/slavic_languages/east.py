"""What Russian and Ukrainian share beyond the Slavic: decimals in tenths, halves, ordinal years, compounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from frontend_text.locales.matches import stands_before, times_of
from frontend_text.locales.slavic_languages.numbers import slavic_plural
from frontend_text.locales.slavic_languages.shared import SlavicLocale
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import Number


class EastSlavicLocale(SlavicLocale):
    """Forms of ordinals: m f n gen pre ins dat acc fgen pl plgen plins."""

    metre, metre_and = "м", ""
    halves = {"m": "половина", "f": "половина", "n": "половина"}
    thousand_begins: ClassVar[str] = ""
    """How abbreviations of thousand begin, which is feminine."""
    one_and_a_half: ClassVar[tuple[str, str]] = ("", "")
    """Before a masculine and before a feminine noun."""
    whole_names: ClassVar[tuple[str, str]] = ("", "")
    """What is said after the whole part of a decimal fraction, for one and for more."""
    part_names: ClassVar[Mapping[int, tuple[str, str]]] = {}
    """Parts with names of their own: one, and two to four of them (the half has no such form)."""
    part_forms: ClassVar[tuple[str, str, str]] = ("f", "plgen", "plgen")
    """The form of other parts, for 1, 2 to 4, 5 and more."""
    feminine_genitive_one: ClassVar[str] = ""
    compound_words: ClassVar[Mapping[str, str]] = {}
    """Words of a genitive that have another form inside a compound."""
    compound_thousand: ClassVar[str] = ""
    years_names: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """What is written after two years -> the form of both, and the word."""
    years_within: ClassVar[tuple[str, str]] = ("", "")
    """The same after the words for in: `within`."""
    within: ClassVar[str] = ""
    not_nouns: ClassVar[frozenset[str]] = frozenset()
    """Words after a number that it does not count."""

    def scale_form(self, written: str) -> str:
        return "f" if written.startswith(self.thousand_begins) else "m"

    def number(self, number: Number, form: str = "") -> str:
        if number.decimals == "5" and number.whole == 1 and number.mark == ",":
            return self.one_and_a_half[form == "f"]
        if number.decimals and len(number.decimals) <= 3 and number.mark == ",":
            stem = (self.ordinal_stems[10], self.ordinal_hundred_stems[1], self.thousandth)[len(number.decimals) - 1]
            value = int(number.decimals)
            part = self.adjective(stem, "f" if slavic_plural(value) == 0 else "plgen")
            return f"{self._wholes(number.whole)} {self.cardinal(value, 'f')} {part}"
        return super().number(number, form)

    def _wholes(self, n: int) -> str:
        return f"{self.cardinal(n, 'f')} {self.whole_names[slavic_plural(n) > 0]}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self._wholes(whole)} {part}"

    def part(self, above: int, below: int) -> str | None:
        plural = slavic_plural(above)
        named = self.part_names.get(below)
        if named and (above == 1 or (plural == 1 and below > 2)):
            return named[0] if above == 1 else f"{self.cardinal(above, 'f')} {named[1]}"
        return f"{self.cardinal(above, 'f')} {self.ordinal(below, self.part_forms[plural])}"

    def genitive_one(self, said: str, form: str) -> str:
        is_one = form == "gen f" and said.endswith("одного")
        return said.removesuffix("одного") + self.feminine_genitive_one if is_one else said

    def form_before(self, word: str, n: int) -> str:
        low = word.lower()
        if not word[:1].islower() or n % 100 in (11, 12) or low in self.not_nouns:
            return ""
        if n % 10 == 1:
            return self.form_of_one(low)
        return "f" if n % 10 == 2 and self.is_feminine_plural(low) else "m"

    def form_of_one(self, word: str) -> str:
        """The form of one before a noun in the singular."""
        raise NotImplementedError

    def is_feminine_plural(self, word: str) -> bool:
        """Whether a noun after two, three or four is feminine."""
        raise NotImplementedError

    def compound(self, n: int) -> str:
        if n in (1, 1000):
            return "одно" if n == 1 else self.compound_thousand
        return "".join(self.compound_words.get(word, word) for word in self.cardinal(n, "gen").split())

    def range(self, first: str, second: str) -> str:
        return f"{first}-{second}"

    def year_range(self, first: int, second: int) -> str:
        return f"{self.ordinal(first)} — {self.ordinal(second)}"

    def score(self, first: int, second: int) -> str:
        return f"{self.cardinal(first)} — {self.cardinal(second)}"

    def years_rules(self) -> list[Rule]:
        words = "|".join(re.escape(word) for word in self.years_names)
        pattern = rf"{{L}}(?P<a>\d{{4}})\s?[-–—]\s?(?P<b>\d{{4}})\s?(?P<w>{words})"
        return [self.rule("date", pattern, self._read_years)]

    def hours_rule(self) -> Rule:
        """Two times of day; to be tried after what begins with one."""
        pattern = r"{L}(?P<h>\d\d?):(?P<m>\d\d)\s?[-–—]\s?(?P<i>\d\d?):(?P<n>\d\d)(?!\d)"
        return self.rule("time", pattern, lambda match: " — ".join(times_of(match, self)))

    def _read_years(self, match: re.Match[str]) -> str:
        form, noun = self.years_within if stands_before(match, self.within) else self.years_names[match["w"]]
        return f"{self.ordinal(int(match['a']), form)} — {self.ordinal(int(match['b']), form)} {noun}"
