"""Find model processes that hold more memory than they may, and the moment at which replacing them disturbs least."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tritone.server.running.stubs import Stub, memory_mb

_EVERY_SECONDS = 5.0
_PATIENCE_SECONDS = 60.0
"""So long one that is above its limit may wait until nobody is being served; callers notice a gap otherwise."""
_FAR_ABOVE = 1.5
"""Times the limit: not to be waited for. And times what a process held when it was first seen, where that was above
the limit already: a new one would hold as much."""


@dataclass(frozen=True)
class OverLimit:
    """A process that is to be replaced now."""

    model: str
    words: str
    """What is said to whoever runs the server."""


class MemoryWatch:
    """Asked a few times a second, looks now and then."""

    def __init__(
        self,
        limit_mb: float,
        measure: Callable[[Stub], float] = memory_mb,
        clock: Callable[[], float] = time.monotonic,
    ):
        """limit_mb: of each process; 0 is no limit."""
        self._limit_mb, self._measure, self._clock = limit_mb, measure, clock
        self._next_look = clock() + _EVERY_SECONDS
        self._above_since: dict[int, float] = {}
        self._at_first: dict[int, float] = {}
        """Process → what it held when it was first seen."""

    def over_limit(self, stubs: Sequence[Stub], is_quiet: bool) -> OverLimit | None:
        """The process to be replaced now, if there is one. is_quiet: nobody is being served."""
        now = self._clock()
        if not self._limit_mb or now < self._next_look:
            return None
        self._next_look = now + _EVERY_SECONDS
        sizes = [(self._measure(stub), stub) for stub in stubs]
        self._at_first = {stub.pid: self._at_first.get(stub.pid, size) for size, stub in sizes}
        above = [(size, stub) for size, stub in sizes if size > self._limit(stub)]
        self._above_since = {stub.pid: self._above_since.get(stub.pid, now) for _, stub in above}
        for size, stub in sorted(above, key=lambda item: -item[0]):
            waited = now - self._above_since[stub.pid]
            if is_quiet or waited > _PATIENCE_SECONDS or size > _FAR_ABOVE * self._limit_mb:
                words = f"a process of model {stub.model} holds {size:,.0f} MB, and may {self._limit_mb:,.0f}"
                return OverLimit(stub.model, f"{words}: loading the model again")
        return None

    def _limit(self, stub: Stub) -> float:
        at_first = self._at_first[stub.pid]
        return _FAR_ABOVE * at_first if at_first > self._limit_mb else self._limit_mb
