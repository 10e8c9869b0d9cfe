"""The hibari engines in C: 8-bit integer products with one scale per row, signal processing fused behind them.

A row's result depends on that row alone and is computed by the same operations wherever it lies, so samples are bit for
bit the same in every batch and for every window plan. Weights are the checkpoint's own 8-bit integers, so all that
differs from the float32 reference is the rounding of activations (and below it, of a few polynomials).

Every array goes to C with its size, and C refuses sizes that do not fit together: that raises SynthesisFailed.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tritone.errors import SynthesisFailed
from tritone.families import MOST_IDS
from tritone.families.hibari.frame_layout import FRAME_CHANNELS, HOP_SAMPLES, LOOKAHEAD_FRAMES, SYMBOLS
from tritone.families.hibari.native.functions import hibari_kernels
from tritone.families.hibari.network_sizes import STATE_SIZE
from tritone.families.hibari.noise import noise_table
from tritone.families.hibari.weights import load_quantised_linears, load_weights
from tritone.native.kernel_model import KernelModel
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice

_VOCODER_MODULES = ("m.dec_in.", "m.dec.", "m.dec_norm.", "m.head.")
_ACOUSTIC_MODULES = ("pn.", "m.text.")


def checkpoint_tensors(checkpoint: Path) -> dict[str, npt.NDArray[Any]]:
    """A voice's weights as the kernels want them: float32, and int8 [in, out] with a scale for each Linear layer."""
    tensors: dict[str, npt.NDArray[Any]] = dict(load_weights(checkpoint))
    for name, (integers, scale, zero_point) in load_quantised_linears(checkpoint).items():
        if zero_point:
            raise SynthesisFailed(f"weight {name} has zero point {zero_point}; the native kernels want 0")
        tensors[name] = integers
        tensors[f"{name}.scale"] = np.array([scale], np.float32)
    return tensors


class NativeVocoderEngine:
    """Implements tritone.families.VocoderEngine; one thread."""

    def __init__(self, checkpoint: Path):
        tensors = _of_modules(_VOCODER_MODULES, checkpoint_tensors(checkpoint))
        tensors["noise"] = noise_table().view(np.float32).reshape(-1, 2)
        self._model = KernelModel(hibari_kernels(), "hibari_vocoder", tensors)
        self.memory_bytes = self._model.memory_bytes

    def state_floats(self, start: int, total: int) -> int:
        """Implements VocoderEngine."""
        return STATE_SIZE

    def vocode(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice] = ()) -> list[VocodedWindow]:
        """Turn windows of different segments and lengths into samples, one after the other: a core gains nothing
        from widening its products beyond one window's rows.

        Raises SynthesisFailed for a window whose numbers contradict each other, or the sizes of its arrays.
        """
        return [self._vocode(window) for window in windows]

    def _vocode(self, window: VocoderWindow) -> VocodedWindow:
        frames = np.ascontiguousarray(window.frames, np.float32)
        if frames.ndim != 2:
            raise SynthesisFailed(f"frames have {frames.ndim} axes; allowed: 2, [frames, {FRAME_CHANNELS}]")
        state = None if window.state is None else np.ascontiguousarray(window.state, np.float32)
        spoken = window.stop - window.start
        if not 0 < spoken <= len(frames) + LOOKAHEAD_FRAMES:  # C checks closer, but wants room for the samples first
            raise SynthesisFailed(
                f"a window of frames [{window.start}, {window.stop}) brings {len(frames)} frames; "
                f"allowed: start < stop, and at most {LOOKAHEAD_FRAMES} frames more to speak than it brings"
            )
        samples = np.empty(spoken * HOP_SAMPLES, np.float32)
        next_state = np.empty(STATE_SIZE, np.float32)
        place = (window.start, window.stop, window.total, window.noise_seed % (1 << 64))
        self._model.run("hibari_vocode", frames, *place, state, next_state, samples)
        return VocodedWindow(samples, next_state)


class NativeAcousticEngine:
    """Implements tritone.families.AcousticEngine; one thread."""

    symbols, most_ids = SYMBOLS, MOST_IDS

    def __init__(self, checkpoint: Path):
        tensors = _of_modules(_ACOUSTIC_MODULES, checkpoint_tensors(checkpoint))
        self._model = KernelModel(hibari_kernels(), "hibari_acoustic", tensors)
        self.memory_bytes = self._model.memory_bytes
        self._one_at_a_time = threading.Lock()  # durations and frames of a segment are two calls

    def synthesize_frames(
        self, segments: Sequence[AcousticSegment], voices: Sequence[Voice] = ()
    ) -> list[AcousticResult]:
        """Run segments of different lengths, one after the other, unpadded.

        Raises SynthesisFailed for ids that the voice does not have, for no ids, and for a speed that is none.
        """
        with self._one_at_a_time:
            return [self._synthesize(segment.phoneme_ids, segment.rates()) for segment in segments]

    def _synthesize(self, phoneme_ids: npt.NDArray[np.int32], rates: npt.NDArray[np.float32]) -> AcousticResult:
        ids = np.ascontiguousarray(phoneme_ids, np.int32)
        durations = np.empty(ids.size, np.int32)
        count = ctypes.c_long()
        self._model.run("hibari_acoustic_durations", ids, rates, durations, ctypes.byref(count))
        frames = np.empty((count.value, FRAME_CHANNELS), np.float32)
        self._model.run("hibari_acoustic_frames", frames)
        return AcousticResult(frames, durations)


def _of_modules(prefixes: tuple[str, ...], tensors: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    return {name: array for name, array in tensors.items() if name.startswith(prefixes)}
