"""The native engines of the hibari family, held to the float32 reference, to every window plan and to every batch."""

import numpy as np
import pytest

from loadtest.engines.sound_distance import log_mel_distance_db, signal_to_noise_db
from tests.families.package_rounding import package_rounding
from tests.families.voice_data import (
    FAMILY,
    FORMAT,
    IDS,
    NATIVE,
    VOICE,
    reference_acoustic,
    vocode_in_windows,
    vocode_whole,
)
from tritone.errors import SynthesisFailed
from tritone.families.hibari.frame_layout import F0_CHANNEL, PHASE_CHANNEL, TEXT_CHANNELS
from tritone.families.hibari.phase import turns_of_frames
from tritone.native.library import use_native, why_unsupported
from tritone.pipeline.frames import AcousticSegment
from tritone.pipeline.windows import cut_window

pytestmark = pytest.mark.skipif(why_unsupported() is not None, reason=str(why_unsupported()))


@pytest.fixture(scope="module")
def acoustic():
    return FAMILY.acoustic_engine(VOICE, NATIVE)


@pytest.fixture(scope="module")
def vocoder():
    return FAMILY.vocoder_engine(VOICE, NATIVE)


@pytest.mark.parametrize(("first", "longest"), [(24, 160), (1, 7), (5, 33), (160, 160), (100, 100), (3, 3), (1, 1)])
def test_windows_joined_are_bit_for_bit_the_segment_whole(vocoder, first, longest):
    for result in reference_acoustic():
        whole = vocode_whole(vocoder, result.frames)
        windows = vocode_in_windows(vocoder, result.frames, first, longest)
        assert len(whole) == len(result.frames) * FORMAT.hop_length_samples
        np.testing.assert_array_equal(whole, windows)


@pytest.mark.parametrize("total", [1, 2, 3, 5, 16, 17, 29, 30])
def test_very_short_segments_are_spoken_like_the_reference_speaks_them(vocoder, torch_vocoder, total):
    frames = reference_acoustic()[0].frames[60 : 60 + total]
    if total > 2:  # PyTorch's reflection needs three frames
        assert signal_to_noise_db(vocode_whole(torch_vocoder, frames), vocode_whole(vocoder, frames)) > 20
    np.testing.assert_array_equal(vocode_whole(vocoder, frames), vocode_in_windows(vocoder, frames, 1, 2))


def test_a_batch_changes_nothing(acoustic, vocoder):
    together = acoustic.synthesize_frames([AcousticSegment(ids) for ids in IDS])
    for ids, batched in zip(IDS, together, strict=True):
        alone = acoustic.synthesize_frames([AcousticSegment(ids)])[0]
        np.testing.assert_array_equal(alone.frames, batched.frames)
        np.testing.assert_array_equal(alone.durations, batched.durations)
    windows = [cut_window(result.frames, 0, 50, FORMAT.lookahead_frames, 3, None) for result in together]
    for window, batched in zip(windows, vocoder.vocode(windows), strict=True):
        np.testing.assert_array_equal(vocoder.vocode([window])[0].samples, batched.samples)


def test_the_vocoder_is_closer_to_float32_than_the_packages_rounding(vocoder, torch_vocoder):
    for result in reference_acoustic():
        reference, native = vocode_whole(torch_vocoder, result.frames), vocode_whole(vocoder, result.frames)
        with package_rounding(torch_vocoder.decoder):
            package = vocode_whole(torch_vocoder, result.frames)
        # measured: 35 to 39 dB and 0.08 to 0.10 dB; the package's rounding makes 28 to 36 dB and 0.14 to 0.23 dB
        assert signal_to_noise_db(reference, native) > max(32.0, signal_to_noise_db(reference, package))
        assert log_mel_distance_db(reference, native) < min(0.15, log_mel_distance_db(reference, package))


def test_durations_and_pitch_follow_float32(acoustic):
    for ids, reference in zip(IDS, reference_acoustic(), strict=True):
        native = acoustic.synthesize_frames([AcousticSegment(ids)])[0]
        assert native.durations.sum() == len(native.frames)
        # rounding to steps of two frames tips here and there
        changed = np.abs(native.durations - reference.durations)
        assert changed.max() <= 2 and (changed > 0).mean() <= 0.05
        if changed.max() == 0:
            difference = np.abs(native.frames - reference.frames)
            assert difference[:, :TEXT_CHANNELS].max() < 0.01
            assert np.median(difference[:, F0_CHANNEL]) < 0.5  # Hz; the package's own graph is 0.2 to 0.35 Hz off


def summed_turns(pitch):
    """Turns of each frame: a sum in float64 over its samples."""
    position = (np.arange(len(pitch) * 300) + 0.5) / 300 - 0.5
    samples = np.maximum(np.interp(position, np.arange(len(pitch)), pitch.astype(np.float64)), 40.0)
    return samples.reshape(-1, 300).sum(axis=1) / 24_000


def test_phase_is_the_sum_of_pitch(acoustic):
    for native in acoustic.synthesize_frames([AcousticSegment(ids) for ids in IDS]):
        turned = np.concatenate([[0.0], np.cumsum(summed_turns(native.frames[:, F0_CHANNEL]))[:-1]])
        error = np.mod(native.frames[:, PHASE_CHANNEL] - turned + 0.5, 1.0) - 0.5
        assert np.abs(error).max() < 1e-3  # turns, after up to 1,500 of them


# Hz: most frames cross the least pitch, none does, all are below it, some cross it
@pytest.mark.parametrize(("least", "most"), [(0, 80), (41, 400), (0, 39), (0, 400)])
@pytest.mark.parametrize("frames", [1, 2, 3, 200])
def test_turns_of_frames_are_those_that_their_samples_sum_to(frames, least, most):
    pitch = np.random.default_rng(frames).uniform(least, most, frames).astype(np.float32)
    np.testing.assert_allclose(turns_of_frames(pitch), summed_turns(pitch), rtol=1e-12)


def test_speed_and_seed(acoustic, vocoder):
    slow, fast = acoustic.synthesize_frames([AcousticSegment(IDS[2], speed) for speed in (0.5, 2.0)])
    assert len(slow.frames) > 3 * len(fast.frames)
    frames = reference_acoustic()[0].frames
    one, same, other = (vocode_whole(vocoder, frames, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert signal_to_noise_db(one, other) < 40


def test_ids_that_no_symbol_has_are_refused_before_memory_is_read(acoustic):
    for bad in (178, -1):
        with pytest.raises(SynthesisFailed, match="allowed: 0 to 177"):
            acoustic.synthesize_frames([AcousticSegment(np.array([0, bad, 0], np.int32))])


def test_engines_are_chosen_by_name_and_device():
    assert use_native("auto", "cpu") and use_native("native", "cpu")
    assert not use_native("torch", "cpu")
    assert not use_native("auto", "cuda")
