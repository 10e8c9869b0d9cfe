"""Tritone's voices in Pipecat: tokens in, audio and words out, and an interruption that reaches the server.

    tts = TritoneTTSService(url="127.0.0.1:8001", settings=TritoneTTSService.Settings(voice="heart"))
    pipeline = Pipeline([transport.input(), stt, user_aggregator, llm, tts, transport.output(), assistant_aggregator])

docs/agents/pipecat.md has a whole agent.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    ErrorFrame,
    Frame,
    InterruptionFrame,
    StartFrame,
    TTSAudioRawFrame,
    TTSStoppedFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TextAggregationMode, TTSService
from pipecat.utils.types import NOT_GIVEN, NotGiven

from tritone.client import DEFAULT_URL, AsyncLiveSpeech, ConnectionSettings, HeardSpeech, TritoneClient
from tritone.errors import TritoneError

_LONGEST_SILENCE_SECONDS = 60.0
"""In the middle of a turn, while the language model thinks; the server says when a turn is over."""


@dataclass
class TritoneTTSSettings(TTSSettings):
    """Settings that may be changed while the pipeline runs; they hold from the next text on."""

    speed: float | None | NotGiven = field(default_factory=lambda: NOT_GIVEN)
    """0.25 to 4.0, larger is faster."""
    lexicon: str | None | NotGiven = field(default_factory=lambda: NOT_GIVEN)
    """Pronunciations: the text of a PLS file, or a JSON object of word to /ipa/ or respelling."""


@dataclass
class _Turn:
    """A context of Pipecat's and the live text that speaks it."""

    speech: AsyncLiveSpeech
    reader: asyncio.Task[None] | None = None
    has_failed: bool = False
    """It says no more of this turn, which was told."""
    is_interruptible: bool = True
    played_from: float | None = None
    """When its first sound is heard, by the monotonic clock: when it was handed on, or what came before it is over."""

    def played_seconds(self, now: float) -> float:
        """How much of it was heard."""
        return 0.0 if self.played_from is None else max(0.0, now - self.played_from)

    def is_playing(self, now: float) -> bool:
        """Whether it is heard still, though all of it was handed on."""
        return self.played_from is not None and self.played_seconds(now) < self.speech.received_seconds


