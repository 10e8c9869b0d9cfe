"""The clients against a small gRPC server that says what a text tells it to: chunks, refusals, ends that are none."""

import asyncio
import concurrent.futures
import contextlib
import itertools
import threading
import time

import grpc
import pytest
from tritonclient.grpc import service_pb2, service_pb2_grpc

from loadtest import bench
from loadtest.clients.callers import GrpcCaller
from loadtest.clients.checked_stream import run_stream
from loadtest.clients.messages import StreamFailed, tts_request
from loadtest.clients.streams import open_stub, stream_once
from loadtest.runs.closed_loop import closed_loop
from tests.loadtest.clients.test_messages import response

PROMPTLY_SECONDS = 60


class Speaker(service_pb2_grpc.GRPCInferenceServiceServicer):
    """ "3" is three chunks, "endless" goes on until its caller leaves, "unfinished" has no last chunk."""

    def __init__(self):
        self.left = threading.Event()

    def ModelStreamInfer(self, requests, context):
        for request in requests:
            text = request.raw_input_contents[0][4:].decode()
            if text == "refuse":
                yield service_pb2.ModelStreamInferResponse(error_message='input "text": no')
            elif text == "full":
                context.abort(grpc.StatusCode.UNAVAILABLE, "come back later")
            elif text == "endless":
                context.add_callback(self.left.set)
                for index in itertools.count():
                    if not context.is_active():
                        return
                    yield service_pb2.ModelStreamInferResponse(infer_response=response(index, False, 800))
                    time.sleep(0.001)
            else:
                count, ends = (1, False) if text == "unfinished" else (int(text), True)
                for index in range(count):
                    chunk = response(index, ends and index == count - 1, 800)
                    yield service_pb2.ModelStreamInferResponse(infer_response=chunk)


@pytest.fixture
def speaker():
    return Speaker()


@pytest.fixture
def url(speaker):
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(8))
    service_pb2_grpc.add_GRPCInferenceServiceServicer_to_server(speaker, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None).wait()


def streamed(url, text):
    async def stream():
        async with open_stub(url) as stub:
            return await stream_once(stub, "tts", text)

    return asyncio.run(stream())


def checked(url, text, **options):
    async def stream():
        async with open_stub(url) as stub:
            return await run_stream(stub, {"text": text, "seed": 1}, [], **options)

    return asyncio.run(stream())


def test_a_stream_is_noted_chunk_by_chunk(url):
    record = streamed(url, "3")
    assert record.error is None and record.durations == pytest.approx([0.1] * 3)
    assert record.arrivals == sorted(record.arrivals) and record.sent_at < record.arrivals[0]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("refuse", 'input "text": no'),
        ("full", "UNAVAILABLE: come back later"),
        ("unfinished", "the stream ended after 1 chunks without the last one"),
    ],
)
def test_what_went_wrong_is_noted(url, text, complaint):
    assert streamed(url, text).error == complaint


def test_a_checked_stream_keeps_what_it_is_asked_to_keep(url):
    plain, kept = checked(url, "2"), checked(url, "2", keep_sound=True)
    assert plain.is_complete() and plain.audio_seconds == pytest.approx(0.2) and plain.sound == b""
    assert kept.sound == bytes(2 * 2 * 800) and kept.digest == plain.digest
    assert not checked(url, "unfinished").is_complete()
    assert checked(url, "full").error == "UNAVAILABLE: come back later"


def test_a_checked_stream_that_leaves_early_is_cancelled_on_the_server(url, speaker):
    record = checked(url, "endless", cancel_after_chunks=2)
    assert record.cancelled and record.indices == [0, 1] and not record.is_complete()
    assert speaker.left.wait(PROMPTLY_SECONDS)


def test_a_blocking_caller_hears_chunks_and_refusals(url):
    with contextlib.closing(GrpcCaller(url)) as caller:
        assert [chunk.chunk_index for chunk in caller.chunks("tts", "3", None)] == [0, 1, 2]
        with pytest.raises(StreamFailed, match='input "text": no') as refused:
            list(caller.chunks("tts", "refuse", None))
        with pytest.raises(StreamFailed, match="come back later") as full:
            list(caller.responses(tts_request("tts", text="full"), [("triton_grpc_error", "true")]))
    assert (refused.value.status, full.value.status) == (None, "UNAVAILABLE")


def test_a_blocking_caller_who_leaves_is_cancelled_on_the_server(url, speaker):
    with contextlib.closing(GrpcCaller(url)) as caller:
        chunks = caller.chunks("tts", "endless", None)
        assert next(chunks).chunk_index == 0
        chunks.close()
        assert speaker.left.wait(PROMPTLY_SECONDS)


@pytest.mark.slow
def test_users_of_a_closed_loop_ask_again_as_soon_as_they_have_heard_the_end(url):
    summary = asyncio.run(closed_loop(url, "tts", ["2", "3"], streams=2, seconds=1.0, warm_up_seconds=0.1))
    assert summary.errors == 0 and summary.requests > 2  # more than there are users
    assert summary.times_real_time > 0 and summary.client_ms_per_audio_second > 0


@pytest.mark.slow
def test_a_closed_loop_counts_refusals_and_does_not_hammer(url):
    summary = asyncio.run(closed_loop(url, "tts", ["refuse"], streams=1, seconds=0.3, warm_up_seconds=0.0))
    assert summary.errors == summary.requests <= 1 + (0.3 + 1.0) / 0.05 and summary.first_error == 'input "text": no'
    assert summary.client_ms_per_audio_second is None  # of no audio


@pytest.mark.slow
def test_a_benchmark_that_heard_nothing_says_why_and_fails(url, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(bench, "english", lambda: ["refuse"])
    asked = f"bench --url {url} --streams 1 --seconds 0.2 --runs 1 --output"
    monkeypatch.setattr("sys.argv", [*asked.split(), str(tmp_path / "result.json")])
    assert bench.main() == 1
    told = capsys.readouterr()
    assert "| 1 | 0 | – |" in told.out and told.err.splitlines()[-1].endswith('errors, the first: input "text": no')
