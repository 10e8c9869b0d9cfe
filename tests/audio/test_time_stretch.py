"""Stretched sound: as long as asked, its pitch kept, nothing added, the same however it was cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tritone.audio.time_stretch import TimeStretch

RATE_HZ = 24_000


def tone(hz: float, seconds: float, rate_hz: int = RATE_HZ) -> np.ndarray:
    """A voice-like one: with overtones."""
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    return sum(np.sin(2 * np.pi * hz * n * at) / n for n in range(1, 8)).astype(np.float32) / 4


def stretched(samples: np.ndarray, rate: float, rate_hz: int = RATE_HZ) -> np.ndarray:
    return TimeStretch(np.array([0, len(samples)]), np.array([rate]), rate_hz).put(samples, True)


def strongest_hz(samples: np.ndarray, rate_hz: int = RATE_HZ) -> float:
    return np.abs(np.fft.rfft(samples * np.hanning(len(samples)))).argmax() * rate_hz / len(samples)


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000])
@pytest.mark.parametrize("rate", [0.25, 0.6, 1.1, 1.5, 2.0, 4.0])
@pytest.mark.parametrize("hz", [85.0, 210.0])
def test_it_lasts_what_is_asked_and_keeps_its_pitch_and_level(rate, hz, rate_hz):
    before = tone(hz, 2.0, rate_hz)
    after = stretched(before, rate, rate_hz)
    assert len(after) == round(len(before) / rate)
    middle = after[len(after) // 10 : -len(after) // 10]
    assert strongest_hz(middle, rate_hz) == pytest.approx(hz, rel=0.03)
    assert 20 * np.log10(middle.std() / before.std()) == pytest.approx(0, abs=0.6)


def test_periods_are_joined_in_phase():
    """A plain tone that is quickened stays one: what is not of its pitch lies 30 dB below it."""
    after = stretched(np.sin(2 * np.pi * 200 * np.arange(48_000) / RATE_HZ).astype(np.float32), 1.7)
    power = np.abs(np.fft.rfft(after[2_000:-2_000] * np.blackman(len(after) - 4_000))) ** 2
    hz = np.fft.rfftfreq(len(after) - 4_000, 1 / RATE_HZ)
    assert 10 * np.log10(power[np.abs(hz - 200) > 60].sum() / power.sum()) < -30


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 6_000), st.sampled_from([0.5, 1.0, 1.3, 2.0, 3.7])), min_size=1, max_size=5),
    st.lists(st.integers(1, 8_000), min_size=1, max_size=20),
)
def test_pieces_joined_are_the_whole_to_the_bit(parts, cuts):
    places = np.cumsum([0, *(count for count, _ in parts)])
    rates = np.array([rate for _, rate in parts])
    noise = np.random.default_rng(3).normal(0, 0.1, places[-1]).astype(np.float32)
    whole = TimeStretch(places, rates, RATE_HZ).put(noise, True)
    stretch, pieces, at = TimeStretch(places, rates, RATE_HZ), [], 0
    for cut in cuts:
        if at + cut < len(noise):
            pieces.append(stretch.put(noise[at : at + cut], False))
            at += cut
    pieces.append(stretch.put(noise[at:], True))
    np.testing.assert_array_equal(np.concatenate(pieces), whole)
    assert len(whole) == round(sum(count / rate for count, rate in parts))


def test_what_is_not_to_be_changed_goes_on_as_it_is():
    sound = tone(150, 1.0)
    np.testing.assert_array_equal(stretched(sound, 1.0), sound)


def test_one_stretch_of_a_sound_is_slowed_and_places_follow():
    click = np.zeros(24_000, np.float32)
    click[[4_000, 12_000, 20_000]] = 1.0
    places = np.array([0, 8_000, 16_000, 24_000])
    stretch = TimeStretch(places, np.array([1.0, 0.5, 1.0]), RATE_HZ)
    after = stretch.put(click, True)
    np.testing.assert_array_equal(stretch.stretched_places(places), [0, 8_000, 24_000, 32_000])
    heard = np.flatnonzero(after > 0.5)
    for place in (4_000, 12_000, 20_000):
        expected = int(stretch.stretched_places(np.array([place]))[0])
        assert np.abs(heard - expected).min() <= 0.01 * RATE_HZ


def test_all_but_a_few_hundredths_of_a_second_comes_out_at_once():
    stretch = TimeStretch(np.array([0, 48_000]), np.array([2.0]), RATE_HZ)
    assert len(stretch.put(tone(200, 1.0), False)) >= 0.5 * RATE_HZ - 0.03 * RATE_HZ
