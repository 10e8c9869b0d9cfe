"""What is said over one stream of live texts, without a socket, thread or clock: requests out, responses in.

The blocking client and the asyncio one both drive this; whoever calls it sees to it that nobody else does meanwhile.
"""

from __future__ import annotations

import itertools
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from tritonclient.grpc import service_pb2

from tritone.client.errors import ServerUnreachable, SpeechLost, StreamBroken, refused
from tritone.client.messages import chunk_of, event_of, model_request, outputs_of
from tritone.errors import TritoneError
from tritone.pipeline.chunks import Chunk

Request: TypeAlias = "service_pb2.ModelInferRequest"
Answer: TypeAlias = "dict[str, Any] | TritoneError"
"""The outputs of a response, or an error."""


@dataclass(frozen=True)
class HeardSpeech:
    """What a listener has heard of a text that was interrupted."""

    heard: str
    """Up to the last word that had begun."""
    unheard: str
    """The rest of what was appended."""
    characters: int
    """Length of `heard`."""


class Conversation:
    """One stream and the live texts on it."""

    def __init__(self, model: str, most_unread_bytes: int) -> None:
        """most_unread_bytes: of one live text; while it has more, `may_read` is false."""
        self._model, self._most_unread_bytes = model, most_unread_bytes
        self._numbers = itertools.count(1)
        self._takers: dict[str, Callable[[Answer], bool]] = {}
        """Request id → who takes what comes for it, and says whether more will."""
        self._open: dict[str, SpeechState] = {}
        """Context → those whose end has not come."""
        self.broken: TritoneError | None = None
        """Why nothing comes any more."""
        self.answers = 0
        """Responses that came."""

    def begin(self, text: str, inputs: dict[str, Any], wake: Callable[[], None]) -> tuple[SpeechState, Request]:
        """A new live text, and the request that begins it. wake: called whenever something came for it."""
        speech = SpeechState(self, text, wake)
        self._open[speech.context] = speech
        return speech, self.request(speech.take_audio, op="begin", context=speech.context, text=text, **inputs)

    def request(self, take: Callable[[Answer], bool], **inputs: Any) -> Request:
        """A request; `take` gets what comes for it. Raises what the stream broke with."""
        if self.broken is not None:
            raise self.broken
        request_id = str(next(self._numbers))
        self._takers[request_id] = take
        return model_request(self._model, request_id, **inputs)

    def receive(self, response: service_pb2.ModelStreamInferResponse) -> None:
        """Hand on what came."""
        self.answers += 1
        inner = response.infer_response
        take, more = self._takers.get(inner.id), True
        if take is None:
            return
        if response.error_message:
            more = take(refused(response.error_message))
        elif inner.outputs:
            more = take(outputs_of(inner))
        if not more:
            self._takers.pop(inner.id, None)

    def lose(self, trouble: TritoneError) -> None:
        """The stream is over: nothing more comes for anybody."""
        if self.broken is None:
            self.broken = trouble
            takers, self._takers = list(self._takers.values()), {}
            for take in takers:
                take(trouble)
            self._open.clear()

    def may_read(self) -> bool:
        """Whether there is room for more, or somebody waits for what has not come."""
        return not self._full() or self._somebody_waits()

    def make_room(self) -> list[Request]:
        """Give up full texts that nobody reads, if they are in the way of somebody who waits; returns what to send."""
        given_up = [speech for speech in self._full() if not speech.awaited_by] if self._somebody_waits() else []
        for speech in given_up:
            speech.give_up(
                f"{speech.unread_bytes} bytes of this speech were not read while others on the connection waited: "
                "it was given up; allowed: to read it, or a connection of its own"
            )
        return [speech.interrupt(None) for speech in given_up]

    def forget(self, speech: SpeechState) -> None:
        """Its end came."""
        self._open.pop(speech.context, None)

    def is_full(self, unread_bytes: int) -> bool:
        """Whether one live text may hold no more."""
        return unread_bytes > self._most_unread_bytes

    def _somebody_waits(self) -> bool:
        return any(speech.awaited_by for speech in self._open.values())

    def _full(self) -> list[SpeechState]:
        return [speech for speech in self._open.values() if self.is_full(speech.unread_bytes)]


