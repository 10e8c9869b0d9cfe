"""What a second of audio costs each stage, measured on the calls as they run; feeds admission."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from tritone.pipeline.frames import AcousticResult, AcousticSegment, FrameFormat
from tritone.pipeline.segments import Passage, TextPosition
from tritone.pipeline.stages import Stages
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.streaming import metrics
from tritone.streaming.listener import SECONDS_PER_CHARACTER
from tritone.streaming.metrics import MetricSums
from tritone.streaming.stream import UnencodedChunk
from tritone.voices.voice import Voice

_REMEMBERED_SECONDS = 1.0
"""Service time after which a call's weight in the estimate has fallen to a third."""
_ENOUGH_SERVICE_SECONDS, _ENOUGH_AUDIO_SECONDS = 0.3, 10.0
"""An estimate from less than both of these is not used: first calls are dear, and short ones mostly overhead."""


@dataclass
class _Cost:
    """One stage's work for the voices of one set of weights."""

    service_seconds: float = 0.0
    audio_seconds: float = 0.0
    served_in_all: float = 0.0
    audio_in_all: float = 0.0

    def add(self, service_seconds: float, audio_seconds: float) -> None:
        kept = 1.0 / (1.0 + service_seconds / _REMEMBERED_SECONDS)
        self.service_seconds = self.service_seconds * kept + service_seconds
        self.audio_seconds = self.audio_seconds * kept + audio_seconds
        self.served_in_all += service_seconds
        self.audio_in_all += audio_seconds

    def is_known(self) -> bool:
        return self.served_in_all >= _ENOUGH_SERVICE_SECONDS or self.audio_in_all >= _ENOUGH_AUDIO_SECONDS


class ServiceClock:
    """Time as one call in progress is served: it slows down while calls outnumber the instances.

    So a call's service time leaves out what it waited behind others in the model's own queue.
    """

    def __init__(self, instances: int, clock: Callable[[], float] = time.monotonic):
        self._instances, self._clock = instances, clock
        self._lock = threading.Lock()
        self._running, self._served, self._looked_at = 0, 0.0, clock()

    def change(self, running: int) -> float:
        """A call begins (1) or ends (-1); returns the service clock's time in seconds."""
        with self._lock:
            now = self._clock()
            if self._running:
                self._served += (now - self._looked_at) * min(1.0, self._instances / self._running)
            self._looked_at = now
            self._running += running
            return self._served


class StageCosts:
    """Service seconds per second of audio, by stage and group: voices that share their weights, or for the stage
    `encoding` what is encoded alike."""

    def __init__(self, instances: Mapping[str, int], clock: Callable[[], float] = time.monotonic):
        """instances: stage → how many calls it serves at a time."""
        self.instances = dict(instances)
        self.clocks = {stage: ServiceClock(count, clock) for stage, count in instances.items()}
        self._lock = threading.Lock()
        self._costs: dict[tuple[str, Hashable], _Cost] = {}
        self._segment_seconds: dict[Hashable, float] = {}

    def note(self, stage: str, group: Hashable, service_seconds: float, audio_seconds: float) -> None:
        """A call made so much audio's worth of its stage's work."""
        with self._lock:
            self._costs.setdefault((stage, group), _Cost()).add(service_seconds, audio_seconds)

    def note_segment(self, group: Hashable, seconds: float) -> None:
        """A segment turned out to be so long."""
        with self._lock:
            known = self._segment_seconds.get(group, seconds)
            self._segment_seconds[group] = known + 0.1 * (seconds - known)

    def per_audio_second(self, stage: str, group: Hashable) -> float:
        """Service seconds that a second of audio takes now; 0 where nothing is known."""
        cost = self._costs.get((stage, group))
        return cost.service_seconds / cost.audio_seconds if cost and cost.audio_seconds else 0.0

    def segment_seconds(self, group: Hashable) -> float:
        """How long the segments of a group's voices are, smoothed; 0 where nothing is known."""
        return self._segment_seconds.get(group, 0.0)

    def are_known(self, group: Hashable) -> bool:
        """Whether enough was measured to refuse anybody."""
        costs = [self._costs.get((stage, group)) for stage in ("acoustic", "vocoder")]
        return all(cost is not None and cost.is_known() for cost in costs)

    def times_real_time(self, group: Hashable, format_key: Hashable = None) -> float:
        """Seconds of audio a second that the stages could make if they made nothing else; infinite where unknown."""
        largest = max(self.shares(group, format_key))
        return 1.0 / largest if largest else float("inf")

    def shares(self, group: Hashable, format_key: Hashable = None) -> list[float]:
        """Of each stage: the part of its instances' time that one stream in real time takes."""
        return [
            self.per_audio_second(stage, format_key if stage == "encoding" else group) / count
            for stage, count in self.instances.items()
        ]


