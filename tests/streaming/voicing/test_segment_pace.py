"""Who does what of a speed: the model within its bounds, stretching beyond, and both together all of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tritone.pipeline.frames import AcousticSegment, Delivery, FrameFormat
from tritone.streaming.voicing.segment_pace import pace_of, sound_made

FORMAT = FrameFormat(24_000, 300, 2, 10, slowest=0.5, fastest=1.0)
RATES = st.floats(0.125, 10, width=32)


def segment(speed: float, rates=None) -> AcousticSegment:
    """Of as many ids as there are rates, or three."""
    ids = np.zeros(3 if rates is None else len(rates), np.int32)
    if rates is None:
        return AcousticSegment(ids, speed)
    still = np.zeros(len(rates), np.float32)
    return AcousticSegment(ids, speed, 0, Delivery(np.array(rates, np.float32), still, still + 1))


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.0])
def test_what_the_model_speaks_well_is_left_to_it_as_it_is(speed):
    asked = segment(speed, [1.0, 1.0])
    pace = pace_of(asked, FORMAT)
    assert pace.speed == speed and pace.delivery is asked.delivery and pace.stretch_rates is None


@pytest.mark.parametrize(("speed", "of_model", "stretched"), [(2.0, 1.0, 2.0), (0.25, 0.5, 0.5), (1.1, 1.0, 1.1)])
def test_beyond_its_bounds_the_sound_is_stretched(speed, of_model, stretched):
    pace = pace_of(segment(speed), FORMAT)
    assert pace.speed == of_model
    np.testing.assert_allclose(pace.stretch_rates, stretched, rtol=1e-6)
    assert sound_made(speed, FORMAT) == pytest.approx(stretched)


@given(st.floats(0.25, 4.0), st.lists(RATES, min_size=1, max_size=9))
def test_model_and_stretching_make_together_what_is_asked_of_each_phoneme(speed, rates):
    asked = segment(speed, rates)
    pace = pace_of(asked, FORMAT)
    of_model = AcousticSegment(asked.phoneme_ids, pace.speed, 0, pace.delivery).rates()
    assert (of_model >= 0.5 - 1e-6).all() and (of_model <= 1.0 + 1e-6).all()
    stretched = 1.0 if pace.stretch_rates is None else pace.stretch_rates
    np.testing.assert_allclose(of_model * stretched, asked.rates(), rtol=1e-5)
