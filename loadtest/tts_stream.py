"""One request to `tts` over raw gRPC, and the check that all of its audio came: the client of every benchmark.

On the machine that is measured every millisecond of the client counts against the server, so requests are built once
for each text, and a response is read only as far as the check needs.
"""

from __future__ import annotations

import contextlib
import functools
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import grpc
from tritonclient.grpc import service_pb2, service_pb2_grpc

from loadtest.metrics import StreamRecord

PCM_BYTES = 2
"""Of one sample."""
_INT32, _FLOAT32 = struct.Struct("<i").unpack, struct.Struct("<f").unpack
Speak = Callable[[StreamRecord, service_pb2.ModelInferRequest], Awaitable[None]]
"""Send a request, and note in a record begun with the error UNFINISHED what comes back."""
UNFINISHED = "the stream had not ended when the measurement did"
CHANNEL_OPTIONS = [("grpc.max_receive_message_length", -1)]


@functools.lru_cache(maxsize=4096)
def tts_request(model: str, text: str, voice: str | None = None) -> service_pb2.ModelInferRequest:
    """The request that plain `tritonclient` would send, as a message; the same object for the same words."""
    request = service_pb2.ModelInferRequest(model_name=model)
    for name, value in (("text", text), ("voice", voice)):
        if value is not None:
            request.inputs.add(name=name, datatype="BYTES", shape=[1])
            encoded = value.encode()
            request.raw_input_contents.append(struct.pack("<I", len(encoded)) + encoded)
    return request


async def stream_once(stub, model: str, text: str, voice: str | None = None) -> StreamRecord:
    """Stream one text through the generated stub and note when its chunks come; audio that is not whole is an error."""
    record = StreamRecord(sent_at=time.perf_counter(), error=UNFINISHED)
    await stream_into(record, stub, tts_request(model, text, voice))
    return record


@contextlib.asynccontextmanager
async def grpcio_client(url: str) -> AsyncIterator[Speak]:
    """`speak` over one channel of the usual library."""
    async with grpc.aio.insecure_channel(url, options=CHANNEL_OPTIONS) as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        yield lambda record, request: stream_into(record, stub, request)


async def stream_into(record: StreamRecord, stub, request: service_pb2.ModelInferRequest) -> None:
    """The same into a record that was begun with the error UNFINISHED, which stays when the caller is cancelled."""
    audio = AudioCheck()
    try:
        async for response in stub.ModelStreamInfer(_only(request)):
            arrived_at = time.perf_counter()
            if response.error_message:
                record.error = response.error_message
                return
            record.add_chunk(arrived_at, audio.add(response.infer_response))
        record.error = audio.missing()
    except grpc.aio.AioRpcError as error:
        record.error = error.details()


async def _only(request: service_pb2.ModelInferRequest) -> AsyncIterator[service_pb2.ModelInferRequest]:
    yield request


def tts_outputs(response: service_pb2.ModelInferResponse) -> tuple[int, bool, float, int, int] | None:
    """Chunk index, whether it is the last, seconds of audio, bytes of audio, Hz; None of a response without outputs."""
    outputs = dict(zip([output.name for output in response.outputs], response.raw_output_contents, strict=True))
    if not outputs:
        return None
    return (
        *_INT32(outputs["chunk_index"]),
        outputs["is_last"] != b"\0",
        *_FLOAT32(outputs["duration_seconds"]),
        # a string tensor's element comes with its length in front
        len(outputs["audio"]) - 4,
        *_INT32(outputs["sample_rate"]),
    )


class AudioCheck:
    """Whether the chunks of one stream are whole and in order: every index, one end, as many bytes as announced."""

    def __init__(self) -> None:
        self._fault: str | None = None
        self._chunks = 0
        self._ended = False

    def add(self, response: service_pb2.ModelInferResponse) -> float:
        """Seconds of audio in a response of format `pcm`; 0 for one without outputs."""
        outputs = tts_outputs(response)
        return 0.0 if outputs is None else self.note(*outputs)

    def note(self, index: int, is_last: bool, seconds: float, audio_bytes: int, rate: int) -> float:
        """The same from values already read; returns the seconds of audio."""
        if self._fault is None:
            if index != self._chunks or self._ended:
                self._fault = f"chunk {index} came where {self._chunks} was due" + " after the end" * self._ended
            elif abs(seconds * rate * PCM_BYTES - audio_bytes) > PCM_BYTES:
                self._fault = f"chunk {index} holds {audio_bytes} bytes and announces {seconds:g} s at {rate} Hz"
        self._chunks += 1
        self._ended = self._ended or is_last
        return seconds

    def missing(self) -> str | None:
        """What is wrong with a stream that has ended; None when its audio is whole."""
        if self._fault is None and not self._ended:
            return f"the stream ended after {self._chunks} chunks without the last one"
        return self._fault
