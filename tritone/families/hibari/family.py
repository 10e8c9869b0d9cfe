"""What the service needs to know of hibari voices: symbols, frame rate, carried state, engines."""

from __future__ import annotations

import functools
import importlib.resources
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from frontend_text import MISAKI
from tritone.errors import SynthesisFailed
from tritone.families import AcousticEngine, VocoderEngine
from tritone.families.delivery import PauseMaking, bounds_in_frames, inflected_pitch
from tritone.families.engine_settings import EngineSettings
from tritone.families.heard import Loudness, heard_span
from tritone.families.hibari.frame_layout import (
    F0_CHANNEL,
    FRAME_CHANNELS,
    HOP_SAMPLES,
    LOOKAHEAD_FRAMES,
    PHASE_CHANNEL,
    SAMPLE_RATE_HZ,
    TEXT_CHANNELS,
)
from tritone.families.hibari.network_sizes import LOG_F0_SCALE
from tritone.families.hibari.phase import turns_of_frames
from tritone.families.question_rise import risen
from tritone.families.shared import take_from_the_end
from tritone.native.library import use_native
from tritone.pipeline.frames import AcousticResult, AcousticSegment, Delivery, FrameFormat, PhonemeIds
from tritone.voices.voice import WEIGHTS, Voice

# Every segment starts and ends with about 0.3 s of digital silence.
_KEPT_LEAD_FRAMES = 2
# Energy as the model predicts it is what its decoder makes: above -60 dB from 0.1 on, below -65 dB under -0.3.
_LEAST_ENERGY = -0.3
_DECIBELS = 13.0
"""For an energy of 1, near the least."""
_KEPT_TRAIL_FRAMES = 3
_ENERGY_SLACK = 0.0
"""Of the end of a rising question below its last stress. Vowels have 1.0 to 1.6, creaky ends 0.5 to 0.9."""
_SILENT_FRAME = 4
"""Of the opening silence."""
_SOUNDING_FRAMES = 10
"""Frames of a comma and its blank in which the words around it are heard (eight sentences, none paused at)."""
_BETWEEN_WORDS = ' "()“”'
_PADDING_ID = 0
_FRAME_FORMAT = FrameFormat(SAMPLE_RATE_HZ, HOP_SAMPLES, FRAME_CHANNELS, LOOKAHEAD_FRAMES, windows_are_exact=True)
LOG_F0_CHANNEL, ENERGY_CHANNEL = TEXT_CHANNELS, TEXT_CHANNELS + 1


