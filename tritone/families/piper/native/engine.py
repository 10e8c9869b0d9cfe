"""Piper's engines in C: flow and decoder in 16-bit integers with a scale for each row, float32 without AVX2.

What decides durations is float32 everywhere. Frames are bit for bit the same in every batch; samples for every window
plan, since the decoder's blocks of outputs lie on a grid of the segment's rows.

Every array goes to C with its size, and C refuses sizes that do not fit together: that raises SynthesisFailed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tritone.errors import SynthesisFailed
from tritone.families import MOST_IDS
from tritone.families.pacing import paced_durations
from tritone.families.piper.checkpoint import Floats, PiperCheckpoint
from tritone.families.piper.config import PiperConfig
from tritone.families.piper.decoder_reach import reach_frames
from tritone.families.piper.latent_noise import LatentNoise
from tritone.families.piper.native.functions import piper_kernels
from tritone.families.piper.native.layers import decoder_tensors, flow_tensors, text_tensors
from tritone.families.piper.native.speakers import SpeakerConditions
from tritone.native.kernel_model import KernelModel
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice


class NativePiperAcousticEngine:
    """Implements tritone.families.AcousticEngine; one thread."""

    def __init__(self, checkpoint: PiperCheckpoint, config: PiperConfig):
        self._config = config
        text = text_tensors(checkpoint)
        self._text = KernelModel(piper_kernels(), "piper_text", text)
        self._flow = KernelModel(piper_kernels(), "piper_flow", flow_tensors(checkpoint))
        self.memory_bytes = self._text.memory_bytes + self._flow.memory_bytes
        self._channels = text["text.project.weight"].shape[0] // 2
        self.symbols, self.most_ids = len(text["embedding.weight"]), MOST_IDS
        couplings = [f"flow.flows.{i}.enc.cond_layer" for i in _couplings(checkpoint)]
        self._flow_speakers = SpeakerConditions(checkpoint, config, *couplings)
        self._duration_speakers = SpeakerConditions(checkpoint, config, "dp.cond")

    def synthesize_frames(self, segments: Sequence[AcousticSegment], voices: Sequence[Voice]) -> list[AcousticResult]:
        """Run segments of different lengths and speakers, one after the other, unpadded."""
        return [self._synthesize(segment, voice) for segment, voice in zip(segments, voices, strict=True)]

    def _synthesize(self, segment: AcousticSegment, voice: Voice) -> AcousticResult:
        random = LatentNoise(segment.noise_seed)
        latent, log_frames = self._read(segment, voice, random)
        plain = np.ceil(np.exp(log_frames) * np.float32(self._config.length_scale))
        at_rate_1 = segment.speed == 1 and segment.delivery is None
        durations = (plain if at_rate_1 else paced_durations(plain, segment.rates())).astype(np.int32)
        count = int(durations.sum())
        if not 0 < count <= 1 << 16:
            raise SynthesisFailed(f"a segment would last {count} frames; allowed: 1 to {1 << 16}")
        frames = random.frames(count, self._channels)
        self._flow.run("piper_flow_draw", latent, durations, self._config.noise_scale, frames)
        self._flow.run("piper_flow_run", frames, self._flow_speakers.of(voice))
        return AcousticResult(frames, durations)

    def _read(self, segment: AcousticSegment, voice: Voice, random: LatentNoise) -> tuple[Floats, Floats]:
        """Mean and log spread of the latent, side by side [phonemes, 2 * channels], and log frames [phonemes]."""
        ids = np.ascontiguousarray(segment.phoneme_ids, np.int32)
        noise = random.durations(ids.size) * np.float32(self._config.noise_w)
        latent = np.empty(ids.size * 2 * self._channels, np.float32)
        log_frames = np.empty(ids.size, np.float32)
        noise = np.ascontiguousarray(noise).reshape(-1)
        self._text.run("piper_text_run", ids, noise, self._duration_speakers.of(voice), latent, log_frames)
        return latent.reshape(ids.size, 2 * self._channels), log_frames


class NativePiperVocoderEngine:
    """Implements tritone.families.VocoderEngine; a window's state is the frames of its context before it."""

    def __init__(self, checkpoint: PiperCheckpoint, config: PiperConfig, context: int):
        """context: frames that a window brings on either side; with at least `least_context` samples are the same for
        any window plan.
        """
        tensors = decoder_tensors(checkpoint)
        self._decoder = KernelModel(piper_kernels(), "piper_decoder", tensors)
        self.memory_bytes = self._decoder.memory_bytes
        self.channels = tensors["enter.weight"].shape[1]
        self.reach, self.least_context = reach_frames(checkpoint), reach_frames(checkpoint, whole_blocks=True)
        self.context = context
        self._hop = self._decoder.size("piper_decoder_hop")
        self._speakers = SpeakerConditions(checkpoint, config, "dec.cond")

    def state_floats(self, start: int, total: int) -> int:
        """Implements VocoderEngine: the frames from a context before the window to one after the window before it."""
        return (min(start, self.context) + min(total - start, self.context)) * self.channels

    def vocode(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice]) -> list[VocodedWindow]:
        """Run windows of different segments, lengths and speakers, one after the other."""
        return [self._vocode(window, voice) for window, voice in zip(windows, voices, strict=True)]

    def _vocode(self, window: VocoderWindow, voice: Voice) -> VocodedWindow:
        before = np.zeros(0, np.float32) if window.state is None else window.state
        heard = np.ascontiguousarray(np.concatenate([before.reshape(-1, self.channels), window.frames]), np.float32)
        heard_from, first = max(0, window.start - self.context), min(window.start, self.context)
        if not 0 < window.stop - window.start <= len(heard) - first:
            raise SynthesisFailed(
                f"a window of frames [{window.start}, {window.stop}) brings {len(heard)} frames, {first} of them "
                "before it; allowed: all frames that it speaks"
            )
        samples = np.empty((window.stop - window.start) * self._hop, np.float32)
        self._decoder.run("piper_decode", heard, heard_from, self._speakers.of(voice), first, samples)
        before_next = max(0, window.stop - self.context) - heard_from
        return VocodedWindow(samples, np.ascontiguousarray(heard[before_next:]).reshape(-1))


def _couplings(checkpoint: PiperCheckpoint) -> list[int]:
    return [i for i in reversed(range(checkpoint.count("flow.flows"))) if checkpoint.has(f"flow.flows.{i}.pre")]
