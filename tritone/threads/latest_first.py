"""A condition whose threads are woken latest first.

The one that slept for the shortest time finds most of what it needs still in the processor's caches; where there are
more threads than work, the others sleep on.
"""

from __future__ import annotations

import threading


class LatestFirst(threading.Condition):
    """Of a lock that one `with` takes. What threads are woken by is kept; Python's own makes it for each wait."""

    def __init__(self, lock: threading.Lock):
        super().__init__(lock)
        self._asleep: list[threading.Lock] = []
        """What each sleeping thread is woken by, the latest last: locks that are taken, and let go to wake it."""
        self._spare: list[threading.Lock] = []
        """Those of threads that were woken, taken again."""

    def wait(self, timeout: float | None = None) -> bool:
        """Sleep until woken, or for so many seconds; returns whether it was woken. The lock is held then, too."""
        bell = self._spare.pop() if self._spare else _taken_lock()
        self._asleep.append(bell)
        self.release()
        try:
            rung = bell.acquire(True, -1 if timeout is None else timeout)
        finally:
            self.acquire()
        if not rung:
            if bell in self._asleep:
                self._asleep.remove(bell)
            else:  # rung after the time was over and before the lock was taken
                rung = bell.acquire()
        self._spare.append(bell)
        return rung

    def notify(self, n: int = 1) -> None:
        """Wake so many threads, if they sleep."""
        for _ in range(min(n, len(self._asleep))):
            self._asleep.pop().release()

    def notify_all(self) -> None:
        """Wake all threads that sleep."""
        self.notify(len(self._asleep))


def _taken_lock() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock
