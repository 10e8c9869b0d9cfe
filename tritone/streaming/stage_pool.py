"""Choose what runs next: the jobs of all streams, by what each listener needs first, packed into calls of a model."""

from __future__ import annotations

import heapq
import itertools
import math
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tritone.errors import ModelDown, StreamCancelled, VoiceLoading

Item = TypeVar("Item")
Result = TypeVar("Result")

CALL_SECONDS = 0.1
"""What a call should take at most if it holds several jobs: so long a newcomer may wait for an instance to be free."""
AT_HAND_SECONDS = 0.03
"""Longest call that is sent ahead to a model whose instances are all busy: a newcomer would have to wait behind it."""
SLOW_CALL_SECONDS = 0.3
"""A job that takes longer by itself is slow: such calls leave an instance to quick jobs, if there are any."""
QUICK_JOBS_SECONDS = 10.0
"""How long after the last quick job an instance is kept for the next."""
_SMOOTHING = 0.2
"""Weight of the latest call in what is known of a model's pace."""


@dataclass(frozen=True)
class Job(Generic[Item, Result]):
    """One row of a call."""

    item: Item
    deadline: float
    """Monotonic seconds; the earliest goes first."""
    is_first: bool
    """Its stream has sent nothing yet: such jobs share calls with each other only: no long one holds them up."""
    group: Hashable
    """Only jobs of one group share a call."""
    size: float
    """Its share of a call's time, in any unit that the group's jobs have in common."""
    is_wanted: Callable[[], bool]
    """Asked just before it would run; if not, it fails with StreamCancelled."""
    done: Callable[[Result], None]
    failed: Callable[[Exception], None]
    after: Callable[[], None]
    """Called after done or failed of all jobs of a call: what may take longer."""


@dataclass
class _Lane:
    """Waiting jobs that may share a call."""

    waiting: list[tuple[float, int, Job]] = field(default_factory=list)


