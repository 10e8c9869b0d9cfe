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
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from tritone.audio_format import create_encoder
from tritone.chunk_scheduler import StagePool
from tritone.errors import InvalidRequest, StreamCancelled
from tritone.families import VoiceFamily
from tritone.stages import Passage, Segment, Stages
from tritone.synthesis_request import SynthesisRequest, shorten
from tritone.vocoder_window import VocodedWindow, cut_window, plan_windows

SEGMENTS_AHEAD = 2
"""Segments of one stream that may have frames or be getting them: the one being spoken and the next."""
WINDOWS_IN_FLIGHT = 2
"""Windows of one stream that are at the vocoder or wait behind it to be sent. A segment's windows follow each other,
so a second one at the vocoder is the next segment's."""
PASSAGE_READ_AHEAD_SEGMENTS = 2
"""Fewer segments than this waiting for the acoustic model: the next passage is read."""

logger = logging.getLogger("tritone")


@dataclass(frozen=True)
class Chunk:
    """One response of `tts`."""

    audio: bytes
    """In the caller's format; base64 text when asked for."""
    sample_rate_hz: int
    index: int
    start_seconds: float
    duration_seconds: float
    is_last: bool


class ChunkSink(Protocol):
    """The caller's end of a stream. Calls come from any thread, one at a time."""

    def send(self, chunk: Chunk) -> None:
        """Hand over a chunk; after the one with is_last nothing else follows."""

    def fail(self, error: Exception) -> None:
        """End the stream with an error; nothing else follows."""

    def is_cancelled(self) -> bool:
        """Whether the caller has gone away."""


@dataclass(frozen=True)
class ChunkSizes:
    """How long chunks are, in seconds of audio."""

    first: float
    longest: float


@dataclass(frozen=True)
class StagePools:
    """The pools that a server's streams share."""

    text_frontend: StagePool
    acoustic: StagePool
    vocoder: StagePool


@dataclass
class _Voiced:
    """A segment on its way through acoustic model and vocoder."""

    segment: Segment
    noise_seed: int
    frames: np.ndarray | None = None
    windows: deque[tuple[int, int]] = field(default_factory=deque)
    """Windows not yet given to the vocoder."""
    in_flight: bool = False
    state: np.ndarray | None = None
    samples: deque[np.ndarray] = field(default_factory=deque)
    """Vocoded and not yet sent."""

    def is_finished(self) -> bool:
        """All windows are vocoded (they may still wait to be sent)."""
        return self.frames is not None and not self.windows and not self.in_flight


