"""The hibari engines in C: 8-bit integer products with one scale per row, signal processing fused behind them.

A row's result depends on that row alone and is computed by the same operations wherever it lies, so samples are bit for
bit the same in every batch and for every window plan. Weights are the checkpoint's own 8-bit integers, so all that
differs from the float32 reference is the rounding of activations (and below it, of a few polynomials).
"""

from __future__ import annotations

import ctypes
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tritone.errors import SynthesisFailed
from tritone.families import MOST_IDS
from tritone.families.hibari.frame_layout import (
    DECODER_BLOCKS,
    FRAME_CHANNELS,
    HOP_SAMPLES,
    SYMBOLS,
)
from tritone.families.hibari.noise import noise_table
from tritone.families.hibari.weights import load_quantised_linears, load_weights
from tritone.families.noise_offsets import TABLE_SIZE
from tritone.native.library import load_kernels
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice

_VECTOR_LANES = 16
_OUT_OF_MEMORY = "the native kernels ran out of memory"


class _Checkpoint:
    """Collects arrays in the order a kernel's constructor wants them."""

    def __init__(self, path: Path):
        self._floats, self._linears = load_weights(path), load_quantised_linears(path)
        self.arrays: list[np.ndarray] = []
        self.scales: list[float] = []

    def add(self, *names: str) -> None:
        """Float32 arrays."""
        self.arrays.extend(np.ascontiguousarray(self._floats[name], np.float32) for name in names)

    def add_linear(self, weight: str, bias: str) -> None:
        """An int8 weight with its scale, and its bias."""
        integers, scale, zero_point = self._linears[weight]
        if zero_point:
            raise SynthesisFailed(f"weight {weight} has zero point {zero_point}; the native kernels want 0")
        self.arrays.append(np.ascontiguousarray(integers, np.int8))
        self.scales.append(scale)
        self.add(bias)

    def add_convnext(self, prefix: str) -> None:
        """A ConvNeXt block."""
        self.add(*(f"{prefix}.{name}" for name in ("dw.weight", "dw.bias", "norm.weight", "norm.bias", "gamma")))
        for linear in ("pw1", "pw2"):
            self.add_linear(f"{prefix}.{linear}.weight", f"{prefix}.{linear}.bias")

    def add_text_encoder(self, prefix: str) -> None:
        """A text encoder: embedding, blocks, attention layer, norms."""
        self.add(f"{prefix}.emb.weight")
        for block in range(2):
            self.add_convnext(f"{prefix}.convs.{block}")
        self.add_linear(f"{prefix}.attn.self_attn.in_proj_weight", f"{prefix}.attn.self_attn.in_proj_bias")
        for linear in ("self_attn.out_proj", "linear1", "linear2"):
            self.add_linear(f"{prefix}.attn.{linear}.weight", f"{prefix}.attn.{linear}.bias")
        for norm in ("attn.norm1", "attn.norm2", "norm"):
            self.add(f"{prefix}.{norm}.weight", f"{prefix}.{norm}.bias")

    def memory_bytes(self) -> int:
        """What the model's copy takes."""
        return sum(array.nbytes for array in self.arrays)

    def pointers(self) -> tuple[ctypes.Array, ctypes.Array]:
        """The two arguments of a constructor; it copies what they point to."""
        addresses = (ctypes.c_void_p * len(self.arrays))(*(array.ctypes.data for array in self.arrays))
        return addresses, (ctypes.c_float * len(self.scales))(*self.scales)


