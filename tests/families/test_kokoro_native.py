"""The native engines of Kokoro voices: held to float32, to every window plan, every batch and instruction set."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from loadtest.engines.sound_distance import log_mel_distance_db, signal_to_noise_db
from tests.families.tiny_kokoro import FEATURES, write_tiny_voice
from tests.families.voice_data import PHONEMES
from tritone.errors import SynthesisFailed, UnknownVoice
from tritone.families.engine_settings import EngineSettings
from tritone.families.kokoro import FAMILY
from tritone.families.kokoro.frame_layout import EXTRA_CHANNELS, HOP_SAMPLES
from tritone.families.kokoro.native import acoustic as acoustic_module
from tritone.families.kokoro.native import vocoder as vocoder_module
from tritone.families.kokoro.network_sizes import BINS
from tritone.native.library import chosen_variant, why_unsupported
from tritone.pipeline.frames import AcousticSegment
from tritone.pipeline.windows import cut_window, plan_windows
from tritone.voices.installed import get_voice
from tritone.voices.voice import Voice

pytestmark = pytest.mark.skipif(why_unsupported() is not None, reason=str(why_unsupported()))

TORCH, NATIVE = (EngineSettings(("xf_tiny",), "cpu", engine, 1) for engine in ("torch", "native"))
LEAST_DB, MOST_MEL_DB = 30.0, 0.15
"""Between native engines and float32, of the real voice."""
FLAGS = chosen_variant().flags if why_unsupported() is None else ()
IN_BFLOAT16, IN_16_BITS = "-mavx512bf16" in FLAGS, "-mfma" in FLAGS
TINY_DB = 20.0 if IN_BFLOAT16 else 50.0 if IN_16_BITS else 80.0
"""The same of random weights and frames, whose sound hangs on every bit more than a voice's."""
TINY_VOCODER_DB = 35.0 if IN_16_BITS and not IN_BFLOAT16 else TINY_DB
"""Of the vocoder, whose convolutions in 16 bits make four and six outputs at a time."""
ODD_LENGTHS = (1, 2, 3, 5, 7, 8, 9, 17, 64, 65)


def af_heart() -> Voice | None:
    try:
        voice = get_voice("af_heart")
    except UnknownVoice:
        return None
    return voice if voice.is_present() else None


def frames_of(length: int, seed: int = 3) -> np.ndarray:
    """Frames such as no voice makes: no row like another, a pitch that moves, voiced and unvoiced."""
    random = np.random.default_rng(seed)
    features = random.standard_normal((length, FEATURES)).astype(np.float32)
    pitch = 120 + 60 * random.random(length)
    pitch[::5] = 0
    phases, ones = random.random(length), np.ones(length)
    return np.concatenate([features, np.stack([pitch, phases, 12 * ones, ones], 1)], 1).astype(np.float32)


def vocode(engine, frames, voice, first=10_000, longest=10_000, seed=7):
    """A segment's samples, window after window."""
    parts, state = [], None
    lookahead = FAMILY.frame_format(voice).lookahead_frames
    for start, stop in plan_windows(len(frames), first, longest):
        vocoded = engine.vocode([cut_window(frames, start, stop, lookahead, seed, state)], [voice])[0]
        parts.append(vocoded.samples)
        state = vocoded.state
    return np.concatenate(parts)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return write_tiny_voice(tmp_path_factory.mktemp("kokoro"))


@pytest.fixture(scope="module")
def native(tiny):
    return FAMILY.vocoder_engine(tiny, NATIVE)


@pytest.fixture(scope="module")
def float32(tiny, native):
    """PyTorch's generator, with the native excitation: one phase in some 200,000 lies so near half a turn that another
    order of operations makes it less half a turn, which is heard by nobody but moves a quarter second to 35 dB."""
    engine = FAMILY.vocoder_engine(tiny, TORCH)

    def excitation(pitch, phases, noise):
        made = native.excitation(*(part.numpy().reshape(-1) for part in (pitch, phases, noise)))
        return torch.from_numpy(made.T[None].copy())

    engine.generator.source.forward = excitation
    return engine


