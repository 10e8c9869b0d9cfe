"""Silence at the edges of a segment's sound, as it is heard: cut at the beginning, counted at the end."""

from __future__ import annotations

from tritone.audio.native_passes import sample_passes
from tritone.pipeline.arrays import Float32Array

_SILENT_BELOW = 2 * 10 ** (-60 / 20)
"""About the highest sample of 5 ms of speech at -60 dBFS."""
_KEPT_LEAD_SECONDS = 0.005
"""Silence before the first sound that stays, so that it is not cut into."""
MOST_LEAD_SECONDS = 0.3
"""More silence than that at a segment's beginning is the model's own, and stays."""
_KEPT_TAIL_SECONDS = 0.01
"""Of silence after the last sound, where no pause is asked for."""


class SoundEdges:
    """Of one segment, whose samples come window by window. Where these end makes no difference, as long as there is
    sound in the first one: acoustic models leave hardly any silence before it."""

    def __init__(self, rate_hz: int, opening_gain: float = 1.0, closing_gain: float = 1.0):
        """The gains are what a caller asked for at the segment's beginning and end: what is made soft is no silence."""
        self._silent_at_opening, self._silent_at_closing = _SILENT_BELOW * opening_gain, _SILENT_BELOW * closing_gain
        self._kept_lead, self._most_lead = int(_KEPT_LEAD_SECONDS * rate_hz), int(MOST_LEAD_SECONDS * rate_hz)
        self._kept_tail = int(_KEPT_TAIL_SECONDS * rate_hz)
        self._passes = sample_passes()
        self._has_begun = False
        self.lead_cut = 0
        """Samples that were cut at the beginning; final once there was a sample that was not."""
        self.silent_tail = 0
        """Samples after the last sound so far, cut ones left out."""

    def silence_before(self, samples: Float32Array) -> int:
        """How many samples of the next window to cut at its beginning: silence before the segment's first sound."""
        cut = 0 if self._has_begun else self._silent_lead(samples)
        heard = self._passes.last_above(samples[cut:] if cut else samples, self._silent_at_closing)
        self.silent_tail = len(samples) - cut - (-self.silent_tail if heard is None else heard + 1)
        return cut

    def _silent_lead(self, samples: Float32Array) -> int:
        heard = self._passes.first_above(samples, self._silent_at_opening)
        silent = len(samples) if heard is None else heard - self._kept_lead
        cut = max(0, min(silent, self._most_lead - self.lead_cut))
        self._has_begun = cut < len(samples)
        self.lead_cut += cut
        return cut

    def to_add(self, pause: int) -> int:
        """Samples of silence to add at the end, or less than 0: to cut, so that a pause of so many is heard."""
        if pause >= self.silent_tail:
            return pause - self.silent_tail
        return min(0, max(pause, self._kept_tail) - self.silent_tail)
