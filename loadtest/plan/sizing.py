"""The least number of machines with which callers hear what was promised, also after a loss."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass

from loadtest.plan.costs import VoiceCosts
from loadtest.plan.fleet import Callers, Fleet, Outcome, Story
from loadtest.plan.machine import Shape

MOST_SIMULATED = 12
"""A larger fleet is simulated as so many machines with their part of the callers: a little pessimistic, since a few
share less well than many."""
_MOST_MACHINES = 100_000
_GROWTH = 1.15


@dataclass(frozen=True)
class Promise:
    """What callers shall hear."""

    first_audio_p95_ms: float = 150.0
    most_refused: float = 0.001
    """Share of texts."""
    lose: str = "machine"
    """What may be lost with the promise kept: `nothing`, a `machine` or a `zone`."""
    zones: int = 3

    def lost_of(self, machines: int) -> int:
        if self.lose == "nothing":
            return 0
        return 1 if self.lose == "machine" else math.ceil(machines / self.zones)

    def is_kept(self, outcome: Outcome) -> bool:
        return outcome.first_audio_p95_ms <= self.first_audio_p95_ms and outcome.refused_share() <= self.most_refused


@dataclass(frozen=True)
class Plan:
    """What is simulated."""

    callers: Callers
    costs: VoiceCosts
    shape: Shape
    promise: Promise = Promise()
    retries: int = 3
    texts: int = 3000
    """About so many in each simulated part …"""
    least_seconds: float = 10.0
    """… which lasts so long at least, that bursts may come and go."""
    seed: int = 1

    def work_per_second(self) -> float:
        """Core seconds that all callers ask for in a second."""
        return self.callers.per_second * self.callers.text_seconds * self.costs.core_seconds()


def tell(plan: Plan, machines: int) -> Story:
    """What callers hear from so many machines, and what after the loss that the promise names."""
    lost = min(plan.promise.lost_of(machines), machines)
    if machines <= MOST_SIMULATED:
        if lost < machines:
            return _fleet(plan, machines, plan.callers).run(_seconds(plan, plan.callers), lost)
        return Story(machines, lost, _alone(plan, machines), None)
    before = _alone(plan, machines)
    if not lost:
        return Story(machines, 0, before, None)
    after = _alone(plan, machines - lost)
    return Story(machines, lost, before, dataclasses.replace(after, cut=round(before.streams * lost / machines)))


def is_enough(plan: Plan, story: Story) -> bool:
    """Whether the promise is kept, before and after."""
    if not plan.promise.is_kept(story.before):
        return False
    return not story.lost or story.after is not None and plan.promise.is_kept(story.after)


def machines_needed(plan: Plan, told: Callable[[Story], None] = lambda story: None) -> Story:
    """The story of the smallest fleet that is enough; told hears of each that is tried.

    Raises ValueError where no number of machines is: a first sound takes longer on an idle one.
    """
    if plan.costs.first_audio_ms > plan.promise.first_audio_p95_ms:
        raise ValueError(
            f"a first sound of {plan.costs.name} takes {plan.costs.first_audio_ms:.0f} ms on an idle machine; "
            f"{plan.promise.first_audio_p95_ms:.0f} ms at p95 cannot be kept by more of them"
        )
    too_few, machines = 0, max(1, math.ceil(plan.work_per_second() / plan.shape.cores / plan.shape.max_load))
    while True:
        story = tell(plan, machines)
        told(story)
        if is_enough(plan, story):
            break
        if machines > _MOST_MACHINES:
            raise ValueError(
                f"{machines} machines are not enough for first audio p95 ≤ {plan.promise.first_audio_p95_ms} ms"
            )
        too_few, machines = machines, max(machines + 1, math.ceil(machines * _GROWTH))
    while machines - too_few > 1:
        middle = (too_few + machines) // 2
        tried = tell(plan, middle)
        told(tried)
        if is_enough(plan, tried):
            machines, story = middle, tried
        else:
            too_few = middle
    return story


def _alone(plan: Plan, machines: int) -> Outcome:
    """Without a loss."""
    simulated = min(machines, MOST_SIMULATED)
    share = simulated / machines
    callers = dataclasses.replace(
        plan.callers,
        per_second=plan.callers.per_second * share,
        connections=round(plan.callers.connections * share),
    )
    outcome = _fleet(plan, simulated, callers).run(_seconds(plan, callers)).before
    return dataclasses.replace(outcome, streams=outcome.streams / share)


def _fleet(plan: Plan, machines: int, callers: Callers) -> Fleet:
    return Fleet(machines, callers, plan.costs, plan.shape, plan.retries, plan.seed)


def _seconds(plan: Plan, callers: Callers) -> float:
    return min(600.0, max(plan.least_seconds, plan.texts / callers.per_second))
