"""The client for blocking code."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from tritone.client.address import DEFAULT_URL
from tritone.client.channel import ConnectionSettings
from tritone.client.connection import Connection
from tritone.client.conversation import HeardSpeech, Request
from tritone.client.errors import StreamBroken
from tritone.client.settings import inputs_of
from tritone.client.streams import FINAL_SECONDS, Came, LiveStream, WholeTextStream
from tritone.client.voice_list import OfferedVoice
from tritone.errors import TritoneError
from tritone.pipeline.chunks import Chunk

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from tritone.client.settings import SpeechSettings

T = TypeVar("T")


class BlockingClient:
    """A connection to a server: live texts share a stream, whole ones have one each. Use it from any thread; closing it
    ends all that is being spoken.

    A stream that broke is opened anew by the next live text.
    """

    def __init__(self, url: str | ConnectionSettings = DEFAULT_URL) -> None:
        """url: the server's gRPC address, host:port, or more about the connection. Connects with the first text."""
        self._connection = Connection(ConnectionSettings(url) if isinstance(url, str) else url)

    def live(self, text: str = "", **settings: Unpack[SpeechSettings]) -> LiveSpeech:
        """Begin an utterance whose text comes in pieces, with its first piece, which may be empty."""
        connection = self._connection
        return LiveSpeech(connection.live_stream(), connection.settings, text, inputs_of(settings))

    def speak(self, text: str | bytes, **settings: Unpack[SpeechSettings]) -> Iterator[Chunk]:
        """The chunks of one text given whole, as they arrive. Closing the iterator cancels it on the server.

        Raises ServerUnreachable, a RequestRefused (RequestInvalid, ServerFull or ServerFault) with the server's words,
        or StreamBroken: also when a chunk does not come in time, so that this never hangs.
        """
        return _whole_text(self._connection, {"text": text, **inputs_of(settings)})

    def voices(self, language: str | None = None) -> list[OfferedVoice]:
        """The voices that the server offers; of one language only where it is given. Raises as `speak` does."""
        return self._connection.voices(language)

    def close(self) -> None:
        """End all that is open; returns at once, whatever the server does."""
        self._connection.close()

    def __enter__(self) -> BlockingClient:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class LiveSpeech:
    """One utterance. Appending returns at once; what the server has against it is raised by the next call.

    Iterating gives its chunks as they arrive, up to the last one. Leaving the `with` block early interrupts it.
    """

    def __init__(self, stream: LiveStream, settings: ConnectionSettings, text: str, inputs: dict[str, Any]) -> None:
        """Begins it on the stream."""
        self._stream, self._settings = stream, settings
        self._arrived = threading.Condition(stream.lock)
        with stream.lock:
            self._state, request = stream.conversation.begin(text, inputs, self._arrived.notify_all)
            stream.send(request)

    @property
    def text(self) -> str:
        """All that was appended."""
        return self._state.text

    def append(self, piece: str) -> None:
        """More text, joined verbatim to what came before: a piece may end in the middle of a word."""
        self._send(lambda: self._state.append(piece))

    def flush(self) -> None:
        """Have what the server holds back be spoken now."""
        self._send(self._state.flush)

    def end(self) -> None:
        """No more text."""
        self._send(self._state.end)

    def interrupt(self, played_seconds: float | None = None) -> HeardSpeech:
        """Stop speaking; returns what was heard when so much audio had been played (None: all that was sent)."""
        self._send(lambda: self._state.interrupt(played_seconds))
        return self._wait_for(self._state.take_heard, "an answer to the interruption")

    def __iter__(self) -> Iterator[Chunk]:
        while True:
            chunk = self._wait_for(self._state.take_chunk, "a chunk")
            yield chunk
            if chunk.is_last:
                return

    def __enter__(self) -> LiveSpeech:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not self._state.is_over:
            try:
                self.interrupt()
            except TritoneError:
                if error is None:
                    raise

    def _send(self, ask: Callable[[], Request]) -> None:
        while self._stream.is_behind:
            time.sleep(0.01)
        with self._stream.lock:
            self._stream.send(ask())
            self._arrived.notify_all()  # who waits may wait no longer than an answer takes

    def _wait_for(self, take: Callable[[], T | None], what: str) -> T:
        state, longest = self._state, self._settings.answer_timeout_seconds
        with self._stream.lock:
            state.awaited_by += 1
            self._stream.make_room()
            try:
                while (taken := take()) is None:
                    has_ended = state.has_ended
                    if not self._arrived.wait(longest if has_ended else None):
                        raise StreamBroken(f"{what} did not come within {longest:g} s")
                return taken
            finally:
                state.awaited_by -= 1
                self._stream.make_room()


def _whole_text(connection: Connection, inputs: dict[str, Any]) -> Iterator[Chunk]:
    came: queue.SimpleQueue[Came] = queue.SimpleQueue()
    stream = WholeTextStream(connection.stub(), connection.settings, inputs, came.put)

    def take(timeout_seconds: float) -> Came:
        taken = came.get(timeout=timeout_seconds)
        stream.taken()
        return taken

    try:
        while not stream.text.is_spoken:
            try:
                response = stream.checked(take(connection.settings.answer_timeout_seconds))
            except queue.Empty:
                raise stream.silence() from None
            chunk = stream.text.receive(response)
            if chunk is not None:
                yield chunk
        try:
            while take(FINAL_SECONDS) is not None:
                pass
        except queue.Empty:
            pass
    finally:
        stream.close()
