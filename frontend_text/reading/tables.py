"""Tables of a language's nouns, currencies and abbreviations, as they are written down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Noun:
    """A unit or a coin, in the forms that numbers ask for."""

    forms: tuple[str, ...]
    """For one and for more; in Slavic languages for 1, 2 to 4, 5 and more, and after a decimal."""
    form: str = ""
    """The form of the number before it: `m`, `f`, `n`, as the language's speller takes it."""
    before: bool = False
    """Whether it is said before the number."""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency and its hundredth part."""

    major: Noun
    minor: Noun | None = None


def nouns(table: str) -> dict[str, Noun]:
    """A table of `symbol one|more form`, one a line; a symbol list is joined by commas, blanks in forms are `_`."""
    found: dict[str, Noun] = {}
    for line in table.strip().splitlines():
        symbols, forms, *form = line.split()
        noun = Noun(tuple(f.replace("_", " ") for f in forms.split("|")), form[0] if form else "")
        found.update((symbol.replace("_", " "), noun) for symbol in symbols.split(","))
    return found


def currencies(table: str) -> dict[str, Currency]:
    """A table of `symbols one|more form [one|more form]`: the currency and its hundredth part."""
    found: dict[str, Currency] = {}
    for line in table.strip().splitlines():
        symbols, *rest = line.split()
        parts = [
            Noun(tuple(f.replace("_", " ") for f in forms.split("|")), form.strip("-"))
            for forms, form in zip(rest[::2], rest[1::2], strict=True)
        ]
        money = Currency(parts[0], parts[1] if len(parts) > 1 else None)
        found.update((symbol.replace("_", " "), money) for symbol in symbols.split(","))
    return found


def pairs(table: str) -> dict[str, str]:
    """A table of `written = spoken`, one a line."""
    return {
        written.strip(): spoken.strip()
        for written, spoken in (line.strip().split(" = ", 1) for line in table.strip().splitlines())
    }
