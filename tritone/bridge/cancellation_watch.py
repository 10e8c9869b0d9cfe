"""Finds out which callers have gone away, in a thread of its own and at a bounded cost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from tritone.threads.background_thread import BackgroundThread

_EVERY_SECONDS = 0.2
_SECONDS_PER_QUESTION = 0.01
logger = logging.getLogger(__name__)


class Watched:
    """One caller. A question that is under way when the stream ends is waited for: Triton frees what it asks about."""

    def __init__(self, ask: Callable[[], bool]):
        self._ask = ask
        self._lock = threading.Lock()
        self._over = False
        self.is_cancelled = False

    def look(self) -> bool:
        """Ask, unless the answer is known or the stream has ended; returns whether to ask again."""
        with self._lock:
            if not (self._over or self.is_cancelled):
                self.is_cancelled = self._ask()
            return not (self._over or self.is_cancelled)

    def end(self) -> None:
        """Nobody asks any more; to be called before the stream's end is sent."""
        with self._lock:
            self._over = True


class CancellationWatch(BackgroundThread):
    """Asks for every caller in turn.

    A question is a message to the server's process and back, as dear as sending a chunk, and whoever asks waits for the
    answer; so it is not asked by the threads that keep the models busy, and less often where there are many callers.
    """

    def __init__(self, every_seconds: float = _EVERY_SECONDS, seconds_per_question: float = _SECONDS_PER_QUESTION):
        """A round takes every_seconds, or seconds_per_question for each caller if that is longer."""
        super().__init__("cancellation watch")
        self._every_seconds, self._seconds_per_question = every_seconds, seconds_per_question
        self._watched: set[Watched] = set()

    def add(self, watched: Watched) -> None:
        """Watch one more; it is let go of when it has ended or was found cancelled."""
        with self._lock:
            self._watched.add(watched)
            if len(self._watched) == 1:
                self._wake()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._changed.wait_for(lambda: self._watched or self._closed)
                if not self._closed:
                    self._changed.wait_for(lambda: self._closed, self._pause_seconds())
                if self._closed:
                    return
                everybody = list(self._watched)
            done = [watched for watched in everybody if not _look(watched)]
            with self._lock:
                self._watched.difference_update(done)

    def _pause_seconds(self) -> float:
        return max(self._every_seconds, self._seconds_per_question * len(self._watched))


def _look(watched: Watched) -> bool:
    try:
        return watched.look()
    except Exception:  # about one caller that cannot be asked; the others are still watched
        logger.exception("a stream could not be asked whether it is cancelled")
        return False
