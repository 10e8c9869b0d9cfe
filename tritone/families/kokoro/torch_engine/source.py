"""The excitation of the generator: a sum of harmonics of the pitch, with a little noise, as magnitudes and phases."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tritone.families.kokoro.frame_layout import HOP_SAMPLES
from tritone.families.kokoro.network_sizes import FFT_HOP, FFT_SIZE, SAMPLE_RATE_HZ
from tritone.families.kokoro.torch_engine.checkpoint_layers import CheckpointLayers

_LOUDNESS = 0.1
_VOICED_NOISE, _UNVOICED_NOISE = 0.003, 0.1 / 3
_ROUNDING = 2e-6
"""Of a row's loudness."""
_LOWEST_PITCH_HZ = 10.0
"""Below it a frame counts as unvoiced."""


class HarmonicSource(nn.Module):
    """Pitch, phase and noise → what the generator hears beside the frames."""

    weight: Tensor
    bias: Tensor
    harmonics: Tensor
    place: Tensor
    taper: Tensor

    def __init__(self, checkpoint: CheckpointLayers):
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
        """What is but rounding counts as 0, as its sign would decide between half a turn and less half a turn: the
        first row mirrors itself, so all of it is real, and a row that stands still has a mean alone."""
        padded = F.pad(wave[:, None], (FFT_SIZE // 2, FFT_SIZE // 2), mode="reflect")[:, 0]
        rows = padded.unfold(1, FFT_SIZE, FFT_HOP)
        spectrum = torch.fft.rfft(rows * self.taper).transpose(1, 2)
        least = rows.abs().sum(dim=2)[:, None] * _ROUNDING
        real, imaginary = (torch.where(part.abs() < least, 0.0, part) for part in (spectrum.real, spectrum.imag))
        return torch.cat([torch.hypot(real, imaginary), torch.atan2(imaginary, real)], dim=1)
