"""Who hears one turn of an agent: takes what comes for its context, and knows how far it has been played."""

from __future__ import annotations

import time
from typing import Any, Protocol

from loadtest.clients.messages import AudioCheck, ChunkFacts, StreamFailed
from loadtest.results.agent_metrics import TurnRecord


class Flag(Protocol):
    """An event of asyncio or of gevent."""

    def set(self) -> Any:
        """It has happened."""

    def is_set(self) -> bool:
        """Whether it has."""


class Listener:
    """`begun` is set with the first sound, `ended` with the last chunk; both when the turn has failed."""

    def __init__(self, record: TurnRecord, begun: Flag, ended: Flag) -> None:
        """record: gets chunks and timings."""
        self._record, self._check = record, AudioCheck()
        self.begun, self.ended = begun, ended
        self.fault: str | None = None

    def take(self, came: dict[str, Any] | StreamFailed) -> None:
        """A chunk's outputs, or an error."""
        if isinstance(came, StreamFailed):
            self._over(came.message)
        elif "audio" in came:
            size = len(came["audio"])
            facts = ChunkFacts(
                came["chunk_index"], came["is_last"], came["duration_seconds"], size, came["sample_rate"]
            )
            self._record.sent.add_chunk(time.perf_counter(), self._check.note(facts))
            self._record.stamps += came["timestamps"]
            if self._record.sent.arrivals:
                self.begun.set()
            if came["is_last"]:
                self._over(self._check.missing())

    def refused(self, came: dict[str, Any] | StreamFailed) -> None:
        """The answer to a request that brings no audio."""
        if isinstance(came, StreamFailed):
            self._over(came.message)

    def seconds_until(self, heard_seconds: float) -> float:
        """How long to wait until so much has been played; 0 when it has, or when there is no more to play."""
        played = self._record.played_seconds(time.perf_counter())
        is_all = self.ended.is_set() and played >= sum(self._record.sent.durations) - 0.01
        return 0.0 if played >= heard_seconds or is_all else max(0.005, heard_seconds - played)

    def _over(self, fault: str | None) -> None:
        self.fault = self.fault or fault
        self.ended.set()
        self.begun.set()
