"""Words end and begin with their sound, durations keep their sum; pauses have bounds. By hand, without a model."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tritone.families.delivery import PauseBounds, PauseMaking
from tritone.families.heard import fitted_to_sound, heard_span
from tritone.pipeline.frames import AcousticResult

PAD, BLANK, COMMA, DASH, STOP = range(5)
QUIET, MARKS = frozenset((PAD, BLANK, COMMA, DASH, STOP)), frozenset((COMMA, DASH, STOP))
LOUD, SILENT = 20.0, -20.0


def loudness(*runs: tuple[float, int]) -> np.ndarray:
    return np.concatenate([np.full(count, level, np.float32) for level, count in runs])


def test_a_word_ends_where_its_sound_does_and_the_next_begins_with_its_own():
    ids = np.array([PAD, 7, 8, COMMA, BLANK, 9, STOP, PAD])
    durations = np.array([10, 10, 20, 4, 4, 10, 10, 10], np.int32)
    heard = loudness((SILENT, 13), (LOUD, 12), (SILENT, 25), (LOUD, 8), (SILENT, 20))
    fitted = fitted_to_sound(ids, durations, heard, QUIET, MARKS)
    assert fitted.tolist() == [13, 7, 5, 21, 4, 8, 10, 10]


def test_a_segment_that_begins_and_ends_with_sound_has_no_silence_there():
    ids, durations = np.array([PAD, 7, BLANK, 8, PAD]), np.array([4, 20, 2, 20, 6], np.int32)
    heard = loudness((LOUD, 20), (SILENT, 12), (LOUD, 20))
    assert fitted_to_sound(ids, durations, heard, QUIET, MARKS).tolist() == [0, 20, 12, 20, 0]


def test_a_closure_between_two_words_is_no_pause_and_the_next_word_begins_in_the_blank():
    ids = np.array([PAD, 7, BLANK, 8, PAD])
    durations = np.array([5, 20, 2, 20, 5], np.int32)
    heard = loudness((SILENT, 5), (LOUD, 18), (SILENT, 6), (LOUD, 18), (SILENT, 5))
    assert fitted_to_sound(ids, durations, heard, QUIET, MARKS).tolist() == [5, 20, 0, 22, 5]


@given(st.data())
def test_durations_keep_their_sum_and_every_sound_a_frame(data):
    count = data.draw(st.integers(1, 12))
    ids = np.array(data.draw(st.lists(st.integers(0, 9), min_size=count, max_size=count)))
    durations = np.array(data.draw(st.lists(st.integers(1, 9), min_size=count, max_size=count)), np.int32)
    total = int(durations.sum())
    heard = np.array(data.draw(st.lists(st.sampled_from([LOUD, SILENT]), min_size=total, max_size=total)), np.float32)
    fitted = fitted_to_sound(ids, durations, heard, QUIET, MARKS)
    assert fitted.sum() == total
    assert (fitted >= [0 if int(number) in QUIET else 1 for number in ids]).all()


def test_what_is_heard_has_a_first_and_a_last_frame():
    assert heard_span(loudness((SILENT, 3), (LOUD, 4), (SILENT, 2))) == (3, 7)
    assert heard_span(loudness((SILENT, 3))) == (0, 3)


PAUSES = PauseMaking(
    {COMMA: PauseBounds(10, 10), DASH: PauseBounds(20, 40, 44)}, frozenset((PAD, BLANK)), sounding_frames=2
)


def paused(ids, durations, heard=None, speed=1.0):
    frames = np.arange(sum(durations), dtype=np.float32)[:, None]
    result = AcousticResult(frames, np.array(durations, np.int32), None if heard is None else heard)
    return PAUSES.paused(np.array(ids), result, np.array([-1.0], np.float32), speed, heard)


def test_a_pause_that_is_too_short_gets_frames_of_silence_where_it_is_silent():
    heard = loudness((LOUD, 10), (SILENT, 4), (LOUD, 10))
    result = paused([7, 8, COMMA, 9], [5, 5, 4, 10], heard)
    assert result.durations.tolist() == [5, 5, 10, 10]
    assert (result.frames[14:20] == -1).all() and result.frames[20, 0] == 14
    assert len(result.energy) == 30 and (result.energy[10:20] < 0).all()
    faster = paused([7, 8, COMMA, 9], [5, 5, 4, 10], heard, speed=2.0)
    assert faster.durations.tolist() == [5, 5, 5, 10]


def test_a_pause_that_is_too_long_loses_silence():
    heard = loudness((LOUD, 10), (SILENT, 60), (LOUD, 10))
    result = paused([7, 8, DASH, BLANK, 9], [5, 5, 58, 2, 10], heard)
    assert result.durations.tolist() == [5, 5, 42, 2, 10] and len(result.frames) == 64


def test_between_clauses_a_pause_is_longer_than_between_words():
    for sounds, frames in ((4, 20), (8, 20), (12, 30), (16, 40), (40, 40)):
        ids = [7] * sounds + [DASH] + [8] * sounds
        heard = loudness((LOUD, sounds), (SILENT, 1), (LOUD, sounds))
        assert paused(ids, [1] * len(ids), heard).durations[sounds] == frames


def test_where_loudness_is_not_known_a_marks_frames_are_silent_but_for_a_few():
    assert paused([7, COMMA, BLANK, 8], [5, 4, 2, 5]).durations.tolist() == [5, 10, 2, 5]
    assert paused([7, COMMA, BLANK, 8], [5, 40, 2, 5]).durations.tolist() == [5, 40, 2, 5]


def test_padding_between_sounds_is_no_pause_and_marks_in_one_run_are_one():
    ids = [PAD, 7, PAD, COMMA, PAD, BLANK, PAD, DASH, PAD, 8, PAD, 9, COMMA, PAD]
    result = paused(ids, [1, 5, 1, 2, 1, 1, 1, 1, 1, 5, 1, 3, 2, 1])
    # the longer of the two is heard; the last comma ends the segment
    assert result.durations.tolist() == [1, 5, 1, 2, 1, 1, 1, 21, 1, 5, 1, 3, 2, 1]
    assert result.frames[:, 0].tolist() == [*range(13), *[-1.0] * 20, *range(13, 26)]
