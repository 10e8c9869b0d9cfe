"""What Tritone counts: the definitions of its metrics, and their sums in memory, cheap to add to.

A histogram is kept as Prometheus shows it: cumulative counters `NAME_bucket` with the label `le`, `NAME_sum`
and `NAME_count`. Whoever publishes the samples (tritone/bridge/metrics_publisher.py) therefore sends a bounded number
of values however many observations were made.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from tritone.voices.voice import Voice

MOST_VOICES = 50
"""Different values of the label `voice`, so that no caller can make the number of series grow without a bound."""
OTHER_VOICES = "other"
BLENDS = "blend"
COUNTER, GAUGE, HISTOGRAM = "counter", "gauge", "histogram"


@dataclass(frozen=True, eq=False)
class Metric:
    """One family of time series."""

    name: str
    kind: str
    labels: tuple[str, ...]
    description: str
    buckets: tuple[float, ...] = ()
    """Upper bounds of a histogram's buckets, +Inf left out."""

    def series_names(self) -> tuple[str, ...]:
        """The names under which a scrape shows it."""
        if self.kind != HISTOGRAM:
            return (self.name,)
        return f"{self.name}_bucket", f"{self.name}_sum", f"{self.name}_count"


TIME_TO_FIRST_AUDIO = Metric(
    "tritone_time_to_first_audio_seconds",
    HISTOGRAM,
    ("voice",),
    "From the request's arrival in tts to its first chunk with sound being handed to Triton",
    (0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0),
)
CHUNK_GAP = Metric(
    "tritone_chunk_gap_seconds",
    HISTOGRAM,
    ("voice",),
    "Between two chunks of a stream being handed to Triton",
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0),
)
TIMES_REAL_TIME = Metric(
    "tritone_stream_times_real_time",
    HISTOGRAM,
    ("voice",),
    "A completed stream's seconds of audio over the seconds from its arrival to its last chunk",
    (0.5, 1.0, 1.5, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0),
)
CALL_ROWS = Metric(
    "tritone_call_rows",
    HISTOGRAM,
    ("stage",),
    "Rows (segments, windows, chunks) that one call of a stage held",
    (1, 2, 4, 8, 16, 32, 64, 128),
)
UNDERRUNS = Metric(
    "tritone_underruns_total",
    COUNTER,
    ("voice",),
    "Chunks handed over after playback, begun with the first chunk, had run dry",
)
AUDIO_SECONDS = Metric("tritone_audio_seconds_total", COUNTER, ("voice",), "Seconds of audio handed to Triton")
STREAMS_STARTED = Metric("tritone_streams_started_total", COUNTER, ("voice",), "Streams admitted")
STREAMS_ENDED = Metric(
    "tritone_streams_ended_total",
    COUNTER,
    ("voice", "outcome"),
    "Admitted streams that ended: completed, cancelled, invalid (the text's fault) or failed (ours)",
)
STREAMS_REFUSED = Metric(
    "tritone_streams_refused_total",
    COUNTER,
    ("reason",),
    "Requests refused at the door: invalid, max_streams, max_load or first_audio",
)
ACTIVE_STREAMS = Metric("tritone_active_streams", GAUGE, (), "Streams admitted and not yet ended")
STREAMS_AT_DOOR = Metric("tritone_streams_at_door", GAUGE, (), "Requests that wait a moment to be admitted")
JOBS_WAITING = Metric("tritone_jobs_waiting", GAUGE, ("stage",), "Jobs that wait for a call of a stage")
LOAD = Metric(
    "tritone_load_ratio",
    GAUGE,
    (),
    "Work due for gapless playback of the active streams over what the models can do; refused above max_load",
)
CAPACITY = Metric(
    "tritone_capacity_times_real_time",
    GAUGE,
    ("voice",),
    "Seconds of audio of this voice that the models could make a second, by their latest calls",
)

METRICS = (
    TIME_TO_FIRST_AUDIO,
    CHUNK_GAP,
    TIMES_REAL_TIME,
    CALL_ROWS,
    UNDERRUNS,
    AUDIO_SECONDS,
    STREAMS_STARTED,
    STREAMS_ENDED,
    STREAMS_REFUSED,
    ACTIVE_STREAMS,
    STREAMS_AT_DOOR,
    JOBS_WAITING,
    LOAD,
    CAPACITY,
)
OUTCOMES = ("completed", "cancelled", "invalid", "failed")
REFUSALS = ("invalid", "max_streams", "max_load", "first_audio")
STAGES = ("text_frontend", "acoustic", "vocoder", "encoding")
"""The three models behind `tts`, and the formats that take long to encode."""


