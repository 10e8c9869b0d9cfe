"""What is measured of agents' turns: first clause to first sound, gaps, underruns, interruptions, what was heard."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from loadtest.results.metrics import StreamRecord, percentile
from loadtest.results.report import markdown_table, milliseconds


@dataclass
class TurnRecord:
    """One turn of an agent; times in seconds on one clock."""

    text: str
    sent: StreamRecord = field(default_factory=lambda: StreamRecord(sent_at=math.inf))
    """When its chunks came; `sent_at` is when the piece left that made the first clause certain."""
    stamps: list[dict[str, Any]] = field(default_factory=list)
    """When its words sound, as the server told."""
    interrupted_at: float | None = None
    interrupt_seconds: float | None = None
    """From asking for an interruption to its answer."""
    heard_error: str | None = None
    """What the server took for heard, where its own timings say otherwise."""

    def played_seconds(self, now: float) -> float:
        """How much of it a listener has heard who began with the first chunk, to the digits that are sent."""
        arrivals, durations = self.sent.arrivals, self.sent.durations
        if not arrivals:
            return 0.0
        played = min(now - arrivals[0] - sum(self.sent.underruns()), sum(durations))
        return float(struct.unpack("<f", struct.pack("<f", max(0.0, played)))[0])

    def heard(self, played_seconds: float) -> int:
        """Characters heard by then: up to the last word that had begun."""
        begun = [one["text_end"] for one in self.stamps if "word" in one and one["start"] < played_seconds]
        return max(begun, default=0)

    def check_heard(self, event: dict[str, Any], played_seconds: float, appended: str) -> None:
        """Compare what an interruption was answered with what the timings say."""
        expected = self.heard(played_seconds)
        if (event["heard"], event["unheard"]) != (appended[:expected], appended[expected:]):
            self.heard_error = f"after {played_seconds:.4f} s: {event['heard']!r}, expected {appended[:expected]!r}"


@dataclass(frozen=True)
class AgentSummary:
    """One row of a table."""

    agents: int
    turns: int
    errors: int
    first_sound_p50_ms: float
    """From the piece that made the first clause certain to the first sound."""
    first_sound_p95_ms: float
    gap_p95_ms: float
    turns_with_underrun: int
    longest_underrun_ms: float
    interruptions: int
    interrupt_p50_ms: float
    interrupt_p95_ms: float
    heard_errors: int
    talking: float
    """Agents that are heard at a time, averaged."""
    wall_seconds: float
    first_error: str | None = None
    client_share_of_core: float | None = None
    """Of the measuring process."""


def summarise_turns(turns: Sequence[TurnRecord], agents: int, began: float, ended: float) -> AgentSummary:
    """Those whose first clause was certain inside [began, ended]."""
    inside = [turn for turn in turns if began <= turn.sent.sent_at <= ended]
    heard = [turn.sent for turn in inside if turn.sent.arrivals]
    first = [1000 * record.time_to_first_audio() for record in heard]
    answers = [1000 * turn.interrupt_seconds for turn in inside if turn.interrupt_seconds is not None]
    stalls = [1000 * stall for record in heard for stall in record.underruns()]
    errors = [turn.sent.error or turn.heard_error for turn in inside if turn.sent.error or turn.heard_error]
    return AgentSummary(
        agents=agents,
        turns=len(inside),
        errors=sum(turn.sent.error is not None for turn in inside),
        first_sound_p50_ms=percentile(first, 50),
        first_sound_p95_ms=percentile(first, 95),
        gap_p95_ms=percentile([1000 * gap for record in heard for gap in record.gaps()], 95),
        turns_with_underrun=sum(bool(record.underruns()) for record in heard),
        longest_underrun_ms=max(stalls, default=0.0),
        interruptions=len(answers),
        interrupt_p50_ms=percentile(answers, 50),
        interrupt_p95_ms=percentile(answers, 95),
        heard_errors=sum(turn.heard_error is not None for turn in inside),
        talking=sum(_talked(turn, began, ended) for turn in turns) / (ended - began),
        wall_seconds=ended - began,
        first_error=errors[0] if errors else None,
    )


def _talked(turn: TurnRecord, began: float, ended: float) -> float:
    """Seconds inside [began, ended] in which it was heard."""
    if not turn.sent.arrivals:
        return 0.0
    until = turn.sent.playback_ends_at() if turn.interrupted_at is None else turn.interrupted_at
    return max(0.0, min(ended, until) - max(began, turn.sent.arrivals[0]))


def agent_table(rows: Sequence[AgentSummary]) -> str:
    """The rows as a Markdown table."""
    head = (
        "agents",
        "talking",
        "turns",
        "first sound p50",
        "p95",
        "gap p95",
        "turns with underrun",
        "interruptions",
        "answered p50",
        "p95",
        "heard wrong",
        "errors",
    )
    cells = [
        (
            row.agents,
            row.talking,
            row.turns,
            milliseconds(row.first_sound_p50_ms),
            milliseconds(row.first_sound_p95_ms),
            milliseconds(row.gap_p95_ms),
            row.turns_with_underrun,
            row.interruptions,
            milliseconds(row.interrupt_p50_ms),
            milliseconds(row.interrupt_p95_ms),
            row.heard_errors,
            row.errors,
        )
        for row in rows
    ]
    return markdown_table(head, cells)