class StagePool(Generic[Item, Result]):
    """Keeps one stage fed with calls; the jobs that are not in one of them wait here in order of urgency.

    Waiting here and not in the model's own queue is what lets a newcomer overtake, since that queue is first come,
    first served. So there are never more calls than the model has instances and, where calls are short, one at hand for
    the first that is free. A call takes as many jobs as fit into CALL_SECONDS at the pace that the model has shown, and
    leaves jobs for the other instances that are free. A group whose single jobs take long (a large voice's whole
    segment) never holds all instances while a quick group is being served.
    """

    def __init__(
        self,
        name: str,
        call: Callable[[Sequence[Item]], Sequence[Result]],
        instances: int,
        most_jobs: int = 1,
        sends_ahead: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ):
        """call: the model, run for several jobs of a group; it blocks, and may raise.

        instances: how many calls the model runs at a time; most_jobs: how many jobs one call may hold; sends_ahead:
        whether the model has a queue in which a call may wait.
        """
        self._longest_ahead = AT_HAND_SECONDS if sends_ahead else -math.inf
        self._call, self._instances, self._most_jobs, self._clock = call, instances, most_jobs, clock
        self._lanes: dict[tuple[Hashable, bool], _Lane] = {}
        self._seconds_per_size: dict[tuple[Hashable, bool], float] = {}
        self._arrivals = itertools.count()
        self._changed = threading.Condition()
        self._idle = self._calls = self._slow_calls = 0
        self._most_slow_calls = max(1, instances - 1)
        self._quick_job_at = -math.inf
        self._closed = False
        self._threads = [
            threading.Thread(target=self._run, name=f"{name}-{index}", daemon=True)
            for index in range(instances + sends_ahead)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job."""
        with self._changed:
            lane = self._lanes.setdefault((job.group, job.is_first), _Lane())
            heapq.heappush(lane.waiting, (job.deadline, next(self._arrivals), job))
            self._changed.notify()

    def waiting(self) -> int:
        """How many jobs are in no call yet."""
        with self._changed:
            return sum(len(lane.waiting) for lane in self._lanes.values())

    def close(self) -> None:
        """Let the threads end after the jobs that are waiting now."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while (key := self._most_urgent()) is None and not (self._closed and not self._lanes):
                    self._idle += 1
                    self._changed.wait(QUICK_JOBS_SECONDS if self._lanes else None)
                    self._idle -= 1
                if key is None:
                    return
                is_slow = self._is_slow(key)
                jobs, unwanted = self._take(key)
                self._calls += bool(jobs)
                self._slow_calls += is_slow
                if not is_slow and any(job.size > 0 for job in jobs):  # one of no size may be of a slow group
                    self._quick_job_at = self._clock()
            for job in unwanted:
                job.failed(StreamCancelled("cancelled by the caller"))
            if jobs:
                self._run_call(jobs)
            if is_slow:
                with self._changed:
                    self._slow_calls -= 1
                    self._changed.notify()

    def _most_urgent(self) -> tuple[Hashable, bool] | None:
        """The lane whose turn it is; None when there is none, or only such as have to wait for an instance."""
        may_be_slow = (
            self._slow_calls < self._most_slow_calls or self._clock() - self._quick_job_at > QUICK_JOBS_SECONDS
        )
        key = min(
            (key for key in self._lanes if may_be_slow or not self._is_slow(key)),
            key=lambda key: self._lanes[key].waiting[0][:2],
            default=None,
        )
        if key is None or self._calls < self._instances:
            return key
        return key if self._seconds_of_first(key, unknown=math.inf) <= self._longest_ahead else None

    def _is_slow(self, key: tuple[Hashable, bool]) -> bool:
        return self._seconds_of_first(key, unknown=0.0) > SLOW_CALL_SECONDS

    def _seconds_of_first(self, key: tuple[Hashable, bool], unknown: float) -> float:
        """How long a lane's first job will take by itself; `unknown` as long as the lane's pace is."""
        return self._lanes[key].waiting[0][2].size * self._seconds_per_size.get(key, unknown)

    def _take(self, key: tuple[Hashable, bool]) -> tuple[list[Job], list[Job]]:
        """A lane's first job and those that join its call; and those found on the way that nobody wants any more."""
        waiting, jobs, unwanted, size = self._lanes[key].waiting, [], [], 0.0
        free = self._instances - self._calls
        longest = CALL_SECONDS if free > 0 else AT_HAND_SECONDS
        share = math.ceil(len(waiting) / max(1, min(free, self._idle + 1)))
        pace = self._seconds_per_size.get(key, math.inf)
        while waiting and len(jobs) < min(share, self._most_jobs):
            job = waiting[0][2]
            if jobs and (size + job.size) * pace > longest:
                break
            heapq.heappop(waiting)
            if job.is_wanted():
                jobs.append(job)
                size += job.size
            else:
                unwanted.append(job)
        if not waiting:
            del self._lanes[key]
        return jobs, unwanted

    def _run_call(self, jobs: list[Job]) -> None:
        began = self._clock()
        try:
            results = self._call([job.item for job in jobs])
        except Exception as error:
            self._count_calls(-1)
            if len(jobs) > 1 and not isinstance(error, (VoiceLoading, ModelDown)):
                for job in jobs:  # so that the one at fault fails alone
                    self._count_calls(1)
                    self._run_call([job])
                return
            for job in jobs:
                job.failed(error)
        else:
            self._count_calls(-1)
            self._note_pace(jobs, self._clock() - began)
            for job, result in zip(jobs, results, strict=True):
                job.done(result)
        for job in jobs:
            job.after()

    def _count_calls(self, change: int) -> None:
        with self._changed:
            self._calls += change
            self._changed.notify()

    def _note_pace(self, jobs: list[Job], seconds: float) -> None:
        key, size = (jobs[0].group, jobs[0].is_first), sum(job.size for job in jobs)
        if size <= 0:  # a window whose frames came with the one before it says nothing about a pace
            return
        latest = seconds / size
        with self._changed:
            known = self._seconds_per_size.get(key, latest)
            self._seconds_per_size[key] = known + _SMOOTHING * (latest - known)
