"""Send spans to a collector: OTLP over HTTP in JSON, by a thread of its own, never in a stream's way.

What waits is bounded, and what finds no room, or a collector that does not take it, is dropped and counted.
Source of the form: opentelemetry.io, "OTLP Specification" 1.x, JSON Protobuf encoding.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.parse
from collections import deque
from collections.abc import Mapping, Sequence

from tritone.threads.background_thread import BackgroundThread
from tritone.tracing.spans import Attribute, Span

MOST_WAITING = 8192
_MOST_AT_ONCE = 512
_EVERY_SECONDS = 1.0
_TIMEOUT_SECONDS = 3.0
_PAUSE_SECONDS = 10.0
"""After a collector that did not answer: what comes meanwhile waits, as far as there is room."""
_LAST_SECONDS = 2.0
"""For what waits when it is closed."""


class SpanExporter(BackgroundThread):
    """Any thread may add to it."""

    def __init__(
        self,
        url: str,
        resource: Mapping[str, Attribute],
        every_seconds: float = _EVERY_SECONDS,
        most_waiting: int = MOST_WAITING,
        timeout_seconds: float = _TIMEOUT_SECONDS,
    ):
        """url: where spans are posted to, http://host:port/v1/traces; resource: what all of them are about."""
        super().__init__("send spans")
        parts = urllib.parse.urlsplit(url)
        self._host, self._port, self._path = parts.hostname or "", parts.port, parts.path or "/"
        self._resource = [_attribute(name, value) for name, value in resource.items()]
        self._every_seconds, self._most_waiting, self._timeout_seconds = every_seconds, most_waiting, timeout_seconds
        self._waiting: deque[Span] = deque()
        self._sent = self._dropped = 0
        self._is_answered = True
        self._under_way = 0

    def add(self, span: Span) -> None:
        """Have it sent; returns at once."""
        with self._lock:
            if len(self._waiting) >= self._most_waiting or self._closed:
                self._dropped += 1
                return
            self._waiting.append(span)
            if not self._threads or len(self._waiting) == _MOST_AT_ONCE:
                self._wake()

    def counts(self) -> tuple[int, int]:
        """How many were sent, and how many dropped."""
        with self._lock:
            return self._sent, self._dropped

    def flush(self, seconds: float) -> None:
        """Send what waits now, and return when it was, or after that time."""
        with self._lock:
            self._every_seconds, every = 0.0, self._every_seconds
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._waiting and not self._under_way, seconds)
            self._every_seconds = every

    def close(self) -> None:
        """The same, and send nothing any more."""
        self.flush(_LAST_SECONDS)
        super().close()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._closed:
                    pause = self._every_seconds if self._is_answered else _PAUSE_SECONDS
                    self._changed.wait_for(self._is_due, pause)
                if self._closed:
                    self._dropped += len(self._waiting)
                    return
                spans = [self._waiting.popleft() for _ in range(min(_MOST_AT_ONCE, len(self._waiting)))]
                self._under_way = len(spans)
            self._is_answered = self._post(spans)
            with self._lock:
                self._under_way = 0
                self._sent += len(spans) * self._is_answered
                self._dropped += len(spans) * (not self._is_answered)
                self._changed.notify_all()

    def _is_due(self) -> bool:
        return self._closed or not self._every_seconds or (self._is_answered and len(self._waiting) >= _MOST_AT_ONCE)

    def _post(self, spans: Sequence[Span]) -> bool:
        """Whether the collector took them."""
        connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout_seconds)
        try:
            body = json.dumps(_as_otlp(self._resource, spans), separators=(",", ":"))
            connection.request("POST", self._path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read(1 << 16)
            return 200 <= response.status < 300
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def _as_otlp(resource: Sequence[dict[str, object]], spans: Sequence[Span]) -> dict[str, object]:
    """An ExportTraceServiceRequest."""
    scope = {"scope": {"name": "tritone"}, "spans": [_span(span) for span in spans]}
    return {"resourceSpans": [{"resource": {"attributes": list(resource)}, "scopeSpans": [scope]}]}


def _span(span: Span) -> dict[str, object]:
    described: dict[str, object] = {
        "traceId": span.context.trace_id,
        "spanId": span.context.span_id,
        "parentSpanId": span.parent_id,
        "name": span.name,
        "kind": 1,
        "startTimeUnixNano": str(span.began_ns),
        "endTimeUnixNano": str(span.ended_ns),
        "attributes": [_attribute(name, value) for name, value in span.attributes.items()],
    }
    if span.problem:
        described["status"] = {"code": 2, "message": span.problem}
    return described


def _attribute(name: str, value: Attribute) -> dict[str, object]:
    if isinstance(value, bool):
        return {"key": name, "value": {"boolValue": value}}
    if isinstance(value, int):
        return {"key": name, "value": {"intValue": str(value)}}
    kind = "doubleValue" if isinstance(value, float) else "stringValue"
    return {"key": name, "value": {kind: value}}


def now_ns() -> int:
    """As spans have it."""
    return time.time_ns()
