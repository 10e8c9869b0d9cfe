"""The noise of Piper voices: what makes a segment sound a little different each time, the same for the same seed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


class LatentNoise:
    """One segment's normal deviates, for every engine alike, whatever else is in the batch."""

    def __init__(self, seed: int):
        # named, and not NumPy's default generator: that may become another one
        self._random = np.random.Generator(np.random.Philox(seed % (1 << 64)))

    def durations(self, phonemes: int) -> npt.NDArray[np.float32]:
        """Of the duration predictor, float32 [2, phonemes]; drawn first."""
        return self._random.standard_normal((2, phonemes), np.float32)

    def frames(self, count: int, channels: int) -> npt.NDArray[np.float32]:
        """Of the latent, float32 [frames, channels]; drawn second."""
        return self._random.standard_normal((count, channels), np.float32)