class TritoneTTSService(TTSService):
    """Speaks through a Tritone server; all turns go over one connection.

    Tokens are sent as they come, since the server cuts sentences itself; `text_aggregation_mode` may say otherwise.

    Event handlers, beside those of TTSService:
        on_heard: (service, HeardSpeech) after an interruption: what was heard by then, as the server knows it.
    """

    Settings = TritoneTTSSettings
    _settings: TritoneTTSSettings
    _turn_context_id: str | None

    def __init__(
        self,
        *,
        url: str | ConnectionSettings = DEFAULT_URL,
        settings: TritoneTTSSettings | None = None,
        text_aggregation_mode: TextAggregationMode = TextAggregationMode.TOKEN,
        **kwargs: Any,
    ) -> None:
        """url: the server's gRPC address, host:port, or more: TLS, a key, timeouts. kwargs: as of TTSService."""
        chosen = self.Settings(model="tritone", voice=None, language=None, speed=None, lexicon=None)
        if settings is not None:
            chosen.apply_update(settings)
        kwargs.setdefault("stop_frame_timeout_s", _LONGEST_SILENCE_SECONDS)
        # a turn without a word (an emoji alone) is no fault of the service: what is one, the server says
        kwargs.setdefault("max_consecutive_zero_audio_contexts", 0)
        super().__init__(
            settings=chosen,
            text_aggregation_mode=text_aggregation_mode,
            append_trailing_space=True,
            push_start_frame=True,
            push_text_frames=False,  # words are pushed as they are spoken
            **kwargs,
        )
        self._client = TritoneClient(url)
        self._turns: dict[str, _Turn] = {}
        """Those that are spoken."""
        self._handed_on: list[_Turn] = []
        """Those whose sound was all handed on, and is heard still: sound is made much faster than it is played."""
        self._sound_ends = 0.0
        """When all that was handed on is heard."""
        self._register_event_handler("on_heard")

    def can_generate_metrics(self) -> bool:
        """Time to first byte, and characters."""
        return True

    @property
    def supports_processing_metrics(self) -> bool:
        """No: run_tts hands the text on and returns."""
        return False

    async def start(self, frame: StartFrame) -> None:
        """Connect, so that the first turn need not; a server that is not there yet is an error that passes."""
        await super().start(frame)
        try:
            await self._client.connect()
            await self._call_event_handler("on_connected")
        except TritoneError as error:
            await self._call_event_handler("on_connection_error", str(error))
            await self.push_error(str(error), exception=error)

    async def stop(self, frame: EndFrame) -> None:
        """What is being spoken is spoken to its end."""
        await super().stop(frame)
        await self._disconnect_client()

    async def cancel(self, frame: CancelFrame) -> None:
        """Stop at once."""
        await super().cancel(frame)
        await self._disconnect_client()

    async def cleanup(self) -> None:
        """Close the connection."""
        await super().cleanup()
        await self._disconnect_client()

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        """Append text to the turn's speech; its sound comes by a task of its own."""
        turn = self._turns.get(context_id)
        try:
            if turn is None:
                turn = self._begin(context_id)
            if not turn.has_failed:
                await turn.speech.append(text)
                await self.start_tts_usage_metrics(text)
            yield None
        except TritoneError as error:
            if turn is None:  # there is nobody yet who reads its sound, and would tell
                yield ErrorFrame(error=str(error), exception=error)
                yield TTSStoppedFrame(context_id=context_id)
                await self.remove_audio_context(context_id)
            elif not turn.speech.is_over:
                turn.has_failed = True
                yield ErrorFrame(error=str(error), exception=error)
                _stop(turn.speech)

    async def flush_audio(self, context_id: str | None = None) -> None:
        """The turn's text is complete."""
        turn = self._turns.get(context_id or self.get_active_audio_context_id() or "")
        if turn is not None:
            try:
                await turn.speech.end()
            except TritoneError:
                pass  # whoever reads the sound is told of it

    async def on_audio_context_interrupted(self, context_id: str) -> None:
        """Tell the server, and the event `on_heard` what it answers."""
        await self.stop_all_metrics()
        turn = self._turns.pop(context_id, None)
        if turn is not None:
            await self._end_reader(turn)
            self._tell_server(turn)
        await super().on_audio_context_interrupted(context_id)

    async def on_audio_context_completed(self, context_id: str) -> None:
        """Forget the turn; one that fell silent is ended."""
        turn = self._turns.pop(context_id, None)
        if turn is not None:
            await self._end_reader(turn)
            if turn.speech.is_over:
                now = time.monotonic()
                self._handed_on = [other for other in (*self._handed_on, turn) if other.is_playing(now)]
            _stop(turn.speech)
        await super().on_audio_context_completed(context_id)

    async def push_frame(self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM) -> None:
        """Notes when a turn's first sound is handed on, by which is known how much was heard."""
        turn = self._turns.get(frame.context_id or "") if isinstance(frame, TTSAudioRawFrame) else None
        if turn is not None:
            if turn.played_from is None:
                turn.played_from = max(time.monotonic(), self._sound_ends)
            self._sound_ends = turn.played_from + turn.speech.received_seconds
        await super().push_frame(frame, direction)

    async def _handle_interruption(self, frame: InterruptionFrame, direction: FrameDirection) -> None:
        """Of turns whose sound is all handed on, too, the server is asked what was heard."""
        now = time.monotonic()
        heard = [turn for turn in self._handed_on if turn.is_playing(now) and turn.is_interruptible]
        await super()._handle_interruption(frame, direction)
        self._handed_on, self._sound_ends = [turn for turn in self._handed_on if not turn.is_interruptible], 0.0
        for turn in heard:
            self._tell_server(turn)

    async def _update_settings(self, delta: TTSSettings) -> dict[str, Any]:
        """They hold for a whole live text, so what follows in a turn goes into a new one."""
        changed: dict[str, Any] = await super()._update_settings(delta)
        turn = self._turn_context_id
        if changed.keys() & {"voice", "speed", "lexicon"} and turn:
            await self._push_sequencer_frames(await self._aggregated_frame_sequencer.finalize(turn), turn)
            await self.flush_audio(turn)
            self._turn_context_id = None
            self._turn_context_id = self.create_context_id()
        return changed

    def _begin(self, context_id: str) -> _Turn:
        speech = self._client.live(
            voice=self._settings.voice,
            speed=self._settings.speed,
            lexicon=self._settings.lexicon,
            sample_rate_hz=self.sample_rate,
            format="pcm",
            timestamps="word",
        ).begin()
        turn = self._turns[context_id] = _Turn(speech)
        context = self._tts_contexts.get(context_id)
        turn.is_interruptible = context is None or context.interruptible
        turn.reader = self.create_task(self._read(context_id, speech), name="read")
        return turn

    async def _read(self, context_id: str, speech: AsyncLiveSpeech) -> None:
        """The speech's chunks → the turn's audio context, words before their sound."""
        try:
            async for chunk in speech:
                # what is shown of the words, joined, is the text; what is said in several words is shown by the first
                shown = [(str(stamp.get("display", "")).strip(), float(stamp["start"])) for stamp in chunk.timestamps]
                await self.add_word_timestamps([word for word in shown if word[0]], context_id)
                if chunk.audio:
                    frame = TTSAudioRawFrame(chunk.audio, chunk.sample_rate_hz, 1, context_id=context_id)
                    await self.append_to_audio_context(context_id, frame)
        except TritoneError as error:
            self._turns[context_id].has_failed = True
            await self.append_to_audio_context(context_id, ErrorFrame(error=str(error), exception=error))
        await self.append_to_audio_context(context_id, TTSStoppedFrame(context_id=context_id))
        await self.remove_audio_context(context_id)

    def _tell_server(self, turn: _Turn) -> None:
        self.create_task(self._interrupt(turn.speech, turn.played_seconds(time.monotonic())), name="interrupt")

    async def _interrupt(self, speech: AsyncLiveSpeech, played_seconds: float) -> None:
        try:
            heard: HeardSpeech = await speech.interrupt(played_seconds)
        except TritoneError:
            return  # it had failed, and that was told
        await self._call_event_handler("on_heard", heard)

    async def _end_reader(self, turn: _Turn) -> None:
        if turn.reader is not None and not turn.reader.done():
            await self.cancel_task(turn.reader)

    async def _disconnect_client(self) -> None:
        turns, self._turns = list(self._turns.values()), {}
        for turn in turns:
            await self._end_reader(turn)
        await self._client.aclose()


def _stop(speech: AsyncLiveSpeech) -> None:
    if not speech.is_over:
        try:
            speech.stop()
        except TritoneError:
            pass  # there is no stream any more
