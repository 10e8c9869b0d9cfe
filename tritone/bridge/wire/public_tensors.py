"""The tensors of `tts`: a caller's inputs in, answers to operations out, and which outputs a caller wants."""

from __future__ import annotations

import json
from collections.abc import Set

import triton_python_backend_utils as pb_utils

from tritone.bridge.wire.chunk_tensors import only
from tritone.bridge.wire.tensors import text_tensor
from tritone.errors import InvalidRequest
from tritone.pipeline.chunks import Event

TTS_INPUTS = ("text", "voice", "speed", "format", "sample_rate", "encoding", "mode", "timestamps", "seed", "lexicon")
CONTEXT_INPUTS = ("op", "context", "played_seconds")
"""Of text that comes in pieces."""
OUTPUTS = {"audio", "sample_rate", "chunk_index", "start_seconds", "duration_seconds", "timestamps", "is_last"}
OUTPUTS |= {"warnings", "event"}


def tts_inputs(request: pb_utils.InferenceRequest) -> dict[str, object]:
    """The inputs of `tts` that the caller sent; raises InvalidRequest for one of other than one element."""
    values: dict[str, object] = {}
    for tensor in request.inputs():  # Triton lets no others pass than the model has
        elements = tensor.as_numpy()
        if elements.size != 1:
            raise InvalidRequest(f'input "{tensor.name()}" has {elements.size} elements; allowed: exactly 1')
        values[tensor.name()] = elements.reshape(-1)[0]
    return values


def wanted_outputs(request: pb_utils.InferenceRequest) -> Set[str] | None:
    """The outputs that a caller asks for; None for all."""
    wanted = request.requested_output_names()
    return None if not wanted or OUTPUTS <= wanted else frozenset(wanted)


def event_response(event: Event, wanted: Set[str] | None) -> pb_utils.InferenceResponse:
    """The answer to a request about a context that was open before it."""
    return pb_utils.InferenceResponse(only(wanted, [text_tensor("event", json.dumps(event, ensure_ascii=False))]))
