"""All rules for English in the order in which they are tried.

They read what is not plain words: numbers, money, dates, times, units, addresses, abbreviations. Whatever no rule reads
is left to the grammar or to `normalizer.read_characters`, which names every sign.
"""

from __future__ import annotations

from frontend_text.english import (
    address_rules,
    date_rules,
    markup_rules,
    measure_rules,
    money_rules,
    number_rules,
    word_rules,
)
from frontend_text.english.rule_book import Rule

_BOOKS = (markup_rules, address_rules, date_rules, money_rules, measure_rules, number_rules, word_rules)
RULES: tuple[Rule, ...] = tuple(rule for book in _BOOKS for rule in book.rule.rules)
EARLY_RULES = tuple(rule for rule in RULES if rule.early)
