"""Tiny stages that take as long as models of a given speed would, and listeners that play what arrives."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from loadtest.results.metrics import StreamRecord
from tests.tiny_stages import FORMAT, RecordingSink, TinyStages

FRAME_SECONDS = FORMAT.hop_length_samples / FORMAT.sample_rate_hz
INSTANCES = {"text_frontend": 1, "acoustic": 1, "vocoder": 2}


class PacedStages(TinyStages):
    """A vocoder of two instances and an acoustic model of one, each busy for so long per second of audio."""

    def __init__(self, vocoder_seconds: float, acoustic_seconds: float):
        super().__init__()
        self._seconds = {"vocoder": vocoder_seconds, "acoustic": acoustic_seconds}
        # first come, first served, as in the models' own queues (a semaphore lets the call after next overtake)
        self._instances = {stage: ThreadPoolExecutor(INSTANCES[stage]) for stage in self._seconds}

    def synthesize_frames(self, segments):
        results = super().synthesize_frames(segments)
        self._work("acoustic", sum(len(result.frames) for result in results))
        return results

    def vocode(self, windows):
        self._work("vocoder", sum(len(window.frames) for window, _ in windows))
        return super().vocode(windows)

    def _work(self, stage: str, frames: int) -> None:
        self._instances[stage].submit(time.sleep, frames * FRAME_SECONDS * self._seconds[stage]).result()


class ClockedStages(PacedStages):
    """They take no time; instead their work turns a clock of their own."""

    def __init__(self, vocoder_seconds: float, acoustic_seconds: float):
        super().__init__(vocoder_seconds, acoustic_seconds)
        self._turning = threading.Lock()
        self._now = 100.0

    def clock(self) -> float:
        return self._now

    def _work(self, stage: str, frames: int) -> None:
        with self._turning:
            self._now += frames * FRAME_SECONDS * self._seconds[stage] / INSTANCES[stage]


class MachineHiccups:
    """How much later than asked for a sleeping thread wakes up here, in all: what a busy machine takes away."""

    def __init__(self):
        self.seconds = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            began = time.perf_counter()
            time.sleep(0.01)
            late = time.perf_counter() - began - 0.01
            if late > 0.005:
                self.seconds += late

    def allowed(self) -> float:
        """Seconds of silence that prove nothing about pacing."""
        return 0.2 + self.seconds


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
