"""Figures of a sound: peak, loudness, speech and pauses, pitch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadtest.listen.pitch import STEP_SECONDS, pitch_track
from loadtest.listen.recordings import Recording, Samples
from tritone.audio.loudness import integrated_loudness_lufs, true_peak_dbfs

QUIET_DBFS = -50.0
"""Below it nothing is heard: what is counted as a pause."""
LEAST_PAUSE_SECONDS = 0.06
"""Shorter ones are closures of consonants."""
_LEVEL_SECONDS = 0.005
_END_SECONDS = 0.3


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
    track: npt.NDArray[np.float64]
    """As of `pitch_track`."""


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
        peak_dbtp=true_peak_dbfs(samples),
        loudness_lufs=integrated_loudness_lufs(samples, rate),
        pitch_hz=float(np.median(voiced)) if len(voiced) else 0.0,
        pitch_range_st=semitones(high, low),
        end_rise_st=end_rise(track),
        track=track,
    )


def sounding(samples: Samples, rate_hz: int, quiet_dbfs: float = QUIET_DBFS) -> list[tuple[float, float]]:
    """Stretches in which something is heard, in seconds, by the level of 5 ms at a time."""
    size = max(1, round(_LEVEL_SECONDS * rate_hz))
    count = -(-len(samples) // size)
    power = np.square(np.pad(samples, (0, count * size - len(samples))).reshape(count, size), dtype=np.float64).mean(1)
    heard = power > 10 ** (quiet_dbfs / 10)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], heard.astype(np.int8), [0]]))) * size / rate_hz
    return [(float(start), min(float(end), len(samples) / rate_hz)) for start, end in edges.reshape(-1, 2)]


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
