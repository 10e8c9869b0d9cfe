"""Going away in good order: not ready at once, newcomers served for a while, then refused, streams finished, the end.

Load balancers take a moment until they send nobody any more, and whoever they send meanwhile is to be served. So the
first signal, or who asks for it on the health port, only begins the drain, and the main thread goes on looking after
the server. It is interrupted (KeyboardInterrupt) when that time is over, or by somebody's second signal.
"""

from __future__ import annotations

import itertools
import queue
import signal
import threading
from types import FrameType

from tritone.server.health.readiness import Readiness

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""SIGTERM (service managers, docker stop) and SIGHUP (terminal closed) stop like Ctrl-C, also in the background."""
_WAKING = signal.SIGUSR2
"""From us to ourselves."""
_AGAIN_SECONDS = 1.0
"""A signal may come just before the main thread falls asleep, and what a handler raises be lost where Python raises
nothing (a finaliser, say): it is sent until it was heard."""
_SERVING_ON = "going away: new texts are served for a moment longer"
_REFUSING = "going away: new texts are refused, streams may finish"


class Drain:
    """One for a process, made in its main thread."""

    def __init__(self, seconds: float, readiness: Readiness):
        """seconds: how long newcomers are served although the server says that it is not ready."""
        self.seconds, self._readiness = seconds, readiness
        self.is_hurried = False
        """Somebody does not want to wait: everything is to end at once."""
        self._main = threading.main_thread().ident
        # Neither locks nor a thread's start: a signal may come while the main thread is in the middle of one.
        self._beginnings, self._signals = itertools.count(), itertools.count()
        self._asked: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._is_heard = False
        self._timer = threading.Thread(target=self._wait, name="drain", daemon=True)
        self._timer.start()

    @property
    def has_begun(self) -> bool:
        return self._readiness.is_going_away

    def take_signals(self) -> None:
        """Begin with the first one."""
        for number in SIGNALS:
            signal.signal(number, self._on_signal)
        signal.signal(_WAKING, self._on_waking)

    def begin(self) -> None:
        """Begin it, from any thread; to begin it again changes nothing."""
        if next(self._beginnings) == 0:
            self._readiness.go_away(_SERVING_ON)
            self._asked.put(True)

    def heard(self) -> None:
        """The main thread has been interrupted."""
        self._is_heard = True

    def close(self) -> None:
        """Interrupt nobody any more."""
        self._asked.put(False)
        self._timer.join()

    def _wait(self) -> None:
        """In a thread: until the time is over, or it is closed."""
        if not self._asked.get():
            return
        # nobody is served by a server that is only being started
        if self._is_closed_within(self.seconds if self._readiness.is_started else 0.0):
            return
        self._readiness.go_away(_REFUSING)
        assert self._main is not None
        while not self._is_heard:
            signal.pthread_kill(self._main, _WAKING)
            if self._is_closed_within(_AGAIN_SECONDS):
                return

    def _is_closed_within(self, seconds: float) -> bool:
        try:
            self._asked.get(timeout=seconds)
        except queue.Empty:
            return False
        return True

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if next(self._signals) > 0:
            self.is_hurried = self._is_heard = True
            raise KeyboardInterrupt
        self.begin()

    def _on_waking(self, number: int, frame: FrameType | None) -> None:
        if not self._is_heard:
            raise KeyboardInterrupt
