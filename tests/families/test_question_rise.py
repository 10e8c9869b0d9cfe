"""The pitch and energy of a question's end, in numbers."""

import numpy as np

from tritone.families.question_rise import risen

DURATIONS = np.array([10, 20, 10])
RISE = np.array([0, 5, 5], np.float32)


def falling() -> "tuple[np.ndarray, np.ndarray]":
    """Pitch in Hz and energy of a sentence that ends in a creak and then in silence."""
    pitch = np.concatenate([np.full(10, 210.0), np.linspace(210, 90, 20), np.zeros(10)]).astype(np.float32)
    return pitch, np.concatenate([np.full(10, 1.4), np.linspace(1.4, 0.6, 20), np.full(10, -1.0)]).astype(np.float32)


def semitones(hz, other_hz):
    return 12 * np.log2(hz / other_hz)


def test_a_fall_becomes_a_rise_that_ends_as_high_as_asked():
    pitch, energy = falling()
    moved, _ = risen(pitch, energy, DURATIONS, RISE, 0.0)
    median = 2 ** np.median(np.log2(pitch[pitch > 40]))
    assert abs(semitones(moved[29], median) - 5) < 0.1
    assert (np.diff(moved[20:30]) > 0).all(), "up to the end"
    assert np.abs(semitones(moved[11:30], moved[10:29])).max() < 1.0, "without a step"


def test_before_the_rise_and_where_there_is_no_pitch_nothing_changes():
    pitch, energy = falling()
    moved, strength = risen(pitch, energy, DURATIONS, RISE, 0.0)
    np.testing.assert_array_equal(moved[:10], pitch[:10])
    np.testing.assert_allclose(moved[10], pitch[10], rtol=1e-6)
    np.testing.assert_array_equal(moved[30:], 0)
    np.testing.assert_array_equal(strength[30:], energy[30:])


def test_the_energy_falls_no_further_than_the_slack():
    pitch, energy = falling()
    _, strength = risen(pitch, energy, DURATIONS, RISE, 0.2)
    assert strength[29] >= np.median(energy[10:14]) - 0.2 - 1e-6
    assert (strength >= energy).all()


def test_what_rises_that_far_by_itself_is_left_as_it_is():
    pitch, energy = falling()
    pitch[10:30] = np.geomspace(210, 420, 20)
    moved, _ = risen(pitch, energy, DURATIONS, RISE, 0.0)
    np.testing.assert_allclose(moved, pitch, rtol=1e-5)


def test_a_stretch_without_sound_stays_so():
    pitch, energy = np.zeros(40, np.float32), np.zeros(40, np.float32)
    moved, strength = risen(pitch, energy, DURATIONS, RISE, 0.0)
    np.testing.assert_array_equal(moved, 0)
    np.testing.assert_array_equal(strength, 0)
