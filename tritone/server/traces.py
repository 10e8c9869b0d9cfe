"""What a tritonserver is told so that its traces, and those of `tts`, reach one collector."""

from __future__ import annotations

import urllib.parse
from collections.abc import Sequence

from tritone.errors import InvalidOption

TRACE_VARIABLE = "TRITONE_TRACE_URL"
"""Where `tts` posts its spans; empty or not set: nowhere."""
FLUSH_SECONDS = 1.0
"""So long at most Triton keeps a span before it sends it."""
_PATH, _PORT = "/v1/traces", 4318
_MODE = "mode=opentelemetry"


def collector_url(trace: str) -> str:
    """Where OTLP/HTTP is posted to, of `otlp://host[:port]` or `http://host[:port][/path]`; empty of an empty text.

    Raises InvalidOption.
    """
    if not trace:
        return ""
    parts = urllib.parse.urlsplit(trace)
    try:
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        host, port = None, 0
    if parts.scheme not in ("otlp", "http") or not host or parts.query or parts.username or trace.split() != [trace]:
        raise InvalidOption(
            f'--trace is "{trace}"; allowed: otlp://host:port of a collector that takes OTLP over HTTP, or its whole '
            f"address, as in http://localhost:{_PORT}{_PATH}"
        )
    named = f"[{host}]" if ":" in host else host
    return f"http://{named}:{port}{_PATH if parts.path in ('', '/') else parts.path}"


def trace_arguments(url: str, rate: int) -> list[str]:
    """For tritonserver: one request of so many is traced, and every one whose caller traces it."""
    if not url:
        return []
    settings = (
        _MODE,
        "level=TIMESTAMPS",
        f"rate={rate}",
        f"opentelemetry,url={url}",
        "opentelemetry,resource=service.name=tritone",
        f"opentelemetry,bsp_schedule_delay={1000 * FLUSH_SECONDS:.0f}",
    )
    return [f"--trace-config={setting}" for setting in settings]


def has_own_traces(command: Sequence[str]) -> bool:
    """Whether a tritonserver started so traces requests itself, and tells models which ones."""
    return any(word.endswith(_MODE) for word in command)
