"""Time as the calls of one stage are served, without what they wait behind each other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


class ServiceClock:
    """Time as one call in progress is served: it slows down while calls outnumber the instances.

    So a call's service time leaves out what it waited behind others in the model's own queue.
    """

    def __init__(self, instances: int, clock: Callable[[], float] = time.monotonic):
        self._instances, self._clock = instances, clock
        self._lock = threading.Lock()
        self._running, self._served, self._looked_at = 0, 0.0, clock()

    def measure(self, call: Callable[[], Answer]) -> tuple[Answer, float]:
        """Make a call: its answer and its service time in seconds."""
        began = self.change(1)
        try:
            answer = call()
        except BaseException:
            self.change(-1)
            raise
        return answer, self.change(-1) - began

    def change(self, running: int) -> float:
        """A call begins (1) or ends (-1); returns the service clock's time in seconds."""
        with self._lock:
            now = self._clock()
            if self._running:
                self._served += (now - self._looked_at) * min(1.0, self._instances / self._running)
            self._looked_at = now
            self._running += running
            return self._served
