"""A number as people write it: groups of thousands in any style, decimals, a word or letter for millions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from frontend_text.english.numbers import number as say_number
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.currencies import SCALE_WORDS, SCALES

_SCALE_AFTER_BLANK = frozenset("bn mn tn tr mln bln B M T b m K k".split())

_GROUPED = re.compile(
    r"""(?:\d{1,3}(?:,\d{3})+(?![\d])          # 1,234,567
        |\d{1,2}(?:,\d{2})+,\d{3}(?!\d)         # 12,34,567 as in India
        |\d{1,3}(?:[\u00a0\u202f\u2009\u2007]\d{3})+(?!\d)
        |\d{1,3}(?:\ \d{3}){2,}(?![\d-])
        |\d{1,3}(?:'\d{3})+(?!\d)
        |\d{1,3}\ 000(?![\d,.]\d|\d))
        (?:\.\d+)?""",
    re.VERBOSE,
)
_PLAIN = re.compile(r"\d{1,400}(?:\.\d{1,400}(?!\.?\d))?")
_POINT_FIRST = re.compile(r"\.\d+(?!\.?\d)")
_DECIMAL_COMMA = re.compile(r"\d{1,4},\d{1,2}(?![\d,]|\.\d)")
_SCALE_WORD = re.compile(r"[\s\u00a0-]?(" + "|".join(sorted(SCALE_WORDS, key=len, reverse=True)) + r")\b", re.I)
_SCALE_LETTER = re.compile(r"\s?(bn|mn|tn|tr|mm|MM|mil|mln|bln|cr|Cr|[kKmMbBTtL])\.?(?![\w'’]|\.\w)")


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number in a sentence."""

    start: int
    end: int
    digits: str
    """Digits and at most one point: `1234.5`, `.5`."""
    scale: str = ""
    """`million` and the like, with the end after it."""
    decimal_comma: bool = False

    @property
    def value(self) -> float:
        """Its size, without the scale."""
        return float(self.digits[:300])

    @property
    def whole(self) -> bool:
        """Whether it is written without a fraction."""
        return "." not in self.digits

    @property
    def is_one(self) -> bool:
        """Whether what is counted stands in the singular."""
        return self.digits == "1" and not self.scale

    def said(self, joined: bool = True) -> str:
        """In words, with its scale."""
        words = say_number(self.digits, joined)
        if self.digits.startswith("."):
            words = "zero " + words if self.scale else words
        return f"{words} {self.scale}" if self.scale else words


def number_at(sentence: Sentence, position: int, decimal_comma: bool = False) -> WrittenNumber | None:
    """The number that begins at a place; decimal_comma: whether `3,5` is one."""
    text = sentence.text
    match = _GROUPED.match(text, position)
    if match:
        digits = re.sub(r"[^\d.]", "", match[0])
        return WrittenNumber(position, match.end(), digits)
    if decimal_comma and (match := _DECIMAL_COMMA.match(text, position)):
        return WrittenNumber(position, match.end(), match[0].replace(",", "."), decimal_comma=True)
    match = _PLAIN.match(text, position) or _POINT_FIRST.match(text, position)
    if not match:
        return None
    return WrittenNumber(position, match.end(), match[0])


def with_scale(sentence: Sentence, number: WrittenNumber, letters: bool = False) -> WrittenNumber:
    """The number with the word (or, for money, the letter) for millions that follows it."""
    match = _SCALE_WORD.match(sentence.text, number.end)
    if match:
        return WrittenNumber(number.start, match.end(), number.digits, match[1].lower())
    if letters and (match := _SCALE_LETTER.match(sentence.text, number.end)):
        end = match.end() if not match[0].endswith(".") else match.end() - 1
        if match[0][0].isspace() and match[1] not in _SCALE_AFTER_BLANK:
            return number
        return WrittenNumber(number.start, end, number.digits, SCALES[match[1]])
    return number