@dataclass(frozen=True)
class Sample:
    """One value as it is to be published."""

    metric: Metric
    name: str
    """The metric's name, with the suffix of its part of a histogram."""
    labels: tuple[tuple[str, str], ...]
    value: float


class _Distribution:
    """The observations of one histogram with one set of labels."""

    __slots__ = ("counts", "sum")

    def __init__(self, buckets: int):
        self.counts = [0] * (buckets + 1)
        self.sum = 0.0


class MetricSums:
    """All metrics' values; safe to share between threads."""

    def __init__(self):
        self._lock = threading.Lock()
        self._values: dict[tuple[Metric, tuple[str, ...]], float] = {}
        self._distributions: dict[tuple[Metric, tuple[str, ...]], _Distribution] = {}
        self._voices: set[str] = set()
        for metric, values in ((STREAMS_REFUSED, REFUSALS), (JOBS_WAITING, STAGES)):
            for value in values:
                self.add(metric, 0.0, value)
        for stage in STAGES:
            self.declare(CALL_ROWS, stage)
        for metric in (ACTIVE_STREAMS, STREAMS_AT_DOOR, LOAD):
            self.set(metric, 0.0)

    def add(self, metric: Metric, amount: float, *labels: str) -> None:
        """Raise a counter."""
        key = (metric, labels)
        with self._lock:
            self._values[key] = self._values.get(key, 0.0) + amount

    def set(self, metric: Metric, value: float, *labels: str) -> None:
        """Set a gauge."""
        with self._lock:
            self._values[(metric, labels)] = value

    def observe(self, metric: Metric, value: float, *labels: str) -> None:
        """Add to a histogram."""
        key = (metric, labels)
        bucket = bisect_left(metric.buckets, value)
        with self._lock:
            distribution = self._distributions.get(key)
            if distribution is None:
                distribution = self._distributions[key] = _Distribution(len(metric.buckets))
            distribution.counts[bucket] += 1
            distribution.sum += value

    def declare(self, metric: Metric, *labels: str) -> None:
        """Have a histogram shown before its first observation."""
        with self._lock:
            self._distributions.setdefault((metric, labels), _Distribution(len(metric.buckets)))

    def voice_label(self, voice: Voice) -> str:
        """The label for a voice: its name without speaker, one name for all blends, and MOST_VOICES names at most."""
        label = BLENDS if voice.blend else voice.name.partition("#")[0]
        with self._lock:
            if label in self._voices:
                return label
            if len(self._voices) >= MOST_VOICES:
                label = OTHER_VOICES
            self._voices.add(label)
        # from zero on, so that a first error shows as an increase
        for metric in (UNDERRUNS, AUDIO_SECONDS, STREAMS_STARTED):
            self.add(metric, 0.0, label)
        for outcome in OUTCOMES:
            self.add(STREAMS_ENDED, 0.0, label, outcome)
        for metric in (TIME_TO_FIRST_AUDIO, CHUNK_GAP, TIMES_REAL_TIME):
            self.declare(metric, label)
        return label

    def samples(self) -> list[Sample]:
        """Every value now. A histogram's larger buckets come before its smaller ones: published in this order, no
        scrape in between finds more observations below a bound than in all."""
        with self._lock:
            values = list(self._values.items())
            distributions = [(key, list(kept.counts), kept.sum) for key, kept in self._distributions.items()]
        samples = [Sample(metric, metric.name, _named(metric, labels), value) for (metric, labels), value in values]
        for (metric, labels), counts, total in distributions:
            samples += _distribution_samples(metric, _named(metric, labels), counts, total)
        return samples


def _distribution_samples(
    metric: Metric, labels: tuple[tuple[str, str], ...], counts: Sequence[int], total: float
) -> list[Sample]:
    below, cumulative = 0, []
    for bound, count in zip((*map(_bound, metric.buckets), "+Inf"), counts, strict=True):
        below += count
        cumulative.append(Sample(metric, f"{metric.name}_bucket", (*labels, ("le", bound)), below))
    return [
        Sample(metric, f"{metric.name}_count", labels, below),
        Sample(metric, f"{metric.name}_sum", labels, total),
        *reversed(cumulative),
    ]


def _bound(bound: float) -> str:
    return f"{bound:g}"


def _named(metric: Metric, labels: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(metric.labels, labels, strict=True))
