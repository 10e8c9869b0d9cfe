"""A stream's spans: its stages, its first sound, and how it ended; nothing of its text."""

import pytest

from tests.streaming.live.talks import orchestrator
from tests.tiny_stages import RecordingSink
from tests.tracing.collector import collected
from tritone.bridge.callers.trace import TracedSink
from tritone.errors import InvalidRequest, Overloaded, StreamCancelled, SynthesisFailed
from tritone.tracing.exporter import SpanExporter
from tritone.tracing.spans import SpanContext
from tritone.tracing.stream_trace import MOST_SPANS, StreamTrace

PARENT = SpanContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")


@pytest.fixture
def told():
    with collected() as both:
        yield both


def spoken(text: bytes, exporter: SpanExporter) -> None:
    running, sink, trace = orchestrator(), RecordingSink(), StreamTrace(exporter, PARENT, {"triton.request_id": "r7"})
    running.start_stream({"text": text}, TracedSink(sink, trace), trace)
    assert sink.wait().error is None
    running.close()
    exporter.flush(30)


def test_a_stream_tells_its_stages_and_its_first_sound_within_its_own_span(told):
    collector, exporter = told
    spoken(b"abc. def.", exporter)
    spans = collector.spans()
    (stream,) = [span for span in spans if span["name"] == "stream"]
    assert {span["name"] for span in spans} == {"text", "acoustic", "vocoder", "first audio", "stream"}
    assert stream["parentSpanId"] == PARENT.span_id and stream["attributes"]["tritone.outcome"] == "completed"
    assert float(stream["attributes"]["tritone.audio_seconds"]) > 0
    for span in spans:
        assert span["traceId"] == PARENT.trace_id and span["attributes"]["triton.request_id"] == "r7"
        assert int(stream["startTimeUnixNano"]) <= int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"])
        if span is not stream:
            assert span["parentSpanId"] == stream["spanId"]
    assert "abc" not in str(collector.bodies)


def test_a_long_text_tells_no_more_than_its_beginning_and_how_much_was_left_out(told):
    collector, exporter = told
    spoken(b"abc. " * 200, exporter)
    spans = collector.spans()
    stages = [span for span in spans if span["name"] in ("text", "acoustic", "vocoder")]
    assert len(stages) == MOST_SPANS
    assert int(spans[-1]["attributes"]["tritone.spans_left_out"]) > MOST_SPANS


@pytest.mark.parametrize(
    ("error", "outcome", "problem"),
    [
        (InvalidRequest('input "text": secret words'), "invalid", "InvalidRequest"),
        (StreamCancelled("gone"), "cancelled", None),
        (Overloaded("full"), "refused", "Overloaded"),
        (SynthesisFailed("secret words"), "failed", "SynthesisFailed"),
        (ZeroDivisionError("secret words"), "failed", "ZeroDivisionError"),
    ],
)
def test_an_end_is_told_once_by_its_kind_and_not_in_its_words(told, error, outcome, problem):
    collector, exporter = told
    trace, sink = StreamTrace(exporter, SpanContext.new_trace(), {}), RecordingSink()
    traced = TracedSink(sink, trace)
    traced.fail(error)
    trace.failed(error)
    exporter.flush(30)
    (span,) = collector.spans()
    assert span["attributes"]["tritone.outcome"] == outcome and span["parentSpanId"] == ""
    assert span.get("status", {}).get("message") == problem and "secret" not in str(span)
    assert sink.error is error


def test_a_context_is_traced_from_its_beginning(told):
    collector, exporter = told
    running, sink, trace = orchestrator(), RecordingSink(), StreamTrace(exporter, PARENT, {"triton.request_id": "c1"})
    sink.answer = lambda event: None
    inputs = {"op": b"begin", "context": b"a", "text": b"This is one sentence. "}
    running.contexts.carry_out(inputs, TracedSink(sink, trace), trace)
    running.contexts.carry_out({"op": b"end", "context": b"a"}, sink)
    assert sink.wait().error is None
    running.close()
    exporter.flush(30)
    assert {"text", "vocoder", "first audio", "stream"} <= {span["name"] for span in collector.spans()}
