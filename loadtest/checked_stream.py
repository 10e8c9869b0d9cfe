"""One stream over raw gRPC with every response checked: order, ends, and the sound against a reference."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import grpc
import numpy as np
from tritonclient import grpc as triton
from tritonclient.grpc import service_pb2, service_pb2_grpc

_NUMPY = {"FP32": np.float32, "INT32": np.int32, "INT64": np.int64}
_INPUTS = {"speed": "FP32", "sample_rate": "INT32", "seed": "INT64"}
# After a server's death the channel shall try again soon, not after gRPC's growing pauses.
CHANNEL_OPTIONS = [
    ("grpc.max_receive_message_length", -1),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 500),
]


@dataclass
class CheckedStream:
    """What one client saw; times are seconds of time.perf_counter."""

    inputs: Mapping[str, object]
    sent_at: float
    arrivals: list[float] = field(default_factory=list)
    """One for each response."""
    indices: list[int] = field(default_factory=list)
    last_flags: list[bool] = field(default_factory=list)
    audio_seconds: float = 0.0
    digest: str = ""
    """Of all its audio bytes."""
    error: str | None = None
    cancelled: bool = False
    ended_at: float | None = None
    """None while it runs, and for ever if it hung."""

    def is_complete(self) -> bool:
        """Every chunk came, in order, and exactly the last one said so."""
        return (
            self.error is None
            and not self.cancelled
            and bool(self.indices)
            and self.indices == list(range(len(self.indices)))
            and self.last_flags == [False] * (len(self.last_flags) - 1) + [True]
        )

    def silence_after(self, moment: float, now: float) -> float:
        """The longest wait for a sign of life (a response or the end) that ended after a moment, from then on."""
        signs = [at for at in self.arrivals if at > moment] + [now if self.ended_at is None else self.ended_at]
        began = max(self.sent_at, moment)
        return max((later - sooner for sooner, later in zip([began, *signs], signs, strict=False)), default=0.0)


def request_message(inputs: Mapping[str, object], model: str = "tts") -> service_pb2.ModelInferRequest:
    """Inputs as a message: text as str, numbers as Python numbers."""
    request = service_pb2.ModelInferRequest(model_name=model)
    for name, value in inputs.items():
        kind = _INPUTS.get(name, "BYTES")
        tensor = triton.InferInput(name, [1], kind)
        tensor.set_data_from_numpy(
            np.array([value.encode()], np.object_) if kind == "BYTES" else np.array([value], _NUMPY[kind])
        )
        request.inputs.extend([tensor._get_tensor()])
        request.raw_input_contents.extend([tensor._get_content()])
    return request


async def run_stream(
    stub: service_pb2_grpc.GRPCInferenceServiceStub,
    inputs: Mapping[str, object],
    into: list[CheckedStream],
    cancel_after_chunks: int | None = None,
) -> CheckedStream:
    """Stream once; the record joins `into` at once, so that one that hangs is there, too."""
    record = CheckedStream(inputs, time.perf_counter())
    into.append(record)
    request, digest = request_message(inputs), hashlib.sha256()

    async def requests():
        yield request

    try:
        call = stub.ModelStreamInfer(requests())
        async for response in call:
            if response.error_message:
                record.error = response.error_message
                break
            _note(record, response.infer_response, digest)
            if cancel_after_chunks is not None and len(record.indices) >= cancel_after_chunks:
                record.cancelled = True
                call.cancel()
                break
    except grpc.aio.AioRpcError as error:
        record.error = f"{error.code().name}: {error.details()}"
    except asyncio.CancelledError:
        record.error = "the measurement ended"
        raise
    record.digest = digest.hexdigest()
    record.ended_at = time.perf_counter()
    return record


def _note(record: CheckedStream, response: service_pb2.ModelInferResponse, digest) -> None:
    for output, content in zip(response.outputs, response.raw_output_contents, strict=False):
        if output.name == "audio":
            digest.update(content[4:])  # after the length of the one BYTES element
        elif output.name == "chunk_index":
            record.indices.append(int(np.frombuffer(content, np.int32)[0]))
        elif output.name == "is_last":
            record.last_flags.append(bool(content[0]))
        elif output.name == "duration_seconds":
            record.audio_seconds += float(np.frombuffer(content, np.float32)[0])
    record.arrivals.append(time.perf_counter())
