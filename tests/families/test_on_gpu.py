"""Every family on a GPU against the same engine on the CPU. Skipped where there is none; never run so far."""

import numpy as np
import pytest
import torch

from loadtest.engines.sound_distance import signal_to_noise_db
from tests.families.tiny_kokoro import write_tiny_voice as write_tiny_kokoro
from tests.families.tiny_piper import MEDIUM
from tests.families.tiny_piper import write_tiny_voice as write_tiny_piper
from tests.families.voice_data import (
    IDS,
    PHONEMES,
    reference_acoustic,
    vocode_in_windows,
    vocode_whole,
)
from tritone.devices.torch_device import resolve_device
from tritone.families import load_family
from tritone.families.engine_settings import EngineSettings
from tritone.families.hibari.acoustic_model import TorchAcousticEngine
from tritone.families.hibari.vocoder import TorchVocoderEngine
from tritone.pipeline.frames import AcousticSegment
from tritone.pipeline.windows import cut_window

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="PyTorch sees no GPU")]


@pytest.mark.parametrize("graphs", [False, True])
def test_hibari_sounds_as_on_the_cpu(hibari_weights, torch_vocoder, graphs):
    device = resolve_device("cuda", 1)
    acoustic = TorchAcousticEngine(hibari_weights, device, 4, graphs)
    vocoder = TorchVocoderEngine(hibari_weights, device, False, 4, graphs)
    assert (vocoder.calls.graphs() > 0) == (acoustic.calls.graphs() > 0) == graphs
    made = acoustic.synthesize_frames([AcousticSegment(ids) for ids in IDS[:4]])
    for expected, result in zip(reference_acoustic(), made, strict=False):
        np.testing.assert_array_equal(expected.durations, result.durations)
        whole = vocode_whole(torch_vocoder, expected.frames)
        assert signal_to_noise_db(whole, vocode_whole(vocoder, result.frames)) > 80
        assert signal_to_noise_db(whole, vocode_in_windows(vocoder, result.frames, 24, 160)) > 80


def test_hibari_in_bfloat16_stays_close(hibari_weights, torch_vocoder):
    vocoder = TorchVocoderEngine(hibari_weights, resolve_device("cuda", 1), True, 4)
    for result in reference_acoustic():
        assert signal_to_noise_db(vocode_whole(torch_vocoder, result.frames), vocode_whole(vocoder, result.frames)) > 44


def write_tiny(name, folder):
    return write_tiny_piper(folder, MEDIUM, speakers=1) if name == "piper" else write_tiny_kokoro(folder)


@pytest.mark.parametrize("name", ["piper", "kokoro"])
def test_a_tiny_voice_sounds_as_on_the_cpu(name, tmp_path):
    family, voice = load_family(name), write_tiny(name, tmp_path)
    text = PHONEMES[0] if name == "piper" else "həlˈO ðˈɛɹ."
    segments = [AcousticSegment(family.phoneme_ids(text, voice).ids, noise_seed=3)] * 2
    sounds = []
    for device in ("cpu", "cuda"):
        settings = EngineSettings((voice.name,), device, "torch", 1)
        acoustic, vocoder = family.acoustic_engine(voice, settings), family.vocoder_engine(voice, settings)
        frames = acoustic.synthesize_frames(segments, [voice] * 2)[1].frames
        window = cut_window(frames, 0, len(frames), family.frame_format(voice).lookahead_frames, 3, None)
        sounds.append(vocoder.vocode([window] * 2, [voice] * 2)[1].samples)
    assert len(sounds[0]) == len(sounds[1])
    assert signal_to_noise_db(*sounds) > 60
