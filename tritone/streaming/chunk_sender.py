"""The end of one stream: its sound waits here in order, is encoded, and goes to the caller chunk by chunk."""

from __future__ import annotations

import base64
import enum
import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tritone.audio.format import AudioEncoder, create_encoder
from tritone.errors import InvalidRequest, StreamCancelled
from tritone.pipeline.arrays import Float32Array
from tritone.pipeline.chunks import Chunk, ChunkSink, Timestamp
from tritone.pipeline.segments import TimedText
from tritone.streaming.calls.jobs import Job
from tritone.streaming.calls.stage_pool import StagePool
from tritone.streaming.request import SynthesisRequest
from tritone.streaming.timestamps import HeardText, PlacedText, Timestamps

logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Sound:
    """What one chunk will hold."""

    samples: Float32Array
    """float32 [n] at the voice's rate, nominally in [-1, 1], once they have the gain."""
    words: Sequence[PlacedText] = ()
    """What begins to be said with it: the words of its segment, if it is that one's first."""
    is_last: bool = False
    trailing: Sequence[TimedText] = ()
    """Words without sound after the last chunk."""
    warnings: Sequence[str] = ()
    """To be told with it."""
    gain: float = 1.0
    """What the samples are still to be multiplied by."""
    silence: int = 0
    """Samples of it that follow: added here, so that nobody need copy those before it."""

    def __len__(self) -> int:
        """Samples, with the silence."""
        return len(self.samples) + self.silence


class _State(enum.Enum):
    IDLE = enum.auto()
    QUEUED = enum.auto()
    """A job waits at the pool of encoders; the format takes long."""
    SENDING = enum.auto()
    """A thread is encoding a chunk or handing it over. Encoder, timestamps and what was sent belong to that thread."""
    OVER = enum.auto()
    """The caller has been told the end, or is being told; nothing is sent any more."""


