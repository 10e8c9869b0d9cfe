"""Spans reach a collector; one that is not there, slow or unwilling costs spans and nothing else."""

import socket

import pytest

from tests.tracing.collector import Collector
from tests.waiting import until
from tritone.tracing.exporter import SpanExporter
from tritone.tracing.spans import Span, SpanContext

PROMPTLY_SECONDS = 30.0
SPAN = Span(
    "text",
    SpanContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"),
    "00f067aa0ba902b7",
    1,
    2_000_000_000_000_000_000,
    {"a": "x", "b": True, "c": 3, "d": 0.5},
)


@pytest.fixture
def collector():
    with Collector() as running:
        yield running


def exporter_to(port: int, **options) -> SpanExporter:
    return SpanExporter(f"http://127.0.0.1:{port}/v1/traces", {"service.name": "tritone"}, **options)


def test_a_span_is_sent_in_the_collectors_form(collector):
    exporter = exporter_to(collector.port)
    exporter.add(SPAN)
    exporter.close()
    ((path, kind, body),) = collector.bodies
    assert (path, kind) == ("/v1/traces", "application/json")
    (resource,) = body["resourceSpans"]
    assert resource["resource"]["attributes"] == [{"key": "service.name", "value": {"stringValue": "tritone"}}]
    (span,) = resource["scopeSpans"][0]["spans"]
    assert span == {
        "traceId": "0af7651916cd43dd8448eb211c80319c",
        "spanId": "b7ad6b7169203331",
        "parentSpanId": "00f067aa0ba902b7",
        "name": "text",
        "kind": 1,
        "startTimeUnixNano": "1",
        "endTimeUnixNano": "2000000000000000000",
        "attributes": [
            {"key": "a", "value": {"stringValue": "x"}},
            {"key": "b", "value": {"boolValue": True}},
            {"key": "c", "value": {"intValue": "3"}},
            {"key": "d", "value": {"doubleValue": 0.5}},
        ],
    }
    assert exporter.counts() == (1, 0)


def test_many_are_sent_together_and_those_that_wait_are_flushed(collector):
    exporter = exporter_to(collector.port, every_seconds=600.0)
    for _ in range(1000):
        exporter.add(SPAN)
    exporter.flush(PROMPTLY_SECONDS)
    assert len(collector.spans()) == 1000 and len(collector.bodies) <= 4 and exporter.counts() == (1000, 0)
    exporter.close()


def test_what_finds_no_room_is_dropped_and_counted_and_nobody_waits():
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # takes connections, and answers nothing
        exporter = exporter_to(deaf.getsockname()[1], every_seconds=0.0, most_waiting=10, timeout_seconds=0.2)
        for _ in range(1000):
            exporter.add(SPAN)
        exporter.flush(0.0)
        assert exporter.counts()[1] >= 900
        exporter.close()
    sent, dropped = exporter.counts()
    assert (sent, dropped) == (0, 1000)


@pytest.mark.parametrize("status", [400, 503])
def test_a_collector_that_does_not_take_them_is_counted(status):
    with Collector(status) as unwilling:
        exporter = exporter_to(unwilling.port, every_seconds=0.01)
        exporter.add(SPAN)
        until(lambda: exporter.counts() == (0, 1))
        exporter.close()


def test_nobody_there_is_no_error_and_after_the_end_nothing_is_kept():
    exporter = exporter_to(1)
    exporter.add(SPAN)
    exporter.close()
    exporter.add(SPAN)
    assert exporter.counts() == (0, 2)
