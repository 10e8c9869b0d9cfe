"""The first clause of a long sentence is said as in the sentence read whole; nothing is torn that belongs together."""

from __future__ import annotations

import numpy as np
import pytest

from frontend_text import Frontend
from tests.families.test_delivery import median_pitch
from tests.sound.whole_stream import Heard

pytestmark = pytest.mark.slow

LONG = (
    "When the rain had stopped at last, the children ran out into the garden and the yard, where the dog was lying.",
    "After the long winter was over, nearly every window and door of the house stood open to the mild air of the day.",
    "If you want to hear the whole story, you will have to wait until the others have come back from the market.",
)


@pytest.mark.parametrize("text", LONG)
def test_pause_and_pitch_after_the_first_comma_are_those_of_a_later_one(heart, text):
    """The same sentence behind another one is nobody's first: it has always been read whole."""
    first = heart.say(text)
    later = heart.say(f"Listen to this story. {text}")
    (pause, pitch), (whole_pause, whole_pitch) = (around_comma(heard, text) for heard in (first, later))
    assert pause == pytest.approx(whole_pause, abs=0.03)
    assert pitch == pytest.approx(whole_pitch, abs=0.7)  # torn off it was 2 semitones less


def around_comma(heard: Heard, text: str) -> tuple[float, float]:
    """Seconds of the pause at the sentence's first comma, and by how many semitones its pitch is reset there."""
    words = heard.words[-len(text.split()) :]
    index = next(place for place, word in enumerate(text.split()) if word.endswith(","))
    before, after = (
        median_pitch(cut(heard, float(part[0]["start"]), float(part[-1]["end"])), heard.rate_hz)
        for part in (words[index - 2 : index + 1], words[index + 1 : index + 4])
    )
    return words[index + 1]["start"] - words[index]["end"], 12 * np.log2(after / before)


def cut(heard: Heard, begin: float, end: float):
    return heard.samples[int(begin * heard.rate_hz) : int(end * heard.rate_hz)]


def test_a_quick_voice_reads_sentences_whole_and_no_voice_tears_two_words_joined_by_and():
    frontend = Frontend("en-us")
    for text in LONG:
        (segment,) = frontend.read(text, whole_sentences=True).segments
        assert segment.text_end == len(text)
    joined = (
        "The old man who lived beside the harbour for so many years mended nets and ropes and sails and oars and lamps "
        "and chairs and clocks and boots and anything else that his neighbours brought to him in the evening "
        "when they came home from the cold grey sea."
    )
    ends = [joined[: segment.text_end] for segment in frontend.read(joined).segments[:-1]]
    assert ends
    for end in ends:
        assert not joined[len(end) :].startswith(" and"), end
