"""Tritone's voices in LiveKit's agents: tokens in, audio and timed words out.

    session = AgentSession(stt=…, llm=…, tts=tritone.integrations.livekit.TTS(url="127.0.0.1:8001", voice="heart"))

docs/agents/livekit.md has a whole agent.
"""

from __future__ import annotations

import asyncio
import weakref
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    APIConnectionError,
    APIConnectOptions,
    APIError,
    APIStatusError,
    tts,
    utils,
)
from livekit.agents.types import NOT_GIVEN, NotGivenOr, TimedString
from livekit.agents.utils import is_given

from tritone.client import (
    DEFAULT_URL,
    AsyncLiveSpeech,
    Chunk,
    ConnectionSettings,
    KeyRefused,
    RequestInvalid,
    ServerFull,
    ServerStopping,
    ServerUnreachable,
    StreamBroken,
    TritoneClient,
)
from tritone.errors import TritoneError

if TYPE_CHECKING:
    from tritone.client.settings import SpeechSettings


@dataclass
class _Options:
    """How speech is to sound; each stream keeps those that it began with."""

    voice: str | None
    speed: float | None
    lexicon: str | None

    def settings(self, sample_rate_hz: int) -> SpeechSettings:
        return {
            "voice": self.voice,
            "speed": self.speed,
            "lexicon": self.lexicon,
            "sample_rate_hz": sample_rate_hz,
            "format": "pcm",
            "timestamps": "word",
        }


class TTS(tts.TTS):
    """Speaks through a Tritone server; all streams go over one connection."""

    def __init__(
        self,
        *,
        url: str | ConnectionSettings = DEFAULT_URL,
        voice: str | None = None,
        speed: float | None = None,
        lexicon: str | None = None,
        sample_rate: int = 24000,
    ) -> None:
        """url: the server's gRPC address, host:port, or more: TLS, a key, timeouts. sample_rate: Hz. What is None is
        left to the server."""
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=True, aligned_transcript=True),
            sample_rate=sample_rate,
            num_channels=1,
        )
        self.client = TritoneClient(url)
        self.options = _Options(voice, speed, lexicon)
        self._streams: weakref.WeakSet[SynthesizeStream] = weakref.WeakSet()
        self._prewarming: asyncio.Task[None] | None = None

    @property
    def model(self) -> str:
        """The voice."""
        return self.options.voice or "default"

    @property
    def provider(self) -> str:
        """For metrics."""
        return "Tritone"

    def update_options(
        self,
        *,
        voice: NotGivenOr[str | None] = NOT_GIVEN,
        speed: NotGivenOr[float | None] = NOT_GIVEN,
        lexicon: NotGivenOr[str | None] = NOT_GIVEN,
    ) -> None:
        """They hold for streams that are made from now on."""
        given = {name: value for name, value in (("voice", voice), ("speed", speed), ("lexicon", lexicon))}
        self.options = replace(self.options, **{name: value for name, value in given.items() if is_given(value)})

    def synthesize(self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> ChunkedStream:
        """Speak a whole text."""
        return ChunkedStream(tts=self, input_text=text, conn_options=conn_options)

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> SynthesizeStream:
        """Speak a text that comes in pieces."""
        stream = SynthesizeStream(tts=self, conn_options=conn_options)
        self._streams.add(stream)
        return stream

    def prewarm(self) -> None:
        """Connect in the background; what goes wrong with it is told by the first text."""
        self._prewarming = asyncio.create_task(self._connect())

    async def aclose(self) -> None:
        """End all that is being spoken."""
        if self._prewarming is not None:
            await utils.aio.cancel_and_wait(self._prewarming)
        for stream in list(self._streams):
            await stream.aclose()
        self._streams.clear()
        await self.client.aclose()

    async def _connect(self) -> None:
        try:
            await self.client.connect()
        except TritoneError:
            pass


class ChunkedStream(tts.ChunkedStream):
    """A whole text, on a gRPC stream of its own: closing this cancels it on the server."""

    def __init__(self, *, tts: TTS, input_text: str, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=tts, input_text=input_text, conn_options=conn_options)
        self._client, self._settings = tts.client, tts.options.settings(tts.sample_rate)

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=utils.shortuuid(),
            sample_rate=self._tts.sample_rate,
            num_channels=1,
            mime_type="audio/pcm",
        )
        try:
            async for chunk in self._client.speak(self._input_text, **self._settings):
                _push(chunk, output_emitter)
        except TritoneError as error:
            raise api_error(error) from error
        output_emitter.flush()


class SynthesizeStream(tts.SynthesizeStream):
    """A text that comes in pieces: a context of the server, which is interrupted when this is closed early."""

    def __init__(self, *, tts: TTS, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=tts, conn_options=conn_options)
        self._client, self._settings = tts.client, tts.options.settings(tts.sample_rate)

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        request_id = utils.shortuuid()
        output_emitter.initialize(
            request_id=request_id,
            sample_rate=self._tts.sample_rate,
            num_channels=1,
            mime_type="audio/pcm",
            stream=True,
        )
        first = await self._first_text()
        if not first:
            return
        try:
            async with self._client.live(first, **self._settings) as speech:
                self._mark_started()
                output_emitter.start_segment(segment_id=request_id)
                writing = asyncio.create_task(self._write(speech))
                try:
                    async for chunk in speech:
                        _push(chunk, output_emitter)
                    await writing
                finally:
                    await utils.aio.cancel_and_wait(writing)
        except TritoneError as error:
            raise api_error(error) from error
        output_emitter.end_segment()

    async def _first_text(self) -> str:
        async for piece in self._input_ch:
            if isinstance(piece, str):
                return piece
        return ""

    async def _write(self, speech: AsyncLiveSpeech) -> None:
        """What comes in → the server."""
        try:
            async for piece in self._input_ch:
                if isinstance(piece, str):
                    await speech.append(piece)
                elif not self._input_ch.closed:  # else the end follows, which says more
                    await speech.flush()
            await speech.end()
        except TritoneError:
            if not speech.is_over:  # nothing more is said: its reader need not wait
                speech.stop()
            raise


def _push(chunk: Chunk, output_emitter: tts.AudioEmitter) -> None:
    """Words before their sound, each with what follows it: joined they are the text."""
    for stamp in chunk.timestamps:
        if shown := str(stamp.get("display", "")):
            start, end = float(stamp["start"]), float(stamp["end"])
            output_emitter.push_timed_transcript(TimedString(text=shown, start_time=start, end_time=end))
    if chunk.audio:
        output_emitter.push(chunk.audio)


def api_error(error: TritoneError) -> APIError:
    """The framework's error for it, which says whether to try again."""
    if isinstance(error, (ServerUnreachable, StreamBroken)):
        return APIConnectionError(str(error))
    statuses = ((KeyRefused, 401), (RequestInvalid, 400), (ServerStopping, 503), (ServerFull, 429))
    status = next((status for kind, status in statuses if isinstance(error, kind)), 500)
    return APIStatusError(str(error), status_code=status)