class SpeechStream:
    """Synthesises one request."""

    def __init__(self, request: SynthesisRequest, family: VoiceFamily, stages: Stages, pools: StagePools,
                 sizes: ChunkSizes, seed: int, sink: ChunkSink, on_end: Callable[[SpeechStream], None]):
        self._request, self._family, self._stages, self._pools, self._sink = request, family, stages, pools, sink
        self._on_end = on_end
        self._seed = seed
        frames_per_second = family.sample_rate_hz / family.hop_length_samples
        self._window_frames = max(1, int(sizes.longest * frames_per_second))
        self._first_frames = min(self._window_frames, max(1, int(sizes.first * frames_per_second)))
        self._longest_samples = int(sizes.longest * family.sample_rate_hz)
        self._encoder = create_encoder(request.format, request.sample_rate_hz)
        self._lock = threading.Lock()
        # guarded by the lock:
        self._next_start: int | None = 0
        self._reading = False
        self._has_words = False
        self._unread: deque[Segment] = deque()
        self._voiced: deque[_Voiced] = deque()
        self._segments_begun = 0
        self._sending = False
        self._ended = False
        self._began = time.monotonic()
        # touched only by the thread that is sending:
        self._chunk_index = 0
        self._samples_sent = 0
        self._first_sent_at: float | None = None

    def start(self) -> None:
        """Begin; returns at once."""
        with self._lock:
            self._advance()

    # -- what may start now (the lock is held) -----------------------------------------------------------------------

    def _advance(self) -> None:
        if self._ended:
            return
        self._read_on()
        while self._unread and len(self._voiced) < SEGMENTS_AHEAD:
            self._begin_segment(self._unread.popleft())
            self._read_on()
        in_flight = 0
        for voiced in self._voiced:
            # counted from the front: what later segments hold must never keep the one being sent from going on
            in_flight += voiced.in_flight + len(voiced.samples)
            if in_flight < WINDOWS_IN_FLIGHT and voiced.windows and not voiced.in_flight:
                self._begin_window(voiced)
                in_flight += 1

    def _read_on(self) -> None:
        if self._reading or self._next_start is None or len(self._unread) >= PASSAGE_READ_AHEAD_SEGMENTS:
            return
        self._reading = True
        start = self._next_start
        self._submit(self._pools.text_frontend, lambda: self._stages.read_text(
            self._request.text, start, self._request.voice), self._passage_read)

    def _begin_segment(self, segment: Segment) -> None:
        voiced = _Voiced(segment, noise_seed=_mix(self._seed, self._segments_begun))
        self._segments_begun += 1
        self._voiced.append(voiced)
        if not len(segment.phoneme_ids):
            self._frames_made(voiced, np.zeros((0, 0), np.float32))
            return
        self._submit(self._pools.acoustic, lambda: self._stages.synthesize_frames(
            segment.phoneme_ids, self._request.speed, self._request.voice),
            lambda frames: self._frames_made(voiced, frames))

    def _begin_window(self, voiced: _Voiced) -> None:
        start, stop = voiced.windows.popleft()
        window = cut_window(voiced.frames, start, stop, self._family.lookahead_frames, voiced.noise_seed, voiced.state)
        voiced.in_flight = True
        self._submit(self._pools.vocoder, lambda: self._stages.vocode(window, self._request.voice),
                     lambda vocoded: self._window_vocoded(voiced, vocoded))

    # -- what a finished job leaves behind (the lock is held) --------------------------------------------------------

    def _passage_read(self, passage: Passage) -> None:
        self._reading = False
        self._next_start = passage.next_start
        for segment in passage.segments:
            self._has_words |= len(segment.phoneme_ids) > 0
            # nothing is sent before the first word, so that sound starts at once
            if self._has_words and (len(segment.phoneme_ids) or segment.pause_seconds > 0):
                self._unread.append(segment)
        for start, end in passage.unspoken:
            logger.warning('voice "%s" cannot say "%s" (characters %d to %d)', self._request.voice.name,
                           shorten(self._request.text[start:end]), start, end)
        if self._next_start is None and not self._has_words:
            raise InvalidRequest(f'input "text": "{shorten(self._request.text)}" has nothing that voice '
                                 f'"{self._request.voice.name}" ({self._request.voice.language}) can say; '
                                 "allowed: text with at least one word, number or symbol that has a name")

    def _frames_made(self, voiced: _Voiced, frames: np.ndarray) -> None:
        earlier = itertools.takewhile(lambda other: other is not voiced, self._voiced)
        opens_stream = self._samples_sent == 0 and not any(len(other.segment.phoneme_ids) for other in earlier)
        voiced.frames = frames
        voiced.windows.extend(plan_windows(len(frames), self._first_frames if opens_stream else self._window_frames,
                                           self._window_frames))
        if not voiced.windows:
            self._add_pause(voiced)

    def _window_vocoded(self, voiced: _Voiced, vocoded: VocodedWindow) -> None:
        voiced.in_flight = False
        voiced.state = vocoded.state
        voiced.samples.append(vocoded.samples)
        if not voiced.windows:
            self._add_pause(voiced)

    def _add_pause(self, voiced: _Voiced) -> None:
        """Silence after a segment, with its last chunk where that stays short enough."""
        left = int(voiced.segment.pause_seconds / self._request.speed * self._family.sample_rate_hz)
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

    def _submit(self, pool: StagePool, work: Callable, store: Callable) -> None:
        pool.submit(self._deadline(), lambda: self._run_job(work, store))

    def _deadline(self) -> float:
        """When the listener runs dry; a stream that has sent nothing was dry from the start."""
        if self._first_sent_at is None:
            return self._began - _NOTHING_SENT_ADVANCE_SECONDS
        return self._first_sent_at + self._samples_sent / self._family.sample_rate_hz

    def _run_job(self, work: Callable, store: Callable) -> None:
        try:
            if self._ended:
                return
            if self._sink.is_cancelled():
                raise StreamCancelled("cancelled by the caller")
            result = work()
            with self._lock:
                if self._ended:
                    return
                store(result)
                self._advance()
            self._send_ready_chunks()
        except Exception as error:  # whatever went wrong must reach this caller and end this stream only
            self._end(error)

    # -- sending: in order, by one thread at a time -------------------------------------------------------------------

    def _send_ready_chunks(self) -> None:
        with self._lock:
            if self._sending:
                return  # the thread that is sending looks again before it stops
            self._sending = True
        while True:
            with self._lock:
                ready = None if self._ended else self._next_ready()
                if ready is None:
                    self._sending = False
                    return
            samples, is_last = ready
            if self._sink.is_cancelled():
                raise StreamCancelled("cancelled by the caller")
            self._send(samples, is_last)
            if is_last:
                self._end(None)

    def _next_ready(self) -> tuple[np.ndarray, bool] | None:
        """The samples to send next and whether they are the last; None when nothing can be sent yet."""
        while self._voiced:
            head = self._voiced[0]
            if head.samples:
                follows = self._something_follows(head)
                if follows is None:
                    return None
                samples = head.samples.popleft()
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
        audio = self._encoder.encode(samples)
        if self._request.encoding == "base64":
            audio = base64.b64encode(audio)
        rate = self._family.sample_rate_hz
        chunk = Chunk(audio, self._request.sample_rate_hz, self._chunk_index, self._samples_sent / rate,
                      len(samples) / rate, is_last)
        self._sink.send(chunk)
        self._chunk_index += 1
        self._samples_sent += len(samples)
        if self._first_sent_at is None:
            self._first_sent_at = time.monotonic()

    def _end(self, error: Exception | None) -> None:
        with self._lock:
            if self._ended:
                return
            self._ended = True
            self._voiced.clear()
            self._unread.clear()
        try:
            if error is not None:
                self._sink.fail(error)
        except Exception:  # the caller is out of reach: there is nobody left to tell
            logger.exception("a stream's error could not be delivered")
        finally:
            self._on_end(self)


_NOTHING_SENT_ADVANCE_SECONDS = 3600.0
"""Puts streams that have sent nothing before all that have, the longest waiting first."""


def _mix(seed: int, index: int) -> int:
    """A segment's own noise seed, in [0, 2^63): SplitMix64's finaliser over both numbers."""
    z = (seed + (index + 1) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (z ^ (z >> 31)) >> 1
