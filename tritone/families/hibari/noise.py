"""The noise that hibari voices are mixed with: the same for every engine, by seed and frame number."""

from __future__ import annotations

import functools

import numpy as np

from tritone.families.hibari.frame_layout import BINS

NOISE_TABLE_BINS = 1 << 16


@functools.lru_cache(maxsize=1)
def noise_table() -> np.ndarray:
    """Complex white noise, complex64 [NOISE_TABLE_BINS + BINS], real and imaginary part of unit variance each.

    A frame's noise is BINS neighbours from an offset drawn for (seed, frame): every engine then adds the very same
    noise, at the cost of a copy. MT19937's stream and the polar method of RandomState are frozen by NumPy's policy.
    """
    random = np.random.RandomState(20_240_611)
    table = random.standard_normal(2 * NOISE_TABLE_BINS).astype(np.float32).view(np.complex64)
    return np.concatenate([table, table[:BINS]])


def noise_offsets(seed: int, first_frame: int, count: int) -> np.ndarray:
    """Where in the noise table each of `count` frames from `first_frame` on reads; int64 [count].

    A counter hashed by SplitMix64's finaliser (Steele et al., 2014): any frame's noise without those before it.
    """
    counter = np.arange(first_frame, first_frame + count, dtype=np.uint64)
    with np.errstate(over="ignore"):
        z = counter * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed % (1 << 64))
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z % np.uint64(NOISE_TABLE_BINS)).astype(np.int64)
