"""The acoustic engine of Kokoro voices in C: phoneme ids → the frames that the generator reads.

What decides durations and pitch is float32 everywhere, but for the LSTMs' weights, which have 16 bits (lstm.h); the
frame decoder's convolutions are of 16-bit integers, with AMX of bfloat16. Segments run one at a time, so that frames
are bit for bit the same in every batch; one that comes alone is shared out to the cores that are idle, which changes
no bit either.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tritone.devices.processor import idle_cores
from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.decisions import curves_as_asked, frames_of, require_readable, whole_steps
from tritone.families.kokoro.frame_layout import FRAMES_PER_STEP
from tritone.families.kokoro.native.functions import kokoro_kernels
from tritone.families.kokoro.native.layers import (
    Floats,
    albert_tensors,
    frame_decoder_tensors,
    prosody_tensors,
    sounds_tensors,
)
from tritone.families.kokoro.styles import prosody_style, sound_style, styles_of
from tritone.native.kernel_model import KernelModel
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.voices.voice import Voice


class NativeKokoroAcousticEngine:
    """Implements tritone.families.AcousticEngine; one thread, and more where cores are idle."""

    def __init__(self, checkpoint: KokoroCheckpoint):
        kernels = kokoro_kernels()
        albert, sounds = albert_tensors(checkpoint), sounds_tensors(checkpoint)
        self._albert = KernelModel(kernels, "kokoro_albert", albert)
        self._sounds = KernelModel(kernels, "kokoro_sounds", sounds)
        self._prosody = KernelModel(kernels, "kokoro_prosody", prosody_tensors(checkpoint))
        self._decoder = KernelModel(kernels, "kokoro_frame_decoder", frame_decoder_tensors(checkpoint))
        models = (self._albert, self._sounds, self._prosody, self._decoder)
        self.memory_bytes = sum(model.memory_bytes for model in models)
        self.symbols, self.most_ids = len(albert["words.weight"]), len(albert["positions.weight"])
        self._heard, self._sound_channels = len(albert["leave.weight"]), 2 * sounds["lstm.across"].shape[1]
        self._features = self._decoder.size("kokoro_frame_decoder_features")

    def synthesize_frames(self, segments: Sequence[AcousticSegment], voices: Sequence[Voice]) -> list[AcousticResult]:
        """Run segments of different lengths and styles; raises SynthesisFailed for one that is too long."""
        require_readable(segments, self.most_ids)
        threads = idle_cores() if len(segments) == 1 else 1
        return [self._synthesize(segment, voice, threads) for segment, voice in zip(segments, voices, strict=True)]

    def _synthesize(self, segment: AcousticSegment, voice: Voice, threads: int) -> AcousticResult:
        ids = np.ascontiguousarray(segment.phoneme_ids, np.int32)
        phonemes = ids.size - 2  # without the padding at either end
        styles = styles_of([voice], [phonemes])
        how, who = (np.ascontiguousarray(half(styles)[0]) for half in (prosody_style, sound_style))
        encoded, predicted = self._encode(ids, how, threads)
        steps = whole_steps(predicted, segment.rates())
        pitch, energy = (np.empty(int(steps.sum()) * FRAMES_PER_STEP, np.float32) for _ in range(2))
        self._prosody.run("kokoro_prosody_curves", encoded, steps, how, threads, pitch, energy)
        pitch, energy = curves_as_asked(pitch, energy, steps, segment)
        sounds = np.empty(ids.size * self._sound_channels, np.float32)
        self._sounds.run("kokoro_sounds_run", ids, threads, sounds)
        heard = np.repeat(sounds.reshape(ids.size, -1), steps, axis=0)
        features = np.empty(len(pitch) * self._features, np.float32)
        self._decoder.run("kokoro_frame_decoder_run", heard, pitch, energy, who, threads, features)
        frames = frames_of(features.reshape(len(pitch), -1), pitch, phonemes)
        return AcousticResult(frames, steps * np.int32(FRAMES_PER_STEP), energy)

    def _encode(self, ids: npt.NDArray[np.int32], style: Floats, threads: int) -> tuple[Floats, Floats]:
        """What is known of each phoneme id, float32 [ids, channels], and the steps that it lasts at speed 1, [ids]."""
        heard = np.empty(ids.size * self._heard, np.float32)
        self._albert.run("kokoro_albert_run", ids, threads, heard)
        encoded = np.empty((ids.size, self._heard + style.size), np.float32)
        steps = np.empty(ids.size, np.float32)
        heard = heard.reshape(ids.size, -1)
        self._prosody.run("kokoro_prosody_encode", heard, style, threads, encoded, steps)
        return encoded, steps
