"""A real server that traces: Triton's spans and ours in one trace, the caller's."""

import pytest

from tests.tracing.collector import Collector
from tritone.client import ConnectionSettings, synthesize_stream
from tritone.server.launcher import running_server
from tritone.server.options import ServeOptions

pytestmark = pytest.mark.triton

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def test_a_callers_trace_goes_through_triton_into_the_stages_and_what_waits_is_sent_at_the_end():
    with Collector() as collector:
        with running_server(ServeOptions(trace=f"otlp://127.0.0.1:{collector.port}")) as server:
            traced = ConnectionSettings(server.grpc_url, metadata=(("traceparent", f"00-{TRACE}-{CALLER}-01"),))
            assert list(synthesize_stream(traced, "A secret sentence."))[-1].is_last
        told = collector.spans()
    # Triton's gRPC front end loses a caller's trace now and then; ours say then in which its own spans are.
    tritons = next((span["attributes"].get("triton.trace_id", TRACE) for span in told if span["name"] == "stream"), "")
    spans = [span for span in told if span["traceId"] in (TRACE, tritons)]
    by_id = {span["spanId"]: span for span in spans}
    named = {span["name"]: span for span in spans}
    assert {"InferRequest", "tts", "stream", "text", "acoustic", "vocoder", "first audio"} <= named.keys()
    assert by_id[named["tts"]["parentSpanId"]]["name"] == "InferRequest"
    assert named["stream"]["traceId"] == TRACE
    if tritons == TRACE:
        assert named["InferRequest"]["parentSpanId"] == CALLER
        assert by_id[named["stream"]["parentSpanId"]]["name"] == "tts"
    else:
        assert named["stream"]["parentSpanId"] == CALLER
    for stage in ("text", "acoustic", "vocoder", "first audio"):
        assert by_id[named[stage]["parentSpanId"]]["name"] == "stream", stage
        assert named[stage]["attributes"]["triton.request_id"] == named["tts"]["attributes"]["triton.request_id"] == "1"
    assert "secret" not in str(collector.bodies)
