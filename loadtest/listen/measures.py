"""Figures of a sound: peak, loudness, speech and pauses, pitch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import soxr

from loadtest.listen.pitch import STEP_SECONDS, pitch_track
from loadtest.listen.recordings import Recording, Samples

QUIET_DBFS = -50.0
"""Below it nothing is heard: what is counted as a pause."""
LEAST_PAUSE_SECONDS = 0.06
"""Shorter ones are closures of consonants."""
_LEVEL_SECONDS = 0.005
_END_SECONDS = 0.3
_BLOCK_SECONDS, _BLOCK_STEP_SECONDS = 0.4, 0.1
_ABSOLUTE_GATE_LUFS, _RELATIVE_GATE_LU = -70.0, -10.0


@dataclass(frozen=True)
class Figures:
    """What is measured of one recording."""

    seconds: float
    speech_seconds: float
    """From the first sound to the last."""
    before_seconds: float
    """Silence before the first sound."""
    after_seconds: float
    """Silence after the last one."""
    pauses: tuple[tuple[float, float], ...]
    """Starts and ends of silences between sounds."""
    peak_dbtp: float
    loudness_lufs: float
    pitch_hz: float
    """Median; 0 without pitch."""
    pitch_range_st: float
    """From the 5th to the 95th percentile."""
    end_rise_st: float
    """The highest pitch of the last 300 ms that have one, above the lowest before it there."""


def figures(recording: Recording) -> Figures:
    """All figures of a recording."""
    samples, rate = recording.samples, recording.rate_hz
    sounds = sounding(samples, rate)
    total = len(samples) / rate
    first, last = (sounds[0][0], sounds[-1][1]) if sounds else (total, total)
    pauses = tuple(
        (end, start)
        for (_, end), (start, _) in zip(sounds, sounds[1:], strict=False)
        if start - end >= LEAST_PAUSE_SECONDS
    )
    track = pitch_track(samples, rate)
    voiced = track[track > 0]
    low, high = np.percentile(voiced, [5, 95]) if len(voiced) else (1.0, 1.0)
    return Figures(
        seconds=total,
        speech_seconds=last - first,
        before_seconds=first,
        after_seconds=total - last,
        pauses=pauses,
        peak_dbtp=true_peak_db(samples, rate),
        loudness_lufs=loudness_lufs(samples, rate),
        pitch_hz=float(np.median(voiced)) if len(voiced) else 0.0,
        pitch_range_st=semitones(high, low),
        end_rise_st=end_rise(track),
    )


def sounding(samples: Samples, rate_hz: int, quiet_dbfs: float = QUIET_DBFS) -> list[tuple[float, float]]:
    """Stretches in which something is heard, in seconds, by the level of 5 ms at a time."""
    size = max(1, round(_LEVEL_SECONDS * rate_hz))
    count = -(-len(samples) // size)
    power = np.square(np.pad(samples, (0, count * size - len(samples))).reshape(count, size), dtype=np.float64).mean(1)
    heard = power > 10 ** (quiet_dbfs / 10)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], heard.astype(np.int8), [0]]))) * size / rate_hz
    return [(float(start), min(float(end), len(samples) / rate_hz)) for start, end in edges.reshape(-1, 2)]


def true_peak_db(samples: Samples, rate_hz: int) -> float:
    """The largest value between the samples too, oversampled four times, in decibels of full scale."""
    peak = np.abs(soxr.resample(np.asarray(samples, np.float64), rate_hz, 4 * rate_hz)).max(initial=0.0)
    return decibels(max(peak, float(np.abs(samples).max(initial=0.0))))


def loudness_lufs(samples: Samples, rate_hz: int) -> float:
    """Integrated loudness, gated; of less than 0.4 s, as if silence followed.

    Source: ITU-R BS.1770-4. Its filters' phases change no block's energy to speak of: only their gains are applied.
    """
    block, step = round(_BLOCK_SECONDS * rate_hz), round(_BLOCK_STEP_SECONDS * rate_hz)
    padded = np.pad(np.asarray(samples, np.float64), (0, max(0, block - len(samples))))
    spectrum = np.fft.rfft(padded) * _weighting(np.fft.rfftfreq(len(padded), 1 / rate_hz))
    power = np.concatenate([[0.0], np.cumsum(np.square(np.fft.irfft(spectrum, len(padded))))])
    starts = np.arange(0, len(padded) - block + 1, step)
    blocks = (power[starts + block] - power[starts]) / block
    loud = blocks[_lufs(blocks) > _ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return -np.inf
    gated = loud[_lufs(loud) > _lufs(loud.mean()) + _RELATIVE_GATE_LU]
    return float(_lufs(gated.mean()))


def _lufs(power: np.ndarray | float) -> np.ndarray:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-20))


def _weighting(hz: np.ndarray) -> np.ndarray:
    """Gains of BS.1770's shelf and high pass (the analogue filters that its coefficients at 48 kHz stand for)."""
    s = 2j * np.pi * hz
    shelf, high = 2 * np.pi * 1681.974450955533, 2 * np.pi * 38.13547087602444
    q, top = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    middle = top**0.4996667741545416
    shelved = (top * s**2 + middle * s * shelf / q + shelf**2) / (s**2 + s * shelf / q + shelf**2)
    passed = s**2 / (s**2 + s * high / 0.5003270373238773 + high**2)
    return np.abs(shelved * passed)


def end_rise(track: np.ndarray) -> float:
    """Semitones from the lowest of the last 300 ms with a pitch to the highest after it."""
    voiced = track[track > 0][-round(_END_SECONDS / STEP_SECONDS) :]
    if not len(voiced):
        return 0.0
    lowest = int(voiced.argmin())
    return semitones(float(voiced[lowest:].max()), float(voiced[lowest]))


def semitones(hz: float, other_hz: float) -> float:
    """How far one pitch is above another."""
    return float(12 * np.log2(hz / other_hz)) if hz > 0 and other_hz > 0 else 0.0


def decibels(amplitude: float) -> float:
    """Of full scale."""
    return float(20 * np.log10(max(amplitude, 1e-10)))
