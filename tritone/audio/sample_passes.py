"""What is done to every sample of a stream, and how NumPy does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tritone.pipeline.arrays import Float32Array

_LOUDEST = np.float32(32767.0)
"""The 16-bit number of a sample of 1."""
_FIRST_BLOCK = 1024
"""Samples looked at first: all of a window of 2 s took 25 µs."""


@dataclass(frozen=True)
class WaveformBound:
    """How loud the waveform through some samples may be between them, and how loud it must not be."""

    ceiling: float
    sum: float
    """The waveform is no larger than the largest sample times this."""
    bend: float
    """Nor is it than the largest sample, and the largest second difference times this."""


class SamplePasses(Protocol):
    """The same results, by whatever means."""

    def encode(
        self,
        before: Float32Array,
        samples: Float32Array,
        gain: float,
        bound: WaveformBound,
        told: slice,
    ) -> tuple[bytes, Float32Array] | None:
        """Of both end to end, the second times the gain: `told` as `pcm` has it, and what begins where so many have
        been left out. None where they are not too soft for the waveform to reach the ceiling anywhere.
        """

    def pcm(self, samples: Float32Array) -> bytes:
        """float32, nominally in [-1, 1] → 16 bits, little-endian: rounded, halves to the even number, and clipped;
        0 for a NaN."""

    def first_above(self, samples: Float32Array, level: float) -> int | None:
        """The place of the first sample that is louder; None where none is."""

    def last_above(self, samples: Float32Array, level: float) -> int | None:
        """The same from the end."""


class NumpyPasses:
    """Implements SamplePasses; what the kernels are held to."""

    def encode(
        self,
        before: Float32Array,
        samples: Float32Array,
        gain: float,
        bound: WaveformBound,
        told: slice,
    ) -> tuple[bytes, Float32Array] | None:
        joined = joined_with(before, samples, gain)
        if not is_below(joined, bound):
            return None
        return self.pcm(joined[told]), joined[told.stop - told.start :]

    def pcm(self, samples: Float32Array) -> bytes:
        scaled = np.multiply(samples, _LOUDEST, dtype=np.float32)
        np.rint(scaled, out=scaled)
        # to look for what is too loud or NaN takes a fifth of the time of clipping, and hardly any chunk has it
        if scaled.size and not (scaled.max() <= _LOUDEST and scaled.min() >= -_LOUDEST):
            np.clip(np.nan_to_num(scaled, copy=False), -_LOUDEST, _LOUDEST, out=scaled)
        return scaled.astype("<i2").tobytes()

    def first_above(self, samples: Float32Array, level: float) -> int | None:
        """Most often it is near, so ever longer blocks are looked at in turn."""
        begin, size = 0, _FIRST_BLOCK
        while begin < len(samples):
            heard = np.flatnonzero(np.abs(samples[begin : begin + size]) > np.float32(level))
            if len(heard):
                return begin + int(heard[0])
            begin, size = begin + size, 2 * size
        return None

    def last_above(self, samples: Float32Array, level: float) -> int | None:
        from_the_end = self.first_above(samples[::-1], level)
        return None if from_the_end is None else len(samples) - 1 - from_the_end


def joined_with(before: Float32Array, samples: Float32Array, gain: float) -> Float32Array:
    """Both end to end, the second times the gain."""
    louder = samples if gain == 1.0 else samples * np.float32(gain)
    return np.concatenate([before, louder], dtype=np.float32)


def is_below(samples: Float32Array, bound: WaveformBound) -> bool:
    """Whether samples are too soft for the waveform through them to reach the ceiling anywhere."""
    if len(samples) < 3:
        return not len(samples) or _largest(samples) * bound.sum <= bound.ceiling
    largest = _largest(samples)
    if largest * bound.sum <= bound.ceiling:
        return True
    slopes = samples[1:] - samples[:-1]
    # a second difference is no larger than two slopes
    if largest + bound.bend * 2 * _largest(slopes) <= bound.ceiling:
        return True
    return largest + bound.bend * _largest(slopes[1:] - slopes[:-1]) <= bound.ceiling


def _largest(values: Float32Array) -> float:
    """The largest magnitude; without what ndarray.max does around it, which takes as long as a short chunk."""
    return max(float(np.maximum.reduce(values)), -float(np.minimum.reduce(values)))
