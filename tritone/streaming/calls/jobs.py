"""What streams ask of the stages: jobs, and who takes what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeAlias

from tritone.streaming.calls.measured_stage import Item, Result

After: TypeAlias = "Callable[[], object]"
Kind: TypeAlias = "tuple[Hashable, bool]"
"""Of a job: its group, and whether it is its stream's first."""


class JobOwner(Protocol):
    """Whose job it is, and who takes what came of it. Called by the pool's threads."""

    def is_wanted(self) -> bool:
        """Whether the job should still run. Asked with the pool's lock held, so it must take no lock and not wait."""

    def job_done(self, job: Job[Any, Any], result: Any) -> After | None:
        """Take the result. Returns what may take longer: it is called when all jobs of the call have been told."""

    def job_failed(self, job: Job[Any, Any], error: Exception) -> None:
        """The job made nothing; StreamCancelled when it was not wanted any more."""

    def end(self, error: Exception) -> None:
        """Something went wrong in one of the others: end with that error."""


class Pool(Protocol):
    """Who has jobs done: a StagePool."""

    def submit(self, job: Job[Any, Any]) -> None:
        """Queue it."""


@dataclass(eq=False, slots=True)
class Job(Generic[Item, Result]):
    """One row of a call."""

    pool: Pool
    owner: JobOwner
    item: Item
    deadline: float
    """Monotonic seconds; the earliest goes first."""
    is_first: bool
    """Its stream can send nothing before it: such jobs go before all others, and share calls with each other only, so
    that no long one holds them up."""
    group: Hashable
    """Only jobs of one group share a call."""
    size: float
    """Its share of a call's time, in any unit that the group's jobs have in common."""
    store: Callable[[Result], object]
    """What its owner does with the result."""

    def submit(self) -> None:
        """Queue it, again where it failed: it holds all that its model needs, so it makes the same result."""
        self.pool.submit(self)
