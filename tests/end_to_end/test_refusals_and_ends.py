"""Requests that cannot be served, callers that go away, servers that close."""

import concurrent.futures
import contextlib
import threading
import time

import pytest
import requests

from loadtest.clients.callers import GrpcCaller
from loadtest.clients.messages import tts_request
from tests.conftest import MAX_STREAMS, MAX_TEXT_CHARS
from tests.end_to_end.plain_client import refusal, say, say_http
from tritone.server.launcher import running_server
from tritone.server.model_repository import ensemble_folder

pytestmark = pytest.mark.triton

LONG_TEXT = "This sentence is one of very many that follow each other without an end in sight. " * 400

REFUSED = [
    ({}, 'input "text" is missing'),
    ({"text": ""}, 'input "text" is empty'),
    ({"text": "..."}, "has nothing that voice"),
    ({"text": "x" * (MAX_TEXT_CHARS + 1)}, f"{MAX_TEXT_CHARS + 1} characters; allowed: 1 to {MAX_TEXT_CHARS}"),
    ({"text": "<speak>Hi"}, "line 1"),
    ({"text": "Hi", "voice": "anna"}, '"anna" is unknown; available: "heart"'),
    ({"text": "Hi", "speed": 9.0}, '"speed": 9 is out of range; allowed: 0.25 to 4.0'),
    ({"text": "Hi", "format": "mp9"}, '"mp9" is unknown; allowed: "pcm", "wav", "flac"'),
    ({"text": "Hi", "sample_rate": 96000}, "96000 Hz is out of range"),
    ({"text": "Hi", "encoding": "hex"}, '"hex" is unknown; allowed: "binary", "base64"'),
    ({"text": "Hi", "timestamps": "letter"}, '"letter" is unknown; allowed: "none", "word"'),
]


@pytest.mark.parametrize(("inputs", "message"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_refusal_says_why_over_grpc(server, inputs, message):
    # Triton itself insists on at least one input
    status, said = refusal(server.grpc_url, **(inputs or {"speed": 1.0}))
    assert status == "StatusCode.INVALID_ARGUMENT" and message in said


@pytest.mark.parametrize(("inputs", "message"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_refusal_says_why_over_http(server, inputs, message):
    status, heard = say_http(server.http_url, **(inputs or {"speed": 1.0}))
    assert status == 400 and message in heard.error and not heard.chunks


def test_bytes_that_are_not_utf8_are_refused(server):
    status, said = refusal(server.grpc_url, text=b"caf\xe9")
    assert status == "StatusCode.INVALID_ARGUMENT" and "not UTF-8: byte 0xe9 at position 3" in said


def test_two_texts_in_one_request_are_refused(server):
    heard = say(server.grpc_url, text=("one", "two"))
    assert heard.error is not None and not heard.chunks


def test_refusals_disturb_nobody(server):
    """Sent at once, so many refusals with a status crash Triton's gRPC front end: see ERROR_SECONDS."""
    sounds = []
    for _ in range(8):
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            spoken = [
                pool.submit(say, server.grpc_url, text="A quiet sentence, spoken among refusals.", seed=1)
                for _ in range(4)
            ]
            refused = [pool.submit(refusal, server.grpc_url, **(inputs or {"speed": 1.0})) for inputs, _ in REFUSED * 3]
            sounds += [future.result().audio() for future in spoken]
            assert all(status == "StatusCode.INVALID_ARGUMENT" for status, _ in (f.result() for f in refused))
    assert len(sounds) == 32 and all(len(sound) > 24_000 for sound in sounds)


def vocoder_windows(server) -> int:
    """Windows the vocoder has run so far, by Triton's own count."""
    model = requests.get(f"{server.http_url}/v2/models/vocoder/stats", timeout=10).json()["model_stats"][0]
    return int(model["inference_count"])


def settled_windows(server) -> int:
    """That count once it has stood still for half a second."""
    seen, since = vocoder_windows(server), time.monotonic()
    give_up = since + 30
    while time.monotonic() - since < 0.5 and time.monotonic() < give_up:
        now = vocoder_windows(server)
        if now != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.02)
    assert time.monotonic() < give_up, "the vocoder goes on although nobody listens"
    return seen


def test_a_cancelled_stream_stops_costing(server):
    before = settled_windows(server)
    heard = say(server.grpc_url, text=LONG_TEXT, stop_after=2)
    assert len(heard.chunks) >= 2
    # the text has more than a thousand windows: what was sent before the cancel arrived, and two that were in flight
    assert settled_windows(server) - before < 120


def test_a_client_that_vanishes_stops_costing(server):
    before = settled_windows(server)
    caller = GrpcCaller(server.grpc_url)
    stream = caller.responses(tts_request("tts", text=LONG_TEXT))
    assert next(stream).outputs
    caller.close()  # the stream was not cancelled
    assert settled_windows(server) - before < 120


def test_an_http_client_that_vanishes_stops_costing(server):
    before = settled_windows(server)
    with requests.post(
        f"{server.http_url}/v2/models/tts/generate_stream",
        stream=True,
        timeout=60,
        json={"text": LONG_TEXT, "encoding": "base64"},
    ) as response:
        next(response.iter_lines())
    assert settled_windows(server) - before < 120


def test_one_stream_too_many_is_refused_and_the_others_go_on(server):
    settled_windows(server)
    release = threading.Event()

    def hold(index):
        """A stream that is read to its second chunk and then left open."""
        with contextlib.closing(GrpcCaller(server.grpc_url)) as caller:
            stream = caller.responses(tts_request("tts", text=LONG_TEXT))
            first = next(stream)
            started.release()
            release.wait(60)
            second = next(stream)
            stream.close()
            return bool(first.outputs), bool(second.outputs)

    started = threading.Semaphore(0)
    with concurrent.futures.ThreadPoolExecutor(MAX_STREAMS) as pool:
        held = [pool.submit(hold, index) for index in range(MAX_STREAMS)]
        try:
            for _ in range(MAX_STREAMS):
                assert started.acquire(timeout=60)
            status, said = refusal(server.grpc_url, text="One too many.")
            http_status, heard = say_http(server.http_url, text="One too many.", encoding="base64")
        finally:
            release.set()
        assert [future.result() for future in held] == [(True, True)] * MAX_STREAMS
    assert status == "StatusCode.UNAVAILABLE" and f"--max-streams {MAX_STREAMS}" in said
    # 503 is meant; Triton 24.10 frees the error before it reads its code (docs/limits.md) and answers 400 to all
    assert http_status in (503, 400) and f"--max-streams {MAX_STREAMS}" in heard.error
    settled_windows(server)
    assert say(server.grpc_url, text="There is room again.").error is None


def test_the_repository_as_it_lies_in_git_is_served_and_a_closing_server_drains():
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        with running_server(model_repository=ensemble_folder()) as server:
            whole = say(server.grpc_url, text="One sentence. " * 6, seed=1)
            before = settled_windows(server)  # those of the words that warmed it included
            heard = pool.submit(say, server.grpc_url, text="One sentence. " * 6, seed=1)
            while vocoder_windows(server) < before + 1:
                time.sleep(0.005)
        ended = heard.result()
    assert ended.error is None and ended.chunks[-1]["is_last"]
    assert len(ended.samples()) == len(whole.samples())
