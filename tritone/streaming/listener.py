"""One stream as its listener hears it: what has been sent and how long it lasts; feeds the metrics and admission."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

from tritone.errors import InvalidRequest, StreamCancelled
from tritone.pipeline.chunks import Chunk, ChunkSink
from tritone.streaming import metrics
from tritone.streaming.metrics import MetricSums

SECONDS_PER_CHARACTER = 0.065
"""About 15 characters a second, as people speak."""
_LEAST_SECONDS_LEFT = 2.0
"""What a stream that outlasts the guess of its length is taken to need still."""


class StreamMeter:
    """Playback is taken to begin with the first chunk and to wait where a chunk is late."""

    def __init__(
        self,
        sums: MetricSums,
        voice_label: str,
        group: Hashable,
        format_key: Hashable,
        expected_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ):
        """group: which streams share weights with this one; format_key: which are encoded alike; expected_seconds: a
        guess of how much audio it will be."""
        self.group, self.format_key = group, format_key
        self._sums, self._voice, self._expected, self._clock = sums, voice_label, expected_seconds, clock
        self._arrived_at = clock()
        self._latest_at = self._arrived_at
        self._audio_seconds = 0.0
        self._plays_until: float | None = None
        """When the listener runs dry; None before the first chunk with sound."""

    def started(self) -> None:
        """The stream was admitted."""
        self._sums.add(metrics.STREAMS_STARTED, 1, self._voice)

    def chunk_sent(self, audio_seconds: float) -> None:
        """A chunk was handed over."""
        now, plays_until = self._clock(), self._plays_until
        if plays_until is None:
            if audio_seconds <= 0:
                return
            self._sums.observe(metrics.TIME_TO_FIRST_AUDIO, now - self._arrived_at, self._voice)
            plays_until = now
        else:
            self._sums.observe(metrics.CHUNK_GAP, now - self._latest_at, self._voice)
            if now > plays_until and audio_seconds > 0:
                self._sums.add(metrics.UNDERRUNS, 1, self._voice)
                plays_until = now
        self._plays_until = plays_until + audio_seconds
        self._latest_at = now
        self._audio_seconds += audio_seconds
        self._sums.add(metrics.AUDIO_SECONDS, audio_seconds, self._voice)

    def completed(self) -> None:
        """The last chunk was handed over."""
        self._sums.add(metrics.STREAMS_ENDED, 1, self._voice, "completed")
        if self._audio_seconds:
            took = max(self._latest_at - self._arrived_at, 1e-6)
            self._sums.observe(metrics.TIMES_REAL_TIME, self._audio_seconds / took, self._voice)

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

    def sound_in_hand(self, now: float) -> float:
        """Seconds until the listener runs dry; negative: since when. 0 before the first sound."""
        return 0.0 if self._plays_until is None else self._plays_until - now

    def waited(self, now: float) -> float:
        """Seconds since the request arrived."""
        return now - self._arrived_at

    def seconds_left(self) -> float:
        """Audio that is still to be made, by the guess from the text's length."""
        return max(self._expected - self._audio_seconds, _LEAST_SECONDS_LEFT)


class MeteredSink:
    """A sink that tells the stream's meter what passes through."""

    def __init__(self, sink: ChunkSink, meter: StreamMeter):
        self._sink, self._meter = sink, meter
        self.is_cancelled = sink.is_cancelled
        self.before_last: Callable[[], None] = lambda: None
        """Called before the last chunk goes out: a caller who asks again on getting it must find the place free."""

    def send(self, chunk: Chunk) -> None:
        if chunk.is_last:
            self.before_last()
        self._sink.send(chunk)
        self._meter.chunk_sent(chunk.duration_seconds)
        if chunk.is_last:
            self._meter.completed()

    def fail(self, error: Exception) -> None:
        self._meter.failed(error)
        self._sink.fail(error)
