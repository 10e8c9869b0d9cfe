"""A text that comes in pieces is cut where the whole one is, however it was cut into pieces."""

from __future__ import annotations

import os
import random
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from frontend_text.growing_text import certain_end, may_be_ssml
from frontend_text.markup.plain_document import plain_document
from frontend_text.segmentation.breaks import Break
from frontend_text.segments.spans import next_span_of

Cut = tuple[int, int, Break]
SEED = int(os.environ.get("TRITONE_TEST_SEED", "15"))

PIECES = [
    "Hello there. ", "Hi. ", "Yes! ", "No? ", "OK, ", "Dr. Smith ", "Mr. ", "St. ", "the U.S. ", "at 5 p.m. ",
    "Acme Inc. ", "etc. ", "J. A. Smith ", "e.g. ", "No. 5 ", "Vol. IV ", "Fig. 3 ", "3.14 ", "$1,000.50 ",
    "1,000,000 ", "3. ", "10. ", "May 5th, 2024. ", "9:30 ", "https://example.com/a.b?c=d. ",
    "me@example.org, ", "www.a.de ", "file.txt ", "end.Next ", "end.Then, ", "v1.2.3 ", "...", "… ", "... and ",
    "?! ", "!!", '"Go away." ', '"Really?" he ', "“Is it?” ", "(see below). ", "(1) ", "a) ", "- ", "– ", "— ",
    " - ", "\n", "\n\n", "\r\n", "\n- ", "\n* item one", "\n1. First", "\n2. Second", "\n(3) third",
    "\nB. Bananas", "\nmilk", "\neggs and ham", "\nand so on\nto the end of it\nall",
    "Items: 1. Apples 2. Bananas 3. Pears ", "a. this b. that ", "i. one ii. two ", "  ", "\t",
    "\u2028", "\u2029", "\x0c", "と言いました。", "你好，世界！", "今天天气很好，我们去公园吧。",
    "안녕하세요. ", "これは「テスト」です", "नमस्ते। ", "مرحبا؟ ", "🎉 ", "👩‍👩‍👧 ", "👍🏽. ", "e\u0301",
    "naïve ", "Straße ", "[tomato](/təˈmɑːtoʊ/) ", "[two words.](/tuː/) ", "[docs](/docs/) ", "[not closed ",
    '<break time="1s"/> ',
    "](/", "[", "<3 ", "< b ", "but ", "and ", "because ", "we think that this is so, ", "well; ", "note: ",
    "a very long word of many ", "Supercalifragilisticexpialidocious", "The ", "It ", "A ", "Bob ", "I ", "i ",
    "x", ".", ",", " ", "!", "'", '"', ")", "5", "Z",
    "Well, I think that this is a great question, and there are many answers to it that people have found ",
    "When the rain had stopped at last, the children ran out into the garden, where the old dog was lying in the sun ",
    "**bold** ", "**", "*it* ", "* ", "_under_ ", "snake_case ", "`code` ", "```\n", "~~no~~ ", "# ",
    "\n## Head\n", "#5 ", "issue #", "==so== ", "|", "\n| a | b |\n", "|---|---|\n", "\n---\n", "\n> ",
    "[link](http://a.de) ", "![pic](a.png) ", "[12]", "[^1]", "<b>", "</b> ", "<br/>", "<a@b.de> ", "<!-- ",
    "-->", "&amp; ", "R & D ", "& ", "$5 and ", "$x^2$ ", "\\(a\\) ", "x^2^ ", ":smile: ", ": ", "\u200b",
    "\ufeff", "①", "ｶﾞ", "５", "ﬁ", "\u0301", "\ufe0f\u20e3", "\u1112\u1161\u11ab", "„so“ ", "z. B. ",
    "v. Chr. ", "！", "＊", "Ａ", "5ᵗʰ ", "‼", "\u2015", "│", "\n= ", "\n: ", "word " * 30, "letters" * 30,
    "これはとても長い文章なのでどこかで切らなければなりませんが" * 2,
]  # fmt: skip
PLAIN = [piece for piece in PIECES if not re.search(r"[`*_~<|\[&$\\^#=!]|: ?[a-z]?|---|^\n>", piece)]
"""Those after which the text is read on: what follows markup waits for the end."""
LANGUAGES = ["en"] * 6 + ["de", "fr", "ja", "zh", "hu"]


def some_text(rng: random.Random) -> str:
    pieces = PIECES if rng.random() < 0.3 else PLAIN
    return "".join(rng.choice(pieces) for _ in range(rng.randint(1, 30)))


