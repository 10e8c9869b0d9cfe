"""One stage of a machine: jobs wait in order of urgency and are packed into calls, as `StagePool` packs them."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from tritone.streaming.calls.stage_pool import AT_HAND_SECONDS, CALL_SECONDS


@dataclass(eq=False)
class Job:
    """Work for one stream."""

    work: float
    """Seconds of one core."""
    audio_seconds: float
    """How much audio that work is worth."""
    size: float
    """By which calls are packed."""
    is_first: bool
    """Its stream has no sound yet."""
    deadline: float
    done: Callable[[], None]


@dataclass(eq=False)
class Call:
    """Jobs that run together."""

    station: Station
    jobs: list[Job] = field(default_factory=list)
    left: float = 0.0
    """Seconds of one core."""
    began: float = 0.0


class Station:
    """Jobs with no sound yet go first, then whose listener runs dry first; one call may wait behind a busy model."""

    def __init__(self, name: str, instances: int, most_jobs: int, sends_ahead: bool = True):
        self.name, self.instances, self._most_jobs, self._sends_ahead = name, instances, most_jobs, sends_ahead
        self._waiting: dict[bool, list[tuple[float, int, Job]]] = {True: [], False: []}
        """By whether they are first."""
        self._arrivals = itertools.count()
        self._at_hand: Call | None = None
        self.running = 0
        self.pace: dict[bool, float | None] = {True: None, False: None}
        """Service seconds per unit of size, as measured; None while unknown."""

    def add(self, job: Job) -> None:
        heapq.heappush(self._waiting[job.is_first], (job.deadline, next(self._arrivals), job))

    def next_call(self) -> Call | None:
        """The call that begins now; None while all instances are busy or nothing waits."""
        if self.running < self.instances:
            call, self._at_hand = self._at_hand or self._pack(CALL_SECONDS), None
            self.running += call is not None
            return call
        if self._sends_ahead and self._at_hand is None and self._first_is_short():
            self._at_hand = self._pack(AT_HAND_SECONDS)
        return None

    def _first_is_short(self) -> bool:
        for is_first in (True, False):
            if heap := self._waiting[is_first]:
                pace = self.pace[is_first]
                return pace is not None and heap[0][2].size * pace <= AT_HAND_SECONDS
        return False

    def _pack(self, longest: float) -> Call | None:
        is_first = bool(self._waiting[True])
        waiting, pace = self._waiting[is_first], self.pace[is_first]
        if not waiting:
            return None
        free = max(1, self.instances - self.running)
        share, size, call = math.ceil(len(waiting) / free), 0.0, Call(self)
        while waiting and len(call.jobs) < min(share, self._most_jobs):
            job = waiting[0][2]
            if call.jobs and (pace is None or (size + job.size) * pace > longest):
                break
            heapq.heappop(waiting)
            call.jobs.append(job)
            size += job.size
            call.left += job.work
        return call
