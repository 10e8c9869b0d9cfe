"""What the Romance languages share: numbers that agree with the noun they count, kings, centuries and chapters."""

from __future__ import annotations

import re
from typing import ClassVar

from frontend_text.locales.european import EuropeanLocale
from frontend_text.reading.locale import Rule


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


class RomanceLocale(EuropeanLocale):
    """Spanish, French, Italian, Portuguese."""

    divides_by_one = True
    queens: ClassVar[frozenset[str]] = frozenset()
    """Those names of rulers that are feminine."""
    last_ordinal_in_name: ClassVar[int] = 1000
    """After that many rulers of a name the number is no ordinal any more."""
    ordinal_nouns: ClassVar[frozenset[str]] = frozenset()
    """Nouns that a Roman ordinal stands before: the II Republic."""

    decades: ClassVar[str] = ""
    """The word before `90` that makes it a decade."""

    def decade_rule(self) -> Rule:
        """A decade without its century: `años 90`."""
        return self.rule(
            "decade",
            rf"(?i){{L}}(?P<w>{self.decades}\s)['’]?(?P<n>\d0)(?!\d)",
            lambda match: match["w"] + self.decade(int(match["n"])),
        )

    def decade(self, n: int) -> str:
        """The first year of a decade without its century."""
        return self.cardinal(n)

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
        if n > self.last_ordinal_in_name:
            return self.cardinal(n)
        return self.ordinal(n, "f" if before in self.queens else "m")

    def roman_of_noun(self, n: int, before: str, after: str) -> str | None:
        said = super().roman_of_noun(n, before, after)
        if said is None and after.lower() in self.ordinal_nouns:
            return self.ordinal(n, self.gender(after) or "m")
        return said
