"""The client for asyncio."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from tritone.client.address import DEFAULT_URL
from tritone.client.channel import ConnectionSettings
from tritone.client.connection import Connection
from tritone.client.conversation import HeardSpeech, Request, SpeechState
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


class TritoneClient:
    """A connection to a server: live texts share a stream, whole ones have one each. Closing it ends all that is being
    spoken.

    A stream that broke is opened anew by the next live text.
    """

    def __init__(self, url: str | ConnectionSettings = DEFAULT_URL) -> None:
        """url: the server's gRPC address, host:port, or more about the connection. Connects with the first text."""
        self._connection = Connection(ConnectionSettings(url) if isinstance(url, str) else url)

    def live(self, text: str = "", **settings: Unpack[SpeechSettings]) -> AsyncLiveSpeech:
        """An utterance whose text comes in pieces, with its first piece; entering it begins it."""
        return AsyncLiveSpeech(self._connection, text, inputs_of(settings))

    def speak(self, text: str | bytes, **settings: Unpack[SpeechSettings]) -> AsyncIterator[Chunk]:
        """The chunks of one text given whole, as they arrive.

        Cancelling the task that waits for a chunk, or closing the iterator, cancels the text on the server. Raises
        ServerUnreachable, a RequestRefused (RequestInvalid, ServerFull or ServerFault) with the server's words, or
        StreamBroken: also when a chunk does not come in time, so that this never hangs.
        """
        return _whole_text(self._connection, {"text": text, **inputs_of(settings)})

    async def voices(self, language: str | None = None) -> list[OfferedVoice]:
        """The voices that the server offers; of one language only where it is given. Raises as `speak` does."""
        return await asyncio.to_thread(self._connection.voices, language)

    async def connect(self) -> None:
        """Connect now, so that the first text need not; raises ServerUnreachable. Nobody has to call it."""
        await asyncio.to_thread(self._connection.connect)

    async def aclose(self) -> None:
        """End all that is open, whatever the server does."""
        await asyncio.to_thread(self._connection.close)

    async def __aenter__(self) -> TritoneClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()


