"""The only definitions of what is measured: first audio, gaps, × real time, underruns; and their summaries."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class StreamRecord:
    """When the chunks of one stream arrived; all times in seconds on one clock."""

    sent_at: float
    """The request left the client."""
    arrivals: list[float] = field(default_factory=list)
    """One for each chunk with audio in it."""
    durations: list[float] = field(default_factory=list)
    """Seconds of audio in each of those chunks."""
    error: str | None = None

    def add_chunk(self, arrived_at: float, audio_seconds: float) -> None:
        """Note a chunk; chunks without audio do not count."""
        if audio_seconds > 0:
            self.arrivals.append(arrived_at)
            self.durations.append(audio_seconds)

    def time_to_first_audio(self) -> float:
        """Seconds from sending the request to the first chunk with audio."""
        return self.arrivals[0] - self.sent_at

    def audio_seconds(self) -> float:
        """Seconds of audio received."""
        return sum(self.durations)

    def gaps(self) -> list[float]:
        """Seconds from one chunk to the next."""
        return [later - earlier for earlier, later in itertools.pairwise(self.arrivals)]

    def times_real_time(self) -> float:
        """Of this stream alone: seconds of audio per second from sending the request to its last chunk."""
        return self.audio_seconds() / (self.arrivals[-1] - self.sent_at)

    def playback_ends_at(self) -> float:
        """When a listener who began with the first chunk has heard everything, stalls included."""
        return self.arrivals[0] + self.audio_seconds() + sum(self.underruns())

    def underruns(self) -> list[float]:
        """Seconds that playback, begun with the first chunk, stood still before each late chunk."""
        stalls, plays_until = [], self.arrivals[0] if self.arrivals else 0.0
        for arrived_at, duration in zip(self.arrivals, self.durations, strict=True):
            if arrived_at > plays_until:
                stalls.append(arrived_at - plays_until)
            plays_until = max(plays_until, arrived_at) + duration
        return stalls


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile; NaN of nothing."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(percent / 100 * len(ordered)) - 1))]


@dataclass(frozen=True)
class LoadSummary:
    """One row of a benchmark's table."""

    streams: int
    requests: int
    errors: int
    first_audio_p50_ms: float
    first_audio_p95_ms: float
    first_audio_p99_ms: float
    times_real_time: float
    """Seconds of audio received by all clients together per second of wall clock."""
    streams_with_underrun: int
    wall_seconds: float
    first_audio_mean_ms: float
    first_audio_std_ms: float
    gap_p50_ms: float
    """From one chunk of a stream to its next, over all of them."""
    gap_p95_ms: float
    stream_times_real_time_p50: float
    """Of single streams."""
    longest_underrun_ms: float
    first_error: str | None = None
    """What the first stream that failed was told."""
    client_ms_per_audio_second: float | None = None
    """Processor time of the measuring process; None where it was not looked at."""


def summarise(records: Sequence[StreamRecord], streams: int, began: float, ended: float) -> LoadSummary:
    """Summarise the streams of one run.

    First audio counts the streams begun inside [began, ended]; × real time the audio that arrived inside it, whatever
    stream it belongs to, so that streams cut off at the edges weigh neither side.
    """
    inside = [r for r in records if began <= r.sent_at <= ended]
    heard = [r for r in inside if r.arrivals]
    first = [r.time_to_first_audio() * 1000 for r in heard]
    audio = sum(
        duration for r in records for at, duration in zip(r.arrivals, r.durations, strict=True) if began <= at <= ended
    )
    gaps = [gap * 1000 for r in heard for gap in r.gaps()]
    return LoadSummary(
        streams=streams,
        requests=len(inside),
        errors=sum(r.error is not None for r in inside),
        first_audio_p50_ms=percentile(first, 50),
        first_audio_p95_ms=percentile(first, 95),
        first_audio_p99_ms=percentile(first, 99),
        times_real_time=audio / (ended - began),
        streams_with_underrun=sum(bool(r.underruns()) for r in heard),
        wall_seconds=ended - began,
        first_audio_mean_ms=statistics.fmean(first) if first else math.nan,
        first_audio_std_ms=statistics.pstdev(first) if first else math.nan,
        gap_p50_ms=percentile(gaps, 50),
        gap_p95_ms=percentile(gaps, 95),
        stream_times_real_time_p50=percentile([r.times_real_time() for r in heard], 50),
        longest_underrun_ms=max((stall * 1000 for r in heard for stall in r.underruns()), default=0.0),
        first_error=next((r.error for r in inside if r.error is not None), None),
    )
