"""The order of a stream's sound: by segment, nothing twice, the last chunk marked, and none marked too early."""

from __future__ import annotations

from collections import deque
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.streaming.test_segment_in_flight import HOP, RATE_HZ, in_flight, result
from tests.tiny_stages import VOICE_GAIN
from tritone.pipeline.segments import TimedText
from tritone.pipeline.windows import VocodedWindow
from tritone.streaming.segment_queue import SegmentQueue

FRAMES = st.sampled_from([0, 1, 20, 100, 300])


class Text(SimpleNamespace):
    """As much of tritone.streaming.text_ahead.TextAhead as the queue reads."""

    def __init__(self, waiting=(), is_all_read=False):
        super().__init__(
            waiting=list(waiting), is_all_read=is_all_read, silent_words=[], warnings=deque(), awaits_more=False
        )


def segment_of(frames: int, name: int, pause_seconds: float = 0.0):
    """A segment that says its name in every sample, once it is made."""
    segment = in_flight(1, pause_seconds, timed=[TimedText(name, name + 1, 0, 1)])
    segment.frames_to_come = result([frames])
    segment.name = name
    return segment


def advance(segment) -> None:
    """The next thing that happens to it: its frames are made, a window goes to the vocoder, or comes back."""
    if segment.frames is None:
        segment.take_frames(segment.frames_to_come, False)
    elif segment.frames_at_vocoder:
        samples = np.full(segment.frames_at_vocoder * HOP, segment.name / VOICE_GAIN, np.float32)
        segment.take_sound(VocodedWindow(samples, np.zeros(1, np.float32)))
    elif segment.windows:
        segment.next_window()


@given(st.lists(st.tuples(FRAMES, st.sampled_from([0.0, 0.2, 3.0])), min_size=1, max_size=5), st.data())
def test_sound_comes_in_order_and_the_last_is_known_when_the_text_is(kinds, data):
    text = Text()
    queue = SegmentQueue(text, RATE_HZ, keeps_words=True)
    to_come = [segment_of(frames, name, pause) for name, (frames, pause) in enumerate(kinds, 1)]
    everything, sounds = list(to_come), []
    for _ in range(2000):
        moves = [segment for segment in queue.segments if not segment.is_vocoded]
        if to_come:
            moves.append("append")
        elif not text.is_all_read:
            moves.append("read")
        if not moves:
            break
        move = moves[data.draw(st.integers(0, len(moves) - 1))]
        if move == "append":
            queue.segments.append(to_come.pop(0))
        elif move == "read":
            text.is_all_read = True
        else:
            advance(move)
        ready = queue.take_ready()
        assert not (ready and sounds and sounds[-1].is_last), "sound after the last"
        sounds += ready
        assert all(not sound.is_last for sound in sounds) or text.is_all_read
    sounds += queue.take_ready()
    assert [sound.is_last for sound in sounds] == [False] * (len(sounds) - 1) + [True]
    assert not queue.segments
    # an empty last chunk is for those only whose last segment turned out to have no sound
    frames, pause = kinds[-1]
    assert len(sounds[-1].samples) or not (frames or pause)
    names = np.concatenate([sound.samples[::HOP] * sound.gain for sound in sounds])
    spoken = [int(name) for name in np.rint(names) if name]
    assert sorted(set(spoken)) == [segment.name for segment in everything if len(segment.frames)]
    assert spoken == sorted(spoken)
    # every word goes out once, in order, also that of a segment which turned out to have no sound
    words = [placed.item.text_start for sound in sounds for placed in sound.words]
    assert words == [segment.name for segment in everything]


@given(st.lists(FRAMES, min_size=1, max_size=5), st.integers(0, 60), st.data())
def test_what_comes_before_a_segment_grows_from_one_to_the_next_and_never_shrinks(frames, steps, data):
    queue = SegmentQueue(Text(), RATE_HZ, keeps_words=False)
    queue.segments.extend(segment_of(count, name) for name, count in enumerate(frames, 1))
    latest = 0.0
    for _ in range(steps):
        if queue.segments:
            advance(queue.segments[data.draw(st.integers(0, len(queue.segments) - 1))])
        queue.take_ready()
        before = [queue.seconds_before(segment) for segment in queue.segments] + [queue.seconds_before(None)]
        assert before == sorted(before)
        made = queue.seconds_before(queue.segments[0]) if queue.segments else before[-1]
        assert made >= latest - 1e-9
        latest = made


def test_words_are_left_out_where_nobody_asks_for_them():
    queue = SegmentQueue(Text(is_all_read=True), RATE_HZ, keeps_words=False)
    queue.segments.append(segment_of(10, 1))
    for _ in range(3):
        advance(queue.segments[0])
    (sound,) = queue.take_ready()
    assert sound.is_last and not sound.words


@pytest.mark.parametrize(("earlier", "opens"), [([], True), ([0], True), ([3], False)])
def test_a_segment_opens_the_stream_if_none_before_it_has_words(earlier, opens):
    queue = SegmentQueue(Text(), RATE_HZ, keeps_words=False)
    segments = [in_flight(ids) for ids in [*earlier, 5]]
    queue.segments.extend(segments)
    assert queue.opens_stream(segments[-1]) == opens
