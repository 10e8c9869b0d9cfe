"""What many languages of Europe share: names of large numbers, Roman numerals of rulers and chapters, telephones."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import ClassVar

from frontend_text.reading.locale import Locale


class EuropeanLocale(Locale):
    """A language that counts in millions, crowns its kings with ordinals and numbers its chapters in Roman."""

    large_numbers: ClassVar[Sequence[tuple[int, str, str]]] = ()
    """The powers of ten from a million on, the largest first: one of them, and the name for more."""
    large_number_form: ClassVar[str] = ""
    """The form of a number before such a name."""
    regnal: ClassVar[Collection[str]] = ()
    """Names of rulers and popes."""
    numbered: ClassVar[str] = r"(?!)"
    """Nouns that a Roman number stands after, as a pattern."""
    counts_country_codes: ClassVar[bool] = False
    """Whether a country's code is said as one number whatever its length; else that of two digits is."""

    def large_cardinal(self, n: int, form: str = "") -> str | None:
        """A number that has a name of `large_numbers` in it; None if it is too small."""
        for unit, one, more in self.large_numbers:
            if n >= unit:
                high, rest = divmod(n, unit)
                said = one if high == 1 else f"{self.cardinal(high, self.large_number_form)} {more}"
                return f"{said} {self.cardinal(rest, form)}" if rest else said
        return None

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        if before in self.regnal:
            return self.roman_in_name(n, before)
        return self.roman_of_noun(n, before, after) or super().roman(n, numeral, before, after)

    def roman_in_name(self, n: int, before: str) -> str:
        """The number of a ruler."""
        raise NotImplementedError

    def roman_of_noun(self, n: int, before: str, after: str) -> str | None:
        """A Roman numeral that the word before or after it explains."""
        return self.cardinal(n) if re.fullmatch(self.numbered, before.lower()) else None

    def telephone(self, country: str, groups: Sequence[str]) -> str:
        if not (country and self.counts_country_codes):
            return super().telephone(country, groups)
        return ", ".join([f"{self.plus} {self.cardinal(int(country))}", super().telephone("", groups)])

    def zeros_and_number(self, digits: str) -> str:
        """Leading zeros one by one, then the rest as one number."""
        rest = digits.lstrip("0")
        zeros = [self.cardinal(0)] * (len(digits) - len(rest))
        return " ".join([*zeros, self.cardinal(int(rest))] if rest else zeros)
