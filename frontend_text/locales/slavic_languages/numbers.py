"""Numbers of Russian, Ukrainian and Polish: three forms of a noun, cases, ordinals as adjectives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from frontend_text.locales.european import EuropeanLocale
from frontend_text.reading.numerals import Number
from frontend_text.reading.tables import Noun

THOUSANDS = (10**12, 10**9, 10**6, 10**3)


def slavic_plural(n: int) -> int:
    """0 for one, 1 for two to four, 2 for five and more."""
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2


class SlavicNumbers(EuropeanLocale):
    """Forms are `m`, `f`, `n`, `acc` (feminine accusative) and `gen`."""

    small: ClassVar[Sequence[str]] = ()
    """0 to 19, masculine."""
    small_genitive: ClassVar[Sequence[str]] = ()
    tens: ClassVar[Sequence[str]] = ()
    tens_genitive: ClassVar[Sequence[str]] = ()
    hundreds: ClassVar[Sequence[str]] = ()
    hundreds_genitive: ClassVar[Sequence[str]] = ()
    gendered: ClassVar[Mapping[str, Mapping[int, str]]] = {}
    """Form -> the numbers that differ in it."""
    big: ClassVar[Mapping[int, tuple[str, str, str, str, str]]] = {}
    """Names of thousands: for 1, 2 to 4, 5 and more, genitive of one and of more."""
    feminine_thousand: ClassVar[bool] = True
    metre: ClassVar[str] = "m"
    """Its symbol."""
    genitive_after: ClassVar[str] = r"(?!)"
    """Prepositions that ask for the genitive."""

    ordinal_stems: ClassVar[Sequence[str]] = ()
    """0 to 19 without their endings, as the next three."""
    ordinal_ten_stems: ClassVar[Sequence[str]] = ()
    ordinal_hundred_stems: ClassVar[Sequence[str]] = ()
    thousandth: ClassVar[str] = ""
    endings: ClassVar[Mapping[str, str]] = {}
    """Form -> the usual ending of an adjective."""
    tens_decline: ClassVar[bool] = False
    """Whether both parts of the twenty-fifth have an ending."""

    def cardinal(self, n: int, form: str = "") -> str:
        genitive = form == "gen"
        words: list[str] = []
        rest = n
        for unit in THOUSANDS:
            high, rest = divmod(rest, unit)
            if not high:
                continue
            names = self.big[unit]
            if high > 1:
                gender = "f" if unit == 1000 and self.feminine_thousand else ""
                words.append(self._below_thousand(high, "gen" if genitive else gender))
            if genitive:
                words.append(
                    names[3] if slavic_plural(high) == 0 and (high == 1 or self.feminine_thousand) else names[4]
                )
            else:
                words.append(names[self.plural(high)])
        if rest or not words:
            words.append(self._below_thousand(rest, form))
        return " ".join(words)

    def _below_thousand(self, n: int, form: str) -> str:
        genitive = form == "gen"
        words = []
        if n >= 100:
            words.append((self.hundreds_genitive if genitive else self.hundreds)[n // 100])
            n %= 100
            if not n:
                return words[0]
        if n >= 20:
            words.append((self.tens_genitive if genitive else self.tens)[n // 10])
            n %= 10
        if n or not words:
            small = self.small_genitive if genitive else self.small
            words.append(self.gendered.get(form, {}).get(n, small[n]))
        return " ".join(words)

    def plural(self, n: int) -> int:
        return slavic_plural(n)

    def decimal_plural(self, number: Number) -> int:
        return 3

    def count(self, number: Number, noun: Noun, case: str = "") -> str:
        if self.metre_and is not None and noun is self.units.get(self.metre) and len(number.decimals) == 2:
            metres = noun.forms[0] if number.whole == 1 else self.count(Number(number.whole), noun)
            return f"{metres} {self.cardinal(int(number.decimals))}"
        if case == "gen" and not number.decimals and not number.code:
            one = noun.forms[3] if len(noun.forms) > 3 else noun.forms[1]
            form = "gen f" if noun.form == "f" else "gen"
            said = self.cardinal(number.whole, "gen")
            if slavic_plural(number.whole) == 0:
                said = self.genitive_one(said, form)
                return f"{said} {one}"
            return f"{said} {noun.forms[2]}"
        index = self.decimal_plural(number) if number.decimals else self.plural(number.whole)
        named = noun.forms[index if index < len(noun.forms) else 1]
        return f"{self.number(number, noun.form)} {named}"

    def genitive_one(self, said: str, form: str) -> str:
        """The genitive of a number in one, for a feminine noun."""
        return said

    def combine(self, form: str, case: str) -> str:
        return case or form

    def form_after(self, before: str) -> str:
        return "gen" if re.search(rf"(?:^|\s)(?:{self.genitive_after})\s$", before, re.IGNORECASE) else ""

    def ordinal(self, n: int, form: str = "m") -> str:
        """The n-th; form: one of `endings`."""
        if n >= 1000 and n % 1000 == 0:
            high = "" if n == 1000 else self.compound(n // 1000)
            return high + self.adjective(self.thousandth, form)
        last, stems = n % 100, self.ordinal_stems
        if n > 99 and last == 0:
            head, parts = n - n % 1000, [self.ordinal_hundred_stems[n // 100 % 10]]
        elif last < 20:
            head, parts = n - last, [stems[last]]
        elif last % 10 == 0 or self.tens_decline:
            head, parts = n - last, [self.ordinal_ten_stems[last // 10], *([stems[last % 10]] if last % 10 else [])]
        else:
            head, parts = n - last % 10, [stems[last % 10]]
        said = [self.cardinal(head)] if head else []
        return " ".join([*said, *(self.adjective(stem, form) for stem in parts)])

    def adjective(self, stem: str, form: str) -> str:
        """An ordinal's stem with its ending."""
        return stem + self.endings[form]

    def compound(self, n: int) -> str:
        """A number as the first part of a word: двадцатипяти- of двадцатипятилетний."""
        raise NotImplementedError
