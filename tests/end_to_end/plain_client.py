"""A caller over plain gRPC and plain HTTP, who may ask for what no client library would send."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from loadtest.clients.callers import GrpcCaller, HttpCaller
from loadtest.clients.messages import StreamFailed, tts_request
from tritone.client.messages import outputs_of

ANSWER_WITHIN_SECONDS = 300.0
"""All of it."""
# 16-bit samples of equal sound differ by at most one step here and there
SAME_SOUND_DB = 60.0


@dataclass
class Heard:
    """One stream as the client saw it."""

    chunks: list[dict[str, Any]] = field(default_factory=list)
    """Output name → value, a dict for each response that carried data."""
    error: str | None = None

    def audio(self) -> bytes:
        return b"".join(chunk["audio"] for chunk in self.chunks)

    def samples(self) -> np.ndarray:
        return np.frombuffer(self.audio(), "<i2").astype(np.float64)


def say(url: str, stop_after: int | None = None, **inputs: Any) -> Heard:
    """Stream over gRPC; cancel after so many chunks if asked to."""
    heard = Heard()
    with contextlib.closing(GrpcCaller(url)) as caller:
        request = tts_request("tts", **inputs)
        with contextlib.closing(caller.responses(request, within_seconds=ANSWER_WITHIN_SECONDS)) as responses:
            try:
                for response in responses:
                    if values := outputs_of(response):
                        heard.chunks.append(values)
                    if stop_after is not None and len(heard.chunks) >= stop_after:
                        break
            except StreamFailed as failure:
                heard.error = failure.message
    return heard


def refusal(url: str, **inputs: Any) -> tuple[str, str]:
    """gRPC status and message of a request that is refused (header `triton_grpc_error`)."""
    with contextlib.closing(GrpcCaller(url)) as caller:
        request, metadata = tts_request("tts", **inputs), [("triton_grpc_error", "true")]
        try:
            for _ in caller.responses(request, metadata, ANSWER_WITHIN_SECONDS):
                pass
        except StreamFailed as failure:
            return f"StatusCode.{failure.status}", failure.message
    raise AssertionError("the request was served")


def say_http(url: str, **inputs: Any) -> tuple[int, Heard]:
    """Stream over HTTP `generate_stream`; returns the status too."""
    heard = Heard()
    with contextlib.closing(HttpCaller(url)) as caller:
        try:
            heard.chunks.extend(caller.events("tts", **inputs))
        except StreamFailed as failure:
            assert failure.status is not None, failure.message
            heard.error = failure.message
            return int(failure.status), heard
    return 200, heard
