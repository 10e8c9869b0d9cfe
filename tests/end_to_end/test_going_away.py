"""`tritone serve` that is told to stop under load: whoever came in time is served, and all others hear that it goes."""

import concurrent.futures
import signal
import threading
import time

import pytest

from loadtest.runs.serve_command import served
from tests.end_to_end.plain_client import say_http
from tritone.client import BlockingClient, ServerStopping, synthesize_stream
from tritone.server.http_calls import ask_url

pytestmark = pytest.mark.triton

DRAIN_SECONDS, PROMPTLY_SECONDS = 1.5, 60.0
TEXT = "Every sentence of this text takes its time. " * 4


def over_grpc(serve):
    assert list(synthesize_stream(serve.grpc_url, TEXT))[-1].is_last


def over_http(serve):
    _, heard = say_http(serve.http_url, text=TEXT, encoding="base64")
    if heard.error is not None and heard.error.startswith("the server is going away"):
        raise ServerStopping(heard.error)
    assert heard.error is None and heard.chunks[-1]["is_last"]


def speak_until_refused(speak, serve, refused):
    """One after the other; how many were served, and when the first one was refused. Other errors are a failure."""
    for count in range(1_000_000):
        try:
            speak(serve)
        except ServerStopping as error:
            assert "going away" in str(error)
            refused.set()
            return count, time.monotonic()
    raise AssertionError("nobody was ever refused")


def test_nobody_who_came_in_the_drains_time_fails_and_no_stream_is_cut_that_ends_in_time():
    options = ["--drain-seconds", str(DRAIN_SECONDS), "--exit-timeout", "60", "--max-load", "1000"]
    with served([*options, "--max-first-audio-seconds", "60"]) as serve:
        assert ask_url(serve.health_url, "GET", "/ready", seconds=PROMPTLY_SECONDS).text == "ready"
        tritone = BlockingClient(serve.grpc_url)
        context = tritone.live("This is a text that is being written. ")
        refused = threading.Event()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            callers = [
                pool.submit(speak_until_refused, speak, serve, refused)
                for speak in (over_grpc, over_grpc, over_grpc, over_http)
            ]
            told_at = time.monotonic()
            serve.process.send_signal(signal.SIGTERM)
            while (answer := ask_url(serve.health_url, "GET", "/ready", seconds=PROMPTLY_SECONDS)).status == 200:
                pass
            assert answer.status == 503 and "going away" in answer.text
            assert ask_url(serve.health_url, "GET", "/live", seconds=PROMPTLY_SECONDS).status == 200
            while not refused.wait(0.5):  # its caller goes on, and so does the context
                context.append("And on it goes. ")
            results = [caller.result(PROMPTLY_SECONDS) for caller in callers]
            context.append("This is its end.")
            context.end()
        assert list(context)[-1].is_last
        tritone.close()
        assert all(served > 0 and refused_at >= told_at + DRAIN_SECONDS for served, refused_at in results)
        assert serve.process.wait(PROMPTLY_SECONDS) == 0
