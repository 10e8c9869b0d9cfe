"""Where traces go is checked before a server starts, and Triton is told of the same collector."""

import pytest

from tritone.errors import InvalidOption
from tritone.server.options import ServeOptions
from tritone.server.traces import collector_url, has_own_traces, trace_arguments


@pytest.mark.parametrize(
    ("trace", "url"),
    [
        ("", ""),
        ("otlp://localhost", "http://localhost:4318/v1/traces"),
        ("otlp://otel-collector:4000", "http://otel-collector:4000/v1/traces"),
        ("otlp://[::1]:4318/", "http://[::1]:4318/v1/traces"),
        ("http://jaeger:4318/v1/traces", "http://jaeger:4318/v1/traces"),
        ("http://proxy:80/otel/traces", "http://proxy:80/otel/traces"),
    ],
)
def test_a_collector_is_named_in_short_or_whole(trace, url):
    assert collector_url(trace) == url
    ServeOptions(trace=trace)


@pytest.mark.parametrize(
    "trace",
    ["localhost:4318", "grpc://localhost:4317", "https://x", "otlp://", "otlp://:4318", "otlp://x:99999"]
    + ["otlp://x y", "otlp://x?rate=1", "otlp://user@x", "otlp://x\n"],
)
def test_what_is_no_collector_is_refused_with_what_is(trace):
    with pytest.raises(InvalidOption, match="(?s)--trace is .*allowed: otlp://host:port of a collector"):
        ServeOptions(trace=trace)


def test_triton_is_told_of_it_and_models_can_see_that_it_was():
    assert trace_arguments("", 1) == []
    command = ["tritonserver", *trace_arguments("http://c:4318/v1/traces", 100)]
    assert (
        "--trace-config=opentelemetry,url=http://c:4318/v1/traces" in command and "--trace-config=rate=100" in command
    )
    assert has_own_traces(command) and not has_own_traces(["tritonserver"])
    assert has_own_traces(["tritonserver", "--trace-config", "mode=opentelemetry"])
