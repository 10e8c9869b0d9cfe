"""One stream as its listener hears it: what has been sent and how long it lasts; feeds the metrics and admission."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

from tritone.errors import InvalidRequest, StreamCancelled
from tritone.streaming import metrics
from tritone.streaming.metric_sums import MetricSums
from tritone.streaming.metrics import Metric

_LEAST_SECONDS_LEFT = 2.0
"""What a stream that outlasts the guess of its length is taken to need still: a chunk, as long as they get."""
_SHORTEST_SECONDS = 1e-6
"""By a clock that stood still from a stream's arrival to its end, no pace could be told."""


class StreamMeter:
    """Playback is taken to begin with the first chunk and to wait where a chunk is late.

    Written by the one thread that sends; others may read it: each figure is one value, replaced whole.
    """

    _tells_pace = True
    """How fast it was made, from its arrival to its end, says something about the server."""

    def __init__(
        self,
        sums: MetricSums,
        voice_label: str,
        group: Hashable,
        format_key: Hashable,
        expected_seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sound_made: float = 1.0,
    ):
        """group: which streams share weights with this one; format_key: which are encoded alike; expected_seconds: a
        guess of how much audio it will be; sound_made: seconds that the models make for each of them."""
        self.group, self.format_key, self.sound_made = group, format_key, sound_made
        self._sums, self._voice, self._expected, self._clock = sums, voice_label, expected_seconds, clock
        self._arrived_at = clock()
        self._latest_at = self._arrived_at
        self._audio_seconds = 0.0
        self._plays_until: float | None = None
        """When the listener runs dry; None before the first chunk with sound."""

    def started(self) -> None:
        """The stream was admitted."""
        self._sums.add(metrics.STREAMS_STARTED, 1, self._voice)

    def chunk_sent(self, audio_seconds: float, is_last: bool = False) -> None:
        """A chunk was handed over."""
        now, changes = self._clock(), []
        if audio_seconds > 0 or self._plays_until is not None:
            changes = self._heard(audio_seconds, now)
        if is_last and self._audio_seconds and self._tells_pace:
            took = max(self._latest_at - self._arrived_at, _SHORTEST_SECONDS)
            changes.append((metrics.TIMES_REAL_TIME, self._audio_seconds / took))
        self._sums.record(changes, self._voice)
        if is_last:
            self._sums.add(metrics.STREAMS_ENDED, 1, self._voice, "completed")

    def _heard(self, audio_seconds: float, now: float) -> list[tuple[Metric, float]]:
        """The listener gets so much more to play; returns what that adds to the metrics."""
        plays_until = self._plays_until
        changes = [(metrics.AUDIO_SECONDS, audio_seconds)]
        if plays_until is None:
            changes.append((metrics.TIME_TO_FIRST_AUDIO, now - self._arrived_at))
            plays_until = now
        else:
            changes.append((metrics.CHUNK_GAP, now - self._latest_at))
            if now > plays_until and audio_seconds > 0:
                changes.append((metrics.UNDERRUNS, 1.0))
                plays_until = now
        self._plays_until = plays_until + audio_seconds
        self._latest_at = now
        self._audio_seconds += audio_seconds
        return changes

    def failed(self, error: Exception) -> None:
        """The stream ended with an error."""
        outcome = (
            "cancelled"
            if isinstance(error, StreamCancelled)
            else "invalid"
            if isinstance(error, InvalidRequest)
            else "failed"
        )
        self._sums.add(metrics.STREAMS_ENDED, 1, self._voice, outcome)

    def has_begun(self) -> bool:
        """Whether there was sound."""
        return self._plays_until is not None

    def has_work(self) -> bool:
        """Whether there is text whose sound is still to be made."""
        return True

    def sound_in_hand(self, now: float) -> float:
        """Seconds until the listener runs dry; negative: since when. 0 before the first sound."""
        return 0.0 if self._plays_until is None else self._plays_until - now

    def waited(self, now: float) -> float:
        """Seconds since the request arrived."""
        return now - self._arrived_at

    def seconds_left(self) -> float:
        """Audio that is still to be made, by the guess from the text's length."""
        return max(self._expected - self._audio_seconds, _LEAST_SECONDS_LEFT)