class SpeechState:
    """One live text: what was asked of it, and what came."""

    def __init__(self, conversation: Conversation, text: str, wake: Callable[[], None]) -> None:
        """text: what it begins with."""
        self.context = str(uuid.uuid4())
        self.is_over = False
        """Its last chunk, or an error, came."""
        self.has_ended = False
        """Its text is complete: chunks follow at once, to the last."""
        self.awaited_by = 0
        """So many wait for what has not come."""
        self.unread_bytes = 0
        self.received_seconds = 0.0
        """How much sound came."""
        self._conversation, self._wake = conversation, wake
        self._pieces = [text]
        self._chunks: deque[Chunk] = deque()
        self._trouble: TritoneError | None = None
        self._refusal: TritoneError | None = None
        self._interruption: HeardSpeech | TritoneError | None = None
        self._is_interrupted = self._has_answered = False
        self._spoken_characters: int | None = None

    @property
    def text(self) -> str:
        """All that was sent."""
        return "".join(self._pieces)

    # -- what its caller asks ------------------------------------------------------------------------------------------

    def append(self, piece: str) -> Request:
        """More text. Raises what the server had against an earlier request, or why there is no stream."""
        request = self._ask("append", text=piece)
        self._pieces.append(piece)
        return request

    def flush(self) -> Request:
        """Have what is held back be spoken. Raises as `append` does."""
        return self._ask("flush")

    def end(self) -> Request:
        """No more text. Raises as `append` does."""
        request = self._ask("end")
        self.has_ended = True
        return request

    def interrupt(self, played_seconds: float | None) -> Request:
        """Stop; `take_heard` has the answer when it came. Raises why there is no stream."""
        self._interruption = None
        request = self._conversation.request(
            self._take_interruption, op="interrupt", context=self.context, played_seconds=played_seconds
        )
        self._is_interrupted = self.has_ended = True
        return request

    def take_chunk(self) -> Chunk | None:
        """The next one, None while there is none; raises what went wrong once all that came is taken."""
        if not self._chunks:
            if self._trouble is not None:
                raise self._trouble
            return None
        chunk = self._chunks.popleft()
        self.unread_bytes -= len(chunk.audio)
        return chunk

    def take_heard(self) -> HeardSpeech | None:
        """What an interruption told, None while it did not; raises what went wrong with it."""
        if isinstance(self._interruption, TritoneError):
            raise self._interruption
        return self._interruption

    def give_up(self, why: str) -> None:
        """Let go of what was not read; reading it raises this."""
        self._chunks.clear()
        self.unread_bytes = 0
        self._end(StreamBroken(why))

    # -- what came -----------------------------------------------------------------------------------------------------

    def take_audio(self, answer: Answer) -> bool:
        """For the request that began it."""
        if self.is_over:  # it was given up
            return not (isinstance(answer, TritoneError) or answer["is_last"])
        if isinstance(answer, TritoneError):
            self._end(self._lost(answer))
            return False
        self._has_answered, chunk = True, chunk_of(answer)
        self.received_seconds += chunk.duration_seconds
        if chunk.timestamps:
            ends = [int(stamp["text_end"]) for stamp in chunk.timestamps if "text_end" in stamp]
            self._spoken_characters = max([self._spoken_characters or 0, *ends])
        # nobody plays what comes after an interruption: it is kept as long as there is room
        if chunk.is_last or not (self._is_interrupted and self._conversation.is_full(self.unread_bytes)):
            self._chunks.append(chunk)
            self.unread_bytes += len(chunk.audio)
        if chunk.is_last:
            self._end(None)
        self._wake()
        return not chunk.is_last

    def _take_interruption(self, answer: Answer) -> bool:
        if isinstance(answer, TritoneError):
            self._interruption = answer
        else:
            event = event_of(answer)
            self._interruption = HeardSpeech(str(event["heard"]), str(event["unheard"]), int(event["heard_chars"]))
        self._wake()
        return False

    def _take_answer(self, answer: Answer) -> bool:
        if isinstance(answer, TritoneError):
            self._refusal = self._refusal or answer
            self._wake()
        return False

    def _ask(self, operation: str, **inputs: str) -> Request:
        refusal, self._refusal = self._refusal or self._trouble, None
        if refusal is not None:
            raise refusal
        return self._conversation.request(self._take_answer, op=operation, context=self.context, **inputs)

    def _lost(self, trouble: TritoneError) -> TritoneError:
        """Of a text that was begun: what had come. Of one that was refused, only why."""
        if isinstance(trouble, ServerUnreachable) or not (self._has_answered or isinstance(trouble, StreamBroken)):
            return trouble
        return SpeechLost(str(trouble), self.text, self.received_seconds, self._spoken_characters)

    def _end(self, trouble: TritoneError | None) -> None:
        self._trouble, self.is_over = trouble, True
        self._conversation.forget(self)
        self._wake()


class WholeText:
    """The answer to one text given whole, on a stream of its own."""

    def __init__(self) -> None:
        self.chunks = 0
        """How many came."""
        self.is_spoken = False
        """The last chunk came; the server's own end of the stream follows."""

    def receive(self, response: service_pb2.ModelStreamInferResponse) -> Chunk | None:
        """The chunk in it, if it has one; raises RequestRefused or StreamBroken."""
        if response.error_message:
            raise self.trouble(refused(response.error_message))
        if not response.infer_response.outputs:
            if self.is_spoken:
                return None
            raise StreamBroken(f"the server ended the stream after {self.chunks} chunks, without a last one")
        chunk = chunk_of(outputs_of(response.infer_response))
        if chunk.index != self.chunks:
            raise StreamBroken(f"chunk {chunk.index} came where chunk {self.chunks} was due")
        self.chunks, self.is_spoken = self.chunks + 1, chunk.is_last
        return chunk

    def trouble(self, error: TritoneError) -> TritoneError:
        """What an error means, which may have come in the middle."""
        if self.chunks and not isinstance(error, StreamBroken):
            return StreamBroken(f"the server gave up after {self.chunks} chunks: {error}")
        return error
