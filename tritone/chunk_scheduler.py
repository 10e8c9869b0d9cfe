"""Run the jobs of all streams, the most urgent first, a bounded number at a time."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable

Job = Callable[[], None]


class StagePool:
    """Threads that keep one stage fed: so many of its jobs are in flight, the others wait here in order of urgency.

    The threads only wait for the model behind the stage, which batches what they bring. Waiting here and not in the
    model's own queue is what lets a newcomer overtake: that queue is first come, first served.
    """

    def __init__(self, name: str, in_flight: int):
        self._waiting: list[tuple[float, int, Job]] = []
        self._arrivals = itertools.count()
        self._changed = threading.Condition()
        self._closed = False
        self._threads = [threading.Thread(target=self._run, name=f"{name}-{index}", daemon=True)
                         for index in range(in_flight)]
        for thread in self._threads:
            thread.start()

    def submit(self, deadline: float, job: Job) -> None:
        """Queue a job; the one with the earliest deadline (seconds, monotonic) runs first. A job must not raise."""
        with self._changed:
            heapq.heappush(self._waiting, (deadline, next(self._arrivals), job))
            self._changed.notify()

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
                while not self._waiting and not self._closed:
                    self._changed.wait()
                if not self._waiting:
                    return
                job = heapq.heappop(self._waiting)[2]
            job()
