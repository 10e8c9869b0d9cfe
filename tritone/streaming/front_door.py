"""Let streams in at once, after a moment at the door, or not at all; know which ones run."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from tritone.errors import Overloaded
from tritone.streaming import metrics
from tritone.streaming.admission import Admission, Refusal, Verdict
from tritone.streaming.listener import StreamMeter
from tritone.streaming.metrics import MetricSums
from tritone.streaming.stream import SpeechStream

_LOOK_AGAIN_SECONDS = 0.02
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Visitor:
    """A stream that is not running yet."""

    stream: SpeechStream
    meter: StreamMeter
    refuse: Callable[[Exception], None]
    """Ends it with an error in place of its sound."""


class FrontDoor:
    """Everybody who runs or waits."""

    def __init__(self, admission: Admission, sums: MetricSums):
        self._admission, self._sums = admission, sums
        self._running: dict[SpeechStream, StreamMeter] = {}
        self._waiting: list[Visitor] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="front door", daemon=True)
        self._thread.start()

    def enter(self, visitor: Visitor) -> None:
        """Start the stream, now or in a moment; raises Overloaded saying why not."""
        with self._changed:
            verdict = self._decide(visitor, self._waiting)
            if verdict is Verdict.WAIT:
                self._waiting.append(visitor)
                self._changed.notify_all()
                return
            if verdict is Verdict.ADMIT:
                self._running[visitor.stream] = visitor.meter
        self._carry_out(visitor, verdict)

    def left(self, stream: SpeechStream) -> None:
        """A stream has ended."""
        with self._changed:
            self._running.pop(stream, None)
            self._changed.notify_all()

    def counts(self) -> tuple[int, int]:
        """How many run, and how many wait."""
        return len(self._running), len(self._waiting)

    def load(self) -> float:
        """As Admission has it, of everybody inside and at the door."""
        with self._changed:
            meters = [*self._running.values(), *(visitor.meter for visitor in self._waiting)]
        return self._admission.load(meters)

    def close(self) -> None:
        """Wait until nobody runs or waits; nobody may enter any more."""
        with self._changed:
            self._changed.wait_for(lambda: not self._running and not self._waiting)
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _decide(self, visitor: Visitor, before: list[Visitor]) -> Verdict | Refusal:
        return self._admission.decide(visitor.meter, list(self._running.values()), [other.meter for other in before])

    def _carry_out(self, visitor: Visitor, verdict: Verdict | Refusal) -> None:
        if isinstance(verdict, Refusal):
            self._sums.add(metrics.STREAMS_REFUSED, 1, verdict.reason)
            raise Overloaded(verdict.message)
        visitor.meter.started()
        visitor.stream.start()

    def _run(self) -> None:
        """Look after those who wait."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                decided = self._decide_waiting()
                if not decided:
                    self._changed.wait(_LOOK_AGAIN_SECONDS)
            for visitor, verdict in decided:
                try:
                    self._carry_out(visitor, verdict)
                except Overloaded as error:
                    self._turn_away(visitor, error)

    def _decide_waiting(self) -> list[tuple[Visitor, Verdict | Refusal]]:
        """Take those whose wait is over off the queue. Who waits behind one of the same group waits on."""
        decided, still, held_up = [], [], set()
        for visitor in self._waiting:
            verdict = Verdict.WAIT if visitor.meter.group in held_up else self._decide(visitor, still)
            if verdict is Verdict.WAIT:
                held_up.add(visitor.meter.group)
                still.append(visitor)
                continue
            if verdict is Verdict.ADMIT:
                self._running[visitor.stream] = visitor.meter
            decided.append((visitor, verdict))
        self._waiting = still
        if decided:
            self._changed.notify_all()
        return decided

    @staticmethod
    def _turn_away(visitor: Visitor, error: Overloaded) -> None:
        try:
            visitor.refuse(error)
        except Exception:  # out of reach: there is nobody left to tell, and the others wait
            logger.exception("a refusal could not be delivered")
