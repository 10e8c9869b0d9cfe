"""One caller's stream: what may start now, so that chunks follow in order, a few windows ahead of what has been sent.

A state machine that runs in whatever thread finished its last job: `_move_on` looks at where the stream stands, hands
over the sound that is next and submits every job that may start; each job ends by storing its result and moving on:

    read a passage ──► frames of a segment ──► window after window ──► chunks, in order, to the caller
    (text_ahead)       (segment_in_flight)     (segment_queue)         (chunk_sender)
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Hashable
from typing import Any

from tritone.errors import StreamCancelled
from tritone.pipeline.chunks import ChunkSink
from tritone.pipeline.frames import AcousticResult
from tritone.pipeline.segments import Passage, Segment
from tritone.pipeline.windows import VocodedWindow
from tritone.streaming.calls.jobs import After, Job
from tritone.streaming.calls.measured_stage import Item, Result
from tritone.streaming.calls.stage_pool import StagePool
from tritone.streaming.chunk_sender import ChunkSender
from tritone.streaming.request import SynthesisRequest
from tritone.streaming.retry import Patience
from tritone.streaming.segment_in_flight import NO_FRAMES, SegmentInFlight, segment_noise_seed
from tritone.streaming.segment_queue import SegmentQueue
from tritone.streaming.served_voices import StreamVoices
from tritone.streaming.stage_pools import StreamParts
from tritone.streaming.text_ahead import TextAhead
from tritone.streaming.timestamps import HeardText
from tritone.tracing.stream_trace import StreamTrace

SEGMENTS_AHEAD = 4
"""Segments of one stream that may have frames or be getting them, the one being spoken included: where sentences are
short, each of the windows in flight is another segment's."""
WINDOWS_IN_FLIGHT = 4
"""Windows of one stream at the vocoder or waiting behind it to be sent; one that is longer than plain ones counts for
as many as its sound is worth. A segment's windows follow each other, so the others at the vocoder are later segments':
one alone would leave a machine with several instances idle. Those do not keep the one being sent from its four, so a
stream whose caller takes nothing holds up to 4 + 3 + 2 + 1 of them."""
FIRST_LOOK_SECONDS = 2e-6
"""A character: the first call for a text looks at all of it, so of callers who come at once those go before it whose
text takes less."""
PASSAGE_READ_AHEAD_SEGMENTS = 2
"""Fewer segments than this waiting for the acoustic model: the next passage is read, while one can still be begun."""


