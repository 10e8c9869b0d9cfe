"""Threads of a class's own that start with its first work and end when it is closed."""

from __future__ import annotations

import threading


class BackgroundThread:
    """What it works on is guarded by `_lock`; `_run` waits on `_changed`, and returns once `_closed` is set.

    Most have one thread; `_run` is called by each where there are several.
    """

    def __init__(self, name: str, threads: int = 1):
        self._name, self._count = name, threads
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._closed = False
        self._threads: list[threading.Thread] = []

    def close(self) -> None:
        """Have the threads end; returns when they have."""
        with self._lock:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _wake(self) -> None:
        """There is something to do for one thread; to be called with `_lock` held."""
        if self._threads:
            self._changed.notify()
            return
        for index in range(self._count):
            name = self._name if self._count == 1 else f"{self._name}-{index}"
            thread = threading.Thread(target=self._run, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self) -> None:
        raise NotImplementedError
