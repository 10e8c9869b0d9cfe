"""The pools of one server: three models, and the formats that take long to encode."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tritone.pipeline.chunks import ChunkSizes
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.segments import Passage, TextPosition
from tritone.pipeline.speaking_pace import SECONDS_PER_CHARACTER
from tritone.pipeline.stages import Stages
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.streaming.calls.call_costs import CallCosts
from tritone.streaming.calls.measured_stage import MeasuredStage
from tritone.streaming.calls.stage_pool import StagePool
from tritone.streaming.chunk_sender import ChunkSender
from tritone.streaming.metric_sums import MetricSums
from tritone.streaming.served_voices import ServedVoice
from tritone.threads.delayed_calls import DelayedCalls
from tritone.voices.voice import Voice


@dataclass(frozen=True)
class StagePools:
    """The pools that a server's streams share."""

    text_frontend: StagePool[TextPosition, Passage]
    acoustic: StagePool[tuple[AcousticSegment, Voice], AcousticResult]
    vocoder: StagePool[tuple[VocoderWindow, Voice], VocodedWindow]
    encoding: StagePool[ChunkSender, float]
    """For formats that take longer to encode than a few milliseconds."""

    def by_stage(self) -> dict[str, StagePool[Any, Any]]:
        """In the order in which a request meets them."""
        return {
            "text_frontend": self.text_frontend,
            "acoustic": self.acoustic,
            "vocoder": self.vocoder,
            "encoding": self.encoding,
        }

    def close(self) -> None:
        """Let the threads end after the jobs that are waiting now."""
        for pool in self.by_stage().values():
            pool.close()


@dataclass(frozen=True)
class StreamParts:
    """What the streams of one server share."""

    pools: StagePools
    retries: DelayedCalls
    sizes: ChunkSizes
    find_voice: Callable[[str], ServedVoice]
    """By name; raises InvalidRequest or MissingVoice, and may read files."""
    long_sizes: Callable[[ServedVoice], ChunkSizes] | None = None
    """Of a voice, for streams that take chunks longer than `sizes` has them; it takes no lock of a stream."""
    most_audio_seconds: float = math.inf
    """Of one stream."""


def create_pools(
    stages: Stages,
    most_jobs: int,
    costs: CallCosts,
    sums: MetricSums,
    frame_seconds: Mapping[Hashable, float],
    clock: Callable[[], float] = time.monotonic,
) -> StagePools:
    """Pools over the models, whose calls are measured.

    most_jobs: in one call of the acoustic model or the vocoder; frame_seconds: how long a frame of a group is.
    """
    made = _MadeAudio(frame_seconds)
    read = MeasuredStage("text_frontend", stages.read_text, _seconds_read, costs, sums, clock)
    acoustic = MeasuredStage("acoustic", stages.synthesize_frames, made.of_segments, costs, sums, clock)
    vocoder = MeasuredStage("vocoder", stages.vocode, made.of_windows, costs, sums, clock)
    encoding = MeasuredStage("encoding", _take_turns, _seconds_encoded, costs, sums, clock)
    return StagePools(
        StagePool(read),
        StagePool(acoustic, most_jobs),
        StagePool(vocoder, most_jobs),
        StagePool(encoding, sends_ahead=False),
    )


class _MadeAudio:
    """How many seconds of audio the work of a model's call was worth."""

    def __init__(self, frame_seconds: Mapping[Hashable, float]):
        self._frame_seconds = frame_seconds

    def of_segments(
        self, group: Hashable, segments: Sequence[tuple[AcousticSegment, Voice]], results: Sequence[AcousticResult]
    ) -> float:
        return sum(len(result.frames) for result in results) * self._frame_seconds[group]

    def of_windows(
        self, group: Hashable, windows: Sequence[tuple[VocoderWindow, Voice]], vocoded: Sequence[VocodedWindow]
    ) -> float:
        # frames read, not spoken: a first window costs its lookahead too, which the segment's last one does not
        return sum(len(window.frames) for window, _ in windows) * self._frame_seconds[group]


def _seconds_read(group: Hashable, positions: Sequence[TextPosition], passages: Sequence[Passage]) -> float:
    characters = sum(
        (len(position.text) if passage.next_start is None else passage.next_start) - position.start
        for position, passage in zip(positions, passages, strict=True)
    )
    return characters * SECONDS_PER_CHARACTER


def _seconds_encoded(group: Hashable, senders: Sequence[ChunkSender], seconds: Sequence[float]) -> float:
    return sum(seconds)


def _take_turns(senders: Sequence[ChunkSender]) -> Sequence[float]:
    return [sender.take_turn() for sender in senders]