class MeteredStages:
    """Stages that measure what their calls take."""

    def __init__(
        self, stages: Stages, costs: StageCosts, sums: MetricSums, frame_format: Callable[[Voice], FrameFormat]
    ):
        self._stages, self._costs, self._sums, self._frame_format = stages, costs, sums, frame_format
        self._frame_seconds: dict[Hashable, float] = {}

    def read_text(self, positions: Sequence[TextPosition]) -> Sequence[Passage]:
        passages, seconds = self._measure("text_frontend", self._stages.read_text, positions)
        characters = sum(
            (len(position.text) if passage.next_start is None else passage.next_start) - position.start
            for position, passage in zip(positions, passages, strict=True)
        )
        self._costs.note("text_frontend", positions[0].voice.weights_key, seconds, characters * SECONDS_PER_CHARACTER)
        return passages

    def synthesize_frames(self, segments: Sequence[tuple[AcousticSegment, Voice]]) -> Sequence[AcousticResult]:
        results, seconds = self._measure("acoustic", self._stages.synthesize_frames, segments)
        voice = segments[0][1]
        audio_seconds = sum(len(result.frames) for result in results) * self._seconds_of_frame(voice)
        self._costs.note("acoustic", voice.weights_key, seconds, audio_seconds)
        self._costs.note_segment(voice.weights_key, audio_seconds / len(results))
        return results

    def vocode(self, windows: Sequence[tuple[VocoderWindow, Voice]]) -> Sequence[VocodedWindow]:
        vocoded, seconds = self._measure("vocoder", self._stages.vocode, windows)
        voice = windows[0][1]
        # frames read, not spoken: a first window costs its lookahead too, which the segment's last one does not
        read = sum(len(window.frames) for window, _ in windows)
        self._costs.note("vocoder", voice.weights_key, seconds, read * self._seconds_of_frame(voice))
        return vocoded

    def encode(self, chunks: Sequence[UnencodedChunk]) -> Sequence[None]:
        """Encode and send."""
        sent, seconds = self._measure(
            "encoding", lambda rows: [chunk.send(chunk.samples, chunk.is_last) for chunk in rows], chunks
        )
        self._costs.note("encoding", chunks[0].format_key, seconds, sum(chunk.duration_seconds for chunk in chunks))
        return sent

    def _measure(self, stage: str, call: Callable, rows: Sequence) -> tuple[Sequence, float]:
        self._sums.observe(metrics.CALL_ROWS, len(rows), stage)
        clock = self._costs.clocks[stage]
        began = clock.change(1)
        try:
            results = call(rows)
        except BaseException:
            clock.change(-1)
            raise
        return results, clock.change(-1) - began

    def _seconds_of_frame(self, voice: Voice) -> float:
        seconds = self._frame_seconds.get(voice.weights_key)
        if seconds is None:
            frames = self._frame_format(voice)
            seconds = frames.hop_length_samples / frames.sample_rate_hz
            self._frame_seconds[voice.weights_key] = seconds
        return seconds
