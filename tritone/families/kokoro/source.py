"""What every engine does alike on the way from pitch to excitation: phases of the fundamental, and noise by seed."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from tritone.families.kokoro.frame_layout import HOP_SAMPLES
from tritone.families.kokoro.network_sizes import SAMPLE_RATE_HZ
from tritone.families.shared import NOISE_PLACES, noise_offsets


def frame_phases(pitch: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The fundamental's phase at the middle of each frame, in cycles from 0 to 1.

    pitch: Hz, float32 [frames]. It carries the whole past of a segment, so that a window needs none of it.
    """
    cycles = np.mod(pitch.astype(np.float64) / SAMPLE_RATE_HZ, 1) * HOP_SAMPLES
    phases: npt.NDArray[np.float32] = np.mod(np.cumsum(cycles), 1).astype(np.float32)
    return phases


def excitation_noise(seed: int, frames: int) -> npt.NDArray[np.float32]:
    """Normal deviates for each sample of a segment, [frames * HOP_SAMPLES]."""
    rows = noise_offsets(seed, 0, frames)[:, None] + np.arange(HOP_SAMPLES)
    return _noise_table()[rows].reshape(-1)


@functools.lru_cache(maxsize=1)
def _noise_table() -> npt.NDArray[np.float32]:
    """Normal deviates, float32 [NOISE_PLACES + HOP_SAMPLES]; the generator's stream is frozen by NumPy's policy."""
    return np.random.RandomState(20_261_124).standard_normal(NOISE_PLACES + HOP_SAMPLES).astype(np.float32)