@pytest.mark.parametrize("length", [1, 2, 33])
@pytest.mark.parametrize("is_noisy", [False, True])
def test_the_excitation_is_that_of_float32(tiny, native, length, is_noisy):
    """Compared as complex numbers, to which a whole turn of phase is none; the first row is real, to the bit."""
    frames = frames_of(length)
    pitch, phases = frames[:, FEATURES], frames[:, FEATURES + 1]
    noise = np.random.default_rng(1).standard_normal(length * HOP_SAMPLES).astype(np.float32) if is_noisy else None
    source = FAMILY.vocoder_engine(tiny, TORCH).generator.source
    tensors = [None if part is None else torch.from_numpy(part.copy())[None] for part in (pitch, phases, noise)]
    ours, theirs = native.excitation(pitch, phases, noise), source(*tensors)[0].T.numpy()
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours[0, BINS:], theirs[0, BINS:], atol=1e-6)
    one, two = (rows[:, :BINS] * np.exp(1j * rows[:, BINS:].astype(np.float64)) for rows in (ours, theirs))
    assert 10 * np.log10(np.sum(np.abs(two) ** 2) / np.sum(np.abs(one - two) ** 2)) > 85


@pytest.mark.skipif(af_heart() is None, reason="the voice af_heart is not there")
def test_af_hearts_durations_equal_float32s_and_its_sound_is_close():
    voice = af_heart()
    acoustic, reference = FAMILY.acoustic_engine(voice, NATIVE), FAMILY.acoustic_engine(voice, TORCH)
    vocoder, float32 = FAMILY.vocoder_engine(voice, NATIVE), FAMILY.vocoder_engine(voice, TORCH)
    for phonemes in PHONEMES[:2]:
        segment = AcousticSegment(FAMILY.phoneme_ids(phonemes, voice).ids)
        theirs, ours = (
            FAMILY.trim_silence(segment.phoneme_ids, engine.synthesize_frames([segment], [voice])[0], voice)
            for engine in (reference, acoustic)
        )
        np.testing.assert_array_equal(ours.durations, theirs.durations)
        expected = vocode(float32, theirs.frames, voice)
        for frames in (theirs.frames, ours.frames):
            found = vocode(vocoder, frames, voice)
            assert signal_to_noise_db(expected, found) > LEAST_DB
            assert log_mel_distance_db(expected, found) < MOST_MEL_DB


def test_frames_are_those_that_float32_makes_of_any_number_of_phonemes(tiny):
    native, torch = FAMILY.acoustic_engine(tiny, NATIVE), FAMILY.acoustic_engine(tiny, TORCH)
    assert (native.symbols, native.most_ids) == (torch.symbols, torch.most_ids)
    for length in (3, 4, 5, 16, 17, 33, 64, native.most_ids):
        ids = np.random.default_rng(length).integers(1, native.symbols, length).astype(np.int32)
        ids[0] = ids[-1] = 0
        segment = AcousticSegment(ids, 1.5)
        ours, theirs = (engine.synthesize_frames([segment], [tiny])[0] for engine in (native, torch))
        np.testing.assert_array_equal(ours.durations, theirs.durations)
        features, extra = ours.frames[:, :FEATURES], ours.frames[:, FEATURES:]
        assert signal_to_noise_db(theirs.frames[:, :FEATURES], features) > (LEAST_DB if IN_BFLOAT16 else TINY_DB)
        np.testing.assert_allclose(extra[:, 0], theirs.frames[:, FEATURES], atol=0.01)
        np.testing.assert_array_equal(extra[:, 2:], theirs.frames[:, FEATURES + 2 :])


def test_a_batch_changes_no_frame(tiny):
    engine, other = FAMILY.acoustic_engine(tiny, NATIVE), write_tiny_voice(tiny.folder, "xm_tiny", seed=2)
    segments = [
        AcousticSegment(FAMILY.phoneme_ids(phonemes, tiny).ids) for phonemes in ("həlˈO ðˈɛɹ.", "nˈO.", "wˈAt ə dˈA!")
    ]
    voices = [tiny, other, tiny]
    for segment, voice, result in zip(segments, voices, engine.synthesize_frames(segments, voices), strict=True):
        alone = engine.synthesize_frames([segment], [voice])[0]
        np.testing.assert_array_equal(alone.frames, result.frames)
        np.testing.assert_array_equal(alone.durations, result.durations)


def test_ids_that_there_are_not_are_refused(tiny):
    engine = FAMILY.acoustic_engine(tiny, NATIVE)
    for ids in ([0, -1, 0], [0, engine.symbols, 0], [0] * (engine.most_ids + 1)):
        with pytest.raises(SynthesisFailed):
            engine.synthesize_frames([AcousticSegment(np.array(ids, np.int32))], [tiny])


