"""What is done to every sample of a stream, and how NumPy does it."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from tritone.audio.true_peak import is_below, loud_places
from tritone.pipeline.arrays import Float32Array

_LOUDEST = np.float32(32767.0)
"""The 16-bit number of a sample of 1."""
_FIRST_BLOCK = 1024
"""Samples looked at first: all of a window of 2 s took 25 µs."""


class SamplePasses(Protocol):
    """The same results, by whatever means."""

    def encode(
        self,
        before: Float32Array,
        samples: Float32Array,
        gain: float,
        ceiling: float,
        told: slice,
    ) -> tuple[bytes, Float32Array] | None:
        """Of both end to end, the second times the gain: `told` as `pcm` has it, and what begins where so many have
        been left out. None where the waveform through them is above the ceiling somewhere.
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
        ceiling: float,
        told: slice,
    ) -> tuple[bytes, Float32Array] | None:
        joined = joined_with(before, samples, gain)
        if not is_below(joined, ceiling) and len(loud_places(joined, ceiling)[0]):
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
