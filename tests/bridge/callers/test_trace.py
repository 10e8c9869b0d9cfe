"""Which trace a request belongs to."""

import json

import pytest

from tests import fake_pb_utils as triton
from tests.tracing.collector import collected
from tritone.bridge.callers.trace import CallersTraces
from tritone.server.traces import TRACE_VARIABLE

HEADER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
OTHERS = "00-11111111111111111111111111111111-2222222222222222-01"


@pytest.fixture
def told():
    with collected() as both:
        yield both


def request(header: str | None, callers: str | None = None):
    parameters = {"user-agent": "grpc-python"} | ({"traceparent": callers} if callers else {})
    context = header and json.dumps({"traceparent": header})
    return triton.InferenceRequest("tts", [], trace_context=context, parameters=parameters)


def ended(trace, collector, exporter):
    trace.sent(1.0, True)
    exporter.flush(30)
    return next(span for span in collector.spans() if span["name"] == "stream")


def test_a_request_that_triton_traces_goes_on_in_its_trace(told):
    traces = CallersTraces(told[1], triton_has_own=True)
    span = ended(traces.of(request(HEADER)), *told)
    assert (span["traceId"], span["parentSpanId"]) == (HEADER[3:35], HEADER[36:52])


def test_one_that_triton_does_not_trace_is_not_traced(told):
    assert CallersTraces(told[1], triton_has_own=True).of(request(None)) is None


def test_a_request_goes_on_in_its_callers_trace_where_triton_lost_it_and_says_where_tritons_spans_are(told):
    span = ended(CallersTraces(told[1], triton_has_own=True).of(request(OTHERS, HEADER)), *told)
    assert (span["traceId"], span["parentSpanId"]) == (HEADER[3:35], HEADER[36:52])
    assert span["attributes"]["triton.trace_id"] == OTHERS[3:35]


@pytest.mark.parametrize("triton_has_own", [True, False])
def test_one_that_its_caller_traces_goes_on_there_where_triton_traces_nothing(told, triton_has_own):
    span = ended(CallersTraces(told[1], triton_has_own).of(request(None, HEADER)), *told)
    assert (span["traceId"], span["parentSpanId"]) == (HEADER[3:35], HEADER[36:52])
    assert "triton.trace_id" not in span["attributes"]


def test_a_span_of_tritons_in_the_callers_trace_is_the_parent(told):
    tritons = f"{HEADER[:36]}3333333333333333-01"
    span = ended(CallersTraces(told[1], triton_has_own=True).of(request(tritons, HEADER)), *told)
    assert (span["traceId"], span["parentSpanId"]) == (HEADER[3:35], "3" * 16)
    assert "triton.trace_id" not in span["attributes"]


@pytest.mark.parametrize("header", [HEADER[:-1] + "0", "nonsense", "00-" + "0" * 32 + HEADER[35:]])
def test_what_is_no_header_or_says_that_nothing_is_recorded_is_passed_over(told, header):
    assert CallersTraces(told[1], triton_has_own=True).of(request(None, header)) is None


def test_where_triton_has_no_traces_ours_begin_here(told):
    span = ended(CallersTraces(told[1], triton_has_own=False).of(request(None)), *told)
    assert span["parentSpanId"] == "" and span["traceId"]


def test_how_many_spans_were_sent_is_shown_and_without_a_collector_nothing(told, monkeypatch):
    collector, exporter = told
    traces = CallersTraces(exporter, triton_has_own=False)
    ended(traces.of(request(None)), collector, exporter)
    shown = {sample.labels: sample.value for sample in traces.metric_samples()}
    assert shown == {(("outcome", "sent"),): 2, (("outcome", "dropped"),): 0}
    monkeypatch.setenv(TRACE_VARIABLE, "")
    nobody = CallersTraces.of_this_server()
    assert nobody.of(request(HEADER)) is None and nobody.metric_samples() == []
    nobody.flush(0)
    nobody.close()
