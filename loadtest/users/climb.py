"""Raise the load step by step until the service breaks, and say where: the logic of the Locust shape."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass

from loadtest.results.report import markdown_table, milliseconds
from loadtest.users.load_meter import LoadWindow


@dataclass(frozen=True)
class Limits:
    """What a service that holds keeps."""

    first_audio_p95_ms: float = 200.0
    error_share: float = 0.0
    underrun_share: float = 0.0
    """Of the streams that ended, those with an underrun."""

    def broken_by(self, window: LoadWindow) -> str | None:
        """What the window breaks, in words; None when the service holds."""
        p95 = window.first_audio_percentile_ms(95)
        if window.errors > self.error_share * window.ended:
            return f"{window.errors} of {window.ended} streams failed"
        if math.isnan(p95):
            return "no stream was heard"
        if p95 > self.first_audio_p95_ms:
            return f"first audio p95 is {p95:.0f} ms, the limit {self.first_audio_p95_ms:g} ms"
        if window.underran > self.underrun_share * window.ended:
            return f"{window.underran} of {window.ended} streams ran dry"
        return None


@dataclass(frozen=True)
class ClimbStep:
    """One load that was held for a while."""

    users: int
    first_audio_p50_ms: float
    first_audio_p95_ms: float
    times_real_time: float
    ended: int
    errors: int
    underran: int
    broken_by: str | None


class Climb:
    """A load that grows by a factor each step until a limit is broken or the most users are reached.

    Each step settles first, and is then measured; `take` empties the meter.
    """

    def __init__(
        self,
        take: Callable[[], LoadWindow],
        limits: Limits,
        *,
        start: int = 4,
        factor: float = 1.5,
        most: int = 2000,
        settle_seconds: float = 5.0,
        measure_seconds: float = 15.0,
    ) -> None:
        if factor <= 1:
            raise ValueError(f"the climb's factor is {factor:g}; allowed: above 1")
        self.steps: list[ClimbStep] = []
        self.users = start
        self._take, self._limits, self._factor, self._most = take, limits, factor, most
        self._settle_seconds, self._measure_seconds = settle_seconds, measure_seconds
        self._step_began, self._measuring = 0.0, False

    def tick(self, now: float) -> int | None:
        """Users wanted at `now` (seconds since the climb began); None when it is over."""
        if not self._measuring and now >= self._step_began + self._settle_seconds:
            self._take()
            self._measuring = True
        elif self._measuring and now >= self._step_began + self._settle_seconds + self._measure_seconds:
            step = self._judge(self._take())
            self.steps.append(step)
            if step.broken_by or self.users >= self._most:
                return None
            self.users = min(self._most, max(self.users + 1, round(self.users * self._factor)))
            self._step_began, self._measuring = now, False
        return self.users

    def _judge(self, window: LoadWindow) -> ClimbStep:
        return ClimbStep(
            self.users,
            window.first_audio_percentile_ms(50),
            window.first_audio_percentile_ms(95),
            window.times_real_time,
            window.ended,
            window.errors,
            window.underran,
            self._limits.broken_by(window),
        )

    def verdict(self) -> str:
        """Where it broke, in a sentence."""
        held = [step for step in self.steps if not step.broken_by]
        most = (
            f"{held[-1].users} users were served at {held[-1].times_real_time:.0f} × real time"
            if held
            else "not even the first step was served"
        )
        broken = next((step for step in self.steps if step.broken_by), None)
        if broken is None:
            return f"The service did not break: {most}."
        return f"The service breaks at {broken.users} users ({broken.broken_by}); {most}."

    def table(self) -> str:
        """Every step, as a Markdown table."""
        head = ("users", "first audio p50", "p95", "× real time", "streams ended", "errors", "with underrun", "verdict")
        return markdown_table(
            head,
            [
                (
                    s.users,
                    milliseconds(s.first_audio_p50_ms),
                    milliseconds(s.first_audio_p95_ms),
                    s.times_real_time,
                    s.ended,
                    s.errors,
                    s.underran,
                    s.broken_by or "holds",
                )
                for s in self.steps
            ],
        )

    def as_json(self) -> dict:
        """Steps and limits, for a result file."""
        return {
            "limits": dataclasses.asdict(self._limits),
            "verdict": self.verdict(),
            "steps": [dataclasses.asdict(step) for step in self.steps],
        }
