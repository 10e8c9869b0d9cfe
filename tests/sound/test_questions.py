"""Questions and exclamations, measured on the sound."""

from __future__ import annotations

import numpy as np
import pytest

from loadtest.listen.measures import semitones
from loadtest.listen.pitch import STEP_SECONDS, pitch_track
from tests.sound.spoken_text import Speaker, Spoken, speaker
from tritone.audio.loudness import integrated_loudness_lufs

pytestmark = pytest.mark.slow

YES_OR_NO = [
    "Are you coming with us tomorrow?",
    "Could you please close the window?",
    "Do you really think so?",
    "Are you sure?",
    "Can I help you?",
    "Is this the train to London?",
    "You stole the money?",
    "You have met my brother, haven't you?",
]
CREAK_SEMITONES = -8
"""Below the median: no melody, but pulses of a creaky voice."""

HIGHEST_SEMITONES = 9
"""Above it: a consonant's noise that happens to repeat itself."""


@pytest.fixture(scope="module", params=["heart", "af_heart"])
def name(request) -> str:
    return speaker(request.param).name


def end_hz(spoken: Spoken) -> float:
    """The pitch at the end, the upper quartile of the last 80 ms that have one, creak left out."""
    track = pitch_track(spoken.samples, spoken.rate_hz)
    lowest, highest = np.median(track[track > 0]) * 2 ** (np.array([CREAK_SEMITONES, HIGHEST_SEMITONES]) / 12)
    return float(np.percentile(track[(track > lowest) & (track < highest)][-8:], 75))


def test_questions_for_yes_or_no_end_two_semitones_higher_than_the_model_would(name):
    inflected, plain = Speaker(name), Speaker(name, inflection="off")
    moved = {text: semitones(end_hz(inflected.say(text)), end_hz(plain.say(text))) for text in YES_OR_NO}
    assert np.median(list(moved.values())) >= 2.5, moved
    assert sum(value >= 1.9 for value in moved.values()) >= len(moved) - 1, moved
    assert min(moved.values()) > 0, moved


@pytest.mark.parametrize(
    "text",
    ["Where did you put the keys?", "Would you like tea or coffee?", "I never said she stole the money.",
     '<speak>Are you <prosody pitch="+2st">sure</prosody>?</speak>'],
)  # fmt: skip
def test_other_questions_statements_and_an_authors_own_pitch_keep_their_samples(name, text):
    inflected, plain = Speaker(name).say(text), Speaker(name, inflection="off").say(text)
    np.testing.assert_array_equal(inflected.samples, plain.samples)


def test_a_rise_changes_nothing_before_the_last_stress(name):
    text = "Are you coming with us tomorrow?"
    inflected, plain = Speaker(name).say(text), Speaker(name, inflection="off").say(text)
    for word, same in zip(inflected.words, plain.words[:-1], strict=False):
        assert (word.start, word.end) == (pytest.approx(same.start, abs=0.01), pytest.approx(same.end, abs=0.01))
    tracks = [pitch_track(spoken.samples, spoken.rate_hz) for spoken in (inflected, plain)]
    before = slice(0, int(plain.words[-1].start / STEP_SECONDS))
    voiced = (tracks[0][before] > 0) & (tracks[1][before] > 0)
    moved = np.abs(12 * np.log2(tracks[0][before][voiced] / tracks[1][before][voiced]))
    assert np.percentile(moved, 90) < 0.5


def test_the_same_seed_gives_the_same_question(name):
    first, second = (Speaker(name).say_anew("Are you sure?") for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_an_exclamation_is_a_little_louder(name):
    text = "How dare you come here after all this time!"
    inflected, plain = Speaker(name).say(text), Speaker(name, inflection="off").say(text)
    louder = np.subtract(*(integrated_loudness_lufs(one.samples, one.rate_hz) for one in (inflected, plain)))
    assert 0.5 < louder < 2.0
