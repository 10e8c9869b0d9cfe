"""One caller's stream: from text to chunks in order, a few windows ahead of what has been sent.

The stream is a state machine that runs in whatever thread finished its last job. `_advance` looks at where the stream
stands and submits every job that may start; each job ends by storing its result and advancing again:

    read a passage ──► frames of a segment ──► window after window ──► chunks, in order, to the caller
    (text_frontend)    (acoustic)              (vocoder, state carried)
"""

from __future__ import annotations

import base64
import itertools
import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace

import numpy as np

from tritone.audio.format import create_encoder
from tritone.errors import InvalidRequest, ModelDown, StreamCancelled, SynthesisFailed, VoiceLoading
from tritone.pipeline.chunks import Chunk, ChunkSink
from tritone.pipeline.frames import AcousticResult, AcousticSegment, FrameFormat
from tritone.pipeline.segments import Passage, Segment, TextPosition, TimedText
from tritone.pipeline.windows import VocodedWindow, VocoderWindow, cut_window, plan_windows
from tritone.streaming.request import SynthesisRequest, shorten
from tritone.streaming.stage_pool import Job, StagePool
from tritone.voices.voice import Voice

SEGMENTS_AHEAD = 4
"""Segments of one stream that may have frames or be getting them: the one being spoken and the next ones."""
WINDOWS_IN_FLIGHT = 4
"""Windows of one stream that are at the vocoder or wait behind it to be sent. A segment's windows follow each other,
so the others at the vocoder are those of next segments: one alone would leave a machine with several instances idle.
Later segments' windows do not keep the one being sent from its four, so a stream whose caller takes nothing holds up to
4 + 3 + 2 + 1 of them."""
PASSAGE_READ_AHEAD_SEGMENTS = 2
"""Fewer segments than this waiting for the acoustic model: the next passage is read."""
LONGEST_LOADING_SECONDS = 120.0
"""How long a stream waits for its voice to be loaded."""
LONGEST_DOWN_SECONDS = 3.5
"""How long a stream asks again when a model's process has died. With the second that Triton takes to notice, every
caller has audio or an error within five seconds."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ChunkSizes:
    """How long chunks are, in seconds of audio."""

    first: float
    longest: float


@dataclass(frozen=True)
class UnencodedChunk:
    """The next samples of a stream whose format takes long to encode."""

    samples: np.ndarray
    is_last: bool
    duration_seconds: float
    format_key: Hashable
    send: Callable[[np.ndarray, bool], None]
    """Encodes samples (are they the last?) and hands them to the caller."""


@dataclass(frozen=True)
class StagePools:
    """The pools that a server's streams share."""

    text_frontend: StagePool[TextPosition, Passage]
    acoustic: StagePool[tuple[AcousticSegment, Voice], AcousticResult]
    vocoder: StagePool[tuple[VocoderWindow, Voice], VocodedWindow]
    encoding: StagePool[UnencodedChunk, None]
    """For formats that take longer to encode than a few milliseconds."""


@dataclass(frozen=True)
class Speaker:
    """A voice that this server has, and what its models pass on."""

    voice: Voice
    frames: FrameFormat


@dataclass
class _Voiced:
    """A segment on its way through acoustic model and vocoder."""

    segment: Segment
    speaker: Speaker
    noise_seed: int
    frames: np.ndarray | None = None
    id_ends: np.ndarray | None = None
    """int64 [phonemes + 1]: the frame at which each phoneme id begins, and where the last one ends."""
    windows: deque[tuple[int, int]] = field(default_factory=deque)
    """Windows not yet given to the vocoder."""
    in_flight: int = 0
    """Frames of the window that is at the vocoder."""
    has_begun: bool = False
    """Some of it has been sent."""
    state: np.ndarray | None = None
    samples: deque[np.ndarray] = field(default_factory=deque)
    """Vocoded and not yet sent."""

    def unvocoded_seconds(self) -> float:
        """Sound that is still to be made; a guess while there are no frames."""
        if self.frames is None:
            return len(self.segment.phoneme_ids) * _SECONDS_PER_PHONEME
        frames = self.in_flight + sum(stop - start for start, stop in self.windows)
        return frames * self.speaker.frames.hop_length_samples / self.speaker.frames.sample_rate_hz

    def is_finished(self) -> bool:
        """All windows are vocoded (they may still wait to be sent)."""
        return self.frames is not None and not self.windows and not self.in_flight


