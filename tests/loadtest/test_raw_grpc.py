"""The benchmark's own gRPC client: frames in any pieces, and the same audio as the usual library."""

import asyncio
import time

import pytest
from tritonclient.grpc import service_pb2

from loadtest.bench import CLIENTS, closed_loop
from loadtest.corpus import english_by_length
from loadtest.metrics import StreamRecord
from loadtest.raw_grpc import DATA, END_STREAM, GOAWAY, HEADERS, PING, RST_STREAM, SETTINGS, RawConnection, frame
from loadtest.tts_stream import UNFINISHED, tts_request
from tests.loadtest.test_tts_stream import response


def message(index, is_last, samples):
    content = service_pb2.ModelStreamInferResponse(infer_response=response(index, is_last, samples)).SerializeToString()
    return b"\0" + len(content).to_bytes(4, "big") + content


class Transport:
    """Takes in what a connection writes."""

    def __init__(self):
        self.written, self.closed = b"", False

    def write(self, data):
        self.written += data

    def is_closing(self):
        return self.closed

    def close(self):
        self.closed = True


def receive(*pieces):
    """The record of one call whose connection receives these bytes, and what the connection wrote after its request."""

    async def call():
        connection, transport, record = RawConnection("localhost:1"), Transport(), StreamRecord(0.0, error=UNFINISHED)
        connection.connection_made(transport)
        speaking = asyncio.create_task(connection.speak(record, tts_request("tts", "Hello.")))
        await asyncio.sleep(0)
        transport.written = b""
        for piece in pieces:
            connection.data_received(piece)
        if not pieces:
            connection.connection_lost(OSError("unplugged"))
        await asyncio.wait_for(speaking, 1)
        return record, transport

    return asyncio.run(call())


WHOLE = (
    frame(SETTINGS, 0, 0)
    + frame(HEADERS, 4, 1, b"\x88")
    + frame(DATA, 0, 1, message(0, False, 800)[:100])
    + frame(DATA, 0, 1, message(0, False, 800)[100:] + message(1, True, 400))
    + frame(HEADERS, 5, 1, b"\x88")
)


@pytest.mark.parametrize("size", [1, 7, 1000, len(WHOLE)])
def test_frames_and_messages_may_come_in_any_pieces(size):
    record, transport = receive(*(WHOLE[at : at + size] for at in range(0, len(WHOLE), size)))
    assert record.error is None and record.durations == pytest.approx([0.1, 0.05])
    assert transport.written == frame(SETTINGS, 1, 0)


def test_pings_are_answered():
    _, transport = receive(frame(PING, 0, 0, b"12345678") + WHOLE)
    assert frame(PING, 1, 0, b"12345678") in transport.written


@pytest.mark.parametrize(
    ("received", "complaint"),
    [
        ([frame(DATA, END_STREAM, 1, message(0, False, 800))], "without the last one"),
        ([frame(HEADERS, 5, 1, b"\x88")], "0 chunks without the last one"),
        ([frame(RST_STREAM, 0, 1, b"\0\0\0\x08")], "reset the stream with code 8"),
        ([], "the connection was lost: unplugged"),
    ],
)
def test_a_stream_that_breaks_off_is_an_error(received, complaint):
    assert complaint in receive(*received)[0].error


def test_nothing_is_sent_after_the_server_said_goodbye():
    async def call():
        connection, transport = RawConnection("localhost:1"), Transport()
        connection.connection_made(transport)
        connection.data_received(frame(GOAWAY, 0, 0, bytes(8)))
        record = StreamRecord(0.0, error=UNFINISHED)
        await connection.speak(record, tts_request("tts", "Hello."))
        return record

    assert asyncio.run(call()).error == "the connection is closed"


async def speak_once(url, client, text):
    record = StreamRecord(time.perf_counter(), error=UNFINISHED)
    async with CLIENTS[client](url) as speak:
        await speak(record, tts_request("tts", text))
    return record


@pytest.mark.triton
def test_both_clients_hear_the_same(server):
    """A text of minutes, so that windows have to be replenished by the library and need not be by ours."""
    text = english_by_length()["long"][0]
    usual, raw = (asyncio.run(speak_once(server.grpc_url, client, text)) for client in ("grpcio", "raw"))
    assert (usual.error, raw.error) == (None, None)
    assert raw.durations == usual.durations and raw.audio_seconds() > 60


@pytest.mark.triton
def test_a_refusal_is_heard_in_the_servers_words(server):
    usual, raw = (asyncio.run(speak_once(server.grpc_url, client, "")) for client in ("grpcio", "raw"))
    assert usual.error == raw.error and "text" in raw.error


@pytest.mark.triton
def test_the_raw_client_serves_a_closed_loop(server):
    summary = asyncio.run(
        closed_loop(server.grpc_url, "tts", english_by_length()["short"], 8, 1.0, warm_up_seconds=0.2, client="raw")
    )
    assert summary.errors == 0 and summary.requests > 0 and summary.client_ms_per_audio_second > 0
