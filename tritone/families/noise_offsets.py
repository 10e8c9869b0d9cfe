"""Where in a table of noise a frame reads, so that noise depends on seed and frame number only, whatever the window."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

TABLE_SIZE = 1 << 13
"""Small enough to stay in a core's own cache beside weights: a larger table cost the native vocoder 4 % of its time."""


def noise_offsets(seed: int, first_frame: int, count: int) -> np.ndarray:
    """Offsets below TABLE_SIZE for `count` frames from `first_frame` on; int64 [count].

    A counter hashed by SplitMix64's finaliser (Steele et al., 2014): any frame's noise without those before it.
    """
    return batch_noise_offsets([seed], [first_frame], count)[0]


def batch_noise_offsets(seeds: Sequence[int], first_frames: Sequence[int], count: int) -> np.ndarray:
    """The same for several segments; int64 [segments, count]."""
    counter = np.array(first_frames, np.uint64)[:, None] + np.arange(count, dtype=np.uint64)
    with np.errstate(over="ignore"):
        z = counter * np.uint64(0x9E3779B97F4A7C15) + np.array([seed % (1 << 64) for seed in seeds], np.uint64)[:, None]
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z % np.uint64(TABLE_SIZE)).astype(np.int64)
