"""One text on its way through a machine: read, then segment by segment made into frames, windows, sound, and sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from loadtest.plan.costs import FIRST_CHUNK_SECONDS, LONGEST_CHUNK_SECONDS, VoiceCosts
from loadtest.plan.station import Job
from loadtest.results.metrics import StreamRecord
from tritone.pipeline.speaking_pace import SECONDS_PER_CHARACTER
from tritone.pipeline.windows import plan_windows
from tritone.streaming.door.stream_meter import StreamMeter
from tritone.streaming.live.live_meter import LiveMeter
from tritone.streaming.stream import SEGMENTS_AHEAD, WINDOWS_IN_FLIGHT

PASSAGE_SECONDS = 20.0
"""Of a long text so much is read at a time."""
_FRAMES_PER_SECOND = 80


class Host(Protocol):
    """The machine under a stream."""

    costs: VoiceCosts

    def submit(self, stage: str, job: Job) -> None: ...

    def now(self) -> float: ...

    def after(self, seconds: float, action: Callable[[], None]) -> None: ...


@dataclass(eq=False)
class _Segment:
    seconds: float
    windows: deque[float] = field(default_factory=deque)
    """Not yet at the vocoder."""
    has_frames: bool = False
    at_vocoder: bool = False
    was_vocoded: bool = False
    """One of its windows."""
    ready: deque[float] = field(default_factory=deque)
    """Chunks that wait for those before them."""

    def is_over(self) -> bool:
        return self.has_frames and not self.windows and not self.at_vocoder and not self.ready


class Speech:
    """A state machine, as `SpeechStream` is one: each job that is done lets others begin."""

    def __init__(
        self,
        host: Host,
        meter: StreamMeter,
        record: StreamRecord,
        segments: Sequence[float],
        on_end: Callable[[Speech], None],
        seconds_between_segments: float = 0.0,
    ):
        """segments: seconds of audio of each; seconds_between_segments: in which their text comes; 0: all is there."""
        self.meter, self.record, self.seconds = meter, record, sum(segments)
        self._host, self._on_end, self._between = host, on_end, seconds_between_segments
        self._unread = deque(segments)
        self._segments_read = 0
        self._waiting: deque[float] = deque()
        self._segments: deque[_Segment] = deque()
        self._reads = self._has_begun = False
        self._came_at = host.now()
        self._plays_since: float | None = None
        self._made, self._sending, self._sent = 0.0, 0, 0.0
        self.is_cut = False
        """Its machine is gone."""

    def start(self) -> None:
        self._read()

    # -- what may begin now -------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """The next stretch of text; of text that comes in pieces one segment at a time."""
        if self._reads or not self._unread or len(self._waiting) >= 2:
            return
        self._reads = True
        comes_in = self._came_at + self._segments_read * self._between - self._host.now()
        if comes_in > 0:
            self._host.after(comes_in, self._read_on)
        else:
            self._read_on()

    def _read_on(self) -> None:
        if self.is_cut:
            return
        stretch = [self._unread.popleft()]
        while not self._between and self._unread and sum(stretch) + self._unread[0] <= PASSAGE_SECONDS:
            stretch.append(self._unread.popleft())
        if isinstance(self.meter, LiveMeter):
            self.meter.expect(round(sum(stretch) / SECONDS_PER_CHARACTER), 1.0)
            self.meter.works(True)
        work = self._host.costs.work("text_frontend", sum(stretch))
        self._submit("text_frontend", work, sum(stretch), 1.0, lambda: self._was_read(stretch), self._before(None))

    def _was_read(self, stretch: list[float]) -> None:
        self._reads = False
        self._segments_read += len(stretch)
        self._waiting.extend(stretch)
        self._move_on()

    def _move_on(self) -> None:
        if self.is_cut:
            return
        while self._waiting and len(self._segments) < self._segments_allowed():
            self._begin_segment(_Segment(self._waiting.popleft()))
        self._read()
        in_flight = self._sending
        for segment in self._segments:
            in_flight += len(segment.ready) + segment.at_vocoder
            if in_flight < WINDOWS_IN_FLIGHT and segment.windows and not segment.at_vocoder:
                self._begin_window(segment)
                in_flight += 1

    def _segments_allowed(self) -> int:
        """One until it has its frames: a second would hold up the first sound."""
        waits = self._plays_since is None and self._segments and not self._segments[0].has_frames
        return 1 if waits or not self._has_begun else SEGMENTS_AHEAD

    def _begin_segment(self, segment: _Segment) -> None:
        first = FIRST_CHUNK_SECONDS if not self._has_begun else LONGEST_CHUNK_SECONDS
        self._has_begun = True
        self._segments.append(segment)
        frames = max(1, round(segment.seconds * _FRAMES_PER_SECOND))
        plan = plan_windows(frames, int(first * _FRAMES_PER_SECOND), int(LONGEST_CHUNK_SECONDS * _FRAMES_PER_SECOND))
        segment.windows.extend((stop - start) / frames * segment.seconds for start, stop in plan)
        windows, segment.windows = segment.windows, deque()

        def framed() -> None:
            segment.has_frames, segment.windows = True, windows
            self._move_on()

        work = self._host.costs.work("acoustic", segment.seconds)
        self._submit("acoustic", work, segment.seconds, segment.seconds, framed, self._before(segment))

    def _begin_window(self, segment: _Segment) -> None:
        costs, seconds = self._host.costs, segment.windows.popleft()
        opens, segment.was_vocoded, segment.at_vocoder = not segment.was_vocoded, True, True
        if costs.first_window_makes_all:
            reads = segment.seconds if opens else 0.0
        else:
            reads = seconds + costs.lookahead_seconds * (1 if opens else 0 if segment.windows else -1)
            reads = max(0.0, reads)

        def vocoded() -> None:
            segment.at_vocoder = False
            segment.ready.append(seconds)
            self._hand_over()
            self._move_on()

        # by what is left: the lookahead that the first window brought, the last one need not read again
        work = costs.window_work(reads) if reads else 0.0
        self._submit("vocoder", work, reads, reads, vocoded, self._before(segment))

    def _hand_over(self) -> None:
        """Chunks go out in order."""
        while self._segments:
            segment = self._segments[0]
            while segment.ready:
                self._send(segment.ready.popleft())
            if not segment.is_over():
                return
            self._segments.popleft()

    def _send(self, seconds: float) -> None:
        self._sending += 1
        self._made += seconds

        def arrived() -> None:
            if self.is_cut:
                return
            now = self._host.now()
            self._sending -= 1
            self._sent += seconds
            if self._plays_since is None:
                self._plays_since = now
            is_last = self._sent > self.seconds - 1e-6
            self.meter.chunk_sent(seconds, is_last)
            self.record.add_chunk(now, seconds)
            if isinstance(self.meter, LiveMeter) and self._waits_for_text():
                self.meter.works(False)
            if is_last:
                self._on_end(self)
            else:
                self._move_on()

        deadline = self._before(None) - seconds
        self._submit("sending", self._host.costs.work("sending", seconds), 0.0, 1.0, arrived, deadline)

    def _waits_for_text(self) -> bool:
        return not (self._sending or self._segments or self._waiting) and self._sent >= self._made

    def _before(self, segment: _Segment | None) -> float:
        """Audio before that of a segment (None: before that of text still to be read), not yet made."""
        seconds = self._made
        for other in self._segments:
            if other is segment:
                break
            seconds += sum(other.windows) + sum(other.ready) if other.has_frames else other.seconds
        return seconds

    def _submit(
        self, stage: str, work: float, audio_seconds: float, size: float, done: Callable[[], None], before: float
    ) -> None:
        is_first = self._plays_since is None and before <= 0
        since = self._plays_since
        if since is None:
            since = self._came_at if is_first else self._host.now()
        self._host.submit(stage, Job(work, audio_seconds, size, is_first, since + before, done))
