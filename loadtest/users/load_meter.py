"""What many users hear, counted between two looks at it; what a Locust worker sends to its master."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from loadtest.results.metrics import percentile


@dataclass
class LoadWindow:
    """What happened between two looks."""

    seconds: float = 0.0
    first_audio_ms: list[float] = field(default_factory=list)
    audio_seconds: float = 0.0
    ended: int = 0
    """Streams that came to an end, errors included."""
    errors: int = 0
    underran: int = 0
    """Streams with at least one underrun."""

    @property
    def times_real_time(self) -> float:
        """Audio that all users received per second."""
        return self.audio_seconds / self.seconds if self.seconds else 0.0

    def first_audio_percentile_ms(self, percent: float) -> float:
        """NaN when nothing was heard."""
        return percentile(self.first_audio_ms, percent)


class LoadMeter:
    """Counts what the users of one process report, or a master what its workers send."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._began = clock()
        self._window = LoadWindow()

    def first_audio(self, milliseconds: float) -> None:
        """A stream was heard for the first time."""
        self._window.first_audio_ms.append(milliseconds)

    def audio(self, seconds: float) -> None:
        """A chunk came."""
        self._window.audio_seconds += seconds

    def ended(self, failed: bool, underran: bool) -> None:
        """A stream came to an end."""
        self._window.ended += 1
        self._window.errors += failed
        self._window.underran += underran

    def take(self) -> LoadWindow:
        """What was counted since the last call."""
        window, self._window = self._window, LoadWindow()
        now = self._clock()
        window.seconds, self._began = now - self._began, now
        return window

    def add(self, sent: dict[str, Any]) -> None:
        """Count what another process took (`to_send` of its window); its seconds are not ours."""
        window = self._window
        window.first_audio_ms += sent["first_audio_ms"]
        window.audio_seconds += sent["audio_seconds"]
        window.ended += sent["ended"]
        window.errors += sent["errors"]
        window.underran += sent["underran"]


def to_send(window: LoadWindow) -> dict[str, Any]:
    """A window as plain values."""
    return asdict(window)
