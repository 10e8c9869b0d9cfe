"""The TTS for LiveKit against the installed framework, as it exercises its plugins."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import grpc
import pytest

pytest.importorskip(
    "livekit.agents", reason="livekit-agents is not installed here: tests/end_to_end/test_integrations.py runs this"
)

from livekit import rtc
from livekit.agents import APIConnectionError, APIConnectOptions, APIStatusError
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT

from tests.client.fake_server import FakeServer
from tritone.client import ConnectionSettings
from tritone.integrations.livekit import TTS

CERTIFICATES = Path(__file__).parents[1] / "data" / "certificates"
ONCE = APIConnectOptions(max_retry=0, timeout=5)


@pytest.fixture
def server():
    with FakeServer(letters="utf-16-le") as running:
        yield running


def run(talk):
    return asyncio.run(asyncio.wait_for(talk, 100))


async def collected(stream):
    """The letters that came as audio, the timed words, and the events."""
    events = [event async for event in stream]
    audio = rtc.combine_audio_frames([event.frame for event in events]).data.tobytes() if events else b""
    words = [word for event in events for word in event.frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, [])]
    return audio.rstrip(b"\0"), words, events


def letters(audio: bytes) -> str:
    return (audio + b"\0" * (len(audio) % 2)).decode("utf-16-le")


async def stream_of(speaker, *tokens: str, **options):
    stream = speaker.stream(**options)
    for token in tokens:
        stream.push_text(token)
    stream.end_input()
    return stream


def test_it_says_what_it_can():
    async def talk():
        async with TTS(voice="heart") as speaker:
            assert speaker.capabilities.streaming and speaker.capabilities.aligned_transcript
            assert (speaker.sample_rate, speaker.num_channels, speaker.model) == (24000, 1, "heart")

    run(talk())


def test_tokens_are_spoken_with_timed_words_that_joined_are_the_text(server):
    async def talk():
        async with TTS(url=server.url, voice="heart", speed=1.5) as speaker:
            metrics = []
            speaker.on("metrics_collected", metrics.append)
            async with await stream_of(speaker, "Hel", "lo, the", "re my", " friend.") as stream:
                audio, words, events = await collected(stream)
            assert letters(audio) == "Hello,theremyfriend."
            assert words == ["Hello, ", "there ", "my ", "friend."]
            assert [(word.start_time, word.end_time) for word in words[:2]] == [(0.0, 0.25), (0.25, 0.5)]
            assert events[-1].is_final and len({event.segment_id for event in events}) == 1
            assert metrics and metrics[0].ttfb > 0 and metrics[0].characters_count == len("Hello, there my friend.")

    run(talk())
    begun = server.requests[0]
    assert (begun["op"], begun["voice"], begun["speed"], begun["sample_rate"]) == ("begin", "heart", 1.5, 24000)
    assert not [request for request in server.requests if request["op"] == "flush"]


def test_a_whole_text_is_spoken(server):
    async def talk():
        async with TTS(url=server.url) as speaker:
            audio, words, events = await collected(speaker.synthesize("Hello there.", conn_options=ONCE))
            assert letters(audio) == "Hellothere." and words == ["Hello ", "there."]
            assert events[-1].is_final

    run(talk())
    assert "op" not in server.requests[0]


def test_many_streams_share_a_connection_and_leave_nothing(server):
    async def talk():
        async with TTS(url=server.url) as speaker:
            speaker.prewarm()

            async def turn(number: int) -> str:
                async with await stream_of(speaker, f"Text {number}", " here") as stream:
                    return letters((await collected(stream))[0])

            for _ in range(5):
                spoken = await asyncio.gather(*(turn(number) for number in range(10)))
                assert spoken == [f"Text{number}here" for number in range(10)]
            assert not speaker.client._connection.live_stream().conversation._open

    run(talk())
    assert server.streams == 1


def test_closing_a_stream_early_interrupts_it_on_the_server(server):
    async def talk():
        async with TTS(url=server.url) as speaker:
            stream = speaker.stream()
            stream.push_text("Hello there")
            await asyncio.to_thread(server.seen, op="begin")
            await stream.aclose()
            assert await asyncio.to_thread(server.seen, op="interrupt")

    run(talk())


def test_flush_speaks_what_is_held_back(server):
    async def talk():
        async with TTS(url=server.url) as speaker, speaker.stream() as stream:
            stream.push_text("Hello")
            stream.flush()
            assert (await anext(stream)).frame.samples_per_channel > 0
            stream.end_input()

    run(talk())
    assert server.seen(op="flush")


def test_a_stream_without_text_ends(server):
    async def talk():
        async with TTS(url=server.url) as speaker, await stream_of(speaker) as stream:
            assert await collected(stream) == (b"", [], [])

    run(talk())
    assert not server.requests


def test_a_server_with_tls_and_keys_is_reached_with_them_and_a_wrong_key_is_status_401():
    pair = [(CERTIFICATES / "server.key").read_bytes(), (CERTIFICATES / "server.pem").read_bytes()]
    settings = {"ca": CERTIFICATES / "authority.pem", "api_key": "right-key"}

    async def talk(url, **settings):
        async with TTS(url=ConnectionSettings(url, **settings)) as speaker:
            async with await stream_of(speaker, "Hello", conn_options=ONCE) as stream:
                return (await collected(stream))[0]

    with FakeServer(letters="utf-16-le", credentials=grpc.ssl_server_credentials([pair]), key="right-key") as server:
        assert letters(run(talk(server.url, **settings))) == "Hello"
        with pytest.raises(APIStatusError) as error:
            run(talk(server.url, **settings | {"api_key": "wrong-key"}))
    assert error.value.status_code == 401 and not error.value.retryable


def test_options_hold_for_streams_made_afterwards(server):
    async def talk():
        async with TTS(url=server.url, voice="heart", speed=2.0) as speaker:
            speaker.update_options(voice="joe")
            async with await stream_of(speaker, "Hello there") as stream:
                await collected(stream)

    run(talk())
    assert (server.requests[0]["voice"], server.requests[0]["speed"]) == ("joe", 2.0)


@pytest.mark.parametrize(
    ("word", "status", "retryable"),
    [("refuse", 400, False), ("full", 429, True), ("stopping", 503, True), ("fault", 500, True)],
)
def test_refusals_are_the_frameworks_errors(server, word, status, retryable):
    async def talk():
        async with TTS(url=server.url) as speaker:
            errors = []
            speaker.on("error", errors.append)
            whole = speaker.synthesize(word, conn_options=ONCE)
            live = await stream_of(speaker, word + " ", conn_options=ONCE)
            for stream in (whole, live):
                with pytest.raises(APIStatusError) as error:
                    await collected(stream)
                assert (error.value.status_code, error.value.retryable) == (status, retryable)
                await stream.aclose()
            assert len(errors) == 2

    run(talk())


def test_a_connection_that_breaks_is_a_connection_error_and_is_tried_again_before_any_sound(server):
    async def talk():
        async with TTS(url=server.url) as speaker:
            stream = await stream_of(speaker, "Hello break ", conn_options=ONCE)
            with pytest.raises(APIConnectionError, match="the cable was cut"):
                await collected(stream)
            await stream.aclose()
            twice = APIConnectOptions(max_retry=1, retry_interval=0.01, timeout=5)
            stream = await stream_of(speaker, "break now", conn_options=twice)
            with pytest.raises(APIConnectionError):
                await collected(stream)
            await stream.aclose()

    run(talk())
    assert server.streams == 3


@pytest.mark.skipif("TRITONE_TEST_URL" not in os.environ, reason="no real server was started for this")
def test_a_real_server_speaks_both_ways():
    async def talk():
        async with TTS(url=os.environ["TRITONE_TEST_URL"]) as speaker:
            text = "Hello there, my friend. It costs $3.50 today."
            tokens = [text[place : place + 4] for place in range(0, len(text), 4)]
            async with await stream_of(speaker, *tokens) as stream:
                audio, words, _ = await collected(stream)
            assert "".join(words) == text and len(audio) > 2 * 24000 * 2
            whole, whole_words, _ = await collected(speaker.synthesize(text, conn_options=ONCE))
            assert whole_words == words and len(whole) > 2 * 24000 * 2

    run(talk())
