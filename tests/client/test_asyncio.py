"""The asyncio client against a server that is told by the words of a text how to behave."""

from __future__ import annotations

import asyncio
import functools

import pytest

from tests.client.fake_server import WORD_SECONDS, FakeServer
from tritone.client import (
    ConnectionSettings,
    HeardSpeech,
    RequestInvalid,
    ServerFault,
    ServerFull,
    ServerStopping,
    ServerUnreachable,
    SpeechLost,
    StreamBroken,
    TritoneClient,
)

TEXT = "Hello there my friend"


@pytest.fixture
def server():
    with FakeServer() as running:
        yield running


def in_a_loop(test):
    """Run an asynchronous test; nothing may hang for ever."""

    @functools.wraps(test)
    def run(**fixtures):
        async def bounded():
            await asyncio.wait_for(test(**fixtures), 60)

        asyncio.run(bounded())

    return run


async def words(chunks) -> list[str]:
    return [chunk.audio.decode() async for chunk in chunks if chunk.audio]


@in_a_loop
async def test_a_whole_text_has_a_stream_of_its_own(server):
    async with TritoneClient(server.url) as tritone:
        assert await words(tritone.speak(TEXT, voice="heart", speed=1.5)) == TEXT.split()
        async with tritone.live("Hi ") as speech:
            assert await words(tritone.speak("One two")) == ["One", "two"]
            await speech.end()
            assert await words(speech) == ["Hi"]
    assert server.streams == 3
    assert server.requests[0] == {"text": TEXT, "voice": "heart", "speed": 1.5}


@in_a_loop
async def test_pieces_are_spoken_as_they_come(server):
    async with TritoneClient(server.url) as tritone, tritone.live("Hel", timestamps="word") as speech:
        await speech.append("lo the")
        chunks = aiter(speech)
        first = await anext(chunks)
        assert (first.audio, first.timestamps[0]["text_end"]) == (b"Hello", 5)
        await speech.flush()
        assert (await anext(chunks)).audio == b"the"
        await speech.append("re")
        await speech.end()
        assert [chunk.audio async for chunk in chunks] == [b"re", b""]
        assert speech.text == "Hello there"


@in_a_loop
async def test_many_texts_share_one_stream(server):
    async with TritoneClient(server.url) as tritone:

        async def talk(number: int) -> list[str]:
            async with tritone.live() as speech:
                for piece in (f"text {number}", " is", " spoken"):
                    await speech.append(piece)
                await speech.end()
                return await words(speech)

        spoken = await asyncio.gather(*(talk(number) for number in range(40)))
    assert spoken == [["text", str(number), "is", "spoken"] for number in range(40)]
    assert server.streams == 1


@in_a_loop
async def test_an_interruption_tells_what_was_heard(server):
    async with TritoneClient(server.url) as tritone, tritone.live(TEXT + " and ") as speech:
        chunks = aiter(speech)
        for _ in range(5):
            await anext(chunks)
        heard = await speech.interrupt(played_seconds=1.5 * WORD_SECONDS)
        assert heard == HeardSpeech("Hello there", " my friend and ", 11)
        assert (await anext(chunks)).is_last and speech.is_over


@in_a_loop
async def test_who_waits_for_a_chunk_is_woken_by_an_interruption_from_another_task(server):
    async with TritoneClient(server.url) as tritone, tritone.live("Hello there") as speech:
        reading = asyncio.create_task(words(speech))
        await asyncio.sleep(0.05)
        await speech.interrupt()
        assert await reading == ["Hello"]


@in_a_loop
async def test_cancelling_the_task_interrupts_a_live_text_and_leaves_the_others(server):
    async with TritoneClient(server.url) as tritone:
        has_begun = asyncio.Event()

        async def agent() -> None:
            async with tritone.live(TEXT + " and") as speech:
                async for _ in speech:
                    has_begun.set()

        async with tritone.live("Another ") as other:
            task = asyncio.create_task(agent())
            await has_begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(server.seen, op="interrupt")
            await other.end()
            assert await words(other) == ["Another"]
    assert server.streams == 1


@in_a_loop
async def test_cancelling_the_task_cancels_a_whole_text_on_the_server(server):
    async with TritoneClient(server.url) as tritone:
        has_begun = asyncio.Event()

        async def listen() -> None:
            async for _ in tritone.speak("flood"):
                has_begun.set()

        task = asyncio.create_task(listen())
        await has_begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(server.ended_by_caller.wait, 20)


@in_a_loop
async def test_a_whole_text_that_is_not_read_is_not_sent(server):
    async with TritoneClient(server.url) as tritone:
        chunks = aiter(tritone.speak("flood"))
        await anext(chunks)
        sent = -1
        while sent != server.chunks_sent:
            sent = server.chunks_sent
            await asyncio.sleep(0.5)
        assert sent * 50_000 < 20_000_000
        await chunks.aclose()


@in_a_loop
async def test_a_live_text_that_is_not_read_stops_the_stream_until_it_is(server):
    settings = ConnectionSettings(server.url, most_unread_bytes=1_000_000)
    async with TritoneClient(settings) as tritone, tritone.live("flood ") as speech:
        sent = -1
        while sent != server.chunks_sent or sent == 0:
            sent = server.chunks_sent
            await asyncio.sleep(0.5)
        assert sent * 50_000 < 20_000_000
        chunks = aiter(speech)
        for _ in range(2 * sent):  # more than had come: the stream goes on
            await anext(chunks)
        await speech.interrupt()


