"""Bring the metrics' values into Triton's own /metrics, about once a second, away from the streams' threads."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

import triton_python_backend_utils as pb_utils

from tritone.streaming.metrics import GAUGE, METRICS, Sample

PUBLISH_SECONDS = 1.0
logger = logging.getLogger("tritone")


class MetricsPublisher:
    """Every call of a Triton metric is a message to the server's process and back, so only what changed is sent.

    Triton's own histogram takes one message per observation (a chunk makes one or two); the parts of a histogram as
    counters take at most one for each bucket a second, however many chunks there are.
    """

    def __init__(self, read: Callable[[], Sequence[Sample]], orchestrator: str):
        """read: all values now; orchestrator: label of gauges. Where several instances of `tts` share a server, their
        counters add up in one series, but each would overwrite the others' gauges."""
        self._read, self._gauge_label = read, {"orchestrator": orchestrator}
        self._families = {}
        self._series: dict[tuple, tuple[object, float]] = {}
        for metric in METRICS:
            kind = pb_utils.MetricFamily.GAUGE if metric.kind == GAUGE else pb_utils.MetricFamily.COUNTER
            for name in metric.series_names():
                self._families[name] = pb_utils.MetricFamily(name=name, description=metric.description, kind=kind)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="publish metrics", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Publish for the last time, then forget the metrics: Triton wants them gone before their model."""
        self._closing.set()
        self._thread.join()
        self._publish()
        self._series.clear()
        self._families.clear()

    def _run(self) -> None:
        while True:
            self._publish()
            if self._closing.wait(PUBLISH_SECONDS):
                return

    def _publish(self) -> None:
        try:
            for sample in self._read():
                self._publish_sample(sample)
        except Exception:  # a value that cannot be told must not end the telling
            logger.exception("metrics could not be published")

    def _publish_sample(self, sample: Sample) -> None:
        key = (sample.name, sample.labels)
        if key not in self._series:
            labels = dict(sample.labels) | (self._gauge_label if sample.metric.kind == GAUGE else {})
            self._series[key] = self._families[sample.name].Metric(labels=labels), 0.0
        series, published = self._series[key]
        if sample.value == published:
            return
        if sample.metric.kind == GAUGE:
            series.set(sample.value)
        else:
            series.increment(sample.value - published)
        self._series[key] = series, sample.value
