"""The blocking client against a server that is told by the words of a text how to behave."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest

from tests.client.fake_server import WORD_SECONDS, FakeServer
from tritone.client import (
    BlockingClient,
    ConnectionSettings,
    HeardSpeech,
    RequestInvalid,
    ServerUnreachable,
    SpeechLost,
    StreamBroken,
)


@pytest.fixture
def server():
    with FakeServer() as running:
        yield running


@pytest.fixture
def tritone(server):
    with BlockingClient(server.url) as client:
        yield client


def words(chunks) -> list[str]:
    return [chunk.audio.decode() for chunk in chunks if chunk.audio]


def test_whole_and_live_texts_on_one_connection(server, tritone):
    speech = tritone.live("Hello th", voice="heart")
    assert words(tritone.speak("One two")) == ["One", "two"]
    speech.append("ere")
    speech.end()
    assert words(speech) == ["Hello", "there"] and speech.text == "Hello there"
    assert [voice.name for voice in tritone.voices()] == ["heart"]


def test_leaving_the_block_early_interrupts(server, tritone):
    with tritone.live("Hello there") as speech:
        assert next(iter(speech)).audio == b"Hello"
    assert server.seen(op="interrupt")


def test_an_interruption_from_another_thread_ends_what_is_being_read(tritone):
    speech, told = tritone.live("Hello there my"), []
    chunks = iter(speech)
    assert [next(chunks).audio, next(chunks).audio] == [b"Hello", b"there"]
    thread = threading.Thread(target=lambda: told.append(speech.interrupt(played_seconds=0.5 * WORD_SECONDS)))
    thread.start()
    assert words(chunks) == []
    thread.join()
    assert told == [HeardSpeech("Hello", " there my", 5)]


def test_a_broken_connection_says_what_was_lost_and_the_next_text_has_a_new_one(server, tritone):
    with pytest.raises(SpeechLost) as lost:
        words(tritone.live("Hello break now ", timestamps="word"))
    assert lost.value.rest == " break now "
    speech = tritone.live("Again ")
    speech.end()
    assert words(speech) == ["Again"] and server.streams == 2


def test_a_text_that_is_not_read_stops_the_stream_until_it_is_interrupted(server):
    with BlockingClient(ConnectionSettings(server.url, most_unread_bytes=500_000)) as tritone:
        speech = tritone.live("Hello flood ")
        chunks = iter(speech)
        next(chunks)
        assert speech.interrupt().heard == "Hello"
        assert sum(len(chunk.audio) for chunk in chunks) < 1_000_000


def test_closing_the_iterator_or_the_client_ends_what_is_spoken(server):
    tritone = BlockingClient(server.url)
    chunks = tritone.speak("flood")
    next(chunks)
    chunks.close()
    assert server.ended_by_caller.wait(20)
    speech = tritone.live("flood ")
    next(iter(speech))
    tritone.close()
    with pytest.raises(StreamBroken, match="was closed"):
        words(speech)
    with pytest.raises(StreamBroken, match="was closed"):
        tritone.live()


def test_a_refusal_is_raised_where_the_chunks_are_read(tritone):
    with pytest.raises(RequestInvalid, match="refuse cannot be served"):
        words(tritone.live("refuse "))
    with pytest.raises(StreamBroken, match="gave up after 1 chunks: model vocoder failed"):
        words(tritone.speak("One fault"))


@pytest.mark.slow
def test_a_connection_on_which_nothing_comes_back_is_given_up_by_its_keepalive(server):
    with Cable(server.port) as cable:
        settings = ConnectionSettings(cable.url, keepalive_seconds=1.0)
        with BlockingClient(settings) as tritone:
            speech = tritone.live("Hello ")
            chunks = iter(speech)
            assert next(chunks).audio == b"Hello"
            cable.is_cut.set()
            with pytest.raises(SpeechLost):
                next(chunks)


def test_addresses_that_cannot_be_a_servers_are_refused_at_once():
    with pytest.raises(ServerUnreachable, match="names no port"):
        BlockingClient("localhost")


class Cable:
    """A forwarded port whose other end can fall silent without a word."""

    def __init__(self, port: int) -> None:
        self.is_cut = threading.Event()
        self._port, self._listening = port, socket.create_server(("127.0.0.1", 0))
        self.url = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Cable:
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._listening, *self._sockets):
            one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
                self._sockets += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if not self.is_cut.is_set():
                    other.sendall(data)