class SpeechStream:
    """Synthesises one request: it decides, its segments keep what was made of them, its sender tells the caller."""

    _takes_long_chunks = True
    """Its listener hears no difference once there is a lead."""

    def __init__(
        self,
        request: SynthesisRequest,
        parts: StreamParts,
        seed: int,
        sink: ChunkSink,
        on_end: Callable[[SpeechStream], None],
        text: TextAhead | None = None,
        heard: HeardText | None = None,
        may_go_on: Callable[[], bool] = lambda: True,
        trace: StreamTrace | None = None,
    ):
        """on_end: called once, when the caller has been told the end; text: where the text comes from, the request's
        own unless given; heard: is told which words were sent; may_go_on: whether more sound may be made now; trace: is
        told how long stages take.
        """
        self._request, self._parts, self._seed, self._on_end = request, parts, seed, on_end
        self._is_cancelled = sink.is_cancelled
        self._may_go_on, self._trace = may_go_on, trace
        self._sender = ChunkSender(
            request, sink, parts.pools.encoding, self._room_made, self._over, heard, parts.most_audio_seconds
        )
        self._voices = StreamVoices(request.voice, parts.find_voice)
        self._lock = threading.Lock()
        # guarded by the lock, but `_is_over` may be read without it:
        self._text = text or TextAhead(request)
        keeps_words = request.word_timestamps or heard is not None
        self._queue = SegmentQueue(self._text, request.voice.sample_rate_hz, keeps_words)
        self._patience = Patience(self._sender.began)
        self._segments_begun, self._is_over = 0, False
        self._looks_again = False
        """It waits to be let go on, and will look."""
        self._lacks_room = False
        """A window could have begun if less waited to be sent."""

    def start(self) -> None:
        """Begin; returns at once."""
        try:
            self._sender.open()
            with self._lock:
                self._move_on()
        except Exception as error:  # whatever went wrong must reach this caller and end this stream only
            self.end(error)

    def end(self, error: Exception) -> None:
        """End with an error, unless it is over."""
        self._stop()
        self._sender.fail(error)

    def _over(self) -> None:
        """The sender has told the caller the end."""
        self._stop()
        self._on_end(self)

    def _stop(self) -> None:
        with self._lock:
            self._is_over = True
            self._queue.segments.clear()

    def _room_made(self) -> None:
        """Sound was taken from what waits to be sent."""
        with self._lock:
            if self._lacks_room:
                self._move_on()

    def _look_again(self) -> None:
        """A moment has passed in which no more sound was to be made."""
        if self._is_cancelled():
            self.end(StreamCancelled("cancelled by the caller"))
            return
        with self._lock:
            self._looks_again = False
            self._move_on()
        self._sender.send_waiting()

    # -- what may start now (the lock is held) ------------------------------------------------------------------------

    def _move_on(self) -> None:
        if self._is_over:
            return
        if not self._may_go_on():
            for sound in self._queue.take_ready():
                self._sender.put(sound)
            if not self._looks_again:
                self._looks_again = True
                self._parts.retries.add(self._look_again)
            return
        moves = True
        while moves:  # a segment that is done with makes room for the next
            stood = self._segments_begun, len(self._queue.segments)
            self._begin_segments()
            for sound in self._queue.take_ready():
                self._sender.put(sound)
            moves = stood != (self._segments_begun, len(self._queue.segments)) or self._take_made_sound()
        self._begin_windows()

    def _take_made_sound(self) -> bool:
        """The next of what came with an earlier window, when nothing else waits to be sent; returns whether it did."""
        head = self._queue.segments[0] if self._queue.segments else None
        if head is None or not head.windows_made() or head.sound or self._sender.waiting:
            return False
        head.take_made_sound()
        return True

    def _begin_windows(self) -> None:
        sender, self._lacks_room = self._sender, False
        in_flight = self._as_windows(len(sender.waiting), sender.samples_waiting / self._request.voice.sample_rate_hz)
        for segment in self._queue.segments:
            # counted from the front: what later segments hold must never keep the one being sent from going on
            in_flight += self._held_by(segment)
            if segment.windows_made():
                self._lacks_room = True
            elif segment.windows and not segment.frames_at_vocoder:
                more = self._as_windows(1, segment.seconds_of_next_window())
                if in_flight and in_flight + more > WINDOWS_IN_FLIGHT:
                    self._lacks_room = True
                    break
                self._begin_window(segment)
                in_flight += more

    def _held_by(self, segment: SegmentInFlight) -> float:
        """What a segment has in flight, in plain windows."""
        held = segment.windows_made() + self._as_windows(segment.frames_at_vocoder > 0, segment.seconds_at_vocoder())
        if segment.sound:
            held += self._as_windows(len(segment.sound), segment.samples_ready() / self._request.voice.sample_rate_hz)
        return held

    def _as_windows(self, count: int, seconds: float) -> float:
        """So many windows of so much sound together, in plain ones: a longer one counts for as many as it is worth."""
        return max(count, seconds / self._parts.sizes.longest)

    def _begin_segments(self) -> None:
        text = self._text
        while True:
            if text.may_be_read and len(text.waiting) < PASSAGE_READ_AHEAD_SEGMENTS:
                # of size 1: a call reads a bounded stretch, however long the text is
                position, group = text.next_position(), self._request.voice.weights_key
                later = 0.0 if position.start else len(position.text) * FIRST_LOOK_SECONDS
                self._submit(self._parts.pools.text_frontend, position, group, 1.0, None, self._passage_read, later)
            if not text.waiting or len(self._queue.segments) >= self._segments_allowed():
                return
            self._begin_segment(text.waiting.popleft())

    def _segments_allowed(self) -> int:
        """One until it has its frames: a batch's answers come together, so a second would hold up the first sound."""
        segments, nothing_sent = self._queue.segments, self._sender.first_sent_at is None
        waits_for_frames = nothing_sent and segments and segments[0].frames is None
        return 1 if waits_for_frames or not self._segments_begun else SEGMENTS_AHEAD

    def _begin_segment(self, segment: Segment) -> None:
        voice, seed = self._voices[segment.voice], segment_noise_seed(self._seed, self._segments_begun)
        long_sizes = self._parts.long_sizes if self._takes_long_chunks and not self._sender.is_slow else None
        sizes = long_sizes(voice) if long_sizes else self._parts.sizes
        begun = SegmentInFlight(segment, voice, seed, self._request.speed, sizes, self._request.voice.sample_rate_hz)
        self._segments_begun += 1
        self._queue.segments.append(begun)
        if size := len(segment.phoneme_ids):
            item, store = (begun.asked(), voice.voice), functools.partial(self._frames_made, begun)
            self._submit(self._parts.pools.acoustic, item, voice.group, size, begun, store)
        else:
            begun.take_frames(NO_FRAMES, opens_stream=False)

    def _begin_window(self, segment: SegmentInFlight) -> None:
        window, voice, store = segment.next_window(), segment.voice, functools.partial(self._window_vocoded, segment)
        self._submit(self._parts.pools.vocoder, (window, voice.voice), voice.group, len(window.frames), segment, store)

    def _submit(
        self,
        pool: StagePool[Item, Result],
        item: Item,
        group: Hashable,
        size: float,
        segment: SegmentInFlight | None,
        store: Callable[[Result], object],
        later: float = 0.0,
    ) -> None:
        """segment: whose next sound it is for; None for that of text still to be read. What can be sent before all else
        is needed at once, and the longest waiting stream's first; later: seconds by which others may go before it."""
        seconds, plays_since = self._queue.seconds_before(segment), self._sender.first_sent_at
        is_first = plays_since is None and not seconds
        if plays_since is None:
            plays_since = self._sender.began if is_first else time.monotonic()
        if self._trace is not None:
            store = self._trace.watch(pool.name, store)
        pool.submit(Job(pool, self, item, plays_since + seconds + later, is_first, group, size, store))

    # -- what jobs leave behind ---------------------------------------------------------------------------------------

    def _passage_read(self, passage: Passage) -> None:
        for segment in passage.segments:  # without the lock: it may read files
            self._voices.find(segment.voice)
        with self._lock:
            self._text.add(passage)
            self._move_on()

    def _frames_made(self, segment: SegmentInFlight, result: AcousticResult) -> None:
        with self._lock:
            segment.take_frames(result, self._queue.opens_stream(segment), self._lead_before(segment))
            self._move_on()

    def _lead_before(self, segment: SegmentInFlight) -> float:
        """What the listener will have in hand now if all that comes before a segment has been sent, in seconds."""
        first_sent_at = self._sender.first_sent_at
        played = 0.0 if first_sent_at is None else time.monotonic() - first_sent_at
        return self._queue.seconds_before(segment) - played

    def _window_vocoded(self, segment: SegmentInFlight, vocoded: VocodedWindow) -> None:
        with self._lock:
            segment.take_sound(vocoded)
            self._move_on()

    def is_wanted(self) -> bool:
        return not (self._is_over or self._is_cancelled())

    def job_done(self, job: Job[Any, Any], result: Any) -> After | None:
        try:
            if not self._is_over:
                job.store(result)
        except Exception as error:
            self.end(error)
        return self._sender.send_waiting if self._sender.waiting else None

    def job_failed(self, job: Job[Any, Any], error: Exception) -> None:
        """It holds all that its model needs, so a repeated one makes the same samples."""
        with self._lock:
            final = self._patience.error_to_end_with(error, time.monotonic())
        if final is not None:
            self.end(final)
        elif not self._is_over:
            self._parts.retries.add(job.submit)
