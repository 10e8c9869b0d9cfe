"""`<break>` in text that is not SSML is a pause that lasts what it says, as at other services."""

from __future__ import annotations

import functools

import pytest

from frontend_text import Frontend


@functools.cache
def frontend(language: str) -> Frontend:
    return Frontend(language)


@pytest.mark.parametrize("language", ["en-us", "es"])
@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ('Lima. <break time="1.5s"/> Roma.', [("Lima.", 1.5), ("Roma.", 0.0)]),
        ("Lima <BREAK TIME=750ms> Roma", [("Lima", 0.75), ("Roma", 0.0)]),
        ('Lima<break strength="weak"></break>Roma', [("Lima", 0.25), ("Roma", 0.0)]),
        ('Lima <mstts:silence type="Tailing" value="2s"/> Roma', [("Lima", 2.0), ("Roma", 0.0)]),
        ('<break time="1s"/><break time="1s"/>Lima', [("", 2.0), ("Lima", 0.0)]),
        ('Lima <break time="500ms"/> <break time="1s"/>', [("Lima", 1.5)]),
        ('Lima <break time="0s"/> Roma', [("Lima Roma", 0.0)]),
        ("Lima <b>Roma</b>", [("Lima Roma", 0.0)]),
    ],
)
def test_a_break_ends_a_segment_and_lasts_what_it_says(
    language: str, text: str, segments: list[tuple[str, float]]
) -> None:
    passage = frontend(language).read(text)
    assert [(segment.spoken, segment.pause_seconds) for segment in passage.segments] == segments
    assert passage.warnings == ()


@pytest.mark.parametrize(
    ("text", "pause", "warning"),
    [
        ('Lima. <break time="20s"/> Roma.', 10.0, "is longer than 10s and is cut to that"),
        ('Lima. <break time="soon"/> Roma.', 0.5, "is not a time such as"),
        ('Lima. <break strength="huge"/> Roma.', 0.5, "allowed: none, x-weak"),
    ],
)
def test_a_break_that_cannot_be_had_is_told_and_replaced(text: str, pause: float, warning: str) -> None:
    passage = frontend("en-us").read(text)
    assert passage.segments[0].pause_seconds == pause
    assert len(passage.warnings) == 1
    assert warning in passage.warnings[0]


def test_a_break_in_code_is_code() -> None:
    (segment,) = frontend("en-us").read('Write `<break time="1s"/>` there.').segments
    assert "break" in segment.spoken


def test_pronunciations_beside_a_break_keep_their_places() -> None:
    text = '[tomato](/təˈmɑːtoʊ/) <break time="1s"/> or [tomato](/təˈmeɪtoʊ/).'
    first, second = frontend("en-us").read(text).segments
    assert (first.phonemes, second.phonemes) != (second.phonemes, first.phonemes)
    assert "mˈɑ" in first.phonemes
    assert "mˈA" in second.phonemes
    assert text[second.words[-1].text_start : second.words[-1].text_end].startswith("tomato")


def test_segments_read_piece_by_piece_are_those_read_at_once() -> None:
    text = 'One. <break time="1s"/> ' * 30 + "The end."
    whole = frontend("en-us").read(text, max_chars=10**6).segments
    pieces, start = [], 0
    while start is not None:
        passage = frontend("en-us").read(text, start, max_chars=40)
        pieces += passage.segments
        start = passage.next_start
    assert tuple(pieces) == whole
    assert "".join(text[s.text_start : s.text_end] for s in whole).replace(" ", "") == text.replace(" ", "")
