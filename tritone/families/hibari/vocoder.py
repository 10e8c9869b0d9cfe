"""The PyTorch vocoder engine of hibari voices: windows packed into arrays, run as one function, and out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from tritone.devices.graphed_call import Bucket, BucketedCalls, Layout, batch_buckets
from tritone.devices.torch_device import parameter_bytes
from tritone.families.hibari.frame_layout import FRAME_CHANNELS, HOP_SAMPLES, SPECTRUM_LOOKAHEAD
from tritone.families.hibari.network_sizes import STATE_SIZE
from tritone.families.hibari.noise import noise_table
from tritone.families.hibari.window_synthesis import Decoder, WindowSynthesis, rows_and_spectra
from tritone.families.shared import batch_noise_offsets
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice

# What windows of the default chunk sizes take: a stream's first (0.3 s and the silence before it, hardly more than six
# frames), the one after it, those of 2 s, and a whole segment's first window where the listener already hears another.
# Others run at their own shapes, without a graph.
_WINDOW_SIZES = (
    rows_and_spectra(0, 30),
    rows_and_spectra(24, 120),
    rows_and_spectra(120, 280),
    rows_and_spectra(0, 160),
)


class TorchVocoderEngine:
    """The PyTorch vocoder engine: reference on CPU, the engine on CUDA."""

    state_size = STATE_SIZE

    def __init__(
        self,
        weights: Mapping[str, npt.NDArray[np.float32]],
        device: str = "cpu",
        half_precision: bool = False,
        largest_batch: int = 0,
        graphs: bool = True,
    ):
        """half_precision: the decoder's blocks in bfloat16; largest_batch: prepare calls for batches up to this size
        (0: none, every batch runs at its exact shapes); graphs: replay CUDA graphs if the device is a GPU.
        """
        self.device = torch.device(device)
        self.decoder = Decoder()
        names = self.decoder.state_dict().keys()
        self.decoder.load_state_dict({name: torch.from_numpy(weights[f"m.{name}"]) for name in names})
        if half_precision:
            self.decoder.halve_precision()
        self.synthesis = WindowSynthesis(self.decoder, torch.from_numpy(noise_table())).eval().to(self.device)
        self.memory_bytes = parameter_bytes(self.synthesis)
        buckets = [(batch, *size) for batch in batch_buckets(largest_batch) for size in _WINDOW_SIZES]
        self.calls = BucketedCalls(self._synthesise, _layout, self.device, buckets if largest_batch else (), graphs)

    def state_floats(self, start: int, total: int) -> int:
        """Implements VocoderEngine."""
        return self.state_size

    def vocode(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice] = ()) -> list[VocodedWindow]:
        """Turn windows of different segments and lengths into samples in one batch."""
        sizes = [rows_and_spectra(window.start, window.stop) for window in windows]
        needed = (len(windows), *(max(size) for size in zip(*sizes, strict=True)))
        (_, _, spectra), call = self.calls.of(needed)
        frames, states = call.inputs["frames"], call.inputs["states"]
        for index, window in enumerate(windows):
            frames[index, : len(window.frames)] = window.frames
            if window.state is not None:
                states[index] = window.state
        # rows of the batch that no window needs are one frame each: what they hold is never read
        call.inputs["numbers"][:] = (0, 1, 1)
        call.inputs["numbers"][: len(windows)] = [(window.start, window.stop, window.total) for window in windows]
        call.inputs["offsets"][: len(windows)] = batch_noise_offsets(
            [window.noise_seed for window in windows],
            [window.start + SPECTRUM_LOOKAHEAD if window.start else 0 for window in windows],
            spectra,
        )
        results = call.run()
        return [
            VocodedWindow(samples[: (window.stop - window.start) * HOP_SAMPLES].copy(), state.copy())
            for window, samples, state in zip(windows, results["samples"], results["states"], strict=False)
        ]

    def _synthesise(self, _: Bucket, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        samples, states = self.synthesis(**inputs)
        return {"samples": samples, "states": states}


def _layout(bucket: Bucket) -> Layout:
    batch, rows, spectra = bucket
    return {
        "frames": ((batch, rows, FRAME_CHANNELS), torch.float32),
        "states": ((batch, STATE_SIZE), torch.float32),
        "numbers": ((batch, 3), torch.int64),
        "offsets": ((batch, spectra), torch.int64),
    }
