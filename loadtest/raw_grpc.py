"""A gRPC client of some hundred lines for one call, ModelStreamInfer: what is left of the benchmark's client's cost.

It speaks HTTP/2 itself over one asyncio connection and reads every message whole, but it needs no task switch per
chunk, and lets the server send large frames. It knows only what `tts` needs: requests smaller than the server's window,
no compression, no trailers (a stream that fails without a message of Triton's is an error because its last chunk is
missing). `--client grpcio` measures the same with the usual library.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
import time
from collections.abc import AsyncIterator

from tritonclient.grpc import service_pb2

from loadtest.metrics import StreamRecord
from loadtest.tts_stream import AudioCheck, Speak

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM = ACK = 1
END_HEADERS = 4
_LARGEST = 2**31 - 1
_LARGEST_FRAME = 2**24 - 1
_REPLENISH_BYTES = 2**28
_FIRST_WINDOW = 65535
_PATH = b"/inference.GRPCInferenceService/ModelStreamInfer"


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """One HTTP/2 frame (RFC 9113, section 4.1)."""
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def _string(value: bytes) -> bytes:
    return bytes([len(value)]) + value


def request_headers(authority: str) -> bytes:
    """A header block (RFC 7541): indices into the static table and plain literals."""
    return (
        b"\x83\x86\x04"
        + _string(_PATH)
        + b"\x01"
        + _string(authority.encode())
        + b"\x0f\x10"
        + _string(b"application/grpc")
        + b"\x00"
        + _string(b"te")
        + _string(b"trailers")
    )


class _Stream:
    """One call under way."""

    def __init__(self, record: StreamRecord, done: asyncio.Future) -> None:
        self.record, self.done, self.audio, self.pending = record, done, AudioCheck(), bytearray()

    def receive(self, data: bytes, now: float) -> None:
        """Take in messages, each behind a zero and its length in four bytes."""
        pending = self.pending
        pending += data
        while len(pending) >= 5 and len(pending) >= 5 + (size := int.from_bytes(pending[1:5], "big")):
            response = service_pb2.ModelStreamInferResponse.FromString(bytes(memoryview(pending)[5 : 5 + size]))
            del pending[: 5 + size]
            if response.error_message:
                self.end(response.error_message)
            else:
                self.record.add_chunk(now, self.audio.add(response.infer_response))

    def end(self, error: str | None) -> None:
        if not self.done.done():
            self.record.error = error
            self.done.set_result(None)


class RawConnection(asyncio.Protocol):
    """One HTTP/2 connection; any number of calls at a time."""

    def __init__(self, authority: str) -> None:
        self._headers = request_headers(authority)
        self._buffer = bytearray()
        self._streams: dict[int, _Stream] = {}
        self._next_stream, self._received = 1, 0
        self._send_window = _FIRST_WINDOW

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Announce ourselves, with windows that never make the server wait."""
        self._transport = transport
        settings = struct.pack(">HIHIHI", 2, 0, 4, _LARGEST, 5, _LARGEST_FRAME)
        transport.write(
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            + frame(SETTINGS, 0, 0, settings)
            + frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", _LARGEST - _FIRST_WINDOW))
        )

    def connection_lost(self, error: Exception | None) -> None:
        """Every call under way has failed."""
        for stream in list(self._streams.values()):
            stream.end(f"the connection was lost: {error}")
        self._streams.clear()

    async def speak(self, record: StreamRecord, request: service_pb2.ModelInferRequest) -> None:
        """Send one request and note its chunks in the record until the stream ends."""
        message = request.SerializeToString()
        data = b"\0" + struct.pack(">I", len(message)) + message
        if self._transport.is_closing() or len(data) > self._send_window:
            record.error = "the connection is closed" if self._transport.is_closing() else "the server takes no more"
            return
        number, self._next_stream = self._next_stream, self._next_stream + 2
        self._send_window -= len(data)
        stream = self._streams[number] = _Stream(record, asyncio.get_running_loop().create_future())
        self._transport.write(
            frame(HEADERS, END_HEADERS, number, self._headers) + frame(DATA, END_STREAM, number, data)
        )
        try:
            await stream.done
        except asyncio.CancelledError:
            self._transport.write(frame(RST_STREAM, 0, number, struct.pack(">I", 8)))
            raise
        finally:
            self._streams.pop(number, None)

    def data_received(self, data: bytes) -> None:
        """Take in whole frames."""
        buffer, now, position = self._buffer, time.perf_counter(), 0
        buffer += data
        while len(buffer) - position >= 9:
            size = int.from_bytes(buffer[position : position + 3], "big")
            if len(buffer) - position < 9 + size:
                break
            kind, flags, number = struct.unpack_from(">BBI", buffer, position + 3)
            payload = bytes(memoryview(buffer)[position + 9 : position + 9 + size])
            position += 9 + size
            self._handle(kind, flags, number & _LARGEST, payload, now)
        del buffer[:position]

    def _handle(self, kind: int, flags: int, number: int, payload: bytes, now: float) -> None:
        stream = self._streams.get(number)
        if kind == DATA:
            self._received += len(payload)
            if self._received >= _REPLENISH_BYTES:
                self._transport.write(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", self._received)))
                self._received = 0
            if stream is not None:
                stream.receive(payload, now)
        elif kind == RST_STREAM and stream is not None:
            stream.end(f"the server reset the stream with code {int.from_bytes(payload, 'big')}")
        elif kind == SETTINGS and not flags & ACK:
            self._transport.write(frame(SETTINGS, ACK, 0))
        elif kind == PING and not flags & ACK:
            self._transport.write(frame(PING, ACK, 0, payload))
        elif kind == WINDOW_UPDATE and number == 0:
            self._send_window += int.from_bytes(payload, "big") & _LARGEST
        elif kind == GOAWAY:
            self._transport.close()
        if kind in (DATA, HEADERS) and flags & END_STREAM and stream is not None:
            stream.end(stream.audio.missing())

    def close(self) -> None:
        """Hang up."""
        self._transport.close()


@contextlib.asynccontextmanager
async def raw_client(url: str) -> AsyncIterator[Speak]:
    """`speak` over one connection to a gRPC address."""
    host, _, port = url.rpartition(":")
    _, connection = await asyncio.get_running_loop().create_connection(lambda: RawConnection(url), host, int(port))
    try:
        yield connection.speak
    finally:
        connection.close()
