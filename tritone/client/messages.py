"""Requests to `tts` and its responses, as gRPC messages."""

from __future__ import annotations

import json
import struct
from typing import Any

import tritonclient.grpc as triton
from tritonclient.grpc import service_pb2

from tritone.pipeline.chunks import Chunk, Event

_NUMBERS = {
    "speed": ("FP32", "<f"),
    "played_seconds": ("FP32", "<f"),
    "sample_rate": ("INT32", "<i"),
    "seed": ("INT64", "<q"),
}
"""Inputs that are no text: Triton's type, and struct's."""


def tts_request(model: str, request_id: str, **inputs: Any) -> service_pb2.ModelInferRequest:
    """A request with these inputs; what is None is left to the server."""
    request = service_pb2.ModelInferRequest(model_name=model, id=request_id)
    for name, value in inputs.items():
        if value is None:
            continue
        if name in _NUMBERS:
            kind, form = _NUMBERS[name]
            content = struct.pack(form, value)
        else:
            text = value.encode() if isinstance(value, str) else value
            kind, content = "BYTES", struct.pack("<I", len(text)) + text
        request.inputs.add(name=name, datatype=kind, shape=[1])
        request.raw_input_contents.append(content)
    return request


def is_final(result: triton.InferResult | None) -> bool:
    """Whether the server says with it that the stream is over."""
    if result is None:
        return False
    parameter = result.get_response().parameters.get("triton_final_response")
    return parameter is not None and bool(parameter.bool_param)


def chunk_of(result: triton.InferResult) -> Chunk:
    """The chunk in a response that has outputs."""

    def value(name: str) -> Any:
        return result.as_numpy(name).reshape(-1)[0]

    return Chunk(
        audio=value("audio"),
        sample_rate_hz=int(value("sample_rate")),
        index=int(value("chunk_index")),
        start_seconds=float(value("start_seconds")),
        duration_seconds=float(value("duration_seconds")),
        timestamps=json.loads(value("timestamps")),
        warnings=[] if result.as_numpy("warnings") is None else json.loads(value("warnings")),
        is_last=bool(value("is_last")),
    )


def event_of(result: triton.InferResult) -> Event | None:
    """The event in a response; None where it has none."""
    values = result.as_numpy("event")
    if values is None:
        return None
    event: Event = json.loads(values.reshape(-1)[0])
    return event