class AsyncLiveSpeech:
    """One utterance. Appending returns at once; what the server has against it is raised by the next call.

    Iterating gives its chunks as they arrive, up to the last one. Leaving the `async with` block early, or cancelling
    the task that is in it, interrupts it.
    """

    def __init__(self, connection: Connection, text: str, inputs: dict[str, Any]) -> None:
        """text, inputs: what it begins with."""
        self._connection, self._first_text, self._inputs = connection, text, inputs
        self._arrived = asyncio.Event()
        self._stream: LiveStream
        self._state: SpeechState | None = None

    def begin(self) -> AsyncLiveSpeech:
        """Begin it, for those who do without `async with`; returns at once."""
        if self._state is None:
            loop = asyncio.get_running_loop()

            def wake() -> None:
                with contextlib.suppress(RuntimeError):  # the loop is over, and nobody waits any more
                    loop.call_soon_threadsafe(self._arrived.set)

            self._stream = self._connection.live_stream()
            with self._stream.lock:
                self._state, request = self._stream.conversation.begin(self._first_text, self._inputs, wake)
                self._stream.send(request)
        return self

    @property
    def text(self) -> str:
        """All that was appended."""
        return self._begun.text

    @property
    def received_seconds(self) -> float:
        """How much sound came."""
        return self._begun.received_seconds

    @property
    def is_over(self) -> bool:
        """Whether all of it came, or an error."""
        return self._begun.is_over

    async def append(self, piece: str) -> None:
        """More text, joined verbatim to what came before: a piece may end in the middle of a word."""
        await self._send(lambda: self._begun.append(piece))

    async def flush(self) -> None:
        """Have what the server holds back be spoken now."""
        await self._send(self._begun.flush)

    async def end(self) -> None:
        """No more text."""
        await self._send(self._begun.end)

    async def interrupt(self, played_seconds: float | None = None) -> HeardSpeech:
        """Stop speaking; returns what was heard when so much audio had been played (None: all that was sent).

        The server hears of it even when the waiting task is cancelled.
        """
        self.stop(played_seconds)
        return await self._wait_for(self._begun.take_heard, "an answer to the interruption")

    def stop(self, played_seconds: float | None = None) -> None:
        """Interrupt it without waiting for what was heard."""
        self._ask(lambda: self._begun.interrupt(played_seconds))

    async def __aiter__(self) -> AsyncIterator[Chunk]:
        while True:
            chunk = await self._wait_for(self._begun.take_chunk, "a chunk")
            yield chunk
            if chunk.is_last:
                return

    async def __aenter__(self) -> AsyncLiveSpeech:
        return self.begin()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._begun.is_over:
            return
        if error is None:
            await self.interrupt()
        else:
            with contextlib.suppress(TritoneError):
                self.stop()

    @property
    def _begun(self) -> SpeechState:
        if self._state is None:
            raise RuntimeError("this speech has not begun: enter it (async with), or call begin()")
        return self._state

    async def _send(self, make: Callable[[], Request]) -> None:
        while self._begun and self._stream.is_behind:
            await asyncio.sleep(0.01)
        self._ask(make)

    def _ask(self, make: Callable[[], Request]) -> None:
        assert self._begun
        with self._stream.lock:
            self._stream.send(make())
        self._arrived.set()  # who waits may wait no longer than an answer takes

    async def _wait_for(self, take: Callable[[], T | None], what: str) -> T:
        state, longest = self._begun, self._connection.settings.answer_timeout_seconds
        deadline: float | None = None
        with self._stream.lock:
            state.awaited_by += 1
        try:
            while True:
                self._arrived.clear()
                with self._stream.lock:
                    has_ended, taken = state.has_ended, take()
                    self._stream.make_room()
                if taken is not None:
                    return taken
                now = asyncio.get_running_loop().time()
                if has_ended and deadline is None:
                    deadline = now + longest
                if deadline is not None and now >= deadline:
                    raise StreamBroken(f"{what} did not come within {longest:g} s")
                await _until(self._arrived, deadline)
        finally:
            with self._stream.lock:
                state.awaited_by -= 1


async def _until(event: asyncio.Event, deadline: float | None) -> None:
    """Wait for it, until then at most. (Before Python 3.12 wait_for may swallow the cancelling of its task.)"""
    timer = None if deadline is None else asyncio.get_running_loop().call_at(deadline, event.set)
    try:
        await event.wait()
    finally:
        if timer is not None:
            timer.cancel()


class _Silence(Exception):
    """Nothing came in time."""


async def _whole_text(connection: Connection, inputs: dict[str, Any]) -> AsyncIterator[Chunk]:
    loop, came = asyncio.get_running_loop(), asyncio.Queue["Came | _Silence"]()

    def put(what: Came) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is over
            loop.call_soon_threadsafe(came.put_nowait, what)

    stream = WholeTextStream(connection.stub(), connection.settings, inputs, put)

    async def take(timeout_seconds: float) -> Came:
        silence = _Silence()
        timer = loop.call_later(timeout_seconds, came.put_nowait, silence)
        try:
            while isinstance(taken := await came.get(), _Silence):
                if taken is silence:
                    raise silence
        finally:
            timer.cancel()
        stream.taken()
        return taken

    try:
        while not stream.text.is_spoken:
            try:
                response = stream.checked(await take(connection.settings.answer_timeout_seconds))
            except _Silence:
                raise await asyncio.to_thread(stream.silence) from None
            chunk = stream.text.receive(response)
            if chunk is not None:
                yield chunk
        with contextlib.suppress(_Silence):
            while await take(FINAL_SECONDS) is not None:
                pass
    finally:
        stream.close()
