"""The letter A has its name, the article does not."""

from __future__ import annotations

import pytest

from frontend_text.english.pronunciation.letter_a import letter_a


@pytest.mark.parametrize(
    "sentence",
    [
        "the letter [A]",
        "the letter [a]",
        "Vitamin [A] is good for you .",
        "Plan [A] failed .",
        "a Type [A] person",
        "an [A] in maths",
        "He got an [A] .",
        "[A] or B ?",
        "[A] is for apple .",
        "from [A] to Z",
        "the [A] - team",
        "in [A] minor",
        "[A] . A. Milne",
        "[A.] [A.] Milne",
        "Section [A] , please",
    ],
)
def test_letter(sentence: str) -> None:
    words = sentence.split()
    expected = [place for place, word in enumerate(words) if word[0] == "["]
    plain = [word.strip("[]") for word in words]
    assert [place for place in letter_a(plain) if place in expected] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "a plan",
        "A plan was made .",
        "A man and a dog .",
        "I GOT A BMW FOR MY BIRTHDAY",
        "The Making of A Legend",
        "What a day !",
        "Once upon a time .",
        "A Tale of Two Cities",
        "He said : A friend came .",
    ],
)
def test_article(sentence: str) -> None:
    assert letter_a(sentence.split()) == []
