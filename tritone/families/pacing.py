"""How long phoneme ids last at another speed: what they last at speed 1, divided, in whole frames."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FRACTION_BITS = 24
"""Shares of a frame are counted in whole numbers: sums are then the same in whatever order, on whatever device."""


def paced_durations(plain: npt.NDArray[Any], rates: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """Frames of each phoneme id at its rate, int64 [..., ids]; those of ids at rate 1 as they are.

    plain: whole frames at rate 1 [..., ids], 0 beyond a segment; rates: float32 alike, above 0. What rounding adds to
    one id is taken from the next, so that a segment lasts what it should: rounded one by one, most phonemes of 75 ms
    in steps of 25 ms would be as long at speed 1.25 as at 1. An id lasts a frame at least, which those after it pay.
    """
    shares = np.rint(plain / rates.astype(np.float64) * (1 << FRACTION_BITS)).astype(np.int64)
    least = np.minimum(plain, 1).astype(np.int64).cumsum(axis=-1)
    wanted_ends = (shares.cumsum(axis=-1) + (1 << FRACTION_BITS - 1)) >> FRACTION_BITS
    ends = least + np.maximum.accumulate(wanted_ends - least, axis=-1)
    return np.diff(ends, axis=-1, prepend=0)
