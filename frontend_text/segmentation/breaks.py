"""What a segment is to those who find, cut and read it: its place in a text, what ends it, and the pause after it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Break(Enum):
    """What ends a segment."""

    SENTENCE = "sentence"
    ELLIPSIS = "ellipsis"
    CLAUSE = "clause"  # ; : —
    COMMA = "comma"
    BREATH = "breath"  # between words of an over-long sentence
    LINE = "line"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    END = "end"


PAUSE_SECONDS = {
    Break.SENTENCE: 0.60,
    Break.ELLIPSIS: 0.70,
    Break.CLAUSE: 0.45,
    Break.COMMA: 0.35,
    Break.BREATH: 0.20,
    Break.LINE: 0.70,
    Break.ITEM: 0.60,
    Break.PARAGRAPH: 1.00,
    Break.END: 0.0,
}
"""Silence after a segment: what is heard below -60 dBFS, from its last sound to the next one, at speed 1. In the
default voice's own library a full stop lasts 0.8 s, a comma between clauses 0.4 s; in Piper's a full stop 0.2 s."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence after a segment."""

    seconds: float
    """At speed 1."""
    asked_seconds: float = 0.0
    """Of it, what was asked for in seconds: the same at any speed."""


@dataclass(frozen=True, slots=True)
class Span:
    """A segment's place in the text, and what ends it."""

    start: int
    end: int
    ends_with: Break
