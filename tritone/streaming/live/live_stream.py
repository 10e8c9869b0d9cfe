"""The stream of a context: as any other, but its text comes in pieces and its caller may interrupt it."""

from __future__ import annotations

import time
from collections.abc import Callable

from tritone.pipeline.chunks import Chunk, ChunkSink
from tritone.streaming.live.live_meter import LiveMeter
from tritone.streaming.live.live_text import LiveText
from tritone.streaming.request import SynthesisRequest
from tritone.streaming.retry import Patience
from tritone.streaming.stage_pools import StreamParts
from tritone.streaming.stream import SpeechStream
from tritone.streaming.timestamps import HeardText
from tritone.tracing.stream_trace import StreamTrace


class LiveStream(SpeechStream):
    """Everything that comes from its caller may come before it is let in: it is spoken once it is."""

    _takes_long_chunks = False
    """What was not sent when its caller interrupts need not be unheard."""

    def __init__(
        self,
        request: SynthesisRequest,
        parts: StreamParts,
        seed: int,
        sink: ChunkSink,
        on_end: Callable[[SpeechStream], None],
        meter: LiveMeter,
        may_go_on: Callable[[], bool],
        trace: StreamTrace | None = None,
    ):
        self._live_text, self._heard, self._meter = LiveText(request), HeardText(), meter
        self._is_let_in = False
        super().__init__(request, parts, seed, sink, on_end, self._live_text, self._heard, may_go_on, trace)
        if request.text.strip():
            meter.text_came()
        self._note_work()

    def start(self) -> None:
        with self._lock:
            self._is_let_in = not self._is_over
        if self._is_let_in:
            super().start()
            self._sender.send_waiting()

    def append(self, piece: str) -> int:
        """More text; returns how many characters there are now."""
        self._meter.expect(len(piece), self._request.speed)
        if not piece.isspace() and piece:
            self._meter.text_came()
        self._change(lambda: self._live_text.append(piece))
        return len(self.text)

    def look_again(self) -> None:
        """Look at text that came when it was too early for that."""
        if self._live_text.is_look_due:
            self._change(self._live_text.look_again)

    def flush(self) -> None:
        """Speak what is held back now."""
        self._change(self._live_text.flush)

    def finish(self) -> None:
        """No more text will come."""
        self._change(self._live_text.finish)

    def interrupt(self, played_seconds: float | None, when_over: Callable[[], object]) -> None:
        """Drop everything that was not sent, tell the caller the end, then call `when_over`.

        played_seconds: how much of the audio the listener heard; None: all that was sent.
        """
        with self._lock:
            made = self._queue.seconds_made()

        def over() -> None:
            played = self._sender.seconds_sent if played_seconds is None else played_seconds
            self._meter.interrupted(max(0.0, made - played))
            when_over()

        self._sender.interrupt(over)
        self._stop()  # only now: jobs that are not wanted any more would end the stream with an error

    def abandon(self) -> None:
        """The caller was told an error by somebody else, as who waits at the door may be."""
        self._stop()

    @property
    def text(self) -> str:
        """All that came."""
        return self._live_text.text

    @property
    def is_over(self) -> bool:
        """Nothing more will be sent, but the end."""
        return self._is_over

    @property
    def is_finished(self) -> bool:
        """No more text is awaited."""
        return not self._live_text.awaits_more

    def is_held_back(self) -> bool:
        """Whether there is text that is not spoken since it is not certain how it goes on."""
        return self._live_text.is_held_back()

    def held_back_characters(self) -> int:
        """How much of it there is."""
        return self._live_text.held_back_characters() if not self._is_over else 0

    def has_work(self) -> bool:
        """Whether there is sound to be made or sent."""
        return self._live_text.has_work() or bool(self._queue.segments) or bool(self._sender.waiting)

    def heard_characters(self, played_seconds: float | None) -> int:
        """Up to where the text was heard when so much audio had been played; None: all that was sent."""
        return self._heard.characters(played_seconds)

    def _change(self, change: Callable[[], None]) -> None:
        try:
            with self._lock:
                if self._is_over:
                    return
                was_at_work = self.has_work()
                change()
                if not was_at_work:
                    self._resume(time.monotonic())
                self._sender.text_is(self._live_text.text)
                self._move_on()
        except Exception as error:  # our own bug: this context hears of it
            self.end(error)
        self._sender.send_waiting()

    def _resume(self, now: float) -> None:
        """There was nothing to say: nobody is late for the time that passed."""
        self._patience = Patience(now)
        if self._sender.first_sent_at is not None:
            self._sender.first_sent_at = max(self._sender.first_sent_at, now - self._queue.seconds_before(None))

    def _move_on(self) -> None:
        if self._is_let_in:
            super()._move_on()
        self._note_work()

    def _room_made(self) -> None:
        with self._lock:
            if self._lacks_room:
                self._move_on()
            else:
                self._note_work()

    def _note_work(self) -> None:
        self._meter.works(self.has_work())


class LiveSink:
    """Implements tritone.pipeline.chunks.ChunkSink: the caller's end of a context, which one end reaches.

    A context that is interrupted at the door is over before the door knows, which asks here whether its caller left.
    """

    def __init__(self, sink: ChunkSink):
        self._sink, self._is_over = sink, False
        self.on_error: Callable[[], None] = lambda: None
        """Called before the caller is told of one."""

    def send(self, chunk: Chunk) -> None:
        self._is_over = self._is_over or chunk.is_last
        self._sink.send(chunk)

    def fail(self, error: Exception) -> None:
        if not self._is_over:
            self._is_over = True
            self.on_error()
            self._sink.fail(error)

    def is_cancelled(self) -> bool:
        return self._is_over or self._sink.is_cancelled()
