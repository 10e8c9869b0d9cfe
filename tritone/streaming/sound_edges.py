"""Silence at the edges of a segment's sound, as it is heard: cut at the beginning, counted at the end."""

from __future__ import annotations

import numpy as np

from tritone.pipeline.arrays import Float32Array

_SILENT_BELOW = 10 ** (-60 / 20) * 2**0.5
"""The peak of a tone at -60 dBFS."""
_KEPT_LEAD_SECONDS = 0.005
"""Silence before the first sound that stays, so that it is not cut into."""
_MOST_LEAD_SECONDS = 0.3
"""More silence than that is the model's own."""
_KEPT_TAIL_SECONDS = 0.01
"""Of silence after the last sound, where no pause is asked for."""


class SoundEdges:
    """Of one segment, whose samples come window by window. Where these end makes no difference, as long as there is
    sound in the first one: acoustic models leave hardly any silence before it."""

    def __init__(self, rate_hz: int):
        self._kept_lead, self._most_lead = int(_KEPT_LEAD_SECONDS * rate_hz), int(_MOST_LEAD_SECONDS * rate_hz)
        self._kept_tail = int(_KEPT_TAIL_SECONDS * rate_hz)
        self._has_begun = False
        self.lead_cut = 0
        """Samples that were cut at the beginning; final once there was a sample that was not."""
        self.silent_tail = 0
        """Samples after the last sound so far, cut ones left out."""

    def silence_before(self, samples: Float32Array, gain: float) -> int:
        """How many samples of the next window to cut at its beginning: silence before the segment's first sound.

        gain: of the voice; whatever a caller asks for besides makes no silence of it.
        """
        heard = np.flatnonzero(np.abs(samples) * np.float32(gain) > _SILENT_BELOW)
        before, cut = len(samples), 0
        if len(heard):
            before, self.silent_tail = int(heard[0]), len(samples) - 1 - int(heard[-1])
        if not self._has_begun:
            cut = max(0, min(before, self._most_lead - self.lead_cut) - (self._kept_lead if len(heard) else 0))
            self._has_begun = bool(len(heard)) or cut < len(samples)
            self.lead_cut += cut
        if not len(heard):
            self.silent_tail += len(samples) - cut
        return cut

    def to_add(self, pause: int) -> int:
        """Samples of silence to add at the end, or less than 0: to cut, so that a pause of so many is heard."""
        if pause >= self.silent_tail:
            return pause - self.silent_tail
        return min(0, max(pause, self._kept_tail) - self.silent_tail)
