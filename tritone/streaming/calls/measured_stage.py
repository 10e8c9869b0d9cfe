"""A stage whose calls are measured as they run."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from tritone.errors import SynthesisFailed
from tritone.streaming import metrics
from tritone.streaming.calls.call_costs import CallCosts
from tritone.streaming.calls.service_clock import ServiceClock
from tritone.streaming.metric_sums import MetricSums

Item = TypeVar("Item")
Result = TypeVar("Result")


class MeasuredStage(Generic[Item, Result]):
    """One stage: what runs its calls, and what is learned of them."""

    def __init__(
        self,
        name: str,
        call: Callable[[Sequence[Item]], Sequence[Result]],
        made_seconds: Callable[[Hashable, Sequence[Item], Sequence[Result]], float],
        costs: CallCosts,
        sums: MetricSums,
        clock: Callable[[], float] = time.monotonic,
    ):
        """call: the model, run for several rows of a group; it blocks, and may raise.

        made_seconds: of a call's group, rows and results: how many seconds of audio its work was worth.
        """
        self.name, self.instances = name, costs.instances[name]
        self._call, self._made_seconds = call, made_seconds
        self._costs, self._sums = costs, sums
        self._clock = ServiceClock(self.instances, clock)

    def run(
        self, group: Hashable, is_first: bool, size: float, items: Sequence[Item]
    ) -> tuple[Sequence[Result], float | None]:
        """Make one call: its results, and the service seconds that such calls now take per unit of size (or None).

        Raises what the call raises, and SynthesisFailed where it does not answer every row.
        """
        self._sums.observe(metrics.CALL_ROWS, len(items), self.name)
        began = self._clock.change(1)
        try:
            results = self._call(items)
        finally:
            served = self._clock.change(-1) - began
        if len(results) != len(items):
            raise SynthesisFailed(f"stage {self.name} answered {len(results)} of {len(items)} rows")
        audio_seconds = self._made_seconds(group, items, results)
        return results, self._costs.note(self.name, group, served, audio_seconds, len(items), size, is_first)
