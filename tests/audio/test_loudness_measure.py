"""Our loudness against pyloudnorm's, and against the value that BS.1770 itself gives."""

import numpy as np
import pytest

from tritone.audio.loudness import integrated_loudness_lufs, true_peak_dbfs


def test_a_sine_at_full_scale_has_the_loudness_of_the_standard():
    sine = np.sin(2 * np.pi * 997 * np.arange(3 * 48_000) / 48_000)
    assert integrated_loudness_lufs(sine, 48_000) == pytest.approx(-3.01, abs=0.01)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
def test_the_same_as_pyloudnorm_with_gates_at_work(rate):
    import pyloudnorm

    random = np.random.default_rng(1)
    sound = random.standard_normal(6 * rate) * np.repeat([0.1, 0, 0.05, 0.0001, 0.02, 0.1], rate)
    expected = pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(sound)
    assert integrated_loudness_lufs(sound, rate) == pytest.approx(expected, abs=0.01)


def test_silence_has_none():
    assert integrated_loudness_lufs(np.zeros(48_000), 24_000) == float("-inf") == true_peak_dbfs(np.zeros(100))
    assert integrated_loudness_lufs(np.ones(10), 24_000) == float("-inf")


def test_the_true_peak_lies_between_samples():
    sine = np.sin(2 * np.pi * 6_000 * np.arange(24_000) / 24_000 + np.pi / 4)
    assert np.abs(sine).max() == pytest.approx(np.sqrt(0.5))
    assert true_peak_dbfs(sine) == pytest.approx(0, abs=0.05)
