"""Whether a voice would be spoken now, as the supervisor last saw it; and whether the supervisor itself is at work."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

_LONGEST_SILENCE_SECONDS = 10.0
"""Of a supervisor that looks five times a second: what it saw before says nothing any more."""


@dataclass(frozen=True)
class _Seen:
    """What was seen last."""

    problem: str
    is_started: bool
    at: float


class Readiness:
    """Written by whoever looks after the server, read by whoever asks. Any thread, and signal handlers: no lock."""

    def __init__(self, longest_start_seconds: float = 360.0, clock: Callable[[], float] = time.monotonic):
        """longest_start_seconds: of a start, in which nobody looks."""
        self._longest_start_seconds, self._clock = longest_start_seconds, clock
        self._going_away = ""
        self._seen = _Seen("the server has not been started", False, clock())

    def starting(self, why: str) -> None:
        """There is no server to be asked until the next look."""
        self._seen = _Seen(why, False, self._clock())

    def looked(self, problem: str | None) -> None:
        """The server was looked at; problem: why a voice would not be spoken."""
        self._seen = _Seen(problem or "", True, self._clock())

    def go_away(self, why: str) -> None:
        """From now on it is not ready, whatever is seen."""
        self._going_away = why

    @property
    def is_started(self) -> bool:
        """Whether there is a server that serves somebody, well or badly."""
        return self._seen.is_started

    @property
    def is_going_away(self) -> bool:
        return bool(self._going_away)

    def why_not_ready(self) -> str:
        """Empty if a voice would be spoken."""
        if self._going_away or self._seen.problem:
            return self._going_away or self._seen.problem
        return self._silence(_LONGEST_SILENCE_SECONDS)

    def why_not_alive(self) -> str:
        """Empty as long as whoever looks after the server does so; what the server lacks is being mended then."""
        return self._silence(_LONGEST_SILENCE_SECONDS + self._longest_start_seconds)

    def _silence(self, longest_seconds: float) -> str:
        silent = self._clock() - self._seen.at
        return f"nobody has looked after the server for {silent:.0f} s" if silent > longest_seconds else ""
