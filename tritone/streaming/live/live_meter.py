"""A context as its listener hears it: who waits for text, not for sound, is not kept waiting by the server."""

from __future__ import annotations

import math

from tritone.pipeline.speaking_pace import SECONDS_PER_CHARACTER
from tritone.streaming.door.stream_meter import StreamMeter


class LiveMeter(StreamMeter):
    """Counts as a stream that needs nothing while there is no text to speak."""

    _tells_pace = False  # text comes as slowly as somebody writes it
    _is_working = True

    def expect(self, characters: int, speed: float) -> None:
        """So much more text came."""
        self._expected += characters * SECONDS_PER_CHARACTER / speed

    def works(self, has_work: bool) -> None:
        """Whether there is text whose sound is still to be made or sent."""
        if has_work and not self._is_working:
            now = self._clock()
            if self._plays_until is None:
                self._arrived_at = now
            else:
                self._plays_until = max(self._plays_until, now)
            self._latest_at = now
        self._is_working = has_work

    def has_work(self) -> bool:
        return self._is_working

    def has_begun(self) -> bool:
        return not self._is_working or super().has_begun()

    def sound_in_hand(self, now: float) -> float:
        return super().sound_in_hand(now) if self._is_working else math.inf
