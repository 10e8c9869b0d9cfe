"""The streaming client against a real server."""

import time

import numpy as np
import pytest

from tests.server.tiny_server import CHUNK_SAMPLES, SAMPLE_RATE_HZ, tiny_server  # noqa: F401  a fixture
from tritone.client import RequestRefused, ServerUnreachable, StreamBroken, synthesize_stream

pytestmark = pytest.mark.triton


def speak(server, text, **options):
    return list(synthesize_stream(server.grpc_url, text, **options))


def test_chunks_arrive_in_order_with_one_last(tiny_server):  # noqa: F811
    chunks = speak(tiny_server, "5")
    assert [chunk.index for chunk in chunks] == [0, 1, 2, 3, 4]
    assert [chunk.is_last for chunk in chunks] == [False] * 4 + [True]
    assert {chunk.sample_rate_hz for chunk in chunks} == {SAMPLE_RATE_HZ}
    assert [chunk.start_seconds for chunk in chunks] == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    samples = np.frombuffer(b"".join(chunk.audio for chunk in chunks), "<i2")
    assert np.array_equal(samples, np.repeat([1, 2, 3, 4, 5], CHUNK_SAMPLES))


def test_the_format_asked_for_is_sent(tiny_server):  # noqa: F811
    chunks = speak(tiny_server, "2", format="wav", speed=1.5, seed=-1, voice="anyone")
    assert chunks[0].audio.startswith(b"RIFF") and not chunks[1].audio.startswith(b"RIFF")


def test_a_refusal_carries_the_servers_words(tiny_server):  # noqa: F811
    with pytest.raises(RequestRefused, match='^input "text": refuse cannot be served$'):
        speak(tiny_server, "refuse")


def test_text_is_sent_as_it_is(tiny_server):  # noqa: F811
    with pytest.raises(RequestRefused, match="héé 😀 cannot be served"):
        speak(tiny_server, "héé 😀")


def test_an_unknown_model_is_a_refusal(tiny_server):  # noqa: F811
    with pytest.raises(RequestRefused, match="nobody"):
        speak(tiny_server, "1", model="nobody")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("break", "gave up after 1 chunks: the models caught fire"),
        ("unfinished", "ended the stream after 1 chunks"),
        ("gap", "chunk 2 came where chunk 1 was due"),
    ],
)
def test_a_stream_that_does_not_reach_its_end_is_broken(tiny_server, text, message):  # noqa: F811
    heard = []
    with pytest.raises(StreamBroken, match=message):
        for chunk in synthesize_stream(tiny_server.grpc_url, text):
            heard.append(chunk)
    assert len(heard) == 1


def test_silence_ends_at_the_deadline(tiny_server):  # noqa: F811
    with pytest.raises(StreamBroken, match="chunk 0 did not come within 0.2 s"):
        speak(tiny_server, "silent", chunk_timeout_seconds=0.2)


def test_closing_the_iterator_cancels_on_the_server(tiny_server, tmp_path):  # noqa: F811
    noticed = tmp_path / "cancelled"
    chunks = synthesize_stream(tiny_server.grpc_url, "endless", voice=str(noticed))
    assert next(chunks).index == 0
    chunks.close()
    deadline = time.monotonic() + 60
    while not noticed.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert noticed.exists()


def test_nobody_there_is_unreachable():
    with pytest.raises(ServerUnreachable, match="127.0.0.1:1"):
        list(synthesize_stream("127.0.0.1:1", "1"))


def test_the_http_port_is_unreachable_and_the_message_says_so(tiny_server):  # noqa: F811
    with pytest.raises(ServerUnreachable, match="not its HTTP port"):
        list(synthesize_stream(f"127.0.0.1:{tiny_server.http_port}", "1"))


def test_an_http_address_is_refused_with_an_example():
    with pytest.raises(ServerUnreachable, match="host:port"):
        list(synthesize_stream("http://127.0.0.1:8000", "1"))
