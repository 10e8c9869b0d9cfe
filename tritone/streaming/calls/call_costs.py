"""What calls of the stages cost, as measured: the one estimate by which jobs are packed and streams admitted."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

_REMEMBERED_SECONDS = 1.0
"""Service time after which a call's weight in an estimate has fallen to a third. Long enough for a hundred calls of a
fast voice; short enough to follow other work that takes the machine's time within a second."""
_ENOUGH_SERVICE_SECONDS, _ENOUGH_AUDIO_SECONDS = 0.3, 10.0
"""An estimate from less than both of these refuses nobody: first calls are expensive (0.3 s is one call of a slow
voice's whole segment), and short ones mostly overhead (10 s of audio are three segments)."""
_SEGMENT_SMOOTHING = 0.1
"""Weight of the latest call in the length of segments: sentences vary by a factor of three, so ten calls' worth."""


@dataclass
class _Rate:
    """Service seconds per unit of work, the latest calls counting most."""

    seconds: float = 0.0
    work: float = 0.0

    def add(self, seconds: float, work: float) -> None:
        kept = 1.0 / (1.0 + seconds / _REMEMBERED_SECONDS)
        self.seconds = self.seconds * kept + seconds
        self.work = self.work * kept + work

    def value(self) -> float:
        """0 where nothing is known."""
        return self.seconds / self.work if self.work else 0.0


@dataclass
class _Cost:
    """One stage's calls for one group."""

    per_audio_second: _Rate = field(default_factory=_Rate)
    per_size: dict[bool, _Rate] = field(default_factory=dict)
    """By whether the jobs were their streams' first: those are short, so a call's overhead weighs more in them."""
    served_in_all: float = 0.0
    audio_in_all: float = 0.0
    row_seconds: float | None = None
    """Audio of one row, smoothed."""

    def is_known(self) -> bool:
        return self.served_in_all >= _ENOUGH_SERVICE_SECONDS or self.audio_in_all >= _ENOUGH_AUDIO_SECONDS


class CallCosts:
    """Costs by stage and group: voices that share their weights, or for the stage `encoding` what is encoded alike.

    Safe to share between threads.
    """

    def __init__(self, instances: Mapping[str, int]):
        """instances: stage → how many calls it serves at a time."""
        self.instances = dict(instances)
        self._lock = threading.Lock()
        self._costs: dict[tuple[str, Hashable], _Cost] = {}

    def note(
        self,
        stage: str,
        group: Hashable,
        service_seconds: float,
        audio_seconds: float,
        rows: int = 1,
        size: float = 0.0,
        is_first: bool = False,
    ) -> float | None:
        """A call did so much audio's worth of its stage's work for rows of so much size in all.

        Returns what such calls take now: service seconds per unit of size; None while that is unknown. (One of no
        size, a window whose frames came with the one before it, says nothing about that.)
        """
        with self._lock:
            cost = self._costs.get((stage, group))
            if cost is None:
                cost = self._costs[stage, group] = _Cost()
            cost.per_audio_second.add(service_seconds, audio_seconds)
            cost.served_in_all += service_seconds
            cost.audio_in_all += audio_seconds
            known = cost.row_seconds
            latest = audio_seconds / rows
            cost.row_seconds = latest if known is None else known + _SEGMENT_SMOOTHING * (latest - known)
            rate = cost.per_size.get(is_first)
            if size > 0:
                if rate is None:
                    rate = cost.per_size[is_first] = _Rate()
                rate.add(service_seconds, size)
            return rate.value() if rate else None

    def per_audio_second(self, stage: str, group: Hashable) -> float:
        """Service seconds that a second of audio takes now; 0 where nothing is known."""
        with self._lock:
            return self._per_audio_second(stage, group)

    def segment_seconds(self, group: Hashable) -> float:
        """How long the segments of a group's voices are, smoothed; 0 where nothing is known."""
        with self._lock:
            cost = self._costs.get(("acoustic", group))
            return cost.row_seconds or 0.0 if cost else 0.0

    def are_known(self, group: Hashable) -> bool:
        """Whether enough was measured to refuse anybody."""
        with self._lock:
            costs = [self._costs.get((stage, group)) for stage in ("acoustic", "vocoder")]
            return all(cost is not None and cost.is_known() for cost in costs)

    def times_real_time(self, group: Hashable, format_key: Hashable = None) -> float:
        """Seconds of audio a second that the stages could make if they made nothing else; infinite where unknown."""
        largest = max(self.shares(group, format_key))
        return 1.0 / largest if largest else float("inf")

    def shares(self, group: Hashable, format_key: Hashable = None) -> list[float]:
        """Of each stage: the part of its instances' time that one stream in real time takes."""
        with self._lock:
            return [
                self._per_audio_second(stage, format_key if stage == "encoding" else group) / count
                for stage, count in self.instances.items()
            ]

    def _per_audio_second(self, stage: str, group: Hashable) -> float:
        cost = self._costs.get((stage, group))
        return cost.per_audio_second.value() if cost else 0.0
