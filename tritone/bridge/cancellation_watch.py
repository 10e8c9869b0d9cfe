"""Finds out which callers have gone away, in a thread of its own and at a bounded cost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from tritone.threads.background_thread import BackgroundThread

_EVERY_SECONDS = 0.2
_SECONDS_PER_QUESTION = 0.01
_FEW_CHUNKS = 8
"""Who has just come and was sent no more is not asked yet: most such streams are over when the next round comes, and
little is lost by those that are not wanted."""
logger = logging.getLogger(__name__)


class Watched:
    """One caller. A question that is under way when the stream ends is waited for: Triton frees what it asks about."""

    def __init__(self, ask: Callable[[], bool]):
        self._ask = ask
        self._lock = threading.Lock()
        self._over = False
        self.is_cancelled = False
        self.chunks_sent = 0
        """Counted by the thread that sends."""

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
    """Asks for every caller in turn; for one that was sent few chunks from the second round on that it is there for.

    A question is a message to the server's process and back, as dear as sending a chunk, and whoever asks waits for the
    answer; so it is not asked by the threads that keep the models busy, and less often where there are many callers.
    """

    def __init__(self, every_seconds: float = _EVERY_SECONDS, seconds_per_question: float = _SECONDS_PER_QUESTION):
        """A round takes every_seconds, or seconds_per_question for each caller if that is longer."""
        super().__init__("cancellation watch")
        self._every_seconds, self._seconds_per_question = every_seconds, seconds_per_question
        self._watched: dict[Watched, None] = {}
        """In the order in which they came."""
        self._newcomers: list[Watched] = []
        """Since the round before."""

    def add(self, watched: Watched) -> None:
        """Watch one more; it is let go of when it has ended or was found cancelled."""
        with self._lock:
            self._newcomers.append(watched)
            if len(self._newcomers) == 1 and not self._watched:
                self._wake()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._changed.wait_for(lambda: self._watched or self._newcomers or self._closed)
                if not self._closed:
                    self._changed.wait_for(lambda: self._closed, self._pause_seconds())
                if self._closed:
                    return
                begun = [watched for watched in self._newcomers if watched.chunks_sent > _FEW_CHUNKS]
                everybody = [*self._watched, *begun]
                self._watched.update(dict.fromkeys(self._newcomers))
                self._newcomers.clear()
            done = [watched for watched in everybody if not _look(watched)]
            with self._lock:
                for watched in done:
                    self._watched.pop(watched, None)

    def _pause_seconds(self) -> float:
        return max(self._every_seconds, self._seconds_per_question * len(self._watched))


def _look(watched: Watched) -> bool:
    try:
        return watched.look()
    except Exception:  # about one caller that cannot be asked; the others are still watched
        logger.exception("a stream could not be asked whether it is cancelled")
        return False