@pytest.mark.parametrize("length", ODD_LENGTHS)
def test_segments_of_any_length_are_spoken_like_float32_speaks_them(tiny, native, float32, length):
    frames = frames_of(length)
    expected = vocode(float32, frames, tiny)
    found = vocode(native, frames, tiny)
    assert len(found) == length * HOP_SAMPLES
    assert signal_to_noise_db(expected, found) > TINY_VOCODER_DB


def test_long_segments_are_worked_through_in_tiles_that_leave_no_seam(tiny, native, float32):
    """Tiles of the tiny voice are 4,096 rows, 68 frames of the second stage."""
    frames = frames_of(300)
    expected, found = vocode(float32, frames, tiny), vocode(native, frames, tiny)
    for start in range(0, len(expected), 6000):
        part = slice(start, start + 6000)
        assert signal_to_noise_db(expected[part], found[part]) > TINY_VOCODER_DB - 10


@pytest.mark.parametrize(("first", "longest"), [(1, 1), (3, 7), (8, 20)])
def test_windows_join_bit_for_bit_into_what_one_window_gives(tiny, native, first, longest):
    frames = frames_of(41)
    np.testing.assert_array_equal(vocode(native, frames, tiny), vocode(native, frames, tiny, first, longest))


def test_a_batch_changes_nothing(tiny, native):
    other = write_tiny_voice(tiny.folder, "xm_tiny", seed=2)
    frames, lookahead = (
        [frames_of(length, length) for length in (30, 4, 19)],
        FAMILY.frame_format(tiny).lookahead_frames,
    )
    windows = [cut_window(rows, 0, len(rows), lookahead, seed, None) for seed, rows in enumerate(frames)]
    together = native.vocode(windows, [tiny, other, tiny])
    for window, voice, vocoded in zip(windows, (tiny, other, tiny), together, strict=True):
        np.testing.assert_array_equal(native.vocode([window], [voice])[0].samples, vocoded.samples)
    assert not np.array_equal(native.vocode([windows[0]], [other])[0].samples, together[0].samples)


def test_noise_depends_on_the_seed_alone(tiny, native):
    one, same, other = (vocode(native, frames_of(20), tiny, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert signal_to_noise_db(one, other) < 90


@pytest.mark.parametrize("length", [1, 2, 8, 9, 64, 150])
@pytest.mark.parametrize(("before", "after"), [(17, 0), (0, 28), (300, 5)])
def test_silence_that_was_cut_off_counts_as_float32_counts_it(tiny, native, float32, length, before, after):
    frames = frames_of(length)
    without = vocode(native, frames, tiny)
    frames[0, -1] += before
    frames[-1, -1] += after
    found = vocode(native, frames, tiny)
    assert len(found) == length * HOP_SAMPLES
    assert signal_to_noise_db(vocode(float32, frames, tiny), found) > TINY_VOCODER_DB
    assert length == 1 or not np.array_equal(without, found)


def test_a_wrong_number_of_channels_is_refused(tiny, native):
    frames = np.zeros((5, FEATURES - 1 + EXTRA_CHANNELS), np.float32)
    with pytest.raises(SynthesisFailed, match="allowed: "):
        vocode(native, frames, tiny)


@pytest.mark.parametrize("threads", [2, 3, 64])
def test_samples_are_the_same_on_any_number_of_threads(tmp_path, monkeypatch, threads):
    voice = write_tiny_voice(tmp_path)
    engine = FAMILY.vocoder_engine(voice, NATIVE)
    monkeypatch.setattr(vocoder_module, "idle_cores", lambda: 1)
    alone = vocode(engine, frames_of(65), voice)
    monkeypatch.setattr(vocoder_module, "idle_cores", lambda: threads)
    np.testing.assert_array_equal(alone, vocode(engine, frames_of(65), voice))


@pytest.mark.parametrize("threads", [2, 3, 64])
def test_frames_are_the_same_on_any_number_of_threads(tmp_path, monkeypatch, threads):
    voice = write_tiny_voice(tmp_path)
    engine = FAMILY.acoustic_engine(voice, NATIVE)
    segment = AcousticSegment(FAMILY.phoneme_ids("wˈAt ə lˈɔŋ dˈA ɪt wʌz, ænd hW!", voice).ids)
    monkeypatch.setattr(acoustic_module, "idle_cores", lambda: 1)
    alone = engine.synthesize_frames([segment], [voice])[0]
    monkeypatch.setattr(acoustic_module, "idle_cores", lambda: threads)
    shared = engine.synthesize_frames([segment], [voice])[0]
    np.testing.assert_array_equal(alone.frames, shared.frames)
    np.testing.assert_array_equal(alone.durations, shared.durations)
