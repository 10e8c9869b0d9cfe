"""Cues: the text as it was written, cut where it can be cut, short enough to be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tritone.cli.subtitles.cues import LINE_CHARACTERS, MOST_LINES, MOST_SECONDS, cues


def told(text: str, seconds: float = 0.3, gaps: "dict[int, float] | None" = None) -> list:
    """Every blank-separated word of the text lasts so long; gaps: word → silence before it."""
    timings, now = [], 0.0
    for index, word in enumerate(text.split()):
        now += (gaps or {}).get(index, 0.0)
        timings.append({"word": word.strip(".,"), "display": f"{word} ", "start": now, "end": now + seconds})
        now += seconds
    return timings


def shown(timings) -> list:
    return ["\n".join(cue.lines) for cue in cues(timings)]


def test_sentences_are_cues_with_their_punctuation():
    text = 'The quick brown fox jumps over the lazy dog, said Dr. Smith. "Really?" she asked. "It costs $3.50 a piece."'
    assert shown(told(text, 0.4)) == [
        "The quick brown fox jumps over\nthe lazy dog, said Dr. Smith.",
        '"Really?" she asked.',
        '"It costs $3.50 a piece."',
    ]


def test_a_long_sentence_is_cut_at_its_clauses():
    text = (
        "When in the course of human events it becomes necessary for one people to go, "
        "a decent respect for opinions requires that they should say why; and they do."
    )
    assert shown(told(text, 0.2)) == [
        "When in the course of human events it\nbecomes necessary for one people to go,",
        "a decent respect for opinions requires\nthat they should say why; and they do.",
    ]


def test_a_silence_ends_a_cue():
    assert shown(told("Hello there after a silence", 1.0, {2: 1.0})) == ["Hello there", "after a silence"]


def test_very_short_sentences_stand_together():
    assert shown(told("Yes. No. Well, perhaps not.", 0.25)) == ["Yes. No. Well, perhaps not."]


def test_a_word_that_lasts_is_shown_again_and_one_without_end_is_cut():
    assert [(cue.lines, cue.end_seconds) for cue in cues(told("12345678901234", 10.0))] == [
        (("12345678901234",), 5.0),
        (("12345678901234",), 10.0),
    ]
    (first, second) = cues(told("x" * 100, 2.0))
    assert "".join(first.lines + second.lines) == "x" * 100
    assert all(len(line) <= LINE_CHARACTERS for cue in (first, second) for line in cue.lines)


def test_words_of_one_place_prolong_it_and_marks_are_no_words():
    timings = [
        {"word": "5 km", "display": "5 km ", "start": 0.0, "end": 0.4},
        {"mark": "here", "start": 0.4, "end": 0.4},
        {"word": "5 km", "display": "", "start": 0.4, "end": 1.4},
    ]
    (cue,) = cues(timings)
    assert (cue.lines, cue.end_seconds) == (("5 km",), 1.4)


def test_a_server_that_tells_no_display_has_its_words_shown():
    assert shown([{"word": "Hello", "start": 0.0, "end": 1.0}, {"word": "there", "start": 1.0, "end": 2.0}]) == [
        "Hello there"
    ]


def test_nothing_told_is_no_cue():
    assert cues([]) == []


@pytest.mark.parametrize("blank", [" ", ""])
@given(st.lists(st.tuples(st.text("ab東.,", min_size=1, max_size=50), st.floats(0.01, 9)), max_size=25))
def test_whatever_is_said_cues_are_readable_and_lose_nothing(blank, words):
    timings, now = [], 0.0
    for text, seconds in words:
        timings.append({"word": text, "display": text + blank, "start": now, "end": now + seconds})
        now += seconds
    made = cues(timings)
    assert all(len(line) <= LINE_CHARACTERS for cue in made for line in cue.lines)
    assert all(len(cue.lines) <= MOST_LINES for cue in made)
    assert all(cue.end_seconds - cue.start_seconds <= MOST_SECONDS + 1e-6 for cue in made)
    assert all(a.end_seconds <= b.start_seconds + 1e-9 for a, b in zip(made, made[1:], strict=False))
    joined = "".join("".join(cue.lines) for cue in made)
    for text, _ in words:
        assert text in joined.replace(" ", "") or blank == ""
