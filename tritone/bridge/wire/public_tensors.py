"""The tensors of `tts`: a caller's inputs in, chunks out."""

from __future__ import annotations

import json

import numpy as np
import triton_python_backend_utils as pb_utils

from tritone.bridge.wire.sent_tensors import ResponseTensors
from tritone.bridge.wire.tensors import text_tensor
from tritone.errors import InvalidRequest
from tritone.pipeline.chunks import Chunk, Event

TTS_INPUTS = ("text", "voice", "speed", "format", "sample_rate", "encoding", "mode", "timestamps", "seed", "lexicon")
CONTEXT_INPUTS = ("op", "context", "played_seconds")
"""Of text that comes in pieces."""


def tts_inputs(request: pb_utils.InferenceRequest) -> dict[str, object]:
    """The inputs of `tts` that the caller sent; raises InvalidRequest for one of other than one element."""
    values: dict[str, object] = {}
    for name in TTS_INPUTS + CONTEXT_INPUTS:
        tensor = pb_utils.get_input_tensor_by_name(request, name)
        if tensor is not None:
            elements = tensor.as_numpy()
            if elements.size != 1:
                raise InvalidRequest(f'input "{name}" has {elements.size} elements; allowed: exactly 1')
            values[name] = elements.reshape(-1)[0]
    return values


def chunk_response(chunk: Chunk, shared: ResponseTensors) -> pb_utils.InferenceResponse:
    """One response of `tts`; what other chunks are likely to have too is taken from `shared`."""

    def number(name: str, kind: type[np.generic], value: float) -> pb_utils.Tensor:
        return shared.get((name, value), lambda: pb_utils.Tensor(name, np.array([value], kind)))

    warnings = [text_tensor("warnings", json.dumps(chunk.warnings, ensure_ascii=False))] if chunk.warnings else []
    return pb_utils.InferenceResponse(
        [
            *warnings,
            text_tensor("audio", chunk.audio),
            number("sample_rate", np.int32, chunk.sample_rate_hz),
            number("chunk_index", np.int32, chunk.index),
            pb_utils.Tensor("start_seconds", np.array([chunk.start_seconds], np.float32)),
            number("duration_seconds", np.float32, chunk.duration_seconds),
            text_tensor("timestamps", json.dumps(chunk.timestamps, ensure_ascii=False))
            if chunk.timestamps
            else shared.get(("timestamps",), lambda: text_tensor("timestamps", b"[]")),
            number("is_last", np.bool_, chunk.is_last),
        ]
    )


def event_response(event: Event) -> pb_utils.InferenceResponse:
    """The answer to a request about a context that was open before it."""
    return pb_utils.InferenceResponse([text_tensor("event", json.dumps(event, ensure_ascii=False))])
