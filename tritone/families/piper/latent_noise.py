"""The noise of Piper voices: what makes a segment sound a little different each time, the same for the same seed."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from tritone.families.shared import NOISE_PLACES, noise_offsets

_DURATIONS_FROM = 1 << 32
"""The number of the first deviate of durations among those hashed with a seed: beyond every frame's."""


class LatentNoise:
    """One segment's normal deviates, the same bits for every engine, whatever else is in the batch.

    Read from a table at places hashed from the seed and a deviate's or a frame's number, as the other families' noise
    is: drawing 53,000 of them for a segment took 4 % of the acoustic model's time.
    """

    def __init__(self, seed: int):
        self._seed = seed

    def durations(self, phonemes: int) -> npt.NDArray[np.float32]:
        """Of the duration predictor, float32 [2, phonemes], each from a place of its own."""
        return _deviates(1)[noise_offsets(self._seed, _DURATIONS_FROM, 2 * phonemes)].reshape(2, phonemes)

    def frames(self, count: int, channels: int) -> npt.NDArray[np.float32]:
        """Of the latent, float32 [frames, channels], a frame's side by side in the table."""
        return np.ascontiguousarray(_deviates(channels)[noise_offsets(self._seed, 0, count)])


@functools.lru_cache(maxsize=8)
def _deviates(width: int) -> npt.NDArray[np.float32]:
    """A table of normal deviates, seen as float32 [NOISE_PLACES, width]: those from each place on.

    The generator's stream is frozen by NumPy's policy.
    """
    table = np.random.RandomState(20_261_126).standard_normal(NOISE_PLACES + width - 1).astype(np.float32)
    return np.lib.stride_tricks.sliding_window_view(table, width)
