"""A sentence cut into tokens, with what readers ask about the text around a place in it."""

from __future__ import annotations

import bisect
import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from frontend_text.pronunciation.romanisation import MARKS


class Kind(Enum):
    """What a token is made of."""

    WORD = "word"
    DIGITS = "digits"
    SIGN = "sign"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters, of digits or of blanks, or one sign."""

    kind: Kind
    start: int
    end: int
    text: str


_NUMERALS = r"\u00aa\u00b2\u00b3\u00b9\u00ba\u00bc-\u00be\u2070-\u209f\u2150-\u218f\u2460-\u24ff\u2776-\u2793"
"""Characters that count as letters and are numbers or raised letters."""
_TOKEN = re.compile(
    rf"(?P<WORD>(?:[^\W\d_](?<![{_NUMERALS}])[\u0300-\u036f{MARKS}]*)+(?:['’][A-Za-z]+)*)"
    r"|(?P<DIGITS>[0-9]+)|(?P<BLANK>\s+)|(?P<SIGN>.)",
    re.DOTALL,
)
_WORDS_BEFORE = re.compile(r"[^\W_](?:[\w'’&]*[^\W_])?")
_WORD_AFTER = re.compile(r"[\s\u00a0]*[\"“”‘(\[*]?([^\W\d_][\w'’]*)")
_REACH = 96
"""Characters that patterns may look at before and after a place: reading costs the same per character at any length."""
_NEAR = 48
"""Characters that are looked at on either side for words that decide."""


class Sentence:
    """The text of one sentence, its tokens, and its neighbourhoods; readers share one."""

    def __init__(self, text: str, british: bool = False) -> None:
        """british: dates have the day first, numbers an `and`."""
        if not text.isascii():
            text = "".join(str(unicodedata.decimal(c)) if c > "\x7f" and c.isdecimal() else c for c in text)
        self.text = text
        self.british = british
        self.range_starts: set[int] = set()
        """Places after a dash where the second half of a range is looked for: a thing may begin there."""
        self.tokens = [
            Token(Kind[match.lastgroup or "SIGN"], match.start(), match.end(), match[0])
            for match in _TOKEN.finditer(text)
        ]
        self._quotes = [place for place, c in enumerate(text) if c == '"'] if '"' in text else []
        self._before: dict[int, list[str]] = {}
        letters = [c for c in text if c.isalpha()]
        self.all_capitals = len(letters) > 4 and all(c.isupper() for c in letters)
        self.has_equals = "=" in text

    def lead(self, position: int) -> str:
        """What stands before a place, as far back as anything there may decide."""
        return self.text[max(0, position - _REACH) : position]

    def tail(self, position: int) -> str:
        """What follows a place, as far on as anything there may decide."""
        return self.text[position : position + _REACH]

    def left(self, position: int) -> str:
        """The character before a place, a blank at the beginning."""
        return self.text[position - 1] if position else " "

    def right(self, position: int) -> str:
        """The character at a place, a blank at the end."""
        return self.text[position] if position < len(self.text) else " "

    def closes_quotation(self, position: int, mark: str) -> bool:
        """Whether a quotation mark after the number at a place closes a quotation, and is no mark for inches."""
        if mark == "”":
            return "“" in self.text
        opened = bisect.bisect_left(self._quotes, position) % 2 == 1
        if not opened:
            return False
        after_digits = [place for place in self._quotes if place and self.text[place - 1].isdecimal()]
        # one mark too many to be quotation marks, and only this one follows a number
        return not (len(self._quotes) % 2 and len(after_digits) == 1)

    def free_left(self, position: int) -> bool:
        """Whether a thing may begin here: no letter, digit or joining sign before it."""
        if position in self.range_starts:
            return True
        left = self.left(position)
        return not (
            left.isalnum()
            or left in "_@#&\\"
            or (left in "./-:" and self.left(position - 1).isalnum())
            or (left == "," and self.left(position - 1).isdecimal())
        )

    def free_right(self, position: int) -> bool:
        """Whether a thing may end here: no letter or digit follows, nor a sign that joins one to it."""
        right = self.right(position)
        if right.isalnum() or right == "_":
            return False
        return not (right in ".,:/-@" and self.right(position + 1).isdecimal())

    def before(self, position: int, count: int = 4) -> list[str]:
        """The last words before a place, in small letters, the nearest last; punctuation between is overlooked."""
        words = self._before.get(position)
        if words is None:
            near = self.text[max(0, position - _NEAR) : position]
            words = self._before[position] = [word.lower() for word in _WORDS_BEFORE.findall(near)]
        return words[-count:]

    def last(self, position: int) -> str:
        """The word directly before a place with nothing but blanks (or one hyphen, opening sign) between, or ''."""
        cut = self.text[max(0, position - _NEAR) : position].rstrip(" \u00a0\t(\"'“‘*-–")
        match = re.search(r"[^\W\d_][^\W_]*(?:['’][A-Za-z]+)?\.?$", cut)
        return match[0].rstrip(".").lower() if match else ""

    def next(self, position: int) -> str:
        """The word that follows a place with nothing but blanks or an opening sign between, as written, or ''."""
        match = _WORD_AFTER.match(self.text, position, position + _NEAR)
        return match[1] if match else ""

    def mentions(self, position: int, words: frozenset[str], count: int = 4) -> bool:
        """Whether one of the last words before a place is among these."""
        return not words.isdisjoint(self.before(position, count))

    def begins(self, position: int) -> bool:
        """Whether nothing but blanks and opening signs stands before a place."""
        return position < _NEAR and not self.text[:position].strip(" \t\u00a0\"“‘'([{*_")
