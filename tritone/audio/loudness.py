"""How loud speech is: integrated loudness and true peak as ITU-R BS.1770-4 defines them, for mono sound."""

from __future__ import annotations

import numpy as np

from tritone.pipeline.arrays import Float32Array, Float64Array

_BLOCK_SECONDS, _BLOCKS_PER_LENGTH = 0.4, 4
_ABSOLUTE_GATE_LUFS, _RELATIVE_GATE_LU = -70.0, -10.0
_OFFSET_LUFS = -0.691
_OVERSAMPLING = 4
# The K weighting's two second-order filters by their analogue prototypes, so that they fit any sample rate: a shelf of
# +4 dB above 1.7 kHz (the head) and a high pass at 38 Hz. At 48 kHz they are the coefficients that BS.1770-4 lists.
_SHELF_HZ, _SHELF_DB, _SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
_HIGH_PASS_HZ, _HIGH_PASS_Q = 38.13547087602444, 0.5003270373238773


def integrated_loudness_lufs(samples: Float32Array | Float64Array, sample_rate_hz: int) -> float:
    """Gated loudness of float samples in [-1, 1]; minus infinity for silence and for less than 0.4 s."""
    block = int(_BLOCK_SECONDS * sample_rate_hz)
    weighted = _k_weighted(np.asarray(samples, np.float64), sample_rate_hz)
    if len(weighted) < block:
        return float("-inf")
    energy = np.concatenate([[0.0], np.cumsum(weighted**2)])
    starts = np.arange(0, len(weighted) - block + 1, block // _BLOCKS_PER_LENGTH)
    power = (energy[starts + block] - energy[starts]) / block
    gated = power[_lufs(power) > _ABSOLUTE_GATE_LUFS]
    if len(gated):
        gated = gated[_lufs(gated) > _lufs(gated.mean()) + _RELATIVE_GATE_LU]
    return float(_lufs(gated.mean())) if len(gated) else float("-inf")


def true_peak_dbfs(samples: Float32Array | Float64Array) -> float:
    """The peak of the waveform between samples too, found at four times their rate; minus infinity for silence."""
    if not len(samples):
        return float("-inf")
    spectrum = np.fft.rfft(np.asarray(samples, np.float64))
    peak = np.abs(np.fft.irfft(spectrum, _OVERSAMPLING * len(samples))).max() * _OVERSAMPLING
    return float(20 * np.log10(peak)) if peak > 0 else float("-inf")


def _lufs(power: Float64Array | float) -> Float64Array:
    with np.errstate(divide="ignore"):
        return _OFFSET_LUFS + 10 * np.log10(power)


def _k_weighted(samples: Float64Array, sample_rate_hz: int) -> Float64Array:
    """Filtered by multiplying spectra; the pad of a second lets the filters die away, so that nothing wraps around."""
    size = len(samples) + sample_rate_hz
    size += size % 2
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))  # one sample's delay at each frequency
    response = np.ones(len(z), np.complex128)
    for numerator, denominator in (_shelf(sample_rate_hz), _high_pass(sample_rate_hz)):
        response *= np.polyval(numerator[::-1], z) / np.polyval(denominator[::-1], z)
    return np.fft.irfft(np.fft.rfft(samples, size) * response, size)[: len(samples)]


def _shelf(sample_rate_hz: int) -> tuple[Float64Array, Float64Array]:
    k = np.tan(np.pi * _SHELF_HZ / sample_rate_hz)
    high = 10 ** (_SHELF_DB / 20)
    middle = high**0.4996667741545416
    return (
        np.array([high + middle * k / _SHELF_Q + k * k, 2 * (k * k - high), high - middle * k / _SHELF_Q + k * k]),
        np.array([1 + k / _SHELF_Q + k * k, 2 * (k * k - 1), 1 - k / _SHELF_Q + k * k]),
    )


def _high_pass(sample_rate_hz: int) -> tuple[Float64Array, Float64Array]:
    k = np.tan(np.pi * _HIGH_PASS_HZ / sample_rate_hz)
    scale = 1 + k / _HIGH_PASS_Q + k * k
    return (
        np.array([1.0, -2.0, 1.0]),
        np.array([1.0, 2 * (k * k - 1) / scale, (1 - k / _HIGH_PASS_Q + k * k) / scale]),
    )
