"""The vocoder engine of Kokoro voices in C: convolutions in 16-bit integers, in bfloat16 with AMX, else in float32.

A segment that comes alone is made on as many cores as are idle, so that the first sound on a quiet machine comes
sooner; the samples are the same to the bit.

A segment's sound is made when its first window comes, as in PyTorch (tritone/families/kokoro/vocoder.py), and alone:
it is bit for bit the same in every batch, and windows are cut from it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tritone.devices.processor import idle_cores
from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.frame_layout import EXTRA_CHANNELS, HOP_SAMPLES, KEPT_FRAMES, segment_frames, spoken
from tritone.families.kokoro.native.functions import kokoro_kernels
from tritone.families.kokoro.native.layers import Floats, excitation_tensors, generator_tensors
from tritone.families.kokoro.network_sizes import BINS, STEPS_PER_FRAME
from tritone.families.kokoro.source import excitation_noise
from tritone.families.kokoro.styles import sound_style, styles_of
from tritone.native.kernel_model import KernelModel
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice


class NativeKokoroVocoderEngine:
    """Implements tritone.families.VocoderEngine; one thread, and more where cores are idle."""

    def __init__(self, checkpoint: KokoroCheckpoint, noise: bool = True):
        """noise: whether the excitation has any."""
        self._noise, tensors = noise, generator_tensors(checkpoint)
        self._generator = KernelModel(kokoro_kernels(), "kokoro_generator", tensors)
        self._excitation = KernelModel(kokoro_kernels(), "kokoro_excitation", excitation_tensors(checkpoint))
        self.memory_bytes = self._generator.memory_bytes
        self.channels = tensors["up.0.weight"].shape[0] + EXTRA_CHANNELS

    def state_floats(self, start: int, total: int) -> int:
        """Implements VocoderEngine: the segment's samples from the window on."""
        return (total - start) * HOP_SAMPLES

    def vocode(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice]) -> list[VocodedWindow]:
        """Run windows of different segments, lengths and styles, one after the other."""
        threads = idle_cores() if sum(window.state is None for window in windows) == 1 else 1
        return [
            spoken(window, self._generate(window, voice, threads) if window.state is None else window.state)
            for window, voice in zip(windows, voices, strict=True)
        ]

    def _generate(self, window: VocoderWindow, voice: Voice, threads: int) -> Floats:
        """The samples of all frames that the window brings."""
        segment = segment_frames(window)
        style = np.ascontiguousarray(sound_style(styles_of([voice], [segment.phonemes]))[0])
        noise = excitation_noise(window.noise_seed, len(segment.pitch)) if self._noise else None
        excitation = self.excitation(segment.pitch, segment.phases, noise).reshape(-1)
        silence = np.array([*segment.silence, KEPT_FRAMES], np.int32)
        samples = np.empty(len(segment.pitch) * HOP_SAMPLES, np.float32)
        features = np.ascontiguousarray(segment.features)
        self._generator.run("kokoro_generate", features, excitation, style, silence, samples, threads)
        return samples

    def excitation(self, pitch: Floats, phases: Floats, noise: Floats | None) -> Floats:
        """What the generator hears beside the frames: magnitudes, then phases, [frames * STEPS_PER_FRAME + 1, 2 BINS].

        pitch: Hz, phases: cycles, float32 [frames]; noise: normal deviates [frames * HOP_SAMPLES], None for none.
        """
        made = np.empty((len(pitch) * STEPS_PER_FRAME + 1) * 2 * BINS, np.float32)
        self._excitation.run(
            "kokoro_excitation_run", np.ascontiguousarray(pitch), np.ascontiguousarray(phases), noise, made
        )
        return made.reshape(-1, 2 * BINS)
