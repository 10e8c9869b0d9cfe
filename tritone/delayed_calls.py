"""Calls made a fixed time after they were asked for, all by one thread."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

logger = logging.getLogger("tritone")


class DelayedCalls:
    """A fixed delay keeps the calls in the order they came, so a queue will do."""

    def __init__(self, delay_seconds: float, name: str):
        self._delay, self._name = delay_seconds, name
        self._waiting: deque[tuple[float, Callable[[], None]]] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def add(self, call: Callable[[], None]) -> None:
        """Have `call` called after the delay; at once when closed."""
        with self._changed:
            if not self._closed:
                self._waiting.append((time.monotonic() + self._delay, call))
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                    self._thread.start()
                self._changed.notify()
                return
        _make(call)

    def close(self) -> None:
        """Make the calls that wait without further delay; returns when they are made."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
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
