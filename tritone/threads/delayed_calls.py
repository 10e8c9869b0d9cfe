"""Calls made a fixed time after they were asked for, all by one thread."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable

from tritone.threads.background_thread import BackgroundThread

logger = logging.getLogger(__name__)


class DelayedCalls(BackgroundThread):
    """A fixed delay keeps the calls in the order they came, so a queue will do.

    Closing makes the calls that wait without further delay.
    """

    def __init__(self, delay_seconds: float, name: str):
        super().__init__(name)
        self._delay = delay_seconds
        self._waiting: deque[tuple[float, Callable[[], None]]] = deque()

    def add(self, call: Callable[[], None]) -> None:
        """Have `call` called after the delay; at once when closed."""
        with self._lock:
            if not self._closed:
                self._waiting.append((time.monotonic() + self._delay, call))
                self._wake()
                return
        _make(call)

    def _run(self) -> None:
        while True:
            with self._lock:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                due, call = self._waiting[0]
                left = due - time.monotonic()
                if left > 0 and not self._closed:
                    self._changed.wait(left)
                    continue
                self._waiting.popleft()
            _make(call)


def _make(call: Callable[[], None]) -> None:
    try:
        call()
    except Exception:  # one that fails must not keep the next ones from being made
        logger.exception("a delayed call failed")
