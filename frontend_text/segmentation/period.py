"""A period followed by a blank: what is known of it when somebody must say whether it ends a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from frontend_text.segmentation.abbreviations import ORDINAL_PERIOD, never_ends

NUMBERED_ITEM = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[IVXivx]{1,4})[.)]")


@dataclass(frozen=True, slots=True)
class Period:
    """A period and what stands around it."""

    word: str
    """The word it belongs to, period included, opening quotes and brackets left out."""
    is_closed: bool
    """A quote or bracket closes after it."""
    upcoming: str
    """The next character that is no blank; a capital, a digit or an opening sign."""
    next_word: str
    """The next word, up to an apostrophe; empty if there is none."""
    is_before_initial: bool
    """The next word is one capital with a period."""
    next_is_short: bool
    """The next word is an abbreviation of at most three letters: z. B., v. Chr."""
    begins_item: bool
    """It stands after the number of a list item with which the segment begins."""
    words_before: int
    """Words of the segment up to here."""

    @property
    def stem(self) -> str:
        """The word without its period."""
        return self.word[:-1]


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """A reason for or against a sentence end; the first rule of a language that has an opinion decides."""

    name: str
    example: str
    """A text in which it decides, with | where sentences end."""
    decides: Callable[[Period], bool | None]
    """Whether the period ends a sentence; None: no opinion."""


def ends_sentence(rules: Sequence[PeriodRule], period: Period) -> bool:
    """Whether a sentence ends at a period; it does where no rule speaks against it."""
    for rule in rules:
        decided = rule.decides(period)
        if decided is not None:
            return decided
    return True


def rules_of(language: str) -> tuple[PeriodRule, ...]:
    """The rules of a language other than English: its abbreviations, initials, ordinals and list numbers."""
    ordinals = language in ORDINAL_PERIOD
    return (
        PeriodRule("ordinal", "Am 3. Oktober kam er.|", lambda p: False if ordinals and _is_number(p, 4) else None),
        PeriodRule("before a number", "art. 5 gilt.|", lambda p: _not(p.upcoming.isdigit() and len(p.stem) <= 5)),
        PeriodRule("Roman ordinal", "Ludwig XIV. Bourbon.|", lambda p: _not(ordinals and _is_roman(p))),
        PeriodRule("spaced abbreviation", "i. d. R. so.|", lambda p: _not(len(p.stem) == 1 and p.next_is_short)),
        PeriodRule("initial", "M. Curie kam.|", lambda p: _not(len(p.stem) == 1 and p.stem.isupper())),
        PeriodRule("list number", "1. Erstens das.|", lambda p: _not(p.begins_item)),
        PeriodRule("abbreviation", "Dr. Weiß kam.|", lambda p: _not(never_ends(language, p.word))),
    )


def _is_number(period: Period, digits: int) -> bool:
    return period.stem.isdecimal() and len(period.stem) <= digits


def _is_roman(period: Period) -> bool:
    return bool(re.fullmatch("[IVXLC]+", period.stem))


def _not(holds: bool) -> bool | None:
    """No sentence end where something holds, else no opinion."""
    return False if holds else None
