"""Choose what runs next: the jobs of all streams, by what each listener needs first, packed into calls of a model."""

from __future__ import annotations

import heapq
import itertools
import logging
import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic

from tritone.errors import ModelDown, StreamCancelled, VoiceLoading
from tritone.streaming.calls.jobs import After, Job, Kind
from tritone.streaming.calls.measured_stage import Item, MeasuredStage, Result
from tritone.threads.background_thread import BackgroundThread
from tritone.threads.latest_first import LatestFirst

CALL_SECONDS = 0.045
"""What a call should take at most if it holds several jobs: so long a newcomer may wait for an instance to be free.
It trades first audio for pace: 35 ms made 480 × and 45 ms until first audio where both cores were full, 45 ms make 491
and 54, 50 ms 59; at 0.7 of that load first audio is the same (docs/performance-log.md). It is time of service, without
what a call waits behind another."""
AT_HAND_SECONDS = 0.018
"""Longest call that is sent ahead to a model whose instances are all busy: a newcomer would have to wait behind it.
Always one ahead made first audio 100 ms, none 78, up to 30 ms (18 of service) 67, at the same pace. Only streams' first
jobs go ahead, and full calls: others are joined by more meanwhile (docs/performance-log.md)."""
SLOW_CALL_SECONDS = 0.3
"""A job that takes longer by itself shows that its group is slow: such a group leaves an instance to quick groups, if
there are any. As long as the first chunk, which is what a listener who has just begun has in hand."""
GROUP_SECONDS = 10.0
"""How long after a group's last job it is taken to be served still, and after its last slow job to be slow: longer than
a listener goes without needing a window (they last 2 s, and four may be ahead)."""

logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class _Call(Generic[Item, Result]):
    """Jobs that run together."""

    kind: Kind
    takes_long: bool
    jobs: list[Job[Item, Result]] = field(default_factory=list)
    size: float = 0.0
    """Of all jobs together."""
    unwanted: list[Job[Item, Result]] = field(default_factory=list)
    """Found on the way to them, and not to be run."""


