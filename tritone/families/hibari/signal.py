"""The signal processing after the network: pulse source, spectra to waveform, noise; window by window.

One frame's spectrum is exp(lh) e^(iπ tanh θ) · STFT(pulses) + exp(ln) · noise + exp(lr) e^(iφ); the waveform is its
inverse STFT. Everything a window needs of its neighbours is a pure function of the frames (pitch, phase at the start
of each frame, frame number), so windows cannot disagree. Source: the design of hibari-tts (Apache-2.0), written anew.
"""

from __future__ import annotations

import functools

import torch
from torch import Tensor

from tritone.families.hibari.frame_layout import BINS, FFT_SAMPLES, HOP_SAMPLES, HOPS_PER_FFT, SAMPLE_RATE_HZ
from tritone.families.hibari.network_sizes import HIGHEST_HARMONIC_HZ, MAX_LOG_MAGNITUDE, VOICED_ABOVE_HZ


@functools.lru_cache(maxsize=4)
def _interpolation_weights(device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """Weights of the previous, this and the next frame's pitch for each sample of a hop, float32 [HOP_SAMPLES]."""
    position = (torch.arange(HOP_SAMPLES, dtype=torch.float64) + 0.5) / HOP_SAMPLES - 0.5
    previous, following = (-position).clamp(min=0), position.clamp(min=0)
    here = 1 - previous - following
    return previous.float().to(device), here.float().to(device), following.float().to(device)


def _pitch_samples(f0_before: Tensor, f0: Tensor, f0_after: Tensor) -> Tensor:
    """Pitch interpolated linearly between frame centres: [..., frames] → Hz [..., frames, HOP_SAMPLES]."""
    before, here, after = _interpolation_weights(f0.device)
    return f0_before[..., None] * before + f0[..., None] * here + f0_after[..., None] * after


def phase_at_frame_starts(f0_hz: Tensor, mask: Tensor) -> Tensor:
    """Cycles in [0, 1) that the pulse source has turned before each frame; float32 [batch, frames].

    f0_hz: [batch, frames]; mask: bool, false beyond each item. Summed in float64: 20 s of speech turn 4,000 cycles.
    """
    last = (mask.sum(dim=1, keepdim=True) - 1).clamp(min=0)
    index = torch.arange(f0_hz.shape[1], device=f0_hz.device)
    after = f0_hz.gather(1, torch.minimum(index + 1, last))
    before = f0_hz.gather(1, (index - 1).clamp(min=0).expand_as(f0_hz))
    turned = _pitch_samples(before, f0_hz, after).clamp(min=VOICED_ABOVE_HZ).double().sum(dim=-1) / SAMPLE_RATE_HZ
    starts = turned.cumsum(dim=1) - turned
    return torch.remainder(starts, 1.0).float().clamp(max=1.0 - 2.0**-24)


def pulses(f0_before: Tensor, f0: Tensor, f0_after: Tensor, phase: Tensor) -> Tensor:
    """Band-limited pulse train: every harmonic below 11 kHz at unit amplitude, silent where unvoiced.

    All inputs [..., frames]; returns [..., frames, HOP_SAMPLES]. Σ cos(ht), h = 1..H, is
    sin((H + ½) t) / (2 sin(t / 2)) - ½.
    """
    pitch = _pitch_samples(f0_before, f0, f0_after)
    voiced = pitch > VOICED_ABOVE_HZ
    pitch = pitch.clamp(min=VOICED_ABOVE_HZ)
    cycles = phase[..., None].double() + pitch.double().cumsum(dim=-1) / SAMPLE_RATE_HZ
    angle = (torch.frac(cycles) * (2 * torch.pi)).float()
    order = torch.floor(HIGHEST_HARMONIC_HZ / pitch) + 0.5
    divisor = 2 * torch.sin(angle * 0.5)
    at_peak = divisor.abs() <= 2e-3  # 0/0 there; the limit is the number of harmonics plus a half
    train = torch.where(at_peak, order, torch.sin(order * angle) / torch.where(at_peak, 1.0, divisor)) - 0.5
    return torch.where(voiced, train, 0.0)


@functools.lru_cache(maxsize=4)
def hann_window(device: torch.device) -> Tensor:
    """Periodic Hann window, float32 [FFT_SAMPLES]."""
    return torch.hann_window(FFT_SAMPLES, periodic=True, dtype=torch.float64).float().to(device)


def source_spectra(train: Tensor) -> Tensor:
    """Spectra of windowed pulse frames: [frames, FFT_SAMPLES] → complex64 [frames, BINS]; unit harmonics peak at 1."""
    # the window sums to FFT_SAMPLES / 2 and a cosine puts half its amplitude on one bin: divide by a quarter
    spectra: Tensor = torch.fft.rfft(train * (hann_window(train.device) / (FFT_SAMPLES / 4)), dim=-1)
    return spectra


def combine_spectra(heads: Tensor, source: Tensor, noise: Tensor) -> Tensor:
    """The network's five parts, the source's spectra and noise → complex64 spectra, all [frames, BINS].

    heads: float32 [frames, 5 * BINS] in the order lh, θ, ln, lr, φ.
    """
    harmonic, rotation, noisy, residual, angle = torch.split(heads, BINS, dim=-1)
    harmonic, noisy, residual = (torch.exp(part.clamp(max=MAX_LOG_MAGNITUDE)) for part in (harmonic, noisy, residual))
    return (
        source * torch.polar(harmonic, torch.tanh(rotation) * torch.pi) + noise * noisy + torch.polar(residual, angle)
    )


def spectra_to_frames(spectra: Tensor) -> Tensor:
    """Inverse FFT and synthesis window: complex64 [frames, BINS] → [frames, HOPS_PER_FFT, HOP_SAMPLES]."""
    windowed: Tensor = torch.fft.irfft(spectra, n=FFT_SAMPLES, dim=-1) * hann_window(spectra.device)
    return windowed.view(*windowed.shape[:-1], HOPS_PER_FFT, HOP_SAMPLES)


@functools.lru_cache(maxsize=4)
def squared_window_blocks(device: torch.device) -> Tensor:
    """The squared window cut into hops, [HOPS_PER_FFT, HOP_SAMPLES]: its overlapping sum normalises the overlap-add."""
    return hann_window(device).square().view(HOPS_PER_FFT, HOP_SAMPLES)
