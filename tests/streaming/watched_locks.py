"""Locks that note in which order threads take them, in place of Python's own for what Tritone makes meanwhile."""

from __future__ import annotations

import linecache
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tritone

_REAL_LOCK = threading.Lock
_TRITONE = str(Path(tritone.__file__).parent)


class LockLog:
    """What was seen of all watched locks."""

    def __init__(self):
        self.names: set[str] = set()
        self.nested: set[tuple[str, str]] = set()
        """Names of a lock that was held and of one that was taken meanwhile."""
        self.held_in_wait: set[str] = set()
        """Names of locks that were held by a thread which waited on another's condition."""
        self._thread = threading.local()

    def held(self) -> list[str]:
        """Names of the locks that this thread holds."""
        return self._thread.__dict__.setdefault("held", [])


class WatchedLock:
    """A lock with a name; may stand behind a Condition."""

    def __init__(self, name: str, log: LockLog):
        self.name, self._log, self._lock = name, log, _REAL_LOCK()
        log.names.add(name)

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        self._log.nested.update((outer, self.name) for outer in self._log.held())
        taken = self._lock.acquire(blocking, timeout)
        if taken:
            self._log.held().append(self.name)
        return taken

    def release(self) -> None:
        self._log.held().remove(self.name)
        self._lock.release()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    # what threading.Condition asks of a lock

    def _release_save(self) -> None:
        self.release()
        self._log.held_in_wait.update(self._log.held())

    def _acquire_restore(self, _: None) -> None:
        self.acquire()

    def _is_owned(self) -> bool:
        return self.name in self._log.held()


@contextmanager
def watched_locks() -> Iterator[LockLog]:
    """Have every lock that an object of Tritone makes for itself meanwhile watched, named Class.attribute."""
    log = LockLog()

    def make():
        frame = sys._getframe(1)
        place = frame.f_code.co_filename
        attribute = re.search(r"self\.(\w+)", linecache.getline(place, frame.f_lineno))
        if not place.startswith(_TRITONE) or attribute is None:
            return _REAL_LOCK()
        return WatchedLock(f"{type(frame.f_locals['self']).__name__}.{attribute[1]}", log)

    threading.Lock = make
    try:
        yield log
    finally:
        threading.Lock = _REAL_LOCK
