"""Take frames off the end of a segment's durations."""

from __future__ import annotations

import numpy as np


def take_from_the_end(durations: np.ndarray, frames: int) -> None:
    """Shorten the last phoneme ids by `frames` in all, in place: the last one first, to nothing if need be."""
    for index in range(len(durations) - 1, -1, -1):
        taken = min(frames, int(durations[index]))
        durations[index] -= taken
        frames -= taken
