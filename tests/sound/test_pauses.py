"""Silence is what was asked for and what the pause table says, measured on the sound of a voice of each family."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from frontend_text.segmentation.breaks import PAUSE_SECONDS, Break

pytestmark = pytest.mark.slow

CLOSE = 0.03
"""Seconds that nobody hears."""
MARKED = (
    "What{} stop it.",
    "I said{} no.",
    "He opened the door{} nobody was there.",
    "They came home late{} everyone was asleep.",
)


@pytest.mark.parametrize("seconds", [0.1, 0.5, 2.0, 10.0])
def test_a_break_lasts_what_it_says(speaker, seconds):
    for text in ('Open the door <break time="{}s"/> and sit down.', 'He was late. <break time="{}s"/> Again.'):
        heard = speaker.say(f"<speak>{text.format(seconds)}</speak>")
        assert heard.longest_silence() == pytest.approx(seconds, abs=CLOSE)


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_a_break_in_seconds_is_the_same_at_any_speed_and_a_strength_is_not(speaker, speed):
    timed = speaker.say('<speak>Open the door <break time="1s"/> and sit down.</speak>', speed)
    assert timed.longest_silence() == pytest.approx(1.0, abs=CLOSE)
    strong = speaker.say('<speak>Open the door <break strength="strong"/> and sit down.</speak>', speed)
    assert strong.longest_silence() == pytest.approx(0.75 / speed, abs=CLOSE)


def test_a_break_of_nothing_makes_none(speaker):
    for nothing in ('<break strength="none"/>', '<break time="0ms"/>'):
        plain = speaker.say("<speak>I thought we could wait.</speak>")
        assert speaker.say(f"<speak>I thought {nothing} we could wait.</speak>").seconds == plain.seconds
    parted = speaker.say('<speak>He was late. <break strength="none"/> Again he ran.</speak>')
    assert parted.longest_silence() < 0.05 + CLOSE  # a closure inside a word


def test_a_leading_break_counts(speaker):
    for seconds in (0.5, 2.0):
        heard = speaker.say(f'<speak><break time="{seconds}s"/>Open the door.</speak>')
        assert heard.edges()[0] == pytest.approx(seconds, abs=CLOSE)


def test_pauses_between_segments_are_those_of_the_table(speaker):
    sentences = "I waited all day{0}Nobody came to see me{0}At last I went home."
    for mark, ends_with in ((". ", Break.SENTENCE), ("… ", Break.ELLIPSIS), (".\n\n", Break.PARAGRAPH)):
        pauses = [end - begin for begin, end in speaker.say(sentences.format(mark)).silences(0.25)]
        assert pauses == pytest.approx([PAUSE_SECONDS[ends_with]] * 2, abs=CLOSE), mark


def test_a_stream_begins_and_ends_with_its_sound(speaker):
    for text, seed in itertools.product(("Yes.", "She said no.", "Stop it!", "How do you do?", "The moon"), (1, 2, 3)):
        heard = speaker.say(text, seed=seed)
        assert heard.edges()[0] < 0.03, (text, seed)
        # what follows a "t" fades for 50 to 80 ms with single samples at -54 dBFS, which are kept as sound
        assert heard.seconds - heard.edges(below_db=-66.0)[1] < 0.05, (text, seed)


def test_marks_are_heard_in_the_order_of_their_weight(speaker):
    heard = {
        mark: np.array([speaker.say(text.format(mark)).longest_silence(-50) for text in MARKED])
        for mark in (",", ";", " —", "…", ".")
    }
    heard["."] = np.array(
        [
            speaker.say(". ".join(part.strip().capitalize() for part in text.split("{}"))).longest_silence(-50)
            for text in MARKED
        ]
    )
    for lighter, heavier in ((",", ";"), (";", " —"), (" —", "…"), ("…", ".")):
        assert heard[lighter].mean() < heard[heavier].mean() + (0.01 if lighter == " —" else 0), heard
        # one sentence may differ a little from another
        assert (heard[lighter] < heard[heavier] + 0.06).all(), heard


def test_held_frames_are_silent_whatever_the_seed(speaker):
    """A Piper voice draws noise for each frame; one of them, held, was heard at -40 dBFS in one of ten sentences."""
    for seed in range(6):
        heard = speaker.say("I said — no.", seed=seed)
        assert heard.longest_silence(-50) > 0.25


@pytest.mark.parametrize(
    "text",
    ["milk\na dozen eggs\nbread\nbutter", "i carry your heart with me\ni carry it in my heart\ni am never without it"],
)
def test_a_line_end_in_a_list_and_in_a_poem_pauses(speaker, text):
    pauses = [end - begin for begin, end in speaker.say(text).silences(0.25)]
    assert pauses == pytest.approx([PAUSE_SECONDS[Break.LINE]] * text.count("\n"), abs=CLOSE)
