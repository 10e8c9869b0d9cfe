"""One stream as its trace tells it: what it waited for at each stage, its first sound, and how it ended."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TypeVar

from tritone.errors import InvalidRequest, Overloaded, StreamCancelled
from tritone.tracing.exporter import SpanExporter, now_ns
from tritone.tracing.spans import Attribute, Span, SpanContext

MOST_SPANS = 64
"""Of a stream's stages: the beginning of a long text tells what there is to tell, and an hour of it has thousands."""
_NAMES = {"text_frontend": "text"}
_OUTCOMES: tuple[tuple[type[Exception], str], ...] = (
    (InvalidRequest, "invalid"),
    (StreamCancelled, "cancelled"),
    (Overloaded, "refused"),
)
Result = TypeVar("Result")


class StreamTrace:
    """Any thread may tell it something. Nothing of a text is told on."""

    def __init__(self, exporter: SpanExporter, parent: SpanContext, attributes: Mapping[str, Attribute]):
        """parent: the span of the request as Triton or its caller has it, or one of no span; attributes: of each."""
        self._exporter, self._parent, self._context = exporter, parent, parent.child()
        self._began_ns = now_ns()
        self._attributes = attributes
        self._lock = threading.Lock()
        self._spans = self._left_out = self._chunks = 0
        self._audio_seconds = 0.0
        self._has_sounded = self._has_ended = False

    def watch(self, stage: str, store: Callable[[Result], object]) -> Callable[[Result], object]:
        """The same, with a span from now until it is called: the wait for a turn at the stage, and the work."""
        began_ns = now_ns()

        def store_and_tell(result: Result) -> object:
            self._tell(_NAMES.get(stage, stage), began_ns)
            return store(result)

        return store_and_tell

    def sent(self, audio_seconds: float, is_last: bool) -> None:
        """A chunk was handed over."""
        self._chunks += 1
        self._audio_seconds += audio_seconds
        if audio_seconds > 0 and not self._has_sounded:
            self._has_sounded = True
            self._tell("first audio", self._began_ns, is_counted=False)
        if is_last:
            self._end("completed", "")

    def failed(self, error: Exception) -> None:
        """The caller was told an error."""
        outcome = next((outcome for kind, outcome in _OUTCOMES if isinstance(error, kind)), "failed")
        self._end(outcome, "" if outcome == "cancelled" else type(error).__name__)

    def _tell(self, name: str, began_ns: int, is_counted: bool = True) -> None:
        with self._lock:
            if is_counted and (self._spans >= MOST_SPANS or self._has_ended):
                self._left_out += 1
                return
            self._spans += is_counted
        child = self._context.child()
        self._exporter.add(Span(name, child, self._context.span_id, began_ns, now_ns(), self._attributes))

    def _end(self, outcome: str, problem: str) -> None:
        with self._lock:
            if self._has_ended:
                return
            self._has_ended = True
        told: dict[str, Attribute] = {
            **self._attributes,
            "tritone.outcome": outcome,
            "tritone.chunks": self._chunks,
            "tritone.audio_seconds": self._audio_seconds,
            "tritone.spans_left_out": self._left_out,
        }
        span = Span("stream", self._context, self._parent.span_id, self._began_ns, now_ns(), told, problem)
        self._exporter.add(span)
