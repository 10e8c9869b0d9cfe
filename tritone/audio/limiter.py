"""Keep a stream's true peak below full scale: gain is taken back a moment before a peak, and given back after it.

True peak is that of ITU-R BS.1770-4, annex 2: the waveform's between samples too, found at four times their rate.
"""

from __future__ import annotations

import numpy as np

from tritone.audio.native_passes import sample_passes
from tritone.audio.sample_passes import SamplePasses, joined_with
from tritone.audio.true_peak import AROUND, is_below, loud_places
from tritone.pipeline.arrays import Float32Array, Int64Array

CEILING_DB = -1.0
"""True peak that is not exceeded."""
_MARGIN_DB = 0.15
"""How much nearer a peak may be than it is found to be: the filters are no ideal ones, and what is brought down is
brought down as far again below that, since gain that moves moves peaks a little."""
_ATTACK_SECONDS = 0.003
_RELEASE_DB_PER_SECOND = 40.0
"""Slow enough that a voice's periods, 5 to 12 ms, are not bent; a vowel's loud onset is forgotten within 50 ms."""
_STEPS_PER_DB = 1 << 16
"""Gains are counted in whole numbers of this part of a decibel: the same however the stream is cut."""
_PIECE = 4096
"""Samples of a piece that is looked at by itself where a chunk is too loud: most pieces of it are not."""


class TruePeakLimiter:
    """One stream's. What comes out is what went in, a few milliseconds later, and softer where it was too loud."""

    def __init__(self, sample_rate_hz: int, ceiling_db: float = CEILING_DB, passes: SamplePasses | None = None):
        self._ceiling = 10 ** ((ceiling_db - _MARGIN_DB) / 20)
        self._passes = passes or sample_passes()
        self._attack = max(1, round(_ATTACK_SECONDS * sample_rate_hz))
        self._release = round(_RELEASE_DB_PER_SECOND * _STEPS_PER_DB / sample_rate_hz)
        """Steps given back with each sample."""
        self._held = np.zeros(AROUND, np.float32)
        """Samples: those that were told and are heard by what comes, then those not yet told."""
        self._place = 0
        """Of the next sample to be told."""
        self._reduced: Int64Array = np.zeros(0, np.int64)
        """Steps, of the `_attack` samples before it; empty while nothing is to be taken back."""
        self._carried = -(1 << 62)
        """The largest of steps plus what has been given back since, counted from the stream's beginning."""

    def put(self, samples: Float32Array, gain: float = 1.0) -> Float32Array:
        """float32 samples, times the gain → those that are certain now."""
        count = self._certain_with(len(samples))
        self._held = joined_with(self._held, samples, gain)
        return self._told(count)

    def put_for_pcm(self, samples: Float32Array, gain: float) -> bytes:
        """What `put` returns, in 16 bits: in one pass where nothing is too loud, and in pieces where something is, so
        that the rest of a chunk is not dealt with as if it were."""
        count = self._certain_with(len(samples))
        if count > 0 and not len(self._reduced):
            told = slice(AROUND, AROUND + count)
            encoded = self._passes.encode(self._held, samples, gain, self._ceiling, told)
            if encoded is not None:
                pcm, self._held = encoded
                self._place += count
                return pcm
        if len(samples) > _PIECE:
            pieces = range(0, len(samples), _PIECE)
            return b"".join([self.put_for_pcm(samples[at : at + _PIECE], gain) for at in pieces])
        return self._passes.pcm(self.put(samples, gain))

    def flush_for_pcm(self) -> bytes:
        """What `flush` returns, in 16 bits: silence brings out all that is left."""
        return self.put_for_pcm(np.zeros(self._attack + AROUND, np.float32), 1.0)

    def flush(self) -> Float32Array:
        """All that is left; the stream is over."""
        left = len(self._held) - AROUND
        self._held = np.concatenate([self._held, np.zeros(self._attack + AROUND, np.float32)])
        return self._told(left)

    def _certain_with(self, more: int) -> int:
        """How many samples can be told when so many more have come."""
        return len(self._held) + more - 2 * AROUND - self._attack

    def _told(self, count: int) -> Float32Array:
        if count <= 0:
            return np.zeros(0, np.float32)
        told = self._held[AROUND : AROUND + count]
        if len(self._reduced) or not is_below(self._held, self._ceiling):
            told = self._limited(told, count)
        self._held, self._place = self._held[count:], self._place + count
        return told

    def _limited(self, told: Float32Array, count: int) -> Float32Array:
        excess = self._excess(count + self._attack)
        if not len(self._reduced) and not excess.any():
            return told
        ahead = _largest_ahead(excess, self._attack)[:count]
        # what one sample asks for is given back with those after it: a largest value so far, of whole numbers
        given = self._release * np.arange(self._place, self._place + count, dtype=np.int64)
        carried = np.maximum.accumulate(np.concatenate([[self._carried], ahead + given]))[1:]
        self._carried = int(carried[-1])
        reduced = np.maximum(carried - given, 0)
        before = self._reduced if len(self._reduced) else np.zeros(self._attack, np.int64)
        sums = np.concatenate([[0], np.cumsum(np.concatenate([before, reduced]))])
        window = self._attack + 1
        steps = sums[window:] - sums[:-window]
        recent = np.concatenate([before, reduced])[-self._attack :]
        self._reduced = recent if recent.any() else np.zeros(0, np.int64)
        if not steps.any():
            return told
        gains = np.exp2(steps * (-np.log2(10) / 20 / _STEPS_PER_DB / window)).astype(np.float32)
        return np.where(steps > 0, told * gains, told)

    def _excess(self, count: int) -> Int64Array:
        """Steps by which each of the first `count` samples not yet told, and what lies beside it, is too loud."""
        needed: Int64Array = np.zeros(count + 2, np.int64)
        places, peaks = loud_places(self._held, self._ceiling)
        if len(places):
            steps = np.ceil((20 * np.log10(peaks / self._ceiling) + _MARGIN_DB) * _STEPS_PER_DB).astype(np.int64)
            needed[places] = steps
            needed[places + 1] = np.maximum(needed[places + 1], steps)
        return needed[1 : count + 1]


def _largest_ahead(values: Int64Array, count: int) -> Int64Array:
    """Of each value and the `count` after it the largest; as many as have so many after them."""
    width, largest = 1, values
    while 2 * width <= count + 1:
        largest = np.maximum(largest[: len(largest) - width], largest[width:])
        width *= 2
    rest = count + 1 - width
    return np.maximum(largest[: len(largest) - rest], largest[rest:]) if rest else largest