class SpeechStream:
    """Synthesises one request."""

    def __init__(
        self,
        request: SynthesisRequest,
        find_speaker: Callable[[str], Speaker],
        pools: StagePools,
        sizes: ChunkSizes,
        seed: int,
        sink: ChunkSink,
        on_end: Callable[[SpeechStream], None],
    ):
        self._request, self._pools, self._sink = request, pools, sink
        self._find_speaker = find_speaker
        self._on_end = on_end
        self._seed = seed
        self._sizes = sizes
        self._rate_hz = request.voice.sample_rate_hz
        self._longest_samples = int(sizes.longest * self._rate_hz)
        self._encoder = create_encoder(request.format, self._rate_hz, request.sample_rate_hz)
        self._lock = threading.Lock()
        # guarded by the lock:
        self._next_start: int | None = 0
        self._reading = False
        self._has_words = False
        self._unread: deque[Segment] = deque()
        self._silent_words: list[TimedText] = []
        """Words without sound that came before the next segment which has one."""
        self._voiced: deque[_Voiced] = deque()
        self._segments_begun = 0
        self._sending = False
        self._ended = False
        self._began = time.monotonic()
        self._down_since = self._down_last = -math.inf
        """When a model was first and last found dead, of the latest fault."""
        # touched only by the thread that is sending:
        self._chunk_index = 0
        self._samples_sent = 0
        self._first_sent_at: float | None = None
        self._untold: deque[dict] = deque()
        """Timestamps of segments that have begun to be sent, in order, whose chunk is still to come."""

    def start(self) -> None:
        """Begin; returns at once."""
        with self._lock:
            self._advance()

    # -- what may start now (the lock is held) -----------------------------------------------------------------------

    def _advance(self) -> None:
        if self._ended:
            return
        self._read_on()
        while self._unread and len(self._voiced) < self._segments_allowed():
            self._begin_segment(self._unread.popleft())
            self._read_on()
        in_flight = 0
        for voiced in self._voiced:
            # counted from the front: what later segments hold must never keep the one being sent from going on
            in_flight += bool(voiced.in_flight) + len(voiced.samples)
            if in_flight < WINDOWS_IN_FLIGHT and voiced.windows and not voiced.in_flight:
                self._begin_window(voiced)
                in_flight += 1

    def _segments_allowed(self) -> int:
        """One until it has its frames: a batch's answers come together, so a second would hold up the first sound."""
        waits_for_frames = self._first_sent_at is None and self._voiced and self._voiced[0].frames is None
        return 1 if waits_for_frames or not self._segments_begun else SEGMENTS_AHEAD

    def _read_on(self) -> None:
        if self._reading or self._next_start is None or len(self._unread) >= PASSAGE_READ_AHEAD_SEGMENTS:
            return
        self._reading = True
        position = TextPosition(self._request.text, self._next_start, self._request.voice, self._request.lexicon)
        self._submit(
            self._pools.text_frontend,
            position,
            position.voice.language,
            len(position.text),
            self._seconds_before(None),
            self._passage_read,
        )

    def _begin_segment(self, segment: Segment) -> None:
        speaker = self._find_speaker(segment.voice or self._request.voice.name)
        if speaker.frames.sample_rate_hz != self._rate_hz:
            raise InvalidRequest(
                f'input "text": voice "{speaker.voice.name}" has {speaker.frames.sample_rate_hz} Hz, '
                f"this stream {self._rate_hz} Hz; allowed: voices of one sample rate"
            )
        voiced = _Voiced(segment, speaker, noise_seed=_mix(self._seed, self._segments_begun))
        self._segments_begun += 1
        self._voiced.append(voiced)
        if not len(segment.phoneme_ids):
            self._frames_made(voiced, AcousticResult(np.zeros((0, 0), np.float32), np.zeros(0, np.int32)))
            return
        asked = AcousticSegment(segment.phoneme_ids, self._request.speed * segment.rate, voiced.noise_seed)
        self._submit(
            self._pools.acoustic,
            (asked, speaker.voice),
            speaker.voice.weights_key,
            len(asked.phoneme_ids),
            self._seconds_before(voiced),
            lambda result: self._frames_made(voiced, result),
        )

    def _begin_window(self, voiced: _Voiced) -> None:
        start, stop = voiced.windows.popleft()
        window = cut_window(
            voiced.frames, start, stop, voiced.speaker.frames.lookahead_frames, voiced.noise_seed, voiced.state
        )
        before = self._seconds_before(voiced)
        voiced.in_flight = stop - start
        voice = voiced.speaker.voice
        self._submit(
            self._pools.vocoder,
            (window, voice),
            voice.weights_key,
            len(window.frames),
            before,
            lambda vocoded: self._window_vocoded(voiced, vocoded),
        )

    # -- what a finished job leaves behind (the lock is held) --------------------------------------------------------

    def _passage_read(self, passage: Passage) -> None:
        self._reading = False
        self._next_start = passage.next_start
        for segment in passage.segments:
            self._has_words |= len(segment.phoneme_ids) > 0
            # nothing is sent before the first word, so that sound starts at once
            if not (self._has_words and (len(segment.phoneme_ids) or segment.pause_seconds > 0)):
                self._silent_words.extend(segment.timed)
                continue
            if self._silent_words:
                before = [replace(item, first_id=0, end_id=0) for item in self._silent_words]
                segment = replace(segment, timed=[*before, *segment.timed])
                self._silent_words.clear()
            self._unread.append(segment)
        for start, end in passage.unspoken:
            voice = self._request.voice.name
            logger.warning('voice "%s" has no way to say characters %d to %d of a text', voice, start, end)
        if self._next_start is None and not self._has_words:
            raise InvalidRequest(
                f'input "text": "{shorten(self._request.text)}" has nothing that voice '
                f'"{self._request.voice.name}" ({self._request.voice.language}) can say; '
                "allowed: text with at least one word, number or symbol that has a name"
            )

    def _frames_made(self, voiced: _Voiced, result: AcousticResult) -> None:
        earlier = itertools.takewhile(lambda other: other is not voiced, self._voiced)
        opens_stream = self._samples_sent == 0 and not any(len(other.segment.phoneme_ids) for other in earlier)
        voiced.frames = result.frames
        voiced.id_ends = np.concatenate([[0], np.cumsum(result.durations)])
        frames_per_second = voiced.speaker.frames.sample_rate_hz / voiced.speaker.frames.hop_length_samples
        longest = max(1, int(self._sizes.longest * frames_per_second))
        first = min(longest, max(1, int(self._sizes.first * frames_per_second))) if opens_stream else longest
        voiced.windows.extend(plan_windows(len(voiced.frames), first, longest))
        if not voiced.windows:
            self._add_pause(voiced)

    def _window_vocoded(self, voiced: _Voiced, vocoded: VocodedWindow) -> None:
        voiced.in_flight = 0
        voiced.state = vocoded.state
        gain = 10 ** ((voiced.segment.volume_db + voiced.speaker.voice.gain_db) / 20)
        voiced.samples.append(vocoded.samples if gain == 1.0 else vocoded.samples * np.float32(gain))
        if not voiced.windows:
            self._add_pause(voiced)

    def _add_pause(self, voiced: _Voiced) -> None:
        """Silence after a segment, with its last chunk where that stays short enough."""
        left = int(voiced.segment.pause_seconds / self._request.speed * self._rate_hz)
        if voiced.samples:
            last = voiced.samples.pop()
            added = min(left, max(0, self._longest_samples - len(last)))
            voiced.samples.append(np.concatenate([last, np.zeros(added, np.float32)]) if added else last)
            left -= added
        while left > 0:
            part = min(left, self._longest_samples)
            voiced.samples.append(np.zeros(part, np.float32))
            left -= part

    # -- jobs ---------------------------------------------------------------------------------------------------------

    def _submit(
        self, pool: StagePool, item: object, group: Hashable, size: float, seconds_before: float, store: Callable
    ) -> None:
        """store keeps what the job makes; it is called with the lock held."""
        job = Job(
            item,
            self._deadline(seconds_before),
            self._first_sent_at is None and not seconds_before,
            group,
            size,
            is_wanted=self._is_wanted,
            done=lambda result: self._job_done(store, result),
            failed=lambda error: self._job_failed(pool, job, error),
            after=self._send_ready_chunks,
        )
        pool.submit(job)

    def _is_wanted(self) -> bool:
        return not (self._ended or self._sink.is_cancelled())

    def _job_done(self, store: Callable, result: object) -> None:
        try:
            with self._lock:
                if not self._ended:
                    store(result)
                    self._advance()
        except Exception as error:  # whatever went wrong must reach this caller and end this stream only
            self._end(error)

    def _job_failed(self, pool: StagePool, job: Job, error: Exception) -> None:
        if isinstance(error, ModelDown):
            self._ask_again_if_in_time(pool, job, error)
        elif not isinstance(error, VoiceLoading):
            self._end(error)
        elif time.monotonic() - self._began > LONGEST_LOADING_SECONDS:
            self._end(SynthesisFailed(f"{error} took longer than {LONGEST_LOADING_SECONDS:g} s"))
        else:
            self._ask_again(pool, job)

    def _ask_again_if_in_time(self, pool: StagePool, job: Job, error: ModelDown) -> None:
        """A job holds all that its model needs, so a repeated one makes the same samples."""
        now = time.monotonic()
        with self._lock:
            if now - self._down_last > _SAME_FAULT_SECONDS:
                self._down_since = now
            self._down_last = now
            waited = now - self._down_since
        if waited > LONGEST_DOWN_SECONDS:
            self._end(SynthesisFailed(f"{error} (and did not come back within {LONGEST_DOWN_SECONDS:g} s)"))
        else:
            self._ask_again(pool, job)

    @staticmethod
    def _ask_again(pool: StagePool, job: Job) -> None:
        """In a moment; other streams have the thread meanwhile."""
        timer = threading.Timer(_RETRY_SECONDS, lambda: pool.submit(job))
        timer.daemon = True
        timer.start()

    def _deadline(self, seconds_before: float) -> float:
        """When the listener needs what a job makes, `seconds_before` of unsent sound coming before it.

        What a stream needs to send anything at all is needed at once, the longest waiting stream's first.
        """
        if self._first_sent_at is not None:
            return self._first_sent_at + self._samples_sent / self._rate_hz + seconds_before
        return time.monotonic() + seconds_before if seconds_before else self._began - _NOTHING_SENT_ADVANCE_SECONDS

    def _seconds_before(self, voiced: _Voiced | None) -> float:
        """Unsent sound before a segment's next window; before text that is still to be read for None."""
        seconds = 0.0
        for other in self._voiced:
            seconds += sum(map(len, other.samples)) / self._rate_hz
            if other is voiced:
                break
            seconds += other.unvocoded_seconds()
        return seconds

    # -- sending: in order, by one thread at a time -------------------------------------------------------------------

    def _send_ready_chunks(self) -> None:
        with self._lock:
            if self._sending or self._ended:
                return  # who is sending looks again before it stops
            self._sending = True
        try:
            while ready := self._take_ready():
                if self._encoder.is_slow:
                    self._send_later(*ready)
                    return
                if self._sink.is_cancelled():
                    raise StreamCancelled("cancelled by the caller")
                self._send(*ready)
        except Exception as error:
            self._sending_failed(error)

    def _send_later(self, samples: np.ndarray, is_last: bool) -> None:
        """One chunk at a time, so that another stream's more urgent one can come between."""
        seconds, format_key = len(samples) / self._rate_hz, self._request.format_key
        with self._lock:
            deadline, is_first = self._deadline(0.0), self._first_sent_at is None
        self._pools.encoding.submit(
            Job(
                UnencodedChunk(samples, is_last, seconds, format_key, self._send),
                deadline,
                is_first,
                format_key,
                seconds,
                is_wanted=self._is_wanted,
                done=lambda _: None,
                failed=self._sending_failed,
                after=self._send_next_chunks,
            )
        )

    def _send_next_chunks(self) -> None:
        self._stop_sending()
        self._send_ready_chunks()

    def _sending_failed(self, error: Exception) -> None:
        self._end(error)
        self._stop_sending()

    def _stop_sending(self) -> None:
        with self._lock:
            self._sending = False
            self._close_encoder_if_unused()

    def _close_encoder_if_unused(self) -> None:
        """With the lock held. Who is sending goes on using it, whoever ends the stream, and closes it afterwards."""
        if self._ended and not self._sending:
            self._encoder.close()

    def _take_ready(self) -> tuple[np.ndarray, bool] | None:
        with self._lock:
            ready = None if self._ended else self._next_ready()
            self._sending = ready is not None
            self._close_encoder_if_unused()
            return ready

    def _next_ready(self) -> tuple[np.ndarray, bool] | None:
        """The samples to send next and whether they are the last; None when nothing can be sent yet."""
        while self._voiced:
            head = self._voiced[0]
            if head.samples:
                follows = self._something_follows(head)
                if follows is None:
                    return None
                samples = head.samples.popleft()
                if not head.has_begun:
                    head.has_begun = True
                    self._note_timestamps(head)
                self._advance()
                return samples, not follows
            if not head.is_finished():
                return None
            self._voiced.popleft()
            self._advance()
        # the segments after the last chunk turned out to have no sound at all
        return (np.zeros(0, np.float32), True) if self._next_start is None and not self._unread else None

    def _something_follows(self, head: _Voiced) -> bool | None:
        """Whether anything is sent after the head segment's next samples; None while that is not known."""
        if not head.is_finished() or len(head.samples) > 1 or len(self._voiced) > 1 or self._unread:
            return True
        return None if self._next_start is not None else False

    def _send(self, samples: np.ndarray, is_last: bool) -> None:
        audio = self._encoder.encode(samples, is_last)
        if self._request.encoding == "base64":
            audio = base64.b64encode(audio)
        began, self._samples_sent = self._samples_sent, self._samples_sent + len(samples)
        self._sink.send(
            Chunk(
                audio,
                self._encoder.sample_rate_hz,
                self._chunk_index,
                began / self._rate_hz,
                len(samples) / self._rate_hz,
                is_last,
                self._timestamps_to_tell(is_last),
            )
        )
        self._chunk_index += 1
        if self._first_sent_at is None:
            self._first_sent_at = time.monotonic()
        if is_last:
            self._end(None)

    def _note_timestamps(self, voiced: _Voiced) -> None:
        """A segment begins to be sent: now it is known when its words sound."""
        if not self._request.word_timestamps:
            return
        hop = voiced.speaker.frames.hop_length_samples
        for item in voiced.segment.timed:
            first, end = (
                self._samples_sent + int(voiced.id_ends[min(index, len(voiced.id_ends) - 1)]) * hop
                for index in (item.first_id, item.end_id)
            )
            self._untold.append(self._timestamp(item, first, end))

    def _timestamp(self, item: TimedText, first_sample: int, end_sample: int) -> dict:
        times = {"start": round(first_sample / self._rate_hz, 4), "end": round(end_sample / self._rate_hz, 4)}
        if item.mark is not None:
            return {"mark": item.mark, **times}
        return {
            "word": self._request.text[item.text_start : item.text_end],
            "text_start": item.text_start,
            "text_end": item.text_end,
            **times,
        }

    def _timestamps_to_tell(self, is_last: bool) -> list[dict]:
        """What begins before the end of the chunk that is being sent; all that is left with the last one."""
        sent_seconds, told = self._samples_sent / self._rate_hz, []
        while self._untold and (is_last or self._untold[0]["start"] < sent_seconds):
            told.append(self._untold.popleft())
        if is_last and self._request.word_timestamps:
            told += [self._timestamp(item, self._samples_sent, self._samples_sent) for item in self._silent_words]
        return told

    def _end(self, error: Exception | None) -> None:
        with self._lock:
            if self._ended:
                return
            self._ended = True
            self._voiced.clear()
            self._unread.clear()
            self._close_encoder_if_unused()
        try:
            if error is not None:
                self._sink.fail(error)
        except Exception:  # the caller is out of reach: there is nobody left to tell
            logger.exception("a stream's error could not be delivered")
        finally:
            self._on_end(self)


_RETRY_SECONDS = 0.05
_SAME_FAULT_SECONDS = 2.5
"""Failures no further apart than this are of one fault: a call to a process that has died takes a second to fail."""
_SECONDS_PER_PHONEME = 0.06
"""16 phonemes a second, as people speak."""
_NOTHING_SENT_ADVANCE_SECONDS = 3600.0
"""Puts streams that have sent nothing before all that have, the longest waiting first."""


def _mix(seed: int, index: int) -> int:
    """A segment's own noise seed, in [0, 2^63): SplitMix64's finaliser over both numbers."""
    z = (seed + (index + 1) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (z ^ (z >> 31)) >> 1
