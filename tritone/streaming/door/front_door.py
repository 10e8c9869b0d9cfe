"""Let streams in at once, after a moment at the door, or not at all; know which ones run."""

from __future__ import annotations

import logging
import threading
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from tritone.errors import Overloaded, StreamCancelled
from tritone.pipeline.chunks import ChunkSink
from tritone.streaming import metrics
from tritone.streaming.door.admission import Admission, Refusal, Verdict
from tritone.streaming.door.stream_meter import StreamMeter
from tritone.streaming.metric_sums import MetricSums
from tritone.streaming.stream import SpeechStream
from tritone.threads.background_thread import BackgroundThread

_LOOK_AGAIN_SECONDS = 0.02
"""How often those who wait are looked at: time passes for them though nobody enters or leaves. A fifth of a call."""
_GONE = Refusal("cancelled", "cancelled by the caller", StreamCancelled)
_STOPPING = Refusal("stopping", str(Overloaded.going_away()))

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Newcomer:
    """A stream that is not running yet."""

    stream: SpeechStream
    meter: StreamMeter
    sink: ChunkSink
    """Its caller's end. Asked with the door's lock held whether it is cancelled, so that must not wait."""


class FrontDoor(BackgroundThread):
    """Everybody who runs or waits. The thread looks after those who wait."""

    def __init__(self, admission: Admission, sums: MetricSums):
        super().__init__("front door")
        self._admission, self._sums = admission, sums
        self._running: dict[SpeechStream, StreamMeter] = {}
        self._waiting: list[Newcomer] = []
        self._emptied = threading.Condition(self._lock)
        self._is_stopping = False

    def enter(self, newcomer: Newcomer) -> None:
        """Start the stream, now or in a moment; raises Overloaded saying why not."""
        with self._lock:
            verdict = self._decide(newcomer, self._waiting) if not self._is_stopping else _STOPPING
            if verdict is Verdict.WAIT:
                self._waiting.append(newcomer)
                self._wake()
                return
            if verdict is Verdict.ADMIT:
                self._running[newcomer.stream] = newcomer.meter
        self._carry_out(newcomer, verdict)

    def left(self, stream: SpeechStream) -> None:
        """A stream has ended."""
        with self._lock:
            self._running.pop(stream, None)
            self._note_change()

    def counts(self) -> tuple[int, int]:
        """How many run, and how many wait."""
        with self._lock:
            return len(self._running), len(self._waiting)

    def load(self) -> float:
        """As Admission has it, of everybody inside and at the door."""
        with self._lock:
            meters = [*self._running.values(), *(newcomer.meter for newcomer in self._waiting)]
        return self._admission.load(meters)

    def stop(self) -> None:
        """Refuse, from now on, whoever comes. Who waits came before."""
        with self._lock:
            self._is_stopping = True

    def turn_away_waiting(self) -> int:
        """Refuse those who wait, too; how many they were."""
        with self._lock:
            turned_away, self._waiting = self._waiting, []
            self._note_change()
        for newcomer in turned_away:
            self._sums.add(metrics.STREAMS_REFUSED, 1, _STOPPING.reason)
            self._turn_away(newcomer, _STOPPING.error(_STOPPING.message))
        return len(turned_away)

    def wait_until_empty(self, seconds: float) -> list[SpeechStream]:
        """Return when nobody runs or waits, or after that time; who runs then."""
        with self._lock:
            self._emptied.wait_for(lambda: not self._running and not self._waiting, seconds)
            return list(self._running)

    def close(self) -> None:
        """Wait until nobody runs or waits; nobody may enter any more."""
        with self._lock:
            self._emptied.wait_for(lambda: not self._running and not self._waiting)
        super().close()

    def _decide(self, newcomer: Newcomer, before: Sequence[Newcomer]) -> Verdict | Refusal:
        return self._admission.decide(newcomer.meter, list(self._running.values()), [other.meter for other in before])

    def _note_change(self) -> None:
        """Somebody left, or waits no more."""
        if self._waiting:
            self._changed.notify_all()
        if not self._running and not self._waiting:
            self._emptied.notify_all()

    def _carry_out(self, newcomer: Newcomer, verdict: Verdict | Refusal | Exception) -> None:
        if isinstance(verdict, Exception):
            raise verdict
        if isinstance(verdict, Refusal):
            self._sums.add(metrics.STREAMS_REFUSED, 1, verdict.reason)
            raise verdict.error(verdict.message)
        newcomer.meter.started()
        newcomer.stream.start()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                decided = self._decide_waiting()
                if not decided:
                    self._changed.wait(_LOOK_AGAIN_SECONDS)
            for newcomer, verdict in decided:
                try:
                    self._carry_out(newcomer, verdict)
                except Exception as error:
                    self._turn_away(newcomer, error)

    def _decide_waiting(self) -> list[tuple[Newcomer, Verdict | Refusal | Exception]]:
        """Take those whose wait is over off the queue. Who waits behind one of the same group waits on."""
        decided: list[tuple[Newcomer, Verdict | Refusal | Exception]] = []
        still: list[Newcomer] = []
        held_up: set[Hashable] = set()
        for newcomer in self._waiting:
            verdict = self._decide_one(newcomer, still, held_up)
            if verdict is Verdict.WAIT:
                held_up.add(newcomer.meter.group)
                still.append(newcomer)
                continue
            if verdict is Verdict.ADMIT:
                self._running[newcomer.stream] = newcomer.meter
            decided.append((newcomer, verdict))
        self._waiting = still
        if decided:
            self._note_change()
        return decided

    def _decide_one(
        self, newcomer: Newcomer, before: Sequence[Newcomer], held_up: set[Hashable]
    ) -> Verdict | Refusal | Exception:
        try:
            if newcomer.sink.is_cancelled():
                return _GONE
            return Verdict.WAIT if newcomer.meter.group in held_up else self._decide(newcomer, before)
        except Exception as error:  # a bug: this one hears of it, the others are looked after
            logger.exception("nothing could be decided about a stream that waits")
            return error

    @staticmethod
    def _turn_away(newcomer: Newcomer, error: Exception) -> None:
        try:
            newcomer.sink.fail(error)
        except Exception:  # out of reach: there is nobody left to tell, and the others wait
            logger.exception("a refusal could not be delivered")
