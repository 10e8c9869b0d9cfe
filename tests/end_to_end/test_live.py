"""Text that comes in pieces, over a real server: one connection, many contexts, and what was heard of them."""

from __future__ import annotations

import asyncio
import random
import re
import time
from pathlib import Path

import numpy as np
import pytest

from loadtest.engines.sound_distance import signal_to_noise_db
from tests.conftest import MAX_STREAMS
from tests.end_to_end.plain_client import SAME_SOUND_DB
from tritone.client import (
    BlockingClient,
    RequestInvalid,
    RequestRefused,
    ServerUnreachable,
    StreamBroken,
    TritoneClient,
    synthesize_stream,
)

pytestmark = pytest.mark.triton

TEXT = (
    "Well, that is what Dr. Smith told us at 5 p.m. on Main St. in Boston. It costs $1,000.50, or 3.14 percent more! "
    "Would you like to hear it again? Just say so"
)


@pytest.fixture
def tritone(server):
    with BlockingClient(server.grpc_url) as connection:
        yield connection


def tokens(text: str, seed: int) -> list[str]:
    """As a language model makes them: a few letters each."""
    rng, pieces, place = random.Random(seed), [], 0
    while place < len(text):
        size = rng.randint(1, 6)
        pieces.append(text[place : place + size])
        place += size
    return pieces


def samples(chunks) -> np.ndarray:
    return np.frombuffer(b"".join(chunk.audio for chunk in chunks), "<i2").astype(np.float64)


def words(chunks) -> list[dict]:
    return [stamp for chunk in chunks for stamp in chunk.timestamps]


def whole(server, text, **options):
    return list(synthesize_stream(server.grpc_url, text, seed=5, timestamps="word", **options))


def test_tokens_sound_as_the_whole_text(server, tritone):
    expected = whole(server, TEXT)
    for seed in range(5):
        speech = tritone.live(seed=5, timestamps="word")
        for token in tokens(TEXT, seed):
            speech.append(token)
        speech.end()
        chunks = list(speech)
        assert [chunk.index for chunk in chunks] == list(range(len(chunks)))
        assert len(samples(chunks)) == len(samples(expected)) and words(chunks) == words(expected)
        assert signal_to_noise_db(samples(expected), samples(chunks)) > SAME_SOUND_DB


def test_markup_sounds_as_the_whole_document(server, tritone):
    text = '<speak>One moment. <break time="200ms"/><emphasis>Two</emphasis> &amp; <sub alias="three">3</sub>.</speak>'
    speech = tritone.live(seed=5, timestamps="word", format="wav", sample_rate_hz=16_000)
    for token in tokens(text, 1):
        speech.append(token)
    speech.end()
    chunks, expected = list(speech), whole(server, text, format="wav", sample_rate_hz=16_000)
    assert words(chunks) == words(expected)
    assert len(b"".join(c.audio for c in chunks)) == len(b"".join(c.audio for c in expected))


def test_sound_comes_after_the_first_sentence_while_the_next_is_held_back(tritone):
    speech = tritone.live("Hello there, my friend. How a")
    first = next(iter(speech))
    assert first.duration_seconds > 0 and not first.is_last
    speech.append("re you today?")
    speech.end()
    assert list(speech)[-1].is_last


def test_flush_speaks_what_is_held_back(tritone):
    speech = tritone.live("Hello there", timestamps="word")
    speech.flush()
    chunks, heard = iter(speech), []
    while len(heard) < 2:
        heard += next(chunks).timestamps
    assert speech.interrupt().heard == "Hello there"


