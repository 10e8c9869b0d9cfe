"""What the service needs to know of hibari voices: symbols, frame rate, carried state, engines."""

from __future__ import annotations

import functools
import importlib.resources
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from frontend_text import MISAKI
from tritone.errors import SynthesisFailed
from tritone.families import AcousticEngine, VocoderEngine
from tritone.families.engine_settings import EngineSettings
from tritone.families.hibari.frame_layout import FRAME_CHANNELS, HOP_SAMPLES, LOOKAHEAD_FRAMES, SAMPLE_RATE_HZ
from tritone.native.library import use_native
from tritone.pipeline.frames import AcousticResult, FrameFormat, PhonemeIds
from tritone.voices.voice import WEIGHTS, Voice

# Every segment starts and ends with about 0.3 s of digital silence. Energy rises from -75 dB within the last six of
# the opening symbol's frames ("No.": eight), and has fallen below -95 dB where the closing symbols begin.
_KEPT_LEAD_FRAMES = 8
_PADDING_ID = 0
_PUNCTUATION = frozenset(';:,.!?—…"()“”')


class HibariFamily:
    """One model per voice, misaki phonemes, 80 frames a second."""

    name = "hibari"
    warm_up_phonemes = "həlˈO ðˈɛɹ, ænd wˈɛlkəm bˈæk."
    phoneme_alphabet = MISAKI
    voice_files = ""

    def find_voices(self, files: Sequence[Path], known: Mapping[str, Voice], scratch: Path) -> list[Voice]:
        return []  # its only voice is shipped

    def frame_format(self, voice: Voice) -> FrameFormat:
        return FrameFormat(SAMPLE_RATE_HZ, HOP_SAMPLES, FRAME_CHANNELS, LOOKAHEAD_FRAMES)

    @functools.cached_property
    def symbols(self) -> dict[str, int]:
        """Phoneme symbol → id, as the voice was trained."""
        vocabulary = importlib.resources.files("hibari") / "assets" / "vocab.json"
        return json.loads(vocabulary.read_text(encoding="utf-8"))

    def phoneme_ids(self, phonemes: str, voice: Voice) -> PhonemeIds:
        unknown = sorted({symbol for symbol in phonemes if symbol not in self.symbols})
        if unknown:
            raise SynthesisFailed(f"phonemes {unknown} are not among the symbols of {self.name} voices")
        ids = np.array([_PADDING_ID, *(self.symbols[symbol] for symbol in phonemes), _PADDING_ID], np.int32)
        return PhonemeIds(ids, np.arange(1, len(ids), dtype=np.int32))

    @functools.cached_property
    def _punctuation_ids(self) -> frozenset[int]:
        return frozenset(self.symbols[mark] for mark in _PUNCTUATION)

    def trim_silence(self, ids: np.ndarray, result: AcousticResult, voice: Voice) -> AcousticResult:
        durations = result.durations.copy()
        lead = max(0, int(durations[0]) - _KEPT_LEAD_FRAMES)
        durations[0] -= lead
        closing = len(ids) - 1
        while closing > 1 and ids[closing - 1] in self._punctuation_ids:
            closing -= 1
        trail = int(durations[closing:].sum())
        durations[closing:] = 0
        return AcousticResult(np.ascontiguousarray(result.frames[lead : len(result.frames) - trail]), durations)

    def acoustic_engine(self, voice: Voice, settings: EngineSettings) -> AcousticEngine:
        checkpoint = voice.checked(WEIGHTS)
        if use_native(settings.engine, settings.device):
            from tritone.families.hibari.native_engine import NativeAcousticEngine

            return NativeAcousticEngine(checkpoint)
        from tritone.devices.torch_device import resolve_device
        from tritone.families.hibari.acoustic_model import TorchAcousticEngine
        from tritone.families.hibari.weights import load_weights

        device = resolve_device(settings.device, settings.threads)
        return TorchAcousticEngine(load_weights(checkpoint), device, _largest_prepared(settings, device))

    def vocoder_engine(self, voice: Voice, settings: EngineSettings) -> VocoderEngine:
        checkpoint = voice.checked(WEIGHTS)
        if use_native(settings.engine, settings.device):
            from tritone.families.hibari.native_engine import NativeVocoderEngine

            return NativeVocoderEngine(checkpoint)
        from tritone.devices.torch_device import resolve_device, runs_bfloat16_well
        from tritone.families.hibari.vocoder import TorchVocoderEngine
        from tritone.families.hibari.weights import load_weights

        device = resolve_device(settings.device, settings.threads)
        # Not on a CPU: where that has bfloat16, it has what the native kernels need, which are faster and closer.
        half_precision = settings.engine == "auto" and device != "cpu" and runs_bfloat16_well(device)
        return TorchVocoderEngine(load_weights(checkpoint), device, half_precision, _largest_prepared(settings, device))


def _largest_prepared(settings: EngineSettings, device: str) -> int:
    """Up to which batch calls of fixed shapes are prepared; a CPU gains nothing from them."""
    return 0 if device == "cpu" else settings.max_batch_size
