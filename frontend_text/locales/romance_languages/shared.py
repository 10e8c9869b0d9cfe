"""What the Romance languages share: numbers that agree with the noun they count, kings, centuries and chapters."""

from __future__ import annotations

import re
from typing import ClassVar

from frontend_text.reading.locale import Locale
from frontend_text.reading.numerals import is_small_roman


def guess_gender(
    word: str,
    feminine: frozenset[str],
    masculine: frozenset[str],
    not_nouns: frozenset[str],
    endings: str,
    plural: str,
) -> str:
    """`m` or `f` of a noun by its ending, empty for what can be no noun that is counted.

    feminine, masculine: singulars that the endings would get wrong; endings: a pattern of feminine ones; plural: what
    is cut off before the exceptions are looked up.
    """
    low = word.lower()
    if not low or low in not_nouns or not low[0].isalpha():
        return ""
    singular = re.sub(plural, "", low)
    if low in masculine or singular in masculine:
        return "m"
    return "f" if low in feminine or singular in feminine or re.search(endings, low) else "m"


class RomanceLocale(Locale):
    """Spanish, French, Italian, Portuguese."""

    divides_by_one = True
    regnal: ClassVar[frozenset[str]] = frozenset()
    """Names of rulers and popes."""
    ordinal_nouns: ClassVar[frozenset[str]] = frozenset()
    """Nouns that a Roman ordinal stands before: the II Republic."""
    numbered: ClassVar[str] = ""
    """Nouns that a Roman number stands after, as a pattern."""

    def gender(self, word: str) -> str:
        """`m`, `f`, or nothing if the word is no noun."""
        raise NotImplementedError

    def form_before(self, word: str, n: int) -> str:
        if word in self.scales:
            return self.scale_form(word)
        if not word[:1].islower() or (n != 1 and word[-1] not in "sxz"):
            return ""
        return self.gender(word)

    def roman_in_name(self, n: int, before: str) -> str:
        """The number of a ruler."""
        return self.ordinal(n, "m")

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        if before in self.regnal:
            return self.roman_in_name(n, before)
        if re.fullmatch(self.numbered, before.lower()):
            return self.cardinal(n)
        if after.lower() in self.ordinal_nouns:
            return self.ordinal(n, self.gender(after) or "m")
        if is_small_roman(numeral):
            return self.cardinal(n)
        return None
