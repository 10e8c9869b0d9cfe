"""Simulated time: what happens next, in order."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable


class Timeline:
    """Things that will happen, each at its time; a call of the timeline tells the time, as a clock does."""

    def __init__(self) -> None:
        self.now = 0.0
        """Seconds."""
        self._coming: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def __call__(self) -> float:
        return self.now

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Of things at the same time the one that was asked for first happens first."""
        heapq.heappush(self._coming, (self.now + seconds, next(self._numbers), action))

    def run_until(self, end: float) -> None:
        """Everything that happens before `end`, at which the clock then stands."""
        while self._coming and self._coming[0][0] <= end:
            self.now, _, action = heapq.heappop(self._coming)
            action()
        self.now = end
