"""Written numbers and what they are worth; number words cut for espeak-ng."""

from __future__ import annotations

import re

import pytest

from frontend_text.espeak.number_words import cut_number_words
from frontend_text.reading.numerals import Number, is_small_roman, number_pattern, parse, roman_value


@pytest.mark.parametrize(
    ("written", "decimal", "number"),
    [
        ("1.234,56", ",", Number(1234, "56", ",")),
        ("1,234.56", ",", Number(1234, "56", ".")),
        ("1,234.56", ".", Number(1234, "56", ".")),
        ("1 000 000", ",", Number(1_000_000)),
        ("1\u202f000", ",", Number(1000)),
        ("1'000", ",", Number(1000)),
        ("1.000", ",", Number(1000)),
        ("1.000", ".", Number(1, "000", ".")),
        ("2.5", ",", Number(2, "5", ".")),
        ("12,34,567", ".", Number(1_234_567)),
        ("007", ",", Number(0, code="007")),
        ("0,50", ",", Number(0, "50", ",")),
        ("٢١", ".", Number(21)),
        ("1234567890123456", ",", Number(0, code="1234567890123456")),
    ],
)
def test_a_number_is_worth_what_its_marks_say(written: str, decimal: str, number: Number) -> None:
    assert re.fullmatch(number_pattern(decimal), written)
    assert parse(written, decimal) == number


@pytest.mark.parametrize("written", ["1.2.3.4", "3.4.2024", "12,", "1,2,3"])
def test_dates_and_lists_are_no_numbers(written: str) -> None:
    assert not re.fullmatch(number_pattern(","), written)


@pytest.mark.parametrize(("numeral", "value"), [("I", 1), ("IV", 4), ("XIV", 14), ("XL", 40), ("MCMXCIX", 1999)])
def test_roman_numerals(numeral: str, value: int) -> None:
    assert roman_value(numeral) == value


@pytest.mark.parametrize(
    ("numeral", "is_one"), [("II", True), ("XXI", True), ("XX", False), ("V", False), ("XL", False)]
)
def test_small_roman_numerals_are_neither_initials_nor_placeholders(numeral: str, is_one: bool) -> None:
    assert is_small_roman(numeral) is is_one


@pytest.mark.parametrize(
    ("language", "word", "cut"),
    [
        ("de", "zweitausendvierundzwanzig", "zwei tausend vier und zwanzig"),
        ("de", "vierundzwanzigsten,", "vier und zwanzigsten,"),
        ("de", "neunzehnhundertneununddreißig", "neunzehn hundert neun und dreißig"),
        ("nl", "negenendertig", "negen en dertig"),
        ("sv", "nittonhundratalet", "nitton hundratalet"),
        ("de", "Hundertwasser", "Hundertwasser"),
        ("de", "dreißig", "dreißig"),
        ("fr", "quatrevingts", "quatrevingts"),
    ],
)
def test_number_words_are_cut_for_espeak(language: str, word: str, cut: str) -> None:
    assert cut_number_words(word, language) == cut
