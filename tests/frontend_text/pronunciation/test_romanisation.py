"""Words of scripts without vowels get some, and are spoken within English."""

from __future__ import annotations

import pytest

from frontend_text import Frontend
from frontend_text.characters import romanise
from frontend_text.pronunciation.romanisation import with_vowels

ENGLISH = Frontend("en-us")
"""One for all: its dictionaries take a third of a second to load, when it first reads."""


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("नमस्ते", "namaste"),
        ("हिन्दी", "hindi"),
        ("भारत", "bharat"),
        ("ગુજરાતી", "gujarati"),
        ("বাংলা", "bangla"),
        ("தமிழ்", "tamil"),
        ("తెలుగు", "telugu"),
        ("ಕನ್ನಡ", "kannada"),
        ("മലയാളം", "malayalam"),
        ("سلام", "salam"),
        ("مرحبا", "marhaba"),
        ("مدرسة", "madrasa"),
        ("نور", "nur"),
        ("שלום", "shalom"),
        ("תודה", "toda"),
        ("שָׁלוֹם", "shalom"),
    ],
)
def test_gives_vowels(written: str, latin: str) -> None:
    assert with_vowels(written) == latin
    assert romanise(written) == latin


@pytest.mark.parametrize("written", ["", "abc", "Привет", "東京", "さくら", "Ελλάδα"])
def test_leaves_other_scripts_to_their_table(written: str) -> None:
    assert with_vowels(written) is None


@pytest.mark.parametrize("written", ["שלום", "مرحبا", "नमस्ते", "தமிழ்", "สวัสดี", "さくら", "Привет", "서울"])
def test_a_foreign_word_in_an_english_sentence_is_said_with_vowels(written: str) -> None:
    (segment,) = ENGLISH.read(f"The word {written} is new.").segments
    assert segment.unspoken == ()
    word = segment.words[2]
    said = segment.phonemes[word.phoneme_start : word.phoneme_end]
    assert set(said) & set("AIOWYiuæɑɔəɛɪʊʌ") and len(said) <= 12, said
