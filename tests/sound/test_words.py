"""Emphasis and prosody on words, measured on the sound: length, level, pitch, and nothing torn around them."""

from __future__ import annotations

import re

import numpy as np
import pytest

from loadtest.listen.measures import decibels, semitones, sounding
from loadtest.listen.pitch import STEP_SECONDS, pitch_track
from tests.sound.spoken_text import Speaker, Spoken, speaker

pytestmark = pytest.mark.slow

AROUND_SECONDS = 0.065
"""Of a word's timing: its sound may begin so much sooner, a gain's ramp included."""
VOICES = ("heart", "joe", "af_heart")
MONEY, NUMBER, PLACE = "I never said she stole the money.", "There are 42 of them.", "A friend of mine lives here."
MARKED = [
    (MONEY, "I"),
    (MONEY, "said"),
    (MONEY, "she"),
    (MONEY, "she stole"),
    (MONEY, "the"),
    (MONEY, "money"),
    (NUMBER, "42"),
    (PLACE, "A"),
    (PLACE, "here"),
]


@pytest.fixture(scope="module", params=VOICES)
def voice(request) -> Speaker:
    return speaker(request.param)


def marked(text: str, words: str, element: str) -> str:
    """SSML with an element around words of a text."""
    around = re.sub(rf"\b{words}\b", f"<{element}>{words}</{element.split()[0]}>", text, count=1)
    return f"<speak>{around}</speak>"


def place(spoken: Spoken, text: str, words: str) -> int:
    """Which word of a text the first of these is."""
    return [word.text for word in spoken.words].index(words.split()[0])


def seconds(spoken: Spoken, index: int) -> float:
    return spoken.words[index].end - spoken.words[index].start


def level_db(spoken: Spoken, index: int) -> float:
    return decibels(float(np.sqrt(np.square(spoken.of(index), dtype=np.float64).mean())))


def pitch_hz(spoken: Spoken, index: int) -> float:
    """The upper quartile of a word's pitch; 0 without one."""
    word, track = spoken.words[index], pitch_track(spoken.samples, spoken.rate_hz)
    voiced = [hz for hz in track[int(word.start / STEP_SECONDS) : int(word.end / STEP_SECONDS) + 1] if hz]
    return float(np.percentile(voiced, 75)) if len(voiced) > 2 else 0.0


def longest_pause(spoken: Spoken) -> float:
    sounds = sounding(spoken.samples, spoken.rate_hz)
    return max((start - end for (_, end), (start, _) in zip(sounds, sounds[1:], strict=False)), default=0.0)


@pytest.mark.parametrize(("text", "words"), MARKED, ids=[words for _, words in MARKED])
def test_an_emphasised_word_is_heard_and_the_sentence_stays_one(voice, text, words):
    plain, strong = voice.say(text), voice.say(marked(text, words, 'emphasis level="strong"'))
    index = place(plain, text, words)
    longer = seconds(strong, index) / seconds(plain, index)
    louder = level_db(strong, index) - level_db(plain, index)
    assert louder >= 1.5 or longer >= 1.2, (longer, louder)
    low, high = pitch_hz(plain, index), pitch_hz(strong, index)
    if voice.name != "joe" and low and high:
        assert semitones(high, low) > 0.3
    assert longest_pause(strong) < longest_pause(plain) + 0.04
    assert not strong.warnings


@pytest.mark.parametrize("words", ["never", "stole", "she"])
def test_a_reduced_word_is_softer_and_no_longer_to_speak_of(voice, words):
    plain, reduced = voice.say(MONEY), voice.say(marked(MONEY, words, 'emphasis level="reduced"'))
    index = place(plain, MONEY, words)
    assert seconds(reduced, index) < 1.05 * seconds(plain, index)
    assert level_db(reduced, index) - level_db(plain, index) < -1.5


@pytest.mark.parametrize(("volume", "db"), [("+6dB", 6), ("-6dB", -6)])
def test_volume_on_a_word_is_a_gain_of_that_word_alone(voice, volume, db):
    plain, changed = voice.say(MONEY), voice.say(marked(MONEY, "she", f'prosody volume="{volume}"'))
    assert len(plain.samples) == len(changed.samples)
    index = place(plain, MONEY, "she")
    assert level_db(changed, index) - level_db(plain, index) == pytest.approx(db, abs=0.7)
    start, end = (int(edge * plain.rate_hz) for edge in (plain.words[index].start, plain.words[index].end))
    around = int(AROUND_SECONDS * plain.rate_hz)
    np.testing.assert_array_equal(plain.samples[: start - around], changed.samples[: start - around])
    np.testing.assert_array_equal(plain.samples[end + around :], changed.samples[end + around :])


@pytest.mark.parametrize(("rate", "least", "most"), [("60%", 1.2, 2.2), ("160%", 0.4, 0.85)])
def test_rate_on_a_word_changes_that_word_and_makes_no_pause(voice, rate, least, most):
    plain, changed = voice.say(MONEY), voice.say(marked(MONEY, "never", f'prosody rate="{rate}"'))
    index = place(plain, MONEY, "never")
    assert least < seconds(changed, index) / seconds(plain, index) < most
    assert longest_pause(changed) < longest_pause(plain) + 0.04


@pytest.mark.parametrize("asked", [3, -3])
def test_pitch_on_a_word_moves_it_and_says_so_where_it_cannot(voice, asked):
    plain, changed = voice.say(MONEY), voice.say(marked(MONEY, "stole", f'prosody pitch="{asked:+d}st"'))
    if voice.name == "joe":
        np.testing.assert_array_equal(plain.samples, changed.samples)
        assert "has no pitch that can be moved" in changed.warnings[0]
        return
    index = place(plain, MONEY, "stole")
    assert abs(len(plain.samples) - len(changed.samples)) < 0.01 * plain.rate_hz
    assert semitones(pitch_hz(changed, index), pitch_hz(plain, index)) == pytest.approx(asked, abs=1.2)


def test_an_emphasised_first_word_begins_as_soon_as_a_plain_one(voice):
    plain, strong = voice.say(MONEY), voice.say(marked(MONEY, "I", 'emphasis level="strong"'))
    assert seconds(strong, 0) / seconds(plain, 0) < 2.6, "no slow silence before it"
    (first, _), (usual, _) = (sounding(one.samples, one.rate_hz, -35)[0] for one in (strong, plain))
    assert first < usual + 0.05
