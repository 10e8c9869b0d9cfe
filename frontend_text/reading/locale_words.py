"""The words, signs and habits of writing that a language brings to the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from frontend_text.reading.tables import Currency, Noun


class LocaleWords:
    """Tables of a language, each with what most languages have."""

    decimal: ClassVar[str] = ","
    blank_groups: ClassVar[bool] = True
    """Whether `1 000` is a thousand."""
    spaced: ClassVar[bool] = True
    """Whether words stand between blanks."""
    joins_suffixes: ClassVar[bool] = False
    """Whether letters that touch a number belong to its last word."""

    joins_hyphened: ClassVar[bool] = False
    """Whether letters after a number and a hyphen make one word with it: 10-jährig."""

    minus: ClassVar[str] = ""
    plus: ClassVar[str] = ""
    marks: ClassVar[Mapping[str, str]] = {}
    """How the decimal marks `,` and `.` are said."""
    to: ClassVar[str] = ""
    """Between the ends of a range."""
    years_to: ClassVar[str | None] = None
    """Between two years, if that is another word."""
    times_to: ClassVar[str | None] = None
    """Between two times of day, likewise."""
    metre_and: ClassVar[str | None] = None
    """Between metres and centimetres, where 1,80 m is said as one metre eighty."""
    half_of: ClassVar[Mapping[str, str]] = {}
    """How 1/2 is said before these words (of, of the)."""
    halves: ClassVar[Mapping[str, str]] = {}
    """How 1/2 is said right before a noun, by the form of the noun."""
    divides_by_one: ClassVar[bool] = False
    """Whether 3/1 is said as a fraction."""
    score_to: ClassVar[str] = ""
    """Between the points of two sides."""
    per: ClassVar[str] = ""
    """As in euros per kilogram."""
    per_units: ClassVar[Mapping[str, str]] = {}
    """What is said for `/kg` and the like after money, where that is not the unit's first form."""
    units: ClassVar[Mapping[str, Noun]] = {}
    money: ClassVar[Mapping[str, Currency]] = {}
    money_and: ClassVar[str] = ""
    """Between the currency and its hundredth part."""
    money_minor: ClassVar[bool] = True
    """Whether the hundredth part is named."""
    scales: ClassVar[Mapping[str, str]] = {}
    """Written words for thousands and millions that stand between a number and a currency."""
    scaled_noun: ClassVar[int | None] = None
    """Which form of a currency follows such a word; None for the one that five ask for."""
    prefixes: ClassVar[str] = ""
    """Letters that are written right before a number and belong to its first word."""
    scale_of: ClassVar[str] = ""
    """Between such a word and the currency."""
    months: ClassVar[Sequence[str]] = ()
    """As said in a date."""
    months_alone: ClassVar[Sequence[str]] = ()
    """As said without a day, where that is another form."""
    month_link: ClassVar[str] = ""
    """Between a month and its year."""
    month_words: ClassVar[str] = ""
    """What months are written as: twelve groups, names in a group joined by `|`."""
    day_link: ClassVar[str] = ""
    """What may stand between day, month and year: a pattern."""
    abbreviations: ClassVar[Mapping[str, str]] = {}
    """Written to spoken; `#` at the end: before a number only, `^`: before a capital only."""
    signs: ClassVar[Mapping[str, str]] = {}
    plain_years: ClassVar[bool] = True
    """Whether four digits that count nothing are taken for a year."""
    phone_cues: ClassVar[str] = ""
    """Words before a telephone number: a pattern."""
    postal: ClassVar[str] = ""
    """Postal codes that are read digit by digit: a pattern with a group `p`."""
    date_cues: ClassVar[str] = ""
    """What stands before `3/4` when it is a day: a pattern that ends there."""
    score_cues: ClassVar[str] = ""
    """Words that tell a result from a range: a pattern."""
    hours: ClassVar[str] = ""
    """What may stand after a clock time: a pattern without groups."""
    half_days: ClassVar[Mapping[str, str]] = {}
    """a. m. and p. m.: patterns and how they are said."""
    electronic: ClassVar[Mapping[str, str]] = {}
    """Signs in addresses."""
    spoken_endings: ClassVar[Mapping[str, str]] = {}
    """Endings of addresses that are said as words, and how."""
    letter_names: ClassVar[Mapping[str, str]] = {}
    """Letters whose names the engine does not say by itself."""
    sounds: ClassVar[str] = "aeiouyáéíóúàèìòùâêîôûäëïöüåãõ"
    """Letters that make a run of letters a word."""
    own_alone: ClassVar[frozenset[str]] = frozenset()
    """Kinds of shapes that are never left to the grammar."""
    grammar_reads_alone: ClassVar[bool] = True
    """Whether the grammar, if there is one, says a sentence that is a single expression to it."""
