"""How loud the waveform through some samples is between them: a bound for most of it, filters for what is near."""

from __future__ import annotations

import numpy as np

from tritone.pipeline.arrays import Float32Array, Float64Array, Int64Array

TAPS = 32
_WINDOW = 4.0
"""Of each filter between samples, and the shape of its Kaiser window: a loud "s" lies close below half the sample rate,
where filters as short as those of the recommendation miss 0.5 dB."""
AROUND = TAPS // 2
"""Samples on either side that a place between two of them hears."""
_BLOCK = 32
"""Samples that are looked at together: most of a stream is far from too loud, and found so cheaply."""


def _filters() -> Float64Array:
    """The waveform a quarter, a half and three quarters of the way between two samples; [3, TAPS]."""
    at = np.arange(TAPS) - (TAPS // 2 - 1)
    away = at[None] - np.array([0.25, 0.5, 0.75])[:, None]
    window = np.i0(_WINDOW * np.sqrt(1 - (away / (TAPS / 2)) ** 2)) / np.i0(_WINDOW)
    filters = np.sinc(away) * window
    filters /= filters.sum(axis=1, keepdims=True)
    # so that a slope is met exactly, which what `LARGEST_BEND` stands for needs: by 0.0003 at most
    slope = (filters * away).sum(axis=1)
    filters[:, TAPS // 2 - 1] += slope
    filters[:, TAPS // 2] -= slope
    return np.ascontiguousarray(filters, np.float64)


def _largest_bend(filters: Float64Array) -> float:
    """How far from the straight line between two samples the waveform is, per unit of the largest second difference.

    A filter minus that straight line is blind to constants and slopes, so it is a filter of second differences: the
    magnitudes of that one sum to this.
    """
    straight = np.zeros_like(filters)
    straight[:, TAPS // 2 - 1], straight[:, TAPS // 2] = (0.75, 0.5, 0.25), (0.25, 0.5, 0.75)
    return float(np.abs(np.cumsum(np.cumsum(filters - straight, axis=1), axis=1)).sum(axis=1).max())


FILTERS = _filters()
LARGEST_BEND = _largest_bend(FILTERS)
"""The waveform at a place is no larger than the largest sample that it hears and the largest second difference times
this."""
LARGEST_SUM = float(np.abs(FILTERS).sum(axis=1).max())
"""2.6. Nor than the largest sample times this."""


def is_below(samples: Float32Array, ceiling: float) -> bool:
    """Whether samples are all too soft for the waveform through them to reach the ceiling; False says nothing."""
    if len(samples) < 3:
        return not len(samples) or _largest(samples) * LARGEST_SUM <= ceiling
    largest = _largest(samples)
    if largest * LARGEST_SUM <= ceiling:
        return True
    slopes = samples[1:] - samples[:-1]
    # a second difference is no larger than two slopes
    if largest + LARGEST_BEND * 2 * _largest(slopes) <= ceiling:
        return True
    return largest + LARGEST_BEND * _largest(slopes[1:] - slopes[:-1]) <= ceiling


def loud_places(samples: Float32Array, ceiling: float) -> tuple[Int64Array, Float64Array]:
    """Where the waveform is above the ceiling, in order, and how large it is there.

    Place n lies between samples AROUND - 1 and AROUND of the 2 * AROUND from n on, the first of them included.
    """
    places = _places_near(samples, ceiling)
    if not len(places):
        return places, np.zeros(0)
    heard = [samples[places + tap].astype(np.float64) for tap in range(TAPS)]
    peaks = np.abs(heard[AROUND - 1])
    for taps in FILTERS:
        between = np.zeros(len(places))
        for tap, values in zip(taps, heard, strict=True):
            between += tap * values
        peaks = np.maximum(peaks, np.abs(between))
    above = peaks > ceiling
    return places[above], peaks[above]


def _places_near(samples: Float32Array, ceiling: float) -> Int64Array:
    """Those that the ceiling is near."""
    count = len(samples) - TAPS + 1
    if count <= 0:
        return np.zeros(0, np.int64)
    # two blocks hold all that a place of the first one hears
    blocks = (count - 1) // _BLOCK + 1
    bends = np.diff(samples, n=2)
    near = _largest_of_blocks(samples)[:blocks] + LARGEST_BEND * _largest_of_blocks(bends)[:blocks] > ceiling
    places = (np.flatnonzero(near)[:, None] * _BLOCK + np.arange(_BLOCK)).reshape(-1)
    return places[places < count]


def _largest_of_blocks(values: Float32Array) -> Float32Array:
    """The largest magnitude of each two neighbouring blocks, by the first of them."""
    padded = np.zeros((len(values) // _BLOCK + 2) * _BLOCK, np.float32)
    np.abs(values, out=padded[: len(values)])
    largest = padded.reshape(-1, _BLOCK).max(axis=1)
    of_pairs: Float32Array = np.maximum(largest[:-1], largest[1:])
    return of_pairs


def _largest(values: Float32Array) -> float:
    """The largest magnitude; without what ndarray.max does around it, which takes as long as a short chunk."""
    return max(float(np.maximum.reduce(values)), -float(np.minimum.reduce(values)))
