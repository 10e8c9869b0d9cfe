"""Durations at another speed: the whole lasts what is asked, plain speech stays, and both families' engines agree."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.families.voice_data import FAMILY, IDS, NATIVE, TORCH, VOICE
from tritone.families.hibari.acoustic_model import _paced
from tritone.families.pacing import paced_durations
from tritone.native.library import why_unsupported
from tritone.pipeline.frames import AcousticSegment

DURATIONS = st.lists(st.integers(1, 40), min_size=1, max_size=60).map(np.array)
RATES = st.floats(0.25, 4.0, width=32)


def rates_of(durations, rate: float) -> np.ndarray:
    return np.full(len(durations), rate, np.float32)


@given(DURATIONS)
def test_at_speed_1_durations_stay(durations):
    np.testing.assert_array_equal(paced_durations(durations, rates_of(durations, 1.0)), durations)


@given(DURATIONS, st.floats(0.25, 1.0, width=32))
def test_slower_ids_end_within_half_a_frame_of_where_they_should(durations, rate):
    ends = paced_durations(durations, rates_of(durations, rate)).cumsum()
    assert np.abs(ends - durations.cumsum() / np.float64(np.float32(rate))).max() <= 0.5 + 1e-4


@given(DURATIONS, RATES)
def test_every_id_lasts_a_frame_and_what_it_is_too_long_is_taken_from_those_after_it(durations, rate):
    paced = paced_durations(durations, rates_of(durations, rate))
    wanted = durations.cumsum() / np.float64(np.float32(rate))
    assert paced.min() >= 1
    too_long = paced.cumsum() - wanted
    assert too_long.min() >= -0.5 - 1e-4
    # where an id lasts more than the least, nothing is owed any more
    assert (too_long[paced > 1] <= 0.5 + 1e-4).all()


def test_an_average_phoneme_of_a_few_steps_is_quicker_at_1_25():
    """Rounded one by one, three steps divided by 1.25 are two, and two are two: rates of 1.5 and 1."""
    assert paced_durations(np.full(10, 3), rates_of(range(10), 1.25)).sum() == 24
    assert paced_durations(np.full(10, 2), rates_of(range(10), 1.25)).sum() == 16


@given(st.lists(st.tuples(st.integers(1, 40), RATES), min_size=1, max_size=60), st.integers(0, 5))
def test_the_device_counts_as_numpy_does_and_padding_lasts_nothing(ids, padding):
    plain = np.array([[frames for frames, _ in ids] + [0] * padding])
    rates = np.array([[rate for _, rate in ids] + [1.0] * padding], np.float32)
    on_device = _paced(torch.from_numpy(plain).double(), torch.from_numpy(rates)).numpy()
    np.testing.assert_array_equal(on_device, paced_durations(plain, rates))
    assert not on_device[0, len(ids) :].any()


@pytest.mark.slow
@pytest.mark.parametrize("settings", [NATIVE, TORCH], ids=["native", "torch"])
@pytest.mark.parametrize("speed", [0.25, 0.7, 1.25, 3.0])
def test_hibari_engines_pace_what_they_say_at_speed_1(settings, speed):
    if settings is NATIVE and (reason := why_unsupported()):
        pytest.skip(reason)
    engine = FAMILY.acoustic_engine(VOICE, settings)
    for ids in IDS:
        plain, paced = engine.synthesize_frames([AcousticSegment(ids), AcousticSegment(ids, speed)], [VOICE] * 2)
        np.testing.assert_array_equal(paced.durations, 2 * paced_durations(plain.durations // 2, rates_of(ids, speed)))
