"""What several families do alike: noise by seed and frame number, padded phoneme ids, durations cut short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tritone.pipeline.frames import AcousticSegment

if TYPE_CHECKING:  # the native engines do without it
    import torch

NOISE_PLACES = 1 << 13
"""Where in a table of noise a frame may read from. Small enough that the table stays in a core's own cache beside
weights: a larger one cost the native vocoder 4 % of its time."""

_GOLDEN, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFTS = np.uint64(30), np.uint64(27), np.uint64(31)
_LAST_PLACE = np.uint64(NOISE_PLACES - 1)


def noise_offsets(seed: int, first_frame: int, count: int) -> npt.NDArray[np.int64]:
    """Where in a table of noise each of `count` frames from `first_frame` on reads: below NOISE_PLACES; [count].

    Noise then depends on seed and frame number only, whatever the window: a counter hashed by SplitMix64's finaliser
    (Steele et al., 2014), so that any frame's noise is known without those before it.
    """
    return _places(np.arange(first_frame, first_frame + count, dtype=np.uint64), np.uint64(seed % (1 << 64)))


def batch_noise_offsets(seeds: Sequence[int], first_frames: Sequence[int], count: int) -> npt.NDArray[np.int64]:
    """The same for several segments; [segments, count]."""
    counters = np.array(first_frames, np.uint64)[:, None] + np.arange(count, dtype=np.uint64)
    return _places(counters, np.array([seed % (1 << 64) for seed in seeds], np.uint64)[:, None])


def _places(counters: npt.NDArray[np.uint64], seeds: npt.NDArray[np.uint64] | np.uint64) -> npt.NDArray[np.int64]:
    z = counters * _GOLDEN
    z += seeds
    z ^= z >> _SHIFTS[0]
    z *= _FIRST
    z ^= z >> _SHIFTS[1]
    z *= _SECOND
    z ^= z >> _SHIFTS[2]
    z &= _LAST_PLACE
    return z.astype(np.int64)


def padded_ids(segments: Sequence[AcousticSegment], device: torch.device) -> tuple[torch.Tensor, list[int]]:
    """The phoneme ids of a batch, int64 [batch, longest] on the device, zero beyond each segment; and their numbers."""
    import torch

    rows = [torch.from_numpy(np.asarray(segment.phoneme_ids, np.int64)) for segment in segments]
    return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True).to(device), [len(row) for row in rows]


def padded_rates(segments: Sequence[AcousticSegment]) -> npt.NDArray[np.float32]:
    """The speed of each phoneme id of a batch, float32 [batch, longest]; 1 beyond each segment."""
    rates = np.ones((len(segments), max(len(segment.phoneme_ids) for segment in segments)), np.float32)
    for row, segment in zip(rates, segments, strict=True):
        row[: len(segment.phoneme_ids)] = segment.rates()
    return rates


def take_from_the_end(durations: npt.NDArray[np.int32], frames: int) -> None:
    """Shorten the last phoneme ids by `frames` in all, in place: the last one first, to nothing if need be."""
    for index in range(len(durations) - 1, -1, -1):
        if not frames:
            break
        taken = min(frames, int(durations[index]))
        durations[index] -= taken
        frames -= taken