def test_an_interruption_tells_what_was_heard_to_the_word(server, tritone):
    stamps = words(whole(server, TEXT))
    for place in (0, 3, len(stamps) // 2, len(stamps) - 1):
        speech = tritone.live(TEXT, seed=5)
        speech.end()
        list(speech)  # made far ahead of what is played
        heard = speech.interrupt(played_seconds=float(stamps[place]["start"]) + 0.01)
        assert heard.characters == stamps[place]["text_end"]
        assert (heard.heard, heard.unheard) == (TEXT[: heard.characters], TEXT[heard.characters :])


def test_an_interruption_ends_the_audio_at_once(tritone):
    speech = tritone.live("This is a long story, and nobody will hear all of it. " * 1500, timestamps="word")
    chunks = iter(speech)
    first = [next(chunks) for _ in range(2)]
    heard = speech.interrupt()
    rest = list(chunks)
    assert rest[-1].is_last and rest[-1].duration_seconds == 0
    assert heard.characters == max(stamp["text_end"] for stamp in words([*first, *rest]))
    assert heard.characters < len(heard.unheard)
    with pytest.raises(RequestRefused, match="is not open"):
        speech.append("x")
        for _ in range(200):  # the answer to it comes in a moment
            time.sleep(0.05)
            speech.flush()


def test_a_context_that_is_refused_says_why_and_the_others_go_on(tritone):
    speech = tritone.live("Hello there, my friend.", seed=5)
    with pytest.raises(RequestRefused, match='input "voice": "nobody"'):
        next(iter(tritone.live("Hi.", voice="nobody")))
    speech.end()
    assert list(speech)[-1].is_last


def test_many_contexts_on_one_connection(tritone):
    count = MAX_STREAMS - 8
    speeches = [tritone.live(seed=number % 3) for number in range(count)]
    for pieces in zip(*(tokens("Hello there, my friend. How are you today?", 7) for _ in speeches), strict=True):
        for speech, piece in zip(speeches, pieces, strict=True):
            speech.append(piece)
    for speech in speeches:
        speech.end()
    sounds = [samples(list(speech)) for speech in speeches]
    for number, sound in enumerate(sounds):
        assert signal_to_noise_db(sounds[number % 3], sound) > SAME_SOUND_DB


def test_the_contexts_of_a_closed_connection_leave_their_places(server):
    for _ in range(3):
        with BlockingClient(server.grpc_url) as connection:
            speeches = [connection.live("Hello there, my friend. How are you") for _ in range(MAX_STREAMS - 2)]
            assert all(next(iter(speech)).duration_seconds > 0 for speech in speeches)
        with pytest.raises(StreamBroken):
            speeches[0].append("x")
        give_up_at = time.monotonic() + 60
        while time.monotonic() < give_up_at:
            with BlockingClient(server.grpc_url) as connection:
                try:
                    speeches = [connection.live() for _ in range(MAX_STREAMS)]
                    for speech in speeches:
                        speech.end()
                        assert list(speech)[-1].is_last
                    break
                except RequestRefused:
                    time.sleep(0.2)
        else:
            raise AssertionError("places of contexts that nobody has any more are still taken")


def test_asyncio_speaks_the_same_and_a_cancelled_task_is_interrupted(server):
    async def agents() -> None:
        async with TritoneClient(server.grpc_url) as tritone:

            async def listen(text: str) -> None:
                async with tritone.live(text) as speech:
                    async for _ in speech:
                        begun.set()

            begun = asyncio.Event()
            task = asyncio.create_task(listen("This is a long story, and nobody will hear all of it. " * 500))
            await begun.wait()
            task.cancel()
            expected = [chunk async for chunk in tritone.speak(TEXT, seed=5, timestamps="word")]
            async with tritone.live(seed=5, timestamps="word") as speech:
                for token in tokens(TEXT, 3):
                    await speech.append(token)
                await speech.end()
                chunks = [chunk async for chunk in speech]
            assert words(chunks) == words(expected) == words(whole(server, TEXT))
            assert signal_to_noise_db(samples(expected), samples(chunks)) > SAME_SOUND_DB
            assert "heart" in [voice.name for voice in await tritone.voices("en")]
            with pytest.raises(RequestInvalid, match='input "voice"'):
                await anext(aiter(tritone.speak("Hi.", voice="nobody")))

    asyncio.run(asyncio.wait_for(agents(), 120))


def test_nobody_at_the_address_is_said_so():
    with BlockingClient("127.0.0.1:9") as connection, pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:9"):
        list(connection.live("Hello"))


def test_the_example_of_the_docs_runs(server, capsys):
    page = (Path(__file__).resolve().parents[2] / "docs" / "live.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    exec(compile(example.replace("127.0.0.1:8001", server.grpc_url), "docs/live.md", "exec"), {})
    *chunks, heard = capsys.readouterr().out.splitlines()
    assert len(chunks) > 1 and "heard='Hello there" in heard
