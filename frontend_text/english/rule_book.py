"""What the rules that read English are made of: the rule itself, books of rules, and readings that many share.

A rule is a pattern and a reader; the reader says the match in words, or returns None when it is something else. Rules
are tried in order, and text that one rule has read is closed to the later ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from frontend_text.english import vocabulary as words
from frontend_text.english.numbers import spell_digits

SPELLED = "\ue000"
"""Stands before letters that are to be spelled; a private-use character, so text can never hold it here."""

Reader = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, what it needs in a text to be worth trying, and how a match is said."""

    pattern: re.Pattern[str]
    read: Reader
    needs_digit: bool
    early: bool
    """Whether it goes before the grammar, because the grammar reads such text wrongly or not at all."""


class RuleBook:
    """Rules in the order in which they are tried; a module decorates its readers with its own book."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def __call__(self, pattern: str, *, flags: int = 0, early: bool = False) -> Callable[[Reader], Reader]:
        """Add the decorated function as the reader of a pattern."""
        positive = re.sub(r"\[\^[^\]]*\]|\(\?<?!(?:[^()\[\]]|\[[^\]]*\])*\)", "", pattern)
        needs_digit = r"\d" in positive

        def add(read: Reader) -> Reader:
            self.rules.append(Rule(re.compile(pattern, flags), read, needs_digit, early))
            return read

        return add


def any_of(strings: object) -> str:
    """A pattern for any of the strings, the longest first."""
    return "|".join(re.escape(string) for string in sorted(strings, key=len, reverse=True))  # type: ignore[call-overload]


NUM = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
SIGN = r"(?:(?<![\w)\]])[-−+])?"
MONTH = any_of(words.MONTH_OF)
ROMAN = r"(?=[IVXLC])(?:X{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
AMOUNT_SCALE = r"(?:\s?(hundred|thousand|million|billion|trillion)\b|(k|K|mn?|M|bn?|B|tn|T)\b)?"


def spelled(letters: str) -> str:
    """Mark letters as to be spelled."""
    return SPELLED + letters.upper()


def letters_and_digits(text: str) -> str:
    """Say a code: digits one by one, short capitals spelled, the rest as words, signs by name."""
    said = []
    for piece in re.findall(r"[^\W\d_\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u218f]+|\d+|[^\s]", text):
        if piece[0].isdecimal():
            said.append(spell_digits("".join(str(unicodedata.decimal(digit)) for digit in piece)))
        elif piece.isalpha():
            spell = piece.isascii() and (len(piece) == 1 or (piece.isupper() and len(piece) <= 4))
            said.append(spelled(piece) if spell else piece)
        elif piece == ".":
            said.append("dot")
        elif piece == "-":
            said.append("dash")
        elif piece == ":":
            said.append("colon")
        elif piece == "?":
            said.append("question mark")
        elif piece == ",":
            said.append("comma")
        elif piece == "!":
            said.append("exclamation mark")
        else:
            said.append(words.SYMBOLS.get(piece, " "))
    return " ".join(said)


def host_name(name: str) -> str:
    """'www.example.co.uk' -> 'WWW dot example dot co dot UK' (capitals spelled)."""
    said = []
    for part in name.split("."):
        low = part.lower()
        if low in words.DOMAIN_WORDS or not part.isalpha():
            said.append(low if low in words.DOMAIN_WORDS else letters_and_digits(part))
        else:
            said.append(spelled(part) if len(part) <= 3 and low not in {"co", "me", "ai"} else part)
    return " dot ".join(said)


def kept_period(match: re.Match[str]) -> str:
    """The period of an abbreviation that also ends the sentence."""
    return "." if match[0].endswith(".") and not match.string[match.end() :].strip(" \"'”’)]") else ""
