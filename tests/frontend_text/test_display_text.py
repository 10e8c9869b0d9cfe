"""What a transcript shows with each word: joined, it is the caller's text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_text.markup.display_text import DisplayText


def shown(text: str, words: list[str]) -> list[str]:
    """The display of words that stand in the text in this order."""
    display, at, found = DisplayText(), 0, []
    for word in words:
        at = text.index(word, at) + len(word)
        found.append(display.of_word(text, at))
    return found


@pytest.mark.parametrize(
    ("text", "displays"),
    [
        ("Dr. Smith, really?", ["Dr. ", "Smith, ", "really?"]),
        ('He said "Hello there," and left.', ["He ", "said ", '"Hello ', 'there," ', "and ", "left."]),
        ("“It costs $3.50 (or so) — now!”", ["“It ", "costs ", "$3.50 ", "(or ", "so) — ", "now!”"]),
        ("Vraiment ? Oui.", ["Vraiment ? ", "Oui."]),
        ("one—two/three", ["one—", "two/", "three"]),
        ("Up 😀 and away 🎈", ["Up 😀 ", "and ", "away 🎈"]),
        ("東京、大阪。", ["東京、", "大阪。"]),
        ("*Very* well_done", ["*Very* ", "well_", "done"]),
    ],
)
def test_a_word_is_shown_with_what_follows_it(text, displays):
    words = [re.search(r"[\d.]+\d|[^\W_]+", display)[0] for display in displays]
    assert shown(text, words) == displays and "".join(displays) == text


@pytest.mark.parametrize(
    ("text", "words", "displays"),
    [
        (
            '<speak><p>One,   two.</p><p>"Three" &amp; <break time="1 s"/>four</p></speak>',
            ["One", "two", "Three", "four"],
            ["One, ", "two. ", '"Three" & ', "four "],
        ),
        (
            "<speak>A <emphasis level='a > b'>bold</emphasis>, step<!-- not this --> on.</speak>",
            ["A", "bold", "step", "on"],
            ["A ", "bold, ", "step ", "on. "],
        ),
        ("<speak>say &quot;yes&quot; now</speak>", ["say", "yes", "now"], ["say ", '"yes" ', "now "]),
    ],
)
def test_of_markup_only_its_words_are_shown(text, words, displays):
    assert shown(text, words) == displays


def test_words_out_of_order_or_of_one_place_are_shown_once():
    display = DisplayText()
    assert [display.of_word("5 km away", end) for end in (4, 1, 4, 9)] == ["5 km ", "", "", "away"]


def test_what_is_not_spoken_at_all_goes_with_the_word_behind_it():
    assert shown("one `code here` two", ["one", "two"]) == ["one ", "`code here` two"]


def test_text_that_grows_is_shown_without_loss():
    display = DisplayText()
    assert display.of_word("Well", 4) + display.of_word('Well, "yes', 10) == 'Well, "yes'


@given(st.text(alphabet=st.sampled_from("ab é.,!?\"'()—-_$5\n東。"), max_size=60))
def test_joined_they_are_the_text_up_to_the_last_word(text):
    words = list(re.finditer(r"[^\W_]+", text))
    display = DisplayText()
    joined = "".join(display.of_word(text, word.end()) for word in words)
    assert text.startswith(joined) and (not words or len(joined) >= words[-1].end())
