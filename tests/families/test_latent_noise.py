"""The noise of Piper voices: normal, white in time and over channels, another for each seed."""

from __future__ import annotations

import numpy as np
import pytest

from tritone.families.piper.latent_noise import LatentNoise

FRAMES, CHANNELS = 2000, 192


def drawn(seed):
    return LatentNoise(seed).frames(FRAMES, CHANNELS)


def correlation(one, other):
    return abs(float(np.corrcoef(one.ravel(), other.ravel())[0, 1]))


@pytest.mark.parametrize("deviates", [drawn(1), LatentNoise(1).durations(100_000)], ids=["of frames", "of durations"])
def test_deviates_are_normal(deviates):
    values = deviates.astype(np.float64).ravel()
    assert deviates.dtype == np.float32
    assert abs(values.mean()) < 0.02 and abs(values.var() - 1) < 0.03
    assert abs((values**3).mean()) < 0.06 and abs((values**4).mean() - 3) < 0.2
    for edge, share in ((1, 0.3173), (2, 0.0455), (3, 0.0027)):
        assert abs((abs(values) > edge).mean() / share - 1) < 0.2
    assert 3.5 < abs(values).max() < 6


def test_every_channel_is_normal_over_time():
    values = drawn(3)
    assert abs(values.mean(axis=0)).max() < 0.1 and abs(values.std(axis=0) - 1).max() < 0.1


def test_neighbours_in_time_and_over_channels_have_nothing_to_do_with_each_other():
    values, durations = drawn(4), LatentNoise(4).durations(50_000)
    for distance in (1, 2, 3):
        assert correlation(values[distance:], values[:-distance]) < 0.02
        assert correlation(values[:, distance:], values[:, :-distance]) < 0.03
        assert correlation(durations[:, distance:], durations[:, :-distance]) < 0.02
    assert correlation(durations[0], durations[1]) < 0.02


@pytest.mark.parametrize("other", [1, 2, 1 << 32, 0x9E3779B97F4A7C15, (1 << 64) - 1])
def test_seeds_differ(other):
    assert correlation(drawn(0), drawn(other)) < 0.02
    assert correlation(LatentNoise(0).durations(20_000), LatentNoise(other).durations(20_000)) < 0.03


def test_durations_and_frames_differ():
    assert correlation(LatentNoise(5).durations(CHANNELS * 100), drawn(5)[:200]) < 0.03


def test_a_frames_noise_depends_on_seed_and_number_alone():
    np.testing.assert_array_equal(LatentNoise(6).frames(40, CHANNELS), drawn(6)[:40])
    LatentNoise(6).durations(9)
    np.testing.assert_array_equal(LatentNoise(6).frames(3, 32), drawn(6)[:3, :32])
    np.testing.assert_array_equal(LatentNoise(-1).frames(3, 32), LatentNoise((1 << 64) - 1).frames(3, 32))


def test_a_seed_is_the_same_noise_in_every_version():
    noise = LatentNoise(12345)
    last = [[-0.98339128, -0.76228547], [1.31418121, -1.07110310]]
    np.testing.assert_allclose(noise.durations(133)[:, -2:], last, rtol=1e-6)
    np.testing.assert_allclose(noise.frames(276, CHANNELS)[-1, -2:], [-0.25941291, -0.20221086], rtol=1e-6)
