"""Rules for sums of money."""

from __future__ import annotations

import re

from frontend_text.english import vocabulary as words
from frontend_text.english.numbers import cardinal, number
from frontend_text.english.rule_book import (
    AMOUNT_SCALE,
    NUM,
    RuleBook,
    any_of,
)

rule = RuleBook()


def say_amount(amount: str, sign: str, scale: str) -> str:
    """A sum in the currency of a sign or code; scale: `million`, `k`, … or nothing."""
    unit, hundredth = words.CURRENCIES[sign]
    several = unit if unit in words.INVARIANT_CURRENCIES else f"{unit}s"
    if scale:
        return f"{number(amount)} {words.SCALE_LETTERS.get(scale, scale)} {several}"
    whole, _, fraction = amount.replace(",", "").partition(".")
    if len(fraction) > 2 or (fraction and unit in words.INVARIANT_CURRENCIES):
        return f"{number(amount)} {several}"
    said = []
    fraction = fraction.ljust(2, "0") if fraction else ""
    if int(whole or 0) or not int(fraction or 0):
        said.append(f"{cardinal(whole.lstrip('0') or '0')} {unit if whole.lstrip('0') == '1' else several}")
    if int(fraction or 0):
        small = int(fraction)
        name = "pence" if hundredth == "penny" and small != 1 else hundredth
        said.append(f"{cardinal(str(small))} {name if small == 1 or name == 'pence' else name + 's'}")
    return " ".join(said)


_CURRENCY = any_of(words.CURRENCIES)
_SIGN_LAST = r"₹|₽|USD\b|EUR\b|GBP\b|JPY\b|CHF\b|CAD\b|AUD\b"
_UNKNOWN_TO_GRAMMAR = any_of(sign for sign in words.CURRENCIES if sign not in "$£€¥₩")


@rule(rf"(?<![\w$])([-−])?({_UNKNOWN_TO_GRAMMAR})\.?\s?({NUM}|\.\d+){AMOUNT_SCALE}(?![\d])", early=True)
def other_money(match: re.Match[str]) -> str | None:
    return None if match[2] == "US$" else money(match)


@rule(rf"(?<![\w$])([-−])?([$£€])({NUM}|\.\d+)(?:(\0)|(k|K|bn|tn|mn)\b)(?![\d])", early=True)
def money_in_thousands(match: re.Match[str]) -> str | None:
    return money(match)


@rule(
    rf"(?<![\w.,$£€¥])({NUM})\s?(hundred|thousand|million|billion|trillion)?(\0)?\s?({_SIGN_LAST}|€)(?!\s?\d)",
    early=True,
)
def other_money_sign_last(match: re.Match[str]) -> str | None:
    return money_sign_last(match)


@rule(rf"(?<![\w$])([-−])?({_CURRENCY})\.?\s?({NUM}|\.\d+){AMOUNT_SCALE}(?![\d])")
def money(match: re.Match[str]) -> str:
    said = say_amount(match[3], match[2], match[4] or match[5] or "")
    return f"minus {said}" if match[1] else said


@rule(rf"(?<![\w.,])({NUM}){AMOUNT_SCALE}\s?(\$|£|€|¥|₩|{_SIGN_LAST})(?!\s?\d)")
def money_sign_last(match: re.Match[str]) -> str:
    return say_amount(match[1], match[4], match[2] or match[3] or "")


@rule(rf"(?<![\w.,])({NUM})\s?¢")
def cents(match: re.Match[str]) -> str:
    return f"{number(match[1])} cent{'' if match[1] == '1' else 's'}"