class NativeVocoderEngine:
    """Implements tritone.families.VocoderEngine; one thread."""

    def __init__(self, checkpoint: Path):
        self._kernels = load_kernels()
        self.state_size = self._kernels.hibari_vocoder_state_floats()
        # the kernel reads whole vectors of noise: a few bins beyond the last
        noise = np.concatenate([noise_table(), np.zeros(_VECTOR_LANES, np.complex64)])
        weights = _Checkpoint(checkpoint)
        weights.add("m.dec_in.weight", "m.dec_in.bias")
        for block in range(DECODER_BLOCKS):
            weights.add_convnext(f"m.dec.{block}")
        weights.add("m.dec_norm.weight", "m.dec_norm.bias")
        weights.add_linear("m.head.weight", "m.head.bias")
        self.memory_bytes = weights.memory_bytes() + noise.nbytes
        self._model = self._kernels.hibari_vocoder_create(
            *weights.pointers(), noise.ctypes.data, 2 * noise.size, TABLE_SIZE
        )
        weakref.finalize(self, self._kernels.hibari_vocoder_free, self._model)
        self._one_at_a_time = threading.Lock()  # the model's scratch memory serves one window

    def state_floats(self, start: int, total: int) -> int:
        """Implements VocoderEngine."""
        return self.state_size

    def vocode(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice] = ()) -> list[VocodedWindow]:
        """Turn windows of different segments and lengths into samples, one after the other: a core gains nothing
        from widening its products beyond one window's rows."""
        with self._one_at_a_time:
            return [self._vocode(window) for window in windows]

    def _vocode(self, window: VocoderWindow) -> VocodedWindow:
        frames = np.ascontiguousarray(window.frames, np.float32)
        state = None if window.state is None else np.ascontiguousarray(window.state, np.float32)
        samples = np.empty((window.stop - window.start) * HOP_SAMPLES, np.float32)
        next_state = np.empty(self.state_size, np.float32)
        failed = self._kernels.hibari_vocode(
            self._model,
            frames.ctypes.data,
            len(frames),
            window.start,
            window.stop,
            window.total,
            window.noise_seed % (1 << 64),
            None if state is None else state.ctypes.data,
            next_state.ctypes.data,
            samples.ctypes.data,
        )
        if failed:
            raise SynthesisFailed(_OUT_OF_MEMORY)
        return VocodedWindow(samples, next_state)


class NativeAcousticEngine:
    """Implements tritone.families.AcousticEngine; one thread."""

    symbols, most_ids = SYMBOLS, MOST_IDS

    def __init__(self, checkpoint: Path):
        self._kernels = load_kernels()
        weights = _Checkpoint(checkpoint)
        weights.add_text_encoder("pn.text")
        weights.add(
            "pn.dur.0.weight", "pn.dur.0.bias", "pn.dur.2.weight", "pn.dur.2.bias", "pn.pro_in.weight", "pn.pro_in.bias"
        )
        for block in range(6):
            weights.add_convnext(f"pn.pro.{block}")
        weights.add("pn.pro_out.weight", "pn.pro_out.bias")
        weights.add_text_encoder("m.text")
        self.memory_bytes = weights.memory_bytes()
        self._model = self._kernels.hibari_acoustic_create(*weights.pointers())
        weakref.finalize(self, self._kernels.hibari_acoustic_free, self._model)
        self._one_at_a_time = threading.Lock()  # durations and frames of a segment are two calls

    def synthesize_frames(
        self, segments: Sequence[AcousticSegment], voices: Sequence[Voice] = ()
    ) -> list[AcousticResult]:
        """Run segments of different lengths, one after the other, unpadded."""
        with self._one_at_a_time:
            return [self._synthesize(segment.phoneme_ids, segment.speed) for segment in segments]

    def _synthesize(self, phoneme_ids: np.ndarray, speed: float) -> AcousticResult:
        ids = np.ascontiguousarray(phoneme_ids, np.int32)
        if ids.min() < 0 or ids.max() >= SYMBOLS:
            raise SynthesisFailed(f"phoneme ids range from {ids.min()} to {ids.max()}; allowed: 0 to {SYMBOLS - 1}")
        durations = np.empty(len(ids), np.int32)
        count = self._kernels.hibari_acoustic_durations(
            self._model, ids.ctypes.data, len(ids), speed, durations.ctypes.data
        )
        frames = np.zeros((max(count, 0), FRAME_CHANNELS), np.float32)
        if count < 0 or self._kernels.hibari_acoustic_frames(self._model, frames.ctypes.data):
            raise SynthesisFailed(_OUT_OF_MEMORY)
        return AcousticResult(frames, durations)
