"""The trace that a request belongs to: its caller's, Triton's own, or one that begins here.

Triton gives models the header of its own span, which lies in the caller's trace. But its gRPC front end reads past the
end of the caller's header (its GrpcServerCarrier takes a string's data for one that ends in a zero byte) and, where
something follows it in memory, begins another trace: 6 of 46 first requests here. What it hands on as a parameter is
whole.
"""

from __future__ import annotations

import json
import os

import triton_python_backend_utils as pb_utils

from tritone import __version__
from tritone.pipeline.chunks import Chunk, Event
from tritone.server.forwarded_headers import TRACE_HEADER, server_command
from tritone.server.traces import TRACE_VARIABLE, has_own_traces
from tritone.streaming.live.contexts import ContextSink
from tritone.streaming.metrics import SPANS, Sample
from tritone.tracing.exporter import SpanExporter
from tritone.tracing.spans import SpanContext
from tritone.tracing.stream_trace import StreamTrace


class CallersTraces:
    """Those of one server; without a collector there are none."""

    def __init__(self, exporter: SpanExporter | None, triton_has_own: bool) -> None:
        """triton_has_own: a request that Triton does not trace is not to be traced."""
        self._exporter, self._triton_has_own = exporter, triton_has_own

    @staticmethod
    def of_this_server() -> CallersTraces:
        """For a model's process, whose parent is the server."""
        url = os.environ.get(TRACE_VARIABLE)
        resource = {"service.name": "tritone", "service.version": __version__}
        exporter = SpanExporter(url, resource) if url else None
        return CallersTraces(exporter, has_own_traces(server_command(os.getppid())))

    def of(self, request: pb_utils.InferenceRequest) -> StreamTrace | None:
        """None for a request that nobody wants to know about."""
        if self._exporter is None:
            return None
        tritons = _context(request.trace().get_context())
        callers = _context(request.parameters())
        parent = tritons or callers
        if parent is None and self._triton_has_own:
            return None
        attributes = {"triton.request_id": request.request_id()} if request.request_id() else {}
        if tritons is not None and callers is not None and tritons.trace_id != callers.trace_id:
            parent, attributes["triton.trace_id"] = callers, tritons.trace_id
        return StreamTrace(self._exporter, parent or SpanContext.new_trace(), attributes)

    def metric_samples(self) -> list[Sample]:
        """How many spans were sent and dropped; nothing where there is no collector."""
        if self._exporter is None:
            return []
        named = zip(("sent", "dropped"), self._exporter.counts(), strict=True)
        return [Sample(SPANS, SPANS.name, (("outcome", outcome),), count) for outcome, count in named]

    def flush(self, seconds: float) -> None:
        """Send what waits."""
        if self._exporter is not None:
            self._exporter.flush(seconds)

    def close(self) -> None:
        """Send what waits, and nothing any more."""
        if self._exporter is not None:
            self._exporter.close()


def _context(headers: str | None) -> SpanContext | None:
    """Of headers as an object of JSON; None where they name no trace that is recorded."""
    return SpanContext.of_header(str(json.loads(headers or "{}").get(TRACE_HEADER, "")))


class TracedSink:
    """Implements ChunkSink and EventSink of tritone.pipeline.chunks, for another one whose trace hears of it."""

    def __init__(self, sink: ContextSink, trace: StreamTrace) -> None:
        self._sink, self._trace = sink, trace
        self.is_cancelled = sink.is_cancelled

    def send(self, chunk: Chunk) -> None:
        self._sink.send(chunk)
        self._trace.sent(chunk.duration_seconds, chunk.is_last)

    def fail(self, error: Exception) -> None:
        self._trace.failed(error)
        self._sink.fail(error)

    def answer(self, event: Event) -> None:
        self._sink.answer(event)
