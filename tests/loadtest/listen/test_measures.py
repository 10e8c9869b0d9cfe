"""What the page measures, held to sounds of which it is known."""

import numpy as np
import pytest

from loadtest.listen.measures import end_rise, figures, sounding
from loadtest.listen.pitch import STEP_SECONDS, pitch_track
from loadtest.listen.recordings import Recording

RATE_HZ = 24_000


def harmonics(hz: "np.ndarray | float", seconds: float = 0.6, amplitude: float = 0.2) -> np.ndarray:
    """A sound with ten harmonics; hz: one pitch, or one for each sample."""
    cycles = np.cumsum(np.broadcast_to(hz, int(seconds * RATE_HZ)) / RATE_HZ)
    return (amplitude * sum(np.sin(2 * np.pi * n * cycles) / n for n in range(1, 11))).astype(np.float32)


@pytest.mark.parametrize("hz", [80.0, 130.0, 210.0, 400.0])
def test_the_pitch_of_a_steady_sound_is_found_without_octaves(hz):
    track = pitch_track(harmonics(hz), RATE_HZ)
    assert np.median(track) == pytest.approx(hz, rel=0.01)
    assert (np.abs(track[5:-5] / hz - 1) < 0.02).all()


def test_a_glide_is_followed_and_noise_and_silence_have_no_pitch():
    glide = np.geomspace(150, 300, int(0.6 * RATE_HZ))
    noise = (np.random.RandomState(0).standard_normal(RATE_HZ // 2) * 0.1).astype(np.float32)
    sound = np.concatenate([harmonics(glide), np.zeros(RATE_HZ // 2, np.float32), noise])
    track = pitch_track(sound, RATE_HZ)
    steps = np.arange(5, 55)
    np.testing.assert_allclose(track[steps], glide[(steps * STEP_SECONDS * RATE_HZ).astype(int)], rtol=0.03)
    assert (track[65:105] == 0).all() and (track[110:] > 0).mean() < 0.2
    assert end_rise(track[:60]) == pytest.approx(6, abs=1)


def test_pauses_are_found_to_five_milliseconds():
    tone, silence = harmonics(200, 0.3), np.zeros(int(0.25 * RATE_HZ), np.float32)
    made = figures(Recording("a", "b", np.concatenate([silence, tone, silence, tone]), RATE_HZ))
    ((start, end),) = made.pauses
    assert (start, end) == (pytest.approx(0.55, abs=0.006), pytest.approx(0.8, abs=0.006))
    assert made.before_seconds == pytest.approx(0.25, abs=0.006) and made.after_seconds < 0.006
    assert made.speech_seconds == pytest.approx(0.85, abs=0.01)


def test_silence_has_no_sound():
    made = figures(Recording("a", "b", np.zeros(RATE_HZ, np.float32), RATE_HZ))
    assert (made.speech_seconds, made.pauses, made.pitch_hz) == (0.0, (), 0.0)
    assert sounding(np.zeros(0, np.float32), RATE_HZ) == []
