"""How far one sound is from another: signal to noise, and mel spectra of sounds at the 24 kHz of hibari and Kokoro."""

from __future__ import annotations

import functools

import numpy as np

from tritone.families.hibari.frame_layout import SAMPLE_RATE_HZ


def signal_to_noise_db(reference: np.ndarray, other: np.ndarray) -> float:
    """10 log10 of the reference's energy over that of the difference; inf when they are equal."""
    difference = np.sum((reference.astype(np.float64) - other) ** 2)
    return float("inf") if difference == 0 else 10 * np.log10(np.sum(reference.astype(np.float64) ** 2) / difference)


def log_mel(samples: np.ndarray, bands: int = 80, size: int = 1024, hop: int = 256) -> np.ndarray:
    """Natural log of mel magnitudes, float64 [frames, bands], floored at 1e-4 (-80 dB below full scale)."""
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), size)[::hop] * np.hanning(size)
    magnitudes = np.abs(np.fft.rfft(frames, axis=1)) / (size / 4)
    return np.log(np.maximum(magnitudes @ _mel_filters(bands, size), 1e-4))


@functools.cache
def _mel_filters(bands: int, size: int) -> np.ndarray:
    """Triangles of unit height, evenly spaced on the mel scale (O'Shaughnessy) from 0 Hz to half the sample rate."""
    half = SAMPLE_RATE_HZ / 2
    edges = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + half / 700), bands + 2) / 2595) - 1)
    bins = np.linspace(0, half, size // 2 + 1)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.clip(np.minimum(rising, falling), 0, None)


def log_mel_distance_db(one: np.ndarray, other: np.ndarray) -> float:
    """Root mean square difference of log mel spectra, in dB."""
    return float(np.sqrt(np.mean((log_mel(one) - log_mel(other)) ** 2)) * 20 / np.log(10))


def average_spectrum_db(samples: np.ndarray) -> np.ndarray:
    """Mel magnitudes averaged over time, in dB, float64 [bands]."""
    return 20 * np.log10(np.exp(log_mel(samples)).mean(axis=0))
