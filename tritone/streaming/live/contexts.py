"""All open contexts: carries out what their callers ask, and looks after those who ask for nothing."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from tritone.errors import InvalidRequest, Overloaded, StreamCancelled
from tritone.pipeline.chunks import ChunkSink, EventSink
from tritone.streaming.live import operations
from tritone.streaming.live.live_stream import LiveStream
from tritone.streaming.request import piece_of_text, shorten
from tritone.threads.background_thread import BackgroundThread
from tritone.tracing.stream_trace import StreamTrace

_LOOK_SECONDS = 0.05
"""How often contexts are looked at, or a quarter of the time that text is held back if that is shorter."""
_KEPT_SECONDS = 60.0
"""How long it is known of a context that is over what was heard of it: its sound is made faster than it is played."""
_LAST_PAUSE_SECONDS = 2.0
"""Of a context whose server goes away: who has said nothing for so long is between two sentences at least."""
_MOST_KEPT = 1000
"""Of contexts that are over."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ContextSettings:
    """What an operator owns."""

    hold_seconds: float
    """Text that is not certain is spoken when so long no more has come."""
    idle_seconds: float
    """A context ends when so long it had nothing to say and no request came."""
    max_text_chars: int


@dataclass(eq=False)
class _Context:
    """One of them. Times are monotonic seconds; each is one value, replaced whole."""

    name: str
    stream: LiveStream
    sink: ChunkSink
    text_came_at: float
    busy_at: float
    """When it last had a request, or something to say."""
    over_at: float | None = None
    """When it was seen to be over."""


class ContextSink(ChunkSink, EventSink, Protocol):
    """The caller's end of a request about a context: takes the audio of one that begins, else one answer."""


