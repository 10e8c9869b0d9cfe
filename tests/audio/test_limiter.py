"""The limiter: no true peak above -1 dB, bits untouched below it, the same however the sound is cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tritone.audio.limiter import CEILING_DB, TruePeakLimiter
from tritone.audio.loudness import true_peak_dbfs

RATE_HZ = 24_000


def limited(samples: np.ndarray, cuts=(), rate_hz: int = RATE_HZ) -> np.ndarray:
    limiter, parts, at = TruePeakLimiter(rate_hz), [], 0
    for cut in cuts:
        parts.append(limiter.put(samples[at : at + cut]))
        at += cut
    return np.concatenate([*parts, limiter.put(samples[at:]), limiter.flush()])


def speechlike(peak: float, seconds: float = 2.0, seed: int = 0, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Noise of falling spectrum in syllables, its largest sample as asked."""
    count = int(seconds * rate_hz)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=count))
    spectrum /= 1 + (np.fft.rfftfreq(count, 1 / rate_hz) / 600) ** 2
    sound = np.fft.irfft(spectrum, count) * (0.2 + np.abs(np.sin(np.arange(count) * 2 * np.pi * 2 / rate_hz)))
    return (sound * peak / np.abs(sound).max()).astype(np.float32)


@pytest.mark.parametrize("peak", [0.1, 0.4, 0.6, 0.87])
def test_what_is_not_too_loud_keeps_every_bit(peak):
    sound = speechlike(peak)
    assert true_peak_dbfs(sound) < CEILING_DB
    np.testing.assert_array_equal(limited(sound), sound)


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 24_000, 48_000])
@pytest.mark.parametrize("peak", [0.92, 1.3, 3.5])
def test_true_peaks_stay_below_the_ceiling(peak, rate_hz):
    sound = speechlike(peak, rate_hz=rate_hz)
    after = limited(sound, rate_hz=rate_hz)
    assert len(after) == len(sound)
    assert CEILING_DB - 1.0 < true_peak_dbfs(after) <= CEILING_DB


def test_a_peak_between_samples_is_found():
    """A quarter of the sample rate, sampled beside its peaks: 0.71 × each, at 0 dB between."""
    sound = (0.99 * np.cos(np.pi / 2 * np.arange(4_000) + np.pi / 4)).astype(np.float32)
    assert np.abs(sound).max() < 0.71
    assert true_peak_dbfs(limited(sound)[500:-500]) <= CEILING_DB


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 3_000), max_size=12), st.floats(0.3, 4.0), st.integers(0, 5))
def test_pieces_joined_are_the_whole_to_the_bit(cuts, peak, seed):
    sound = speechlike(peak, 0.6, seed)
    sound[3_000:6_000] *= 0.1
    np.testing.assert_array_equal(limited(sound, cuts), limited(sound))


def test_a_pulse_is_bent_by_no_more_than_a_change_of_gain_around_it():
    """What lies 3 ms before it is untouched, and the pulse has no flat top as clipping makes it."""
    sound = speechlike(0.3)
    pulse = 1.4 * np.exp(-0.5 * ((np.arange(49) - 24) / 6.0) ** 2)
    sound[20_000:20_049] += pulse.astype(np.float32)
    after = limited(sound)
    np.testing.assert_array_equal(after[: 20_024 - 90], sound[: 20_024 - 90])
    gain = 20 * np.log10(after[19_950:26_000] / sound[19_950:26_000])
    assert np.abs(np.diff(gain)).max() < 0.2
    assert len(np.unique(np.abs(after[20_015:20_034]))) > 15
    np.testing.assert_array_equal(after[-10_000:], sound[-10_000:])


def test_it_holds_back_a_few_milliseconds():
    assert RATE_HZ - len(TruePeakLimiter(RATE_HZ).put(np.zeros(RATE_HZ, np.float32))) <= 0.004 * RATE_HZ
