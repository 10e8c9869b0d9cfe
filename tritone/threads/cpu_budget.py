"""A budget of processor time for a call, kept by a timer of the kernel: whoever runs past it is stopped where it is.

A pattern that backtracks holds the interpreter's lock, so no thread could end it; but CPython's `re` looks for signals
every few thousand steps while it matches (MAYBE_CHECK_SIGNALS in Modules/_sre/sre_lib.h of 3.10 to 3.13), as the
interpreter does between instructions. Handlers run in the main thread only, in which Triton's stub calls `execute`.
Code in C that never looks is ended by the kernel with its process, which `tritone serve` starts anew.
"""

from __future__ import annotations

import importlib
import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

Result = TypeVar("Result")

logger = logging.getLogger(__name__)

LAST_RESORT = 20.0
"""So many times the budget, counted for all threads of the process, and the kernel ends it."""
_LEAST_LAST_RESORT_SECONDS = 5.0
_AGAIN_SECONDS = 0.02
"""How soon it is stopped again where the first time had no effect: an exception in a destructor is swallowed."""
_DEFERRED_SECONDS = 0.002
TO_BE_FINISHED = {
    *(module.__file__ for module in (importlib, logging, subprocess, threading)),
    "<frozen importlib._bootstrap>",
    "<frozen importlib._bootstrap_external>",
}
"""Files whose code no budget stops half-way: a lock might stay taken, a module half loaded. A tool that looks into a
process, such as one that measures coverage, may add its own before budgets are made."""


class OutOfTime(BaseException):
    """The call took more than its budget. No Exception: what handles those in the call must not swallow it."""


class CpuBudget:
    """Runs calls in the main thread, one at a time, each for so many seconds of that thread's processor time."""

    def __init__(self, seconds: float, must_finish: frozenset[str] = frozenset()) -> None:
        """must_finish: files whose code is not stopped half-way either.

        Raises ValueError in any other than the main thread: signals could not reach it there.
        """
        self.seconds = seconds
        self._must_finish = TO_BE_FINISHED | must_finish
        self._last_resort = max(_LEAST_LAST_RESORT_SECONDS, LAST_RESORT * seconds)
        self._until: float | None = None
        signal.signal(signal.SIGALRM, self._time_is_over)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)

    @classmethod
    def if_it_can_be_kept(cls, seconds: float, must_finish: frozenset[str] = frozenset()) -> CpuBudget | None:
        """A budget; None, with a warning, where this is not the main thread."""
        try:
            return cls(seconds, must_finish)
        except ValueError:
            logger.warning("calls have no budget of processor time: this is not the main thread, which signals reach")
            return None

    def run(self, call: Callable[[], Result]) -> Result:
        """What the call returns or raises; OutOfTime when it takes longer."""
        try:
            try:
                self._until = time.thread_time() + self.seconds
                signal.setitimer(signal.ITIMER_PROF, self._last_resort)
                signal.setitimer(signal.ITIMER_REAL, self.seconds)
                return call()
            finally:
                self._until = None
        finally:  # once more: the call may have been stopped a second time on the way here
            self._until = None
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_PROF, 0)

    def _time_is_over(self, _: int, frame: FrameType | None) -> None:
        if self._until is None:
            return
        left = self._until - time.thread_time()
        if left > 0:  # the machine was busy with others
            signal.setitimer(signal.ITIMER_REAL, max(left, _DEFERRED_SECONDS))
        elif self._is_to_be_finished(frame):
            signal.setitimer(signal.ITIMER_REAL, _DEFERRED_SECONDS)
        else:
            signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
            raise OutOfTime

    def _is_to_be_finished(self, frame: FrameType | None) -> bool:
        while frame is not None and frame.f_code is not CpuBudget.run.__code__:
            if frame.f_code.co_filename in self._must_finish:
                return True
            frame = frame.f_back
        return False