class StagePool(BackgroundThread, Generic[Item, Result]):
    """Keeps one stage fed with calls; the jobs that are not in one of them wait here in order of urgency.

    Waiting here and not in the model's own queue is what lets a newcomer overtake, since that queue is first come,
    first served. So there are never more calls than the model has instances and, where calls are short, one at hand for
    the first that is free. A call takes as many jobs as fit into CALL_SECONDS at the pace that the model has shown, and
    leaves jobs for the other instances that are free.

    A group whose single jobs take long (a large voice's whole segment) never holds all instances while a quick group is
    being served. Its short segments do not make it a quick one: they keep no instance from its long ones, and take the
    last one only where they take no longer than a call of several jobs may.
    """

    def __init__(
        self,
        stage: MeasuredStage[Item, Result],
        most_jobs: int = 1,
        sends_ahead: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ):
        """most_jobs: how many jobs one call may hold; sends_ahead: whether the model has a queue in which a call may
        wait."""
        super().__init__(stage.name, stage.instances + sends_ahead)
        self._changed = LatestFirst(self._lock)
        self._longest_ahead = AT_HAND_SECONDS if sends_ahead else -math.inf
        self._stage, self._most_jobs, self._clock = stage, most_jobs, clock
        self._waiting: dict[Kind, list[tuple[float, int, Job[Item, Result]]]] = {}
        """Heaps by deadline and arrival; none is empty."""
        self._seconds_per_size: dict[Kind, float] = {}
        """As the stage's latest calls had it."""
        self._arrivals = itertools.count()
        self._idle = self._calls = self._long_calls = self._telling = 0
        self._most_long_calls = max(1, stage.instances - 1)
        self._job_at: dict[Hashable, float] = {}
        """When each group's latest job began that had a size; one of none may be cut from what is there."""
        self._slow_job_at: dict[Hashable, float] = {}
        """The same of jobs that were slow by themselves."""

    @property
    def name(self) -> str:
        """Of the stage."""
        return self._stage.name

    def submit(self, job: Job[Item, Result]) -> None:
        """Queue a job."""
        with self._lock:
            heap = self._waiting.setdefault((job.group, job.is_first), [])
            heapq.heappush(heap, (job.deadline, next(self._arrivals), job))
            if not self._threads:
                self._wake()
            elif not self._telling:
                self._wake_for_next_call()

    def waiting(self) -> int:
        """How many jobs are in no call yet."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def _run(self) -> None:
        """Make calls until the pool is closed and nothing waits."""
        while (call := self._next_call()) is not None:
            for job in call.unwanted:
                self._fail(job, StreamCancelled("cancelled by the caller"))
            if call.jobs:
                self._run_call(call.kind, call.jobs, call.size)
            if call.takes_long:
                with self._lock:
                    self._long_calls -= 1
                    self._wake_for_next_call()

    def _next_call(self) -> _Call[Item, Result] | None:
        """Wait for the call whose turn it is; None when no more will come."""
        with self._lock:
            while (kind := self._most_urgent()) is None:
                if self._closed and not self._waiting:
                    return None
                self._idle += 1
                self._changed.wait(GROUP_SECONDS if self._waiting else None)
                self._idle -= 1
            call: _Call[Item, Result] = _Call(kind, self._takes_long(kind))
            is_slow_by_itself = self._seconds_of_first(kind) > SLOW_CALL_SECONDS
            self._take(call)
            self._calls += bool(call.jobs)
            self._long_calls += call.takes_long
            if call.size > 0:
                self._job_at[kind[0]] = now = self._clock()
                if is_slow_by_itself:
                    self._slow_job_at[kind[0]] = now
            self._wake_for_next_call()  # whoever woke this thread woke no other
            return call

    def _most_urgent(self) -> Kind | None:
        """The kind of jobs whose turn it is; None when there is none, or only such as have to wait for an instance."""
        may_take_long = self._long_calls < self._most_long_calls or not self._is_a_quick_group_served()
        kinds = [kind for kind in self._waiting if may_take_long or not self._takes_long(kind)]
        if not kinds:
            return None
        kind = min(kinds, key=self._rank) if len(kinds) > 1 else kinds[0]
        if self._calls < self._stage.instances:
            return kind
        seconds = self._seconds_of_first(kind, unknown=math.inf)
        if kind[1]:
            return kind if seconds <= self._longest_ahead else None
        # what is not needed at once may be joined by others until an instance is free, unless a call is full already
        is_full = len(self._waiting[kind]) >= self._most_jobs
        return kind if is_full and seconds * self._most_jobs <= self._longest_ahead else None

    def _rank(self, kind: Kind) -> tuple[bool, float, int]:
        """The least is the most urgent: first jobs before all others, then by deadline and arrival."""
        deadline, arrival, _ = self._waiting[kind][0]
        return not kind[1], deadline, arrival

    def _takes_long(self, kind: Kind) -> bool:
        """Whether the first job of a kind must not take the last instance while a quick group is being served."""
        return self._seconds_of_first(kind) > (CALL_SECONDS if self._is_slow_group(kind[0]) else SLOW_CALL_SECONDS)

    def _is_slow_group(self, group: Hashable) -> bool:
        return self._clock() - self._slow_job_at.get(group, -math.inf) <= GROUP_SECONDS

    def _is_a_quick_group_served(self) -> bool:
        now = self._clock()
        return any(now - at <= GROUP_SECONDS and not self._is_slow_group(group) for group, at in self._job_at.items())

    def _seconds_of_first(self, kind: Kind, unknown: float = 0.0) -> float:
        """How long the first job of a kind will take by itself; `unknown` as long as such jobs' pace is."""
        pace = self._seconds_per_size.get(kind)
        return unknown if pace is None else self._waiting[kind][0][2].size * pace

    def _take(self, call: _Call[Item, Result]) -> None:
        """Give a call the first job of its kind and those that join it, and those on the way that nobody wants."""
        waiting, jobs = self._waiting[call.kind], call.jobs
        free = self._stage.instances - self._calls
        longest = CALL_SECONDS if free > 0 else AT_HAND_SECONDS
        share = math.ceil(len(waiting) / max(1, min(free, self._idle + 1)))
        pace = self._seconds_per_size.get(call.kind, math.inf)
        while waiting and len(jobs) < min(share, self._most_jobs):
            job = waiting[0][2]
            if jobs and (call.size + job.size) * pace > longest:
                break
            heapq.heappop(waiting)
            if _is_wanted(job):
                jobs.append(job)
                call.size += job.size
            else:
                call.unwanted.append(job)
        if not waiting:
            del self._waiting[call.kind]

    def _run_call(self, kind: Kind, jobs: list[Job[Item, Result]], size: float) -> None:
        try:
            results, seconds_per_size = self._stage.run(*kind, size, [job.item for job in jobs])
        except Exception as error:
            self._count_calls(-1)
            if len(jobs) > 1 and not isinstance(error, (VoiceLoading, ModelDown)):
                for job in jobs:  # so that the one at fault fails alone
                    self._count_calls(1)
                    self._run_call(kind, [job], job.size)
                return
            for job in jobs:
                self._fail(job, error)
            return
        with self._lock:
            self._calls -= 1
            if seconds_per_size is not None:
                self._seconds_per_size[kind] = seconds_per_size
            self._wake_for_next_call()
            self._telling += 1
        afters = [(job, self._tell(job, result)) for job, result in zip(jobs, results, strict=True)]
        with self._lock:
            self._telling -= 1
            self._wake_for_next_call()
        for job, after in afters:
            if after is not None:
                self._carry_out(job, after)

    def _wake_for_next_call(self) -> None:
        """Wake one thread, if one sleeps and there is a call for it; to be called with the lock held.

        There may be one at a later time, which is the thread's own to see to, while an instance is free. While a call's
        jobs are told, most of which submit their streams' next ones, nobody is woken: the first would wake a thread for
        itself alone, which waits for the interpreter's lock until the others have come too.
        """
        has_one = self._waiting and (self._calls < self._stage.instances or self._most_urgent() is not None)
        if self._idle and has_one:
            self._changed.notify()

    def _count_calls(self, change: int) -> None:
        with self._lock:
            self._calls += change
            self._wake_for_next_call()

    def _tell(self, job: Job[Item, Result], result: Result) -> After | None:
        try:
            return job.owner.job_done(job, result)
        except Exception as error:
            self._end_owner(job, error)
            return None

    def _fail(self, job: Job[Item, Result], error: Exception) -> None:
        self._carry_out(job, lambda: job.owner.job_failed(job, error))

    def _carry_out(self, job: Job[Item, Result], action: After) -> None:
        """The last guard: whatever an owner raises ends that owner's stream, and the thread goes on for all others."""
        try:
            action()
        except Exception as error:
            self._end_owner(job, error)

    def _end_owner(self, job: Job[Item, Result], error: Exception) -> None:
        logger.error("a job of stage %s: its end could not be carried out", self._stage.name, exc_info=error)
        try:
            job.owner.end(error)
        except Exception:
            logger.exception("a job of stage %s: its stream could not be ended", self._stage.name)


def _is_wanted(job: Job[Item, Result]) -> bool:
    try:
        return job.owner.is_wanted()
    except Exception:  # let it run: its owner will hear of the result
        logger.exception("a job could not be asked whether it is wanted")
        return True
