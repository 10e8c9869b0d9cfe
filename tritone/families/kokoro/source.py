"""The excitation of the generator: a sum of harmonics of the pitch, with a little noise, as magnitudes and phases."""

from __future__ import annotations

import functools
import math

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.frame_layout import HOP_SAMPLES
from tritone.families.shared import NOISE_PLACES, noise_offsets

SAMPLE_RATE_HZ = 24_000
FFT_SIZE, FFT_HOP = 20, 5
STEPS_PER_FRAME = HOP_SAMPLES // FFT_HOP
"""Of the excitation's spectrum."""
_LOUDNESS = 0.1
_VOICED_NOISE, _UNVOICED_NOISE = 0.003, 0.1 / 3
_LOWEST_PITCH_HZ = 10.0
"""Below it a frame counts as unvoiced."""


def frame_phases(pitch: Tensor) -> Tensor:
    """The fundamental's phase at the middle of each frame, in cycles from 0 to 1.

    pitch: Hz, [frames]. It carries the whole past of a segment, so that a window needs none of it.
    """
    cycles = torch.remainder(pitch.double() / SAMPLE_RATE_HZ, 1) * HOP_SAMPLES
    return torch.remainder(torch.cumsum(cycles, dim=-1), 1).float()


class HarmonicSource(nn.Module):
    """Pitch, phase and noise → what the generator hears beside the frames."""

    weight: Tensor
    bias: Tensor
    harmonics: Tensor
    place: Tensor
    taper: Tensor

    def __init__(self, checkpoint: KokoroCheckpoint):
        super().__init__()
        weight = checkpoint.tensor("decoder.generator.m_source.l_linear.weight")
        self.register_buffer("weight", weight[0])
        self.register_buffer("bias", checkpoint.tensor("decoder.generator.m_source.l_linear.bias"))
        self.register_buffer("harmonics", torch.arange(1.0, weight.shape[1] + 1))
        self.register_buffer("place", (torch.arange(HOP_SAMPLES) + 0.5) / HOP_SAMPLES - 0.5)
        self.register_buffer("taper", torch.hann_window(FFT_SIZE))

    def forward(self, pitch: Tensor, phases: Tensor, noise: Tensor | None) -> Tensor:
        """pitch: Hz, phases: cycles, both [batch, frames]; noise: normal deviates, [batch, samples], None for none.

        Returns magnitudes and phases of a short-time Fourier transform, [batch, 2 bins, frames * STEPS_PER_FRAME + 1].
        """
        return self._spectrum(self.waveform(pitch, phases, noise))

    def waveform(self, pitch: Tensor, phases: Tensor, noise: Tensor | None) -> Tensor:
        """[batch, frames * HOP_SAMPLES]."""
        pitch, phases = pitch[..., None], phases[..., None]
        per_frame = torch.remainder(pitch * self.harmonics / SAMPLE_RATE_HZ, 1) * HOP_SAMPLES
        following = F.pad(per_frame[:, 1:], (0, 0, 0, 1))
        following[:, -1], per_frame[:, 0] = 0, 0  # phases stand still before the first and after the last middle
        half = HOP_SAMPLES // 2
        slopes = torch.cat(
            [per_frame[:, :, None].expand(-1, -1, half, -1), following[:, :, None].expand(-1, -1, half, -1)], dim=2
        )
        cycles = (phases * self.harmonics)[:, :, None] + slopes * self.place[:, None]
        sines = torch.sin(torch.remainder(cycles, 1) * (2 * math.pi)) * _LOUDNESS
        is_voiced = (pitch > _LOWEST_PITCH_HZ).float()
        wave = (sines @ self.weight) * is_voiced
        if noise is not None:  # independent noise in each harmonic, summed with the weights: one of their length
            spread = is_voiced * _VOICED_NOISE + (1 - is_voiced) * _UNVOICED_NOISE
            wave = wave + spread * torch.linalg.vector_norm(self.weight) * noise.view(wave.shape)
        return torch.tanh(wave + self.bias).flatten(1)

    def _spectrum(self, wave: Tensor) -> Tensor:
        padded = F.pad(wave[:, None], (FFT_SIZE // 2, FFT_SIZE // 2), mode="reflect")[:, 0]
        spectrum = torch.fft.rfft(padded.unfold(1, FFT_SIZE, FFT_HOP) * self.taper).transpose(1, 2)
        return torch.cat([spectrum.abs(), spectrum.angle()], dim=1)


def excitation_noise(seed: int, frames: int) -> npt.NDArray[np.float32]:
    """Normal deviates for each sample of a segment, [frames * HOP_SAMPLES]."""
    rows = noise_offsets(seed, 0, frames)[:, None] + np.arange(HOP_SAMPLES)
    return _noise_table()[rows].reshape(-1)


@functools.lru_cache(maxsize=1)
def _noise_table() -> npt.NDArray[np.float32]:
    """Normal deviates, float32 [NOISE_PLACES + HOP_SAMPLES]; the generator's stream is frozen by NumPy's policy."""
    return np.random.RandomState(20_261_124).standard_normal(NOISE_PLACES + HOP_SAMPLES).astype(np.float32)
