"""Requests to `tts` as gRPC messages, what its responses hold, and the check that all of the audio came.

On the machine that is measured every millisecond of the client counts against the server, so requests are built once
for each text, and a benchmark reads a response only as far as the check needs.
"""

from __future__ import annotations

import functools
import struct
from typing import Any, NamedTuple

from tritonclient.grpc import service_pb2

from tritone.client.messages import model_request

PCM_BYTES = 2
"""Of one sample."""
UNFINISHED = "the stream had not ended when the measurement did"
_INT32, _FLOAT32 = struct.Struct("<i").unpack, struct.Struct("<f").unpack
_LENGTH_BYTES = 4
"""In front of the one element of a string tensor."""


class StreamFailed(Exception):
    """The server refused a stream or broke it off; `status` is gRPC's name or HTTP's number, where there was one."""

    def __init__(self, message: str, status: str | None = None) -> None:
        super().__init__(message)
        self.message, self.status = message, status


@functools.lru_cache(maxsize=4096)
def tts_request(model: str, **inputs: Any) -> service_pb2.ModelInferRequest:
    """The request that plain `tritonclient` would send, as a message; the same object for the same words.

    inputs: text as str or bytes, numbers as numbers; None leaves an input out, a tuple is several elements.
    """
    return model_request(model, **inputs)


class ChunkFacts(NamedTuple):
    """What the check needs to know of a chunk."""

    chunk_index: int
    is_last: bool
    seconds: float
    """Of audio, as announced."""
    audio_bytes: int
    rate_hz: int


def _raw_outputs(response: service_pb2.ModelInferResponse) -> dict[str, bytes]:
    return dict(zip([output.name for output in response.outputs], response.raw_output_contents, strict=True))


def chunk_facts(response: service_pb2.ModelInferResponse) -> ChunkFacts | None:
    """Of a response with a chunk; None of one without outputs."""
    outputs = _raw_outputs(response)
    if not outputs:
        return None
    return ChunkFacts(
        *_INT32(outputs["chunk_index"]),
        outputs["is_last"] != b"\0",
        *_FLOAT32(outputs["duration_seconds"]),
        len(outputs["audio"]) - _LENGTH_BYTES,
        *_INT32(outputs["sample_rate"]),
    )


class AudioCheck:
    """Whether the chunks of one stream are intact and in order: every index, one end, as many bytes as announced."""

    def __init__(self) -> None:
        self._fault: str | None = None
        self._chunks = 0
        self._ended = False

    def add(self, response: service_pb2.ModelInferResponse) -> float:
        """Seconds of audio in a response of format `pcm`; 0 for one without outputs."""
        facts = chunk_facts(response)
        return 0.0 if facts is None else self.note(facts)

    def note(self, chunk: ChunkFacts) -> float:
        """The same from facts already read; returns the seconds of audio."""
        index, is_last, seconds, audio_bytes, rate_hz = chunk
        if self._fault is None:
            if index != self._chunks or self._ended:
                self._fault = f"chunk {index} came where {self._chunks} was due" + " after the end" * self._ended
            elif abs(seconds * rate_hz * PCM_BYTES - audio_bytes) > PCM_BYTES:
                self._fault = f"chunk {index} holds {audio_bytes} bytes and announces {seconds:g} s at {rate_hz} Hz"
        self._chunks += 1
        self._ended = self._ended or is_last
        return seconds

    def missing(self) -> str | None:
        """What is wrong with a stream that has ended; None when all of its audio came."""
        if self._fault is None and not self._ended:
            return f"the stream ended after {self._chunks} chunks without the last one"
        return self._fault
