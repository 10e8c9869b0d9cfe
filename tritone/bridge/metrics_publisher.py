"""Bring the metrics' values into Triton's own /metrics, about once a second, away from the streams' threads."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence

from tritone.bridge.shown_series import ShownSeries
from tritone.streaming.metrics import GAUGE, Metric, Sample

PUBLISH_SECONDS = 1.0
_GAUGES_AGAIN_EVERY = 10
"""Publications after which gauges are sent again: a model that was replaced sets its own to 0 when it ends."""
logger = logging.getLogger(__name__)


class MetricsPublisher:
    """Every call of a Triton metric is a message to the server's process and back, so only what changed is sent.

    Triton's own histogram takes one message per observation (a chunk makes one or two); the parts of a histogram as
    counters take at most one for each bucket a second, however many chunks there are.
    """

    def __init__(
        self,
        metrics: Sequence[Metric],
        read: Callable[[], Sequence[Sample]],
        gauge_labels: Mapping[str, str] | None = None,
        every_seconds: float = PUBLISH_SECONDS,
    ) -> None:
        """read: all values now. gauge_labels: more labels of gauges: where several instances of a model share a server,
        their counters add up in one series, but each would overwrite the others' gauges."""
        self._read, self._gauge_labels, self._every_seconds = read, dict(gauge_labels or {}), every_seconds
        self._shown = ShownSeries()
        for metric in metrics:
            for name in metric.series_names():
                self._shown.declare(name, metric.description, is_gauge=metric.kind == GAUGE)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="publish metrics", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Publish for the last time. Counters stay, for the next of the model to go on from; gauges become 0."""
        self._closing.set()
        self._thread.join()
        self._publish()
        self._shown.end_gauges()

    def _run(self) -> None:
        published = 0
        while True:
            self._publish()
            published += 1
            if published % _GAUGES_AGAIN_EVERY == 0:
                self._shown.doubt_gauges()
            if self._closing.wait(self._every_seconds):
                return

    def _publish(self) -> None:
        try:
            for sample in self._read():
                more = self._gauge_labels if sample.metric.kind == GAUGE else {}
                self._shown.show(sample.name, {**dict(sample.labels), **more}, sample.value)
        except Exception:  # a value that cannot be published now must not end publishing
            logger.exception("metrics could not be published")
