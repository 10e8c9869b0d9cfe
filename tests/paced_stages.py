"""Tiny stages that take as long as models of a given speed would, and listeners that play what arrives."""

from __future__ import annotations

import threading
import time

from loadtest.metrics import StreamRecord
from tests.tiny_stages import FORMAT, RecordingSink, TinyStages

FRAME_SECONDS = FORMAT.hop_length_samples / FORMAT.sample_rate_hz
INSTANCES = {"text_frontend": 1, "acoustic": 1, "vocoder": 2}


class PacedStages(TinyStages):
    """A vocoder of two instances and an acoustic model of one, each busy for so long per second of audio."""

    def __init__(self, vocoder_seconds: float, acoustic_seconds: float):
        super().__init__()
        self._seconds = {"vocoder": vocoder_seconds, "acoustic": acoustic_seconds}
        self._instances = {stage: threading.Semaphore(INSTANCES[stage]) for stage in self._seconds}

    def synthesize_frames(self, segments):
        results = super().synthesize_frames(segments)
        self._work("acoustic", sum(len(result.frames) for result in results))
        return results

    def vocode(self, windows):
        self._work("vocoder", sum(len(window.frames) for window, _ in windows))
        return super().vocode(windows)

    def _work(self, stage: str, frames: int) -> None:
        with self._instances[stage]:
            time.sleep(frames * FRAME_SECONDS * self._seconds[stage])


class Listener(RecordingSink):
    """Notes when chunks arrive."""

    def __init__(self):
        super().__init__()
        self.record = StreamRecord(sent_at=time.perf_counter())

    def send(self, chunk) -> None:
        self.record.add_chunk(time.perf_counter(), chunk.duration_seconds)
        super().send(chunk)

    def dry_seconds(self) -> float:
        """How long playback stood still in all."""
        return sum(self.record.underruns())
