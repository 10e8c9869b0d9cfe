"""A thread of a helper's own that starts with its first work and ends when it is told to."""

from __future__ import annotations

import threading


class BackgroundThread:
    """What it works on is guarded by `_changed`; `_run` waits on that, and returns once `_closed` is set."""

    def __init__(self, name: str):
        self._name = name
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def close(self) -> None:
        """Have the thread end; returns when it has."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _wake(self) -> None:
        """There is something to do; to be called with `_changed` held."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        else:
            self._changed.notify()

    def _run(self) -> None:
        raise NotImplementedError
