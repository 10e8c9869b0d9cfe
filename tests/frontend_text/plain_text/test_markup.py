"""Markup in plain text: what is read, what is named, what is skipped, and what is no markup."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_text import Frontend, MarkupPolicy
from frontend_text.plain_text.cleaning import clean
from frontend_text.plain_text.latex import say_formula
from tests.cpu_time import cpu_seconds

ENGLISH = Frontend("en-us")


def cleaned(text: str, language: str = "en", **choices: str) -> str:
    result = clean(text, language, MarkupPolicy(**choices))
    return text if result is None else result.text


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("**bold** and *soft* and __both__", "bold and soft and both"),
        ("***all*** of ~~it~~ ==here==", "all of it here"),
        ("# Title #\ntext", "Title\ntext"),
        ("> quoted", "quoted"),
        ("- [x] done\n- [ ] open", "- done\n- open"),
        ('[a link](https://x.y/z?a=1 "title") here', "a link here"),
        ("[text][ref]\n\n[ref]: https://x.y", "text\n\n"),
        ("![a picture](x.png)", "a picture"),
        ("see[^1].\n\n[^1]: The note.", "see.\n\nThe note."),
        ("cited.[3][4, 5]", "cited."),
        ("<https://x.y>", "https://x.y"),
        ("a <!-- hidden --> b", "a  b"),
        ("one<br>Two", "one, Two"),
        ("<div><b>x</b></div>y", " x. y"),
        ("H<sub>2</sub>O x<sup>2</sup>", "H₂O x²"),
        ("H~2~O and x^2^", "H₂O and x²"),
        ("a &rarr; b &amp; c", "a → b & c"),
        ("<EMPHASIS level='strong'>big</EMPHASIS>", "big"),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", "a, b.\n\n1, 2."),
        ("a | b\n--|--\n1 | 2", "a, b.\n\n1, 2."),
        ("---\ntitle: x\ntags: y\n---\nText", "Text"),
        ("┌──┐\n│ a│\n└──┘", " \n  a \n "),
        ("> [!NOTE] mind", "Note: mind"),
        (r"5 \* 3 \_x\_", "5 * 3 _x_"),
        ("nice :tada: and :+1:", "nice tada and thumbs up"),
    ],
)
def test_leaves_only_words(written: str, left: str) -> None:
    assert cleaned(written) == left


@pytest.mark.parametrize(
    "text",
    [
        "5 * 3 * 2 = 30",
        "a < b and c > d",
        "snake_case_name and 2*3*4",
        "It costs $5, or $10.",
        "AT&T and R&D",
        "[citation needed] and (see above)",
        "x | y",
        "10:30:45 and a:b:c",
        "C:\\Users\\me",
        "~5 of them",
        "1. First",
        "- item",
        "f(x) = y^2",
        "# is a hash"[2:],
        "&hi;&hi;",
        "<breathing/>",
    ],
)
def test_what_is_no_markup_stays(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("read", "Use pip install dash U X now"),
        ("name", "Use code now"),
        ("skip", "Use  now"),
    ],
)
def test_code_spans_are_read_named_or_skipped(choice: str, said: str) -> None:
    frontend = Frontend("en-us", policy=MarkupPolicy(code=choice))
    assert frontend.normalize("Use `pip install -U x` now").split() == said.split()


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("read", "Look: X equals five print X Done."),
        ("name", "Look: Python code block. Done."),
        ("skip", "Look: Done."),
    ],
)
def test_code_blocks_are_read_named_or_skipped(choice: str, said: str) -> None:
    frontend = Frontend("en-us", policy=MarkupPolicy(code=choice))
    text = "Look:\n\n```python\nx = 5\nprint(x)\n```\n\nDone."
    assert frontend.normalize(text).split() == said.split()


def test_nothing_inside_code_is_markup() -> None:
    assert cleaned("`**a** <b> [x](y)` and **b**") == "`**a** <b> [x](y)` and b"


def test_other_languages_lose_the_marks_of_code_too() -> None:
    assert cleaned("Utilisez `x` et **y**", "fr") == "Utilisez x et y"


@pytest.mark.parametrize(("choice", "said"), [("read", "Hi party popper there"), ("skip", "Hi there")])
def test_emoji_are_read_or_skipped(choice: str, said: str) -> None:
    frontend = Frontend("en-us", policy=MarkupPolicy(emoji=choice))
    assert frontend.normalize("Hi 🎉🎉 there") == said


def test_an_unknown_choice_is_named_with_what_there_is() -> None:
    with pytest.raises(ValueError, match='code "loud" is unknown; allowed: read, name, skip'):
        MarkupPolicy(code="loud")
    with pytest.raises(ValueError, match='emoji "x" is unknown; allowed: read, skip'):
        MarkupPolicy(emoji="x")


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("E = mc^2", "E equals m c squared"),
        (r"\frac{a}{b}", "a over b"),
        (r"\sqrt{x+1}", "the square root of x plus 1"),
        (r"\sum_{i=1}^{n} a_i", "sum from i equals 1 to n of a i"),
        (r"\int_0^1 x\,dx", "integral from 0 to 1 of x d x"),
        (r"\lim_{x \to 0} f(x)", "limit as x to 0 of f (x)"),
        (r"\alpha \leq \beta", "alpha less than or equal to beta"),
        ("x^{n+1}", "x to the power of n plus 1"),
        (r"\text{speed} = 5", "speed equals 5"),
    ],
)
def test_formulas_are_said_in_words(formula: str, said: str) -> None:
    assert say_formula(formula) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The formula is $x+y$.", "The formula is x plus y."),
        (r"\(x + y = 5\)", "x plus y equals five"),
        ("From $5 to $10 and $20.", "From five dollars to ten dollars and twenty dollars."),
    ],
)
def test_dollars_are_money_or_mathematics(text: str, said: str) -> None:
    assert ENGLISH.normalize(text) == said


@pytest.mark.parametrize("text", ["<!-- only a comment -->", "---", "──────────", "![](x.png)", "[^1]", "<br/>"])
def test_nothing_but_markup_is_a_silent_segment(text: str) -> None:
    pytest.importorskip("hibari", reason="the English pronunciations come from hibari-tts")
    (segment,) = ENGLISH.read(text).segments
    assert (segment.phonemes, segment.text_start, segment.text_end) == ("", 0, len(text))


MARKS = [
    "**",
    "*",
    "_",
    "`",
    "```",
    "\n",
    "~~",
    "[",
    "](",
    ")",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "|",
    "$",
    "\\frac{",
    "}",
    "&amp;",
]


@given(st.lists(st.sampled_from([*MARKS, "word", "5", " ", "# ", "> ", "- ", "ﬁ", "😂", "é"]), max_size=40))
@settings(max_examples=150, deadline=None)
def test_segments_of_any_marked_up_text_tile_it(parts: list[str]) -> None:
    pytest.importorskip("hibari", reason="the English pronunciations come from hibari-tts")
    text = "".join(parts)
    position, start = 0, 0
    while start is not None:
        passage = ENGLISH.read(text, start, 40)
        for segment in passage.segments:
            assert not text[position : segment.text_start].strip()
            assert position <= segment.text_start < segment.text_end <= len(text)
            written = segment.text_start
            for word in segment.words:
                assert written <= word.text_start < word.text_end <= segment.text_end
                written = word.text_end
            position = segment.text_end
        assert passage.next_start is None or passage.next_start > start
        start = passage.next_start
    assert not text[position:].strip()


@pytest.mark.parametrize(
    "unit",
    [
        "`",
        "`a",
        "```\n",
        "*",
        "**a",
        "_a",
        "~~a",
        "[",
        "[a](",
        "[a]",
        "![",
        "<",
        "<a b=",
        "<!--",
        "&",
        "|",
        "| a |\n",
        "$a",
    ]
    + [
        pytest.param(unit, marks=pytest.mark.slow)
        for unit in ("\\frac{", "> ", "# ", "---\n", "\u0301", "ﬁ", "😂", "^{", ":a:", "{")
    ],
)
def test_cost_grows_with_the_length_and_no_faster(unit: str) -> None:
    """Ten times the text may take no more than forty times as long; a quadratic reader would take a hundred times."""

    def seconds(characters: int) -> float:
        return cpu_seconds(clean, unit * (characters // len(unit)))

    seconds(500)
    assert seconds(80_000) < 40 * seconds(8_000) + 0.2
