"""The gain of each sample where single words are to be louder or softer: steps between phoneme ids, rounded off."""

from __future__ import annotations

import numpy as np

from tritone.pipeline.arrays import Float32Array, Float64Array, Int64Array

RAMP_SECONDS = 0.02
"""From one gain to the next, around the border between two ids: too short to hear, too long to click."""


def gains_of_ids(volumes_db: Float32Array, places: Int64Array, first: int, count: int, rate_hz: int) -> Float32Array:
    """Factors for samples [first, first + count) of a segment, whatever windows it is cut into.

    volumes_db: float32 [phoneme ids]; places: int64 [phoneme ids + 1], the sample at which each id begins and where the
    last one ends. Gains are linear in decibels within a ramp.
    """
    half = max(1, round(RAMP_SECONDS * rate_hz / 2))
    changes = np.flatnonzero(np.diff(volumes_db)) + 1
    # a ramp's ends must not pass those of the next one: ids may be shorter than a ramp
    borders = places[changes].astype(np.float64)
    steps = np.concatenate([[0], changes]).astype(np.int64)
    at, levels = [np.array([-half], np.float64)], [volumes_db[:1]]
    for border, before, after in zip(borders, steps[:-1], steps[1:], strict=True):
        at.append(np.array([border - half, border + half]))
        levels.append(volumes_db[[before, after]])
    places_db, levels_db = np.maximum.accumulate(np.concatenate(at)), np.concatenate(levels)
    # of most windows no ramp is part, and where they are between two, their gain is one
    before, behind = np.searchsorted(places_db, [first, first + count - 1], "right")
    if before == behind and (before == len(places_db) or levels_db[before - 1] == levels_db[before]):
        return np.repeat(_factors(levels_db[before - 1 : before].astype(np.float64)), count)
    decibels = np.interp(np.arange(first, first + count), places_db, levels_db)
    return _factors(decibels)


def _factors(decibels: Float64Array) -> Float32Array:
    factors: Float32Array = (10 ** (decibels / 20)).astype(np.float32)
    return factors
