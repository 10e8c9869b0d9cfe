"""A context as its listener hears it: who waits for text, not for sound, is not kept waiting by the server."""

from __future__ import annotations

import math

from tritone.pipeline.speaking_pace import SECONDS_PER_CHARACTER
from tritone.streaming import metrics
from tritone.streaming.door.stream_meter import StreamMeter
from tritone.streaming.metrics import Metric


class LiveMeter(StreamMeter):
    """Counts as a stream that needs nothing while there is no text to speak."""

    _tells_pace = False  # text comes as slowly as somebody writes it
    _is_working = True
    _first_text_at: float | None = None

    def text_came(self) -> None:
        """Text that can be said."""
        if self._first_text_at is None:
            self._first_text_at = self._clock()

    def interrupted(self, unheard_seconds: float) -> None:
        """The caller broke in, and so much of the audio that was made is never played."""
        counted = [(metrics.CONTEXT_INTERRUPTIONS, 1.0), (metrics.UNHEARD_AUDIO, unheard_seconds)]
        self._sums.record(counted, self._voice)

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

    def _heard(self, audio_seconds: float, now: float) -> list[tuple[Metric, float]]:
        is_first = self._plays_until is None
        changes = super()._heard(audio_seconds, now)
        if is_first and self._first_text_at is not None:
            changes.append((metrics.CONTEXT_FIRST_AUDIO, now - self._first_text_at))
        return changes

    def has_work(self) -> bool:
        return self._is_working

    def has_begun(self) -> bool:
        return not self._is_working or super().has_begun()

    def sound_in_hand(self, now: float) -> float:
        return super().sound_in_hand(now) if self._is_working else math.inf