class Contexts(BackgroundThread):
    """Requests are carried out in the thread they come in, one after the other; the thread of its own has the time."""

    def __init__(
        self,
        settings: ContextSettings,
        open_stream: Callable[[Mapping[str, object], ChunkSink, StreamTrace | None], LiveStream],
        clock: Callable[[], float] = time.monotonic,
    ):
        """open_stream: admits a stream that begins with these inputs; raises InvalidRequest or Overloaded."""
        super().__init__("contexts")
        self._settings, self._open_stream, self._clock = settings, open_stream, clock
        self._contexts: dict[str, _Context] = {}
        self._is_going_away = False

    def carry_out(self, inputs: Mapping[str, object], sink: ContextSink, trace: StreamTrace | None = None) -> None:
        """Do what a request with `op` asks; raises what is wrong with it, and then nothing has happened.

        sink: takes the audio of a context that begins, and the answer to everything else.
        """
        operation, name = operations.operation_and_context(inputs)
        if operation == operations.BEGIN:
            self._begin(name, inputs, sink, trace)
            return
        with self._lock:
            context = self._contexts.get(name)
        if operation == operations.INTERRUPT:
            self._interrupt(name, context, operations.played_seconds(inputs), sink)
            return
        if context is None or context.stream.is_over:
            raise Overloaded.cut_short() if self._is_going_away else operations.no_such_context(name)
        self._feed(operation, context, inputs)
        sink.answer({"op": operation, "text_chars": len(context.stream.text)})

    def open_contexts(self) -> int:
        """How many are open."""
        with self._lock:
            return sum(not context.stream.is_over for context in self._contexts.values())

    def held_back_characters(self) -> int:
        """How much of their text is not spoken yet since more of it may change how it is read."""
        with self._lock:
            everybody = list(self._contexts.values())
        return sum(context.stream.held_back_characters() for context in everybody)

    def go_away(self) -> None:
        """The server stops: from now on end those who have nothing to say, and tell them to begin again."""
        self._is_going_away = True

    def finish(self) -> None:
        """End all as their callers would: what has come is spoken."""
        with self._lock:
            everybody = list(self._contexts.values())
        for context in everybody:
            context.stream.finish()

    def close(self) -> None:
        """The same, and nobody is looked after any more."""
        self.finish()
        super().close()

    # -- what callers ask ---------------------------------------------------------------------------------------------

    def _begin(self, name: str, inputs: Mapping[str, object], sink: ChunkSink, trace: StreamTrace | None) -> None:
        with self._lock:
            before = self._contexts.get(name)
        if before is not None and not before.stream.is_over:
            raise InvalidRequest(
                f'input "context": "{shorten(name)}" is open already; allowed: a name that is not in use'
            )
        now = self._clock()
        context = _Context(name, self._open_stream(inputs, sink, trace), sink, now, now)
        with self._lock:
            self._contexts.pop(name, None)
            self._contexts[name] = context
            self._wake()

    def _feed(self, operation: str, context: _Context, inputs: Mapping[str, object]) -> None:
        stream, now = context.stream, self._clock()
        if stream.is_finished:
            raise InvalidRequest(f'input "op": "{operation}" came after "end"; allowed: "interrupt", or a new context')
        if operation == operations.APPEND:
            piece = piece_of_text(inputs, self._settings.max_text_chars, len(stream.text))
            context.text_came_at = now
            stream.append(piece)
        elif operation == operations.FLUSH:
            stream.flush()
        else:
            stream.finish()
        context.busy_at = now

    def _interrupt(self, name: str, context: _Context | None, played: float | None, sink: EventSink) -> None:
        if context is None:
            raise operations.no_such_context(name)
        stream = context.stream

        def answer() -> None:
            text, heard = stream.text, stream.heard_characters(played)
            sink.answer(
                {
                    "op": operations.INTERRUPT,
                    "heard_chars": heard,
                    "heard": text[:heard],
                    "unheard": text[heard:],
                }
            )

        with self._lock:
            if self._contexts.get(name) is context:
                del self._contexts[name]
        stream.interrupt(played, answer)

    # -- time passes --------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        every = min(_LOOK_SECONDS, max(0.005, self._settings.hold_seconds / 4))
        while True:
            with self._lock:
                self._changed.wait_for(lambda: self._contexts or self._closed)
                if not self._closed:
                    self._changed.wait_for(lambda: self._closed, every)
                if self._closed:
                    return
                everybody = list(self._contexts.values())
            self.look_after(everybody)

    def look_after(self, contexts: list[_Context] | None = None) -> None:
        """Speak what was held back long enough, end who is idle or gone, forget who is over; everybody by default."""
        if contexts is None:
            with self._lock:
                contexts = list(self._contexts.values())
        now, over = self._clock(), []
        for context in contexts:
            try:
                self._look_after(context, now)
            except Exception:  # about one context; the others are looked after
                logger.exception("a context could not be looked after")
            if context.over_at is not None:
                over.append(context)
        forgotten = [context for context in over if now - (context.over_at or 0.0) > _KEPT_SECONDS]
        forgotten += over[: max(0, len(over) - _MOST_KEPT)]
        with self._lock:
            for context in forgotten:
                if self._contexts.get(context.name) is context:
                    del self._contexts[context.name]

    def _look_after(self, context: _Context, now: float) -> None:
        stream = context.stream
        if stream.is_over:
            context.over_at = context.over_at or now
            return
        if context.sink.is_cancelled():
            stream.end(StreamCancelled("cancelled by the caller"))
            return
        stream.look_again()
        if stream.is_held_back() and now - context.text_came_at >= self._settings.hold_seconds:
            stream.flush()
        elif stream.has_work():
            context.busy_at = now
        elif self._is_going_away and now - context.busy_at >= _LAST_PAUSE_SECONDS:
            stream.end(Overloaded.cut_short())
        elif now - context.busy_at >= self._settings.idle_seconds:
            idle = self._settings.idle_seconds
            stream.end(
                InvalidRequest(
                    f'input "context": "{shorten(context.name)}" has ended: it had nothing to say and no request came '
                    f"for {idle:g} s (--context-idle-seconds); allowed: to begin it again"
                )
            )
