"""The metrics' values in memory: cheap to add to, and safe to share between threads."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Sequence

from tritone.streaming.metrics import (
    ACTIVE_STREAMS,
    AUDIO_SECONDS,
    BLENDS,
    CALL_ROWS,
    CHUNK_GAP,
    CONTEXT_FIRST_AUDIO,
    CONTEXT_INTERRUPTIONS,
    CONTEXTS_OPEN,
    HISTOGRAM,
    JOBS_WAITING,
    LOAD,
    MOST_VOICES,
    OTHER_VOICES,
    OUTCOMES,
    REFUSALS,
    STAGES,
    STREAMS_AT_DOOR,
    STREAMS_ENDED,
    STREAMS_REFUSED,
    STREAMS_STARTED,
    TEXT_HELD_BACK,
    TIME_TO_FIRST_AUDIO,
    TIMES_REAL_TIME,
    UNDERRUNS,
    UNHEARD_AUDIO,
    Metric,
    Sample,
)
from tritone.voices.voice import Voice


class _Distribution:
    """The observations of one histogram with one set of labels."""

    __slots__ = ("counts", "sum")

    def __init__(self, buckets: int):
        self.counts = [0] * (buckets + 1)
        self.sum = 0.0


class MetricSums:
    """All metrics' values; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[tuple[Metric, tuple[str, ...]], float] = {}
        self._distributions: dict[tuple[Metric, tuple[str, ...]], _Distribution] = {}
        self._voices: set[str] = set()
        for metric, values in ((STREAMS_REFUSED, REFUSALS), (JOBS_WAITING, STAGES)):
            for value in values:
                self.add(metric, 0.0, value)
        for stage in STAGES:
            self.declare(CALL_ROWS, stage)
        for metric in (ACTIVE_STREAMS, STREAMS_AT_DOOR, LOAD, CONTEXTS_OPEN, TEXT_HELD_BACK):
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
        with self._lock:
            self._observe(metric, value, labels)

    def record(self, changes: Sequence[tuple[Metric, float]], *labels: str) -> None:
        """Raise counters and add to histograms that have the same labels, all at once."""
        with self._lock:
            for metric, value in changes:
                if metric.kind == HISTOGRAM:
                    self._observe(metric, value, labels)
                else:
                    self._values[(metric, labels)] = self._values.get((metric, labels), 0.0) + value

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
        for metric in (UNDERRUNS, AUDIO_SECONDS, STREAMS_STARTED, CONTEXT_INTERRUPTIONS, UNHEARD_AUDIO):
            self.add(metric, 0.0, label)
        for outcome in OUTCOMES:
            self.add(STREAMS_ENDED, 0.0, label, outcome)
        for metric in (TIME_TO_FIRST_AUDIO, CHUNK_GAP, TIMES_REAL_TIME, CONTEXT_FIRST_AUDIO):
            self.declare(metric, label)
        return label

    def _observe(self, metric: Metric, value: float, labels: tuple[str, ...]) -> None:
        """With the lock held."""
        distribution = self._distributions.get((metric, labels))
        if distribution is None:
            distribution = self._distributions[(metric, labels)] = _Distribution(len(metric.buckets))
        distribution.counts[bisect_left(metric.buckets, value)] += 1
        distribution.sum += value

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
