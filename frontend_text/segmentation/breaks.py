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
    Break.SENTENCE: 0.50,
    Break.ELLIPSIS: 0.60,
    Break.CLAUSE: 0.30,
    Break.COMMA: 0.20,
    Break.BREATH: 0.06,
    Break.LINE: 0.60,
    Break.ITEM: 0.50,
    Break.PARAGRAPH: 0.90,
    Break.END: 0.0,
}
"""Silence after a segment, which ends with its sound: what is heard, at speed 1. A full stop of the default voice's own
library lasts 0.8 s, of Piper's 0.2 s."""


@dataclass(frozen=True, slots=True)
class Span:
    """A segment's place in the text, and what ends it."""

    start: int
    end: int
    ends_with: Break
