"""Make speech quicker or slower after it was made, its pitch kept: some of it left out, or said again.

WSOLA (Verhelst and Roelands, ICASSP 1993): sound goes on as it is until it is too far from its place; then, near that
place, the moment is sought at which the waveform goes on most alike, and faded over to.
"""

from __future__ import annotations

import numpy as np

from tritone.pipeline.arrays import Float32Array, Float64Array, Int64Array

_BLOCK_SECONDS = 0.01
"""What is looked at and faded over at a time: two periods of a high voice, one of a low one."""
_REACH_SECONDS = 0.008
"""How far from its place sound may be: more than half a period of any voice."""
_COARSE = 4
"""Every how many-th sample and place the search looks at before it looks closely."""
_SCALE = 4096.0
"""Waveforms are compared in whole numbers of this part: sums are the same in whatever order."""


class TimeStretch:
    """One sound's: samples go in as they are made, and come out as far as they are certain.

    What comes out in all is the same to the bit however it was put in.
    """

    def __init__(self, places: Int64Array, rates: Float64Array, sample_rate_hz: int):
        """places: int64 [n + 1] samples, from 0 to the sound's end; rates: float64 [n], how much quicker the sound
        between two of them is to be, below 1 slower.
        """
        self._places = places.astype(np.float64)
        self._stretched = np.concatenate([[0.0], np.cumsum(np.diff(self._places) / rates)])
        self._left = round(float(self._stretched[-1]))
        """Samples that are still to come out."""
        self.sound_per_second = float(self._places[-1] / self._stretched[-1]) if self._places[-1] else 1.0
        """What goes in for a second that comes out."""
        self._block = round(_BLOCK_SECONDS * sample_rate_hz)
        self._reach = round(_REACH_SECONDS * sample_rate_hz)
        ramp = (np.arange(self._block) + 0.5) / self._block
        self._rising = (0.5 - 0.5 * np.cos(np.pi * ramp)).astype(np.float32)
        self._falling = np.float32(1) - self._rising
        self._held = np.zeros(0, np.float32)
        self._whole = np.zeros(0, np.float64)
        """The same in whole numbers, whose sums of products are exact in this type."""
        self._held_from = 0
        """The sample that they begin with."""
        self._goes_on_at = self._made = 0

    def stretched_places(self, places: Int64Array) -> Int64Array:
        """Where these samples of what goes in come out, give or take 8 ms."""
        return np.rint(np.interp(places, self._places, self._stretched)).astype(np.int64)

    def put(self, samples: Float32Array, is_last: bool) -> Float32Array:
        """What is certain now; with the last samples, all that is left."""
        self._hold(samples)
        if is_last:  # the last blocks look beyond the end
            self._hold(np.zeros(3 * self._block + 2 * self._reach, np.float32))
        parts, end = [], self._held_from + len(self._held)
        while self._left > 0:
            place = int(np.interp(self._made, self._stretched, self._places))
            if not is_last and max(place + self._reach, self._goes_on_at) + self._block > end:
                break
            block = self._next_block(place)[: self._left]
            parts.append(block)
            self._left -= len(block)
            self._made += self._block
        self._drop()
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _next_block(self, place: int) -> Float32Array:
        goes_on = self._goes_on_at - self._held_from
        before = self._held[goes_on : goes_on + self._block]
        if abs(self._goes_on_at - place) <= self._reach:
            self._goes_on_at += self._block
            return before
        first = max(0, place - self._reach) - self._held_from
        start = first + self._likest(goes_on, first, place + self._reach - self._held_from)
        self._goes_on_at = self._held_from + start + self._block
        faded: Float32Array = self._held[start : start + self._block] * self._rising + before * self._falling
        return faded

    def _likest(self, goes_on: int, first: int, last: int) -> int:
        """How far behind `first`, up to `last`, the sound goes on most like at `goes_on`."""
        target = self._whole[goes_on : goes_on + self._block]
        around = self._whole[first : last + self._block]
        coarse = _place_of(target[::_COARSE], around[::_COARSE]) * _COARSE
        low, high = max(0, coarse - _COARSE + 1), min(last - first, coarse + _COARSE - 1)
        return low + _place_of(target, around[low : high + self._block])

    def _hold(self, samples: Float32Array) -> None:
        self._held = np.concatenate([self._held, samples])
        self._whole = np.concatenate([self._whole, np.rint(samples * np.float32(_SCALE)).astype(np.float64)])

    def _drop(self) -> None:
        place = int(np.interp(self._made, self._stretched, self._places))
        unused = max(0, min(place, self._goes_on_at) - self._reach - self._held_from)
        self._held, self._whole = self._held[unused:], self._whole[unused:]
        self._held_from += unused


def _place_of(target: Float64Array, around: Float64Array) -> int:
    """Where in `around` the target is found best: the first place of the highest correlation."""
    products = np.correlate(around, target)
    energy = np.cumsum(around * around)
    energies = energy[len(target) - 1 :].copy()
    energies[1:] -= energy[: -len(target)]
    return int((products * np.abs(products) / (energies + 1.0)).argmax())
