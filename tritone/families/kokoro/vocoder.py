"""The vocoder engine of Kokoro voices: frames → samples.

The generator normalises over the whole segment, so it runs when the first window comes, which brings all of the
segment's frames; later windows are cut from the sound that the first one left in the state.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from tritone.devices.torch_device import batches_of, parameter_bytes
from tritone.errors import InvalidRequest
from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.frame_layout import EXTRA_CHANNELS, PHASE, PHONEMES, PITCH, STANDS_FOR
from tritone.families.kokoro.generator import Generator
from tritone.families.kokoro.source import HOP_SAMPLES
from tritone.families.kokoro.styles import sound_style, styles_of
from tritone.families.shared import NOISE_PLACES, noise_offsets
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice

_MOST_FRAMES = 100_000
"""20 minutes. Anybody may call the vocoder, and a frame says itself how many frames of silence it stands for."""


class KokoroVocoderEngine:
    """Implements tritone.families.VocoderEngine; a window's state is the rest of its segment's samples."""

    def __init__(
        self,
        checkpoint: KokoroCheckpoint,
        device: str,
        half_precision: bool = False,
        batches: bool | None = None,
        noise: bool = True,
    ):
        """half_precision, batches: as for the acoustic engine; noise: whether the excitation has any."""
        self.device = torch.device(device)
        self._batches = batches
        self.generator = Generator(checkpoint).eval().to(self.device)
        if half_precision:
            self.generator.halve_precision()
        self._noise = noise
        self.channels = self.generator.in_channels + EXTRA_CHANNELS
        self.memory_bytes = parameter_bytes(self.generator)

    def state_floats(self, start: int, total: int) -> int:
        """Implements VocoderEngine."""
        return (total - start) * HOP_SAMPLES

    @torch.inference_mode()
    def vocode(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice]) -> list[VocodedWindow]:
        """Run windows of different segments, lengths and styles."""
        new = [i for i, window in enumerate(windows) if window.state is None]
        known: dict[int, npt.NDArray[np.float32]] = {}
        results = []
        for batch in batches_of(len(new), self.device, self._batches):
            made = self._run([windows[i] for i in new[batch]], [voices[i] for i in new[batch]])
            known.update(zip(new[batch], made, strict=True))
        for i, window in enumerate(windows):
            samples = known[i] if window.state is None else window.state
            length = (window.stop - window.start) * HOP_SAMPLES
            results.append(VocodedWindow(samples[:length].copy(), samples[length:].copy()))
        return results

    def _run(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice]) -> list[npt.NDArray[np.float32]]:
        features = self.channels - EXTRA_CHANNELS
        frames = [torch.from_numpy(np.asarray(window.frames, np.float32)) for window in windows]
        extra = [item[:, features:] for item in frames]
        counts = [item[:, STANDS_FOR].clamp(1, _MOST_FRAMES + 1).to(torch.int64) for item in extra]
        if max(int(count.sum()) for count in counts) > _MOST_FRAMES:
            raise InvalidRequest(
                f'input "frames": they stand for {[int(count.sum()) for count in counts]} frames, silence included; '
                f"allowed: up to {_MOST_FRAMES}"
            )
        phonemes = [int(item[0, PHONEMES]) for item in extra]
        styles = sound_style(styles_of(voices, phonemes)).to(self.device)
        excitation = []
        for item, count, window in zip(extra, counts, windows, strict=True):
            wide = item.repeat_interleave(count, dim=0).to(self.device)
            noise = self._noise_of(window.noise_seed, len(wide)) if self._noise else None
            excitation.append(self.generator.source(wide[None, :, PITCH], wide[None, :, PHASE], noise))
        lengths = [int(count.sum()) for count in counts]
        batch = torch.zeros(len(frames), features, max(lengths))
        for row, item, count in zip(batch, frames, counts, strict=True):
            row[:, : int(count.sum())] = item[:, :features].repeat_interleave(count, dim=0).T
        samples = self.generator(batch.to(self.device), excitation, styles).cpu().numpy()
        # a frame that stands for silence before it is the last of its copies, one for silence after it the first
        starts = [(int(count[0]) - 1) * HOP_SAMPLES for count in counts]
        return [
            row[start : start + len(item) * HOP_SAMPLES]
            for row, start, item in zip(samples, starts, frames, strict=True)
        ]

    def _noise_of(self, seed: int, frames: int) -> Tensor:
        rows = noise_offsets(seed, 0, frames)[:, None] + np.arange(HOP_SAMPLES)
        return torch.from_numpy(_noise_table()[rows].reshape(1, -1)).to(self.device)


@functools.lru_cache(maxsize=1)
def _noise_table() -> npt.NDArray[np.float32]:
    """Normal deviates, float32 [NOISE_PLACES + HOP_SAMPLES]; the generator's stream is frozen by NumPy's policy."""
    return np.random.RandomState(20_261_124).standard_normal(NOISE_PLACES + HOP_SAMPLES).astype(np.float32)