class ChunkSender:
    """Sends what is put, in that order, and exactly one end: the last chunk, or an error.

    No thread belongs to it. Whoever has put sound calls `send_waiting` and does the work, unless another thread is at
    it, which then takes that sound too. An error that comes from elsewhere while a chunk is being sent waits for it.
    """

    def __init__(
        self,
        request: SynthesisRequest,
        sink: ChunkSink,
        encoders: StagePool[ChunkSender, float],
        on_room: Callable[[], None],
        on_over: Callable[[], None],
        heard: HeardText | None = None,
        most_seconds: float = math.inf,
    ):
        """on_room: called after sound was taken from those that wait; on_over: when the end has been told; heard: is
        told of the words that were sent; most_seconds: of audio; whoever asks for more gets an error after it.
        """
        self._request, self._sink, self._encoders = request, sink, encoders
        self._on_room, self._on_over, self._most_seconds = on_room, on_over, most_seconds
        self._rate_hz = request.voice.sample_rate_hz
        self.began = time.monotonic()
        self._lock = threading.Lock()
        self._state = _State.IDLE
        self._error: Exception | None = None
        """To end with when the chunk has been sent that is on its way."""
        self._when_interrupted: Callable[[], object] | None = None
        """The caller wants no more: to be called when the end has been told that follows the chunk on its way."""
        self.waiting: deque[Sound] = deque()
        """Put and not yet taken. Changed with the lock held; others may count them."""
        self.samples_waiting = 0
        """Of them; likewise."""
        self._encoder: AudioEncoder | None = None
        keeps_words = request.word_timestamps or heard is not None
        self._timestamps = Timestamps(request.text, self._rate_hz) if keeps_words else None
        self._heard = heard
        self._index = self._samples_sent = self._samples_encoded = 0
        self.first_sent_at: float | None = None
        """Monotonic seconds; set once, by the thread that sends the first chunk."""

    @property
    def seconds_sent(self) -> float:
        """Of audio."""
        return 0.0 if self._encoder is None else self._samples_encoded / self._encoder.sample_rate_hz

    def open(self) -> None:
        """Have an encoder; before anything is put."""
        request = self._request
        self._encoder = create_encoder(request.format, self._rate_hz, request.sample_rate_hz)

    def put(self, sound: Sound) -> None:
        """Add what follows; returns at once. After the end it is dropped."""
        with self._lock:
            if self._state is not _State.OVER:
                self.waiting.append(sound)
                self.samples_waiting += len(sound)

    @property
    def is_slow(self) -> bool:
        """Whether the format takes long to encode."""
        return self._encoder is not None and self._encoder.is_slow

    def send_waiting(self) -> None:
        """Send all that waits, in this thread; where the format takes long, have the encoders' threads do it."""
        if self.is_slow:
            self._queue_turn()
        else:
            # looked at without the lock: whoever puts more after this look sends it
            while self.waiting and self._send_next(_State.IDLE) is not None:
                pass

    def fail(self, error: Exception) -> None:
        """End the stream with an error: now, or when the chunk that is being sent has been."""
        with self._lock:
            if self._state in (_State.SENDING, _State.OVER):
                self._error = self._error or error
                return
            self._state = _State.OVER
            self.waiting.clear()
        self._finish(error)

    def text_is(self, text: str) -> None:
        """The text whose words are sent has grown."""
        if self._timestamps is not None:
            self._timestamps.text = text

    def interrupt(self, when_over: Callable[[], object]) -> None:
        """Drop what waits and end with a last chunk without samples: now, or when the chunk that is being sent has
        been. when_over: called after that, or at once where the stream is over."""
        with self._lock:
            if self._state is _State.SENDING:
                self._when_interrupted = when_over
                return
            was_over, self._state = self._state is _State.OVER, _State.OVER
            self.waiting.clear()
        if not was_over:
            self._finish(self._try_to_send_silence())
        when_over()

    # -- turns at the encoders: one chunk each, so that another stream's more urgent one can come between -------------

    def _queue_turn(self) -> None:
        with self._lock:
            if self._state is not _State.IDLE or not self.waiting:
                return
            self._state = _State.QUEUED
            seconds = len(self.waiting[0]) / self._rate_hz
        first_sent_at = self.first_sent_at
        is_first = first_sent_at is None
        deadline = self.began if first_sent_at is None else first_sent_at + self._samples_sent / self._rate_hz
        key = self._request.format_key
        self._encoders.submit(Job(self._encoders, self, self, deadline, is_first, key, seconds, store=_nothing))

    def take_turn(self) -> float:
        """Encode and send the next chunk; returns its seconds of audio, 0 where the stream is over."""
        return self._send_next(_State.QUEUED) or 0.0

    def is_wanted(self) -> bool:
        return self._state is not _State.OVER and not self._sink.is_cancelled()

    def job_done(self, job: Job[Any, Any], result: Any) -> Callable[[], None]:
        return self.send_waiting

    def job_failed(self, job: Job[Any, Any], error: Exception) -> None:
        self.fail(error)

    def end(self, error: Exception) -> None:
        self.fail(error)

    # -- one chunk ----------------------------------------------------------------------------------------------------

    def _send_next(self, state: _State) -> float | None:
        """Take the next sound and send it, if the sender is in that state; returns its seconds, None if there is none
        to take."""
        with self._lock:
            if self._state is not state or not self.waiting:
                return None
            self._state = _State.SENDING
            sound = self.waiting.popleft()
            self.samples_waiting -= len(sound)
        error = self._try_to_send(sound)
        with self._lock:
            interrupted = self._when_interrupted
            if error is None and not sound.is_last and interrupted is None:
                error = self._error  # somebody else's; a stream that was sent whole, or is not wanted, has none
            is_over = error is not None or sound.is_last or interrupted is not None
            self._state = _State.OVER if is_over else _State.IDLE
            if is_over:
                self.waiting.clear()
        if interrupted is not None and error is None and not sound.is_last:
            error = self._try_to_send_silence()
        if is_over:
            self._finish(error)
        if interrupted is not None:
            interrupted()
        return len(sound) / self._rate_hz

    def _try_to_send(self, sound: Sound) -> Exception | None:
        try:
            self._on_room()
            if self._sink.is_cancelled():
                return StreamCancelled("cancelled by the caller")
            self._send(sound)
        except Exception as error:  # whatever went wrong must reach this caller and end this stream only
            return error
        return None

    def _try_to_send_silence(self) -> Exception | None:
        """The last chunk of a stream that was interrupted; the state is OVER, and this thread brought it there."""
        try:
            self._timestamps = None  # no word begins any more
            if self._encoder is None:
                self.open()
            encoder = self._opened()
            self._hand_over(Sound(np.zeros(0, np.float32), is_last=True), encoder, encoder.end_early())
        except Exception as error:
            return error
        return None

    def _send(self, sound: Sound) -> None:
        encoder = self._opened()
        if self._samples_sent + len(sound) > self._most_seconds * self._rate_hz:
            raise InvalidRequest(
                f'input "text": its audio is longer than {self._most_seconds:g} s (--max-audio-seconds), pauses '
                "included; allowed: shorter texts"
            )
        audio = encoder.encode(sound.samples, sound.is_last and not sound.silence, sound.gain)
        if sound.silence:
            audio += encoder.encode(np.zeros(sound.silence, np.float32), sound.is_last)
        self._hand_over(sound, encoder, audio)

    def _opened(self) -> AudioEncoder:
        if self._encoder is None:
            raise ValueError("a stream's sender must be opened before it sends")
        return self._encoder

    def _hand_over(self, sound: Sound, encoder: AudioEncoder, audio: bytes) -> None:
        """Send what a sound was encoded to, or what ends the stream early."""
        if self._request.encoding == "base64":
            audio = base64.b64encode(audio)
        # a chunk announces the samples it has: the encoder may hold some back for the next
        rate_hz, first = encoder.sample_rate_hz, self._samples_encoded
        start, self._samples_encoded = self._samples_sent, encoder.samples_encoded
        self._samples_sent += len(sound)
        self._sink.send(
            Chunk(
                audio,
                rate_hz,
                self._index,
                first / rate_hz,
                (self._samples_encoded - first) / rate_hz,
                sound.is_last,
                self._timestamps_of(sound, start),
                sound.warnings,
            )
        )
        self._index += 1
        if self.first_sent_at is None:
            self.first_sent_at = time.monotonic()

    def _timestamps_of(self, sound: Sound, start: int) -> Sequence[Timestamp]:
        if self._timestamps is None:
            return []
        self._timestamps.place(sound.words, start)
        begun = self._timestamps.begun_before(int(self.seconds_sent * self._rate_hz))
        if sound.is_last:
            begun += self._timestamps.all_that_is_left(sound.trailing, self._samples_sent)
        if self._heard is not None:
            self._heard.add(begun)
        return begun if self._request.word_timestamps else []

    def _finish(self, error: Exception | None) -> None:
        """The state is OVER, and this thread brought it there."""
        try:
            if self._encoder is not None:
                self._encoder.close()
        except Exception:
            logger.exception("a stream's encoder could not be closed")
        try:
            if error is not None:
                self._sink.fail(error)
        except Exception:  # the caller is out of reach: there is nobody left to tell
            logger.exception("a stream's error could not be delivered")
        self._on_over()


def _nothing(_: object) -> None:
    """The turn itself has done all there is to do."""