@in_a_loop
async def test_a_live_text_that_nobody_reads_is_given_up_when_another_waits(server):
    settings = ConnectionSettings(server.url, most_unread_bytes=1_000_000)
    async with TritoneClient(settings) as tritone:
        idle = tritone.live("flood ").begin()
        async with tritone.live("Hello ") as speech:
            assert (await anext(aiter(speech))).audio == b"Hello"
            waiting = asyncio.create_task(words(speech))
            assert await asyncio.to_thread(server.seen, op="interrupt")
            await speech.append("again")
            await speech.end()
            assert await waiting == ["again"]
        with pytest.raises(StreamBroken, match="were not read while others on the connection waited"):
            await words(idle)


@in_a_loop
async def test_a_broken_connection_says_what_was_lost_and_the_next_text_has_a_new_one(server):
    async with TritoneClient(server.url) as tritone:
        with pytest.raises(SpeechLost, match="the cable was cut; 32 characters had been sent") as lost:
            async with tritone.live("Hello there break and what else?", timestamps="word") as speech:
                await words(speech)
        assert (lost.value.received_seconds, lost.value.spoken_characters) == (2 * WORD_SECONDS, 11)
        assert lost.value.rest == " break and what else?"
        async with tritone.live("Here again") as speech:
            await speech.end()
            assert await words(speech) == ["Here", "again"]
    assert server.streams == 2


@in_a_loop
async def test_a_server_that_comes_back_is_found_again():
    with FakeServer() as first:
        port = first.port
        tritone = TritoneClient(first.url)
        speech = tritone.live("Hello ").begin()
        assert (await anext(aiter(speech))).audio == b"Hello"
    with pytest.raises(SpeechLost):
        await words(speech)
    with pytest.raises(ServerUnreachable):
        await words(tritone.live("Hello").begin())
    with FakeServer(port):
        while True:
            try:
                async with tritone.live("Back") as speech:
                    await speech.end()
                    assert await words(speech) == ["Back"]
                break
            except ServerUnreachable:
                await asyncio.sleep(0.1)
        await tritone.aclose()


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("refuse", RequestInvalid),
        ("full", ServerFull),
        ("stopping", ServerStopping),
        ("away", ServerStopping),
        ("fault", ServerFault),
    ],
)
def test_refusals_have_a_type(server, word, kind):
    async def refusals() -> None:
        async with TritoneClient(server.url) as tritone:
            for chunks in (tritone.speak(word), tritone.live(word + " ").begin()):
                with pytest.raises(kind) as error:
                    await words(chunks)
                assert type(error.value) is kind

    asyncio.run(refusals())


@in_a_loop
async def test_what_the_server_gives_up_in_the_middle_is_lost(server):
    async with TritoneClient(server.url) as tritone:
        with pytest.raises(StreamBroken, match="gave up after 1 chunks: model vocoder failed"):
            await words(tritone.speak("One fault"))
        with pytest.raises(SpeechLost, match="model vocoder failed"):
            await words(tritone.live("One fault ").begin())


@in_a_loop
async def test_a_server_that_says_nothing_is_left_after_a_while(server):
    async with TritoneClient(ConnectionSettings(server.url, answer_timeout_seconds=0.2)) as tritone:
        with pytest.raises(StreamBroken, match="chunk 1 did not come within 0.2 s"):
            await words(tritone.speak("Hello hang"))
        speech = tritone.live("Hello hang").begin()
        await speech.end()
        with pytest.raises(StreamBroken, match="a chunk did not come within 0.2 s"):
            await words(speech)


@in_a_loop
async def test_an_answer_that_is_none_ends_the_stream_with_an_error(server):
    async with TritoneClient(server.url) as tritone:
        with pytest.raises(SpeechLost, match="answered what is no answer: KeyError"):
            await words(tritone.live("nonsense ").begin())


@in_a_loop
async def test_what_the_server_has_against_a_request_is_raised_by_the_next(server):
    async with TritoneClient(server.url) as tritone:
        speech = tritone.live("Hello ").begin()
        await speech.interrupt()
        await speech.append("more")
        assert await asyncio.to_thread(server.seen, op="append")
        with pytest.raises(RequestInvalid, match="is not open"):
            while True:
                await speech.flush()
                await asyncio.sleep(0.01)


@in_a_loop
async def test_a_closed_client_speaks_no_more_and_ends_what_it_spoke(server):
    tritone = TritoneClient(server.url)
    speech = tritone.live("Hello there").begin()
    await anext(aiter(speech))
    await tritone.aclose()
    with pytest.raises(StreamBroken, match="was closed"):
        await words(speech)
    with pytest.raises(StreamBroken, match="was closed"):
        await words(tritone.speak("Hello"))
    assert await asyncio.to_thread(server.ended_by_caller.wait, 20)


@in_a_loop
async def test_nobody_at_the_address_is_said_so():
    async with TritoneClient("127.0.0.1:9") as tritone:
        for speak in (lambda: tritone.speak("Hi"), lambda: tritone.live("Hi").begin()):
            with pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:9"):
                await words(speak())
        with pytest.raises(ServerUnreachable):
            await tritone.connect()


@in_a_loop
async def test_a_proxy_is_not_asked_for_this_machine(server, monkeypatch):
    for name in ("http_proxy", "https_proxy", "grpc_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with TritoneClient(server.url) as tritone:
        assert await words(tritone.speak("Hello")) == ["Hello"]


@in_a_loop
async def test_voices_are_listed(server):
    async with TritoneClient(server.url) as tritone:
        assert [voice.name for voice in await tritone.voices("en")] == ["heart"]


def test_a_setting_that_does_not_exist_is_refused_before_anything_is_sent():
    with pytest.raises(TypeError, match='"pitch" is not a setting of speech; allowed: voice, speed'):
        TritoneClient().live("Hello", pitch=3)
