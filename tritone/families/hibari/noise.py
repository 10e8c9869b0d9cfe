"""The noise that hibari voices are mixed with: the same for every engine, by seed and frame number."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from tritone.families.hibari.frame_layout import BINS
from tritone.families.shared import NOISE_PLACES


@functools.lru_cache(maxsize=1)
def noise_table() -> npt.NDArray[np.complex64]:
    """Complex white noise, complex64 [NOISE_PLACES + BINS], real and imaginary part of unit variance each.

    A frame's noise is BINS neighbours from an offset drawn for (seed, frame): every engine then adds the very same
    noise, at the cost of a copy. MT19937's stream and the polar method of RandomState are frozen by NumPy's policy.
    """
    random = np.random.RandomState(20_240_611)
    table = random.standard_normal(2 * NOISE_PLACES).astype(np.float32).view(np.complex64)
    return np.concatenate([table, table[:BINS]])
