"""Requests to Tritone's models and their responses, as gRPC messages."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any

from tritonclient.grpc import service_pb2

from tritone.pipeline.chunks import Chunk, Event

_NUMBERS = {
    "speed": ("FP32", "<f"),
    "played_seconds": ("FP32", "<f"),
    "sample_rate": ("INT32", "<i"),
    "seed": ("INT64", "<q"),
}
"""Inputs that are no text: Triton's type, and struct's."""
_FORMS = {"FP32": "<f", "INT32": "<i", "INT64": "<q", "BOOL": "<?"}
"""Types of outputs that are no text."""
_TELL_THE_END, _IS_THE_END = "triton_enable_empty_final_response", "triton_final_response"


def model_request(
    model: str, request_id: str = "", *, tell_the_end: bool = False, **inputs: Any
) -> service_pb2.ModelInferRequest:
    """A request with these inputs; what is None is left to the server, a tuple is several elements.

    tell_the_end: have the server say when nothing more comes, in a response of its own if need be.
    """
    request = service_pb2.ModelInferRequest(model_name=model, id=request_id)
    if tell_the_end:
        request.parameters[_TELL_THE_END].bool_param = True
    for name, value in inputs.items():
        if value is None:
            continue
        elements = value if isinstance(value, tuple) else (value,)
        kind, form = _NUMBERS.get(name, ("BYTES", ""))
        request.inputs.add(name=name, datatype=kind, shape=[len(elements)])
        request.raw_input_contents.append(b"".join(_encoded(element, form) for element in elements))
    return request


def _encoded(element: Any, form: str) -> bytes:
    if form:
        return struct.pack(form, element)
    text = element.encode() if isinstance(element, str) else element
    return struct.pack("<I", len(text)) + text


def is_final(response: service_pb2.ModelInferResponse) -> bool:
    """Whether the server says with it that nothing more comes for its request."""
    return _IS_THE_END in response.parameters and response.parameters[_IS_THE_END].bool_param


def outputs_of(response: service_pb2.ModelInferResponse) -> dict[str, Any]:
    """The first element of each output."""
    return dict(_outputs(response))


def chunk_of(outputs: dict[str, Any]) -> Chunk:
    """The chunk in the outputs of `tts`."""
    return Chunk(
        audio=outputs["audio"],
        sample_rate_hz=outputs["sample_rate"],
        index=outputs["chunk_index"],
        start_seconds=outputs["start_seconds"],
        duration_seconds=outputs["duration_seconds"],
        timestamps=json.loads(outputs["timestamps"]),
        warnings=json.loads(outputs.get("warnings", "[]")),
        is_last=outputs["is_last"],
    )


def event_of(outputs: dict[str, Any]) -> Event:
    """The answer to a request about a context."""
    event: Event = json.loads(outputs["event"])
    return event


def _outputs(response: service_pb2.ModelInferResponse) -> Iterator[tuple[str, Any]]:
    for output, content in zip(response.outputs, response.raw_output_contents, strict=True):
        if output.datatype == "BYTES":
            (length,) = struct.unpack_from("<I", content)
            yield output.name, content[4 : 4 + length]
        else:
            yield output.name, struct.unpack_from(_FORMS[output.datatype], content)[0]