class HibariFamily:
    """One model per voice, misaki phonemes, 80 frames a second."""

    name = "hibari"
    warm_up_phonemes = "həlˈO ðˈɛɹ, ænd wˈɛlkəm bˈæk."
    phoneme_alphabet = MISAKI
    has_pitch = True
    reads_whole_sentences = True  # 12 s of sound take 6 ms of a core, 6 s of them 2.5
    voice_files = ""

    def find_voices(self, files: Sequence[Path], known: Mapping[str, Voice], scratch: Path) -> list[Voice]:
        return []  # its only voice is shipped

    def frame_format(self, voice: Voice) -> FrameFormat:
        return _FRAME_FORMAT

    @functools.cached_property
    def symbols(self) -> dict[str, int]:
        """Phoneme symbol → id, as the voice was trained."""
        vocabulary = importlib.resources.files("hibari") / "assets" / "vocab.json"
        symbols: dict[str, int] = json.loads(vocabulary.read_text(encoding="utf-8"))
        return symbols

    def phoneme_ids(self, phonemes: str, voice: Voice) -> PhonemeIds:
        unknown = sorted({symbol for symbol in phonemes if symbol not in self.symbols})
        if unknown:
            raise SynthesisFailed(f"phonemes {unknown} are not among the symbols of {self.name} voices")
        ids = np.array([_PADDING_ID, *(self.symbols[symbol] for symbol in phonemes), _PADDING_ID], np.int32)
        return PhonemeIds(ids, np.arange(1, len(ids), dtype=np.int32))

    @functools.cached_property
    def _pauses(self) -> PauseMaking:
        blanks = frozenset(self.symbols[mark] for mark in _BETWEEN_WORDS if mark in self.symbols)
        return PauseMaking(
            bounds_in_frames(self.symbols, SAMPLE_RATE_HZ / HOP_SAMPLES), blanks | {_PADDING_ID}, _SOUNDING_FRAMES
        )

    def delivered(self, segment: AcousticSegment, result: AcousticResult, voice: Voice) -> AcousticResult:
        if segment.delivery is not None:
            result = _inflected(result, segment.delivery)
        silence, loudness = result.frames[_SILENT_FRAME], _loudness(result)
        return self._pauses.paused(segment.phoneme_ids, result, silence, segment.speed, loudness)

    def trim_silence(self, ids: npt.NDArray[np.int32], result: AcousticResult, voice: Voice) -> AcousticResult:
        first, end = heard_span(_loudness(result))
        durations = result.durations.copy()
        lead = min(int(durations[0]), max(0, first - _KEPT_LEAD_FRAMES))
        durations[0] -= lead
        take_from_the_end(durations, max(0, len(result.frames) - end - _KEPT_TRAIL_FRAMES))
        frames = result.frames[lead : lead + int(durations.sum())]
        return AcousticResult(np.ascontiguousarray(frames), durations)

    def acoustic_engine(self, voice: Voice, settings: EngineSettings) -> AcousticEngine:
        checkpoint = voice.checked(WEIGHTS)
        if use_native(settings.engine, settings.device):
            from tritone.families.hibari.native.engine import NativeAcousticEngine

            return NativeAcousticEngine(checkpoint)
        from tritone.devices.torch_device import resolve_device
        from tritone.families.hibari.acoustic_model import TorchAcousticEngine
        from tritone.families.hibari.weights import load_weights

        device = resolve_device(settings.device, settings.threads)
        return TorchAcousticEngine(load_weights(checkpoint), device, _largest_prepared(settings, device))

    def vocoder_engine(self, voice: Voice, settings: EngineSettings) -> VocoderEngine:
        checkpoint = voice.checked(WEIGHTS)
        if use_native(settings.engine, settings.device):
            from tritone.families.hibari.native.engine import NativeVocoderEngine

            return NativeVocoderEngine(checkpoint)
        from tritone.devices.torch_device import resolve_device, runs_bfloat16_well
        from tritone.families.hibari.vocoder import TorchVocoderEngine
        from tritone.families.hibari.weights import load_weights

        device = resolve_device(settings.device, settings.threads)
        # Not on a CPU: where that has bfloat16, it has what the native kernels need, which are faster and closer.
        half_precision = settings.engine == "auto" and device != "cpu" and runs_bfloat16_well(device)
        return TorchVocoderEngine(load_weights(checkpoint), device, half_precision, _largest_prepared(settings, device))


def _loudness(result: AcousticResult) -> Loudness:
    loudness: Loudness = (result.frames[:, ENERGY_CHANNEL] - np.float32(_LEAST_ENERGY)) * np.float32(_DECIBELS)
    return loudness


def _inflected(result: AcousticResult, delivery: Delivery) -> AcousticResult:
    """Frames of another pitch: Hz, its logarithm, and the phase that sums it up; and the energy of a rise."""
    frames = result.frames.copy()
    pitch = inflected_pitch(frames[:, F0_CHANNEL], result.durations, delivery)
    if delivery.rise is not None:
        pitch, frames[:, ENERGY_CHANNEL] = risen(
            pitch, frames[:, ENERGY_CHANNEL], result.durations, delivery.rise, _ENERGY_SLACK
        )
    if np.array_equal(pitch, frames[:, F0_CHANNEL]):
        return result
    frames[:, F0_CHANNEL] = pitch
    frames[:, LOG_F0_CHANNEL] = np.log1p(np.maximum(pitch, 0)) / LOG_F0_SCALE
    turned = np.cumsum(turns_of_frames(pitch))
    frames[:, PHASE_CHANNEL] = np.mod(np.concatenate([[0.0], turned[:-1]]), 1.0)
    return AcousticResult(frames, result.durations)


def _largest_prepared(settings: EngineSettings, device: str) -> int:
    """Up to which batch calls of fixed shapes are prepared; a CPU gains nothing from them."""
    return 0 if device == "cpu" else settings.max_batch_size