def cuts(text: str, start: int, language: str, until: int | None = None, whole: bool = False) -> list[Cut]:
    """The segments of a text, or those of them that end by `until`; whole: its sentences are read whole."""
    found: list[Cut] = []
    for number, block in enumerate(plain_document(text, language).blocks):
        position = block.index(start) if block.source_end > start else len(block.text)
        while True:
            span = next_span_of(block, position, early=number == 0, whole=whole, language=language)
            if span is None:
                break
            first, end = block.source(span.start, span.end)
            if until is not None and end > until:
                return found
            found.append((first, end, span.ends_with))
            position = span.end
    return found


def cuts_in_pieces(pieces: list[str], language: str, whole: bool = False) -> tuple[list[Cut], int]:
    """The segments, and how many of them were certain before the end."""
    text, start = "", 0
    found: list[Cut] = []
    for piece in pieces:
        text += piece
        while (end := certain_end(text, start, language, whole)) is not None:
            found += cuts(text, start, language, end, whole)
            assert found[-1][1] == end > start
            start = end
    return found + cuts(text, start, language, whole=whole), len(found)


def in_pieces(text: str, places: list[int]) -> list[str]:
    borders = [0, *sorted(places), len(text)]
    return [text[a:b] for a, b in zip(borders, borders[1:], strict=False)]


def random_pieces(text: str, rng: random.Random) -> list[str]:
    """Letter by letter, a few cuts, or tokens of a few letters."""
    share = rng.choice([1.0, 0.5, 0.25, 0.05])
    return in_pieces(text, [place for place in range(1, len(text)) if rng.random() < share])


@pytest.mark.slow
@pytest.mark.parametrize("part", range(16))
def test_ten_thousand_random_cuts_change_no_segment(part):
    rng, cut_places, early = random.Random(SEED * 100 + part), 0, 0
    for _ in range(125):
        text, language, whole_sentences = some_text(rng), rng.choice(LANGUAGES), rng.random() < 0.5
        whole = cuts(text, 0, language, whole=whole_sentences)
        for _ in range(3):
            pieces = random_pieces(text, rng)
            cut_places += len(pieces) - 1
            found, certain = cuts_in_pieces(pieces, language, whole_sentences)
            assert found == whole, (pieces, whole_sentences)
            early += certain
    assert cut_places > 5_000 and early > 250


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.data())
@example("a.\n(1", None)
def test_no_cutting_of_any_text_changes_a_segment(text, data):
    places = [] if data is None else data.draw(st.lists(st.integers(0, len(text)), max_size=30))
    for pieces in (in_pieces(text, places), list(text)):
        assert cuts_in_pieces(pieces, "en")[0] == cuts(text, 0, "en")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello there, my friend. I", "Hello there, my friend."),
        ("Hello there, my friend.", None),
        ("Hello there, my friend. ", None),
        ("We met Dr. Smith", None),
        ("We went to see Dr. ", None),
        ("The number pi is 3.", None),
        ("The number pi is 3.14 or so. And", "The number pi is 3.14 or so."),
        ("It is $1", None),
        ("We left at 5 p.m. The", None),  # may become `Thessaloniki`
        ("We left at 5 p.m. The ", "We left at 5 p.m."),
        ("I think so.\n\nAnd", "I think so."),
        ("I like **this one** here. And I like that.", None),  # whatever follows may be marked up with it
        ("Here it comes, my friend. And **this** one. And", "Here it comes, my friend."),
        ("It works for R & D here. And", "It works for R & D here."),
        ("- the first item here\n- the second one", "- the first item here"),
        ("Hi. I", None),  # read together with what follows
        ("你好，世界！今天天气很好。我们去公园吧，好不好？好的。", "你好，世界！今天天气很好。我们去公园吧，好不好？"),
    ],
)
def test_what_is_certain(text, said):
    end = certain_end(text, 0, "zh" if "你" in text else "en")
    assert (None if end is None else text[:end]) == said


def test_a_voice_that_is_quick_has_no_clause_of_its_own():
    text = "Well, I think that is a good question, but nobody here has found one good answer. Not today. No"
    first = next(end for n in range(len(text)) if (end := certain_end(text[:n], 0, "en", True)) is not None)
    assert text[:first] == "Well, I think that is a good question, but nobody here has found one good answer."


def test_a_clause_is_certain_long_before_its_sentence_ends():
    text = "Well, I think that is a good question, but nobody here has found one single good answer yet, not today"
    first = next(end for length in range(len(text)) if (end := certain_end(text[:length], 0, "en")) is not None)
    assert text[:first] == "Well, I think that is a good question,"


@pytest.mark.parametrize(
    "text", ["", " ", "<", " <sp", "<speak", "<speak>", "<?xml version", "<!-- note", "\ufeff<speak "]
)
def test_what_may_be_ssml(text):
    assert may_be_ssml(text)


@pytest.mark.parametrize("text", ["a", "<3", "<speaking>", "<b>", "x <speak>", "<!-- note -->" + "x" * 2000])
def test_what_cannot_be_ssml_any_more(text):
    assert not may_be_ssml(text)
