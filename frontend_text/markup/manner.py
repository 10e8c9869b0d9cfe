"""How a stretch of text is to be said: what `prosody` and `emphasis` around it ask for."""

from __future__ import annotations

from dataclasses import dataclass

SLOWEST, FASTEST = 0.25, 4.0
QUIETEST_DB, LOUDEST_DB = -96.0, 20.0
LOWEST_SEMITONES, HIGHEST_SEMITONES = -12.0, 12.0
FLATTEST, LIVELIEST = 0.0, 3.0

Contour = tuple[tuple[float, float], ...]
"""Points of a pitch curve, in order: share of the element's length (0 to 1), semitones."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What the elements around a stretch of text add up to."""

    rate: float = 1.0
    """Factor on speed, 0.25 to 4."""
    volume_db: float = 0.0
    pitch: float = 0.0
    """Semitones above the voice's own."""
    pitch_range: float = 1.0
    """Factor on how far the pitch moves around its mean; 0 is flat."""
    emphasis: int = 0
    """2 strong, 1 moderate, 0 none, -1 reduced."""


PLAIN = Manner()


@dataclass(frozen=True, slots=True)
class MannerRun:
    """Characters [start, end) of a block's text that are said in one manner."""

    start: int
    end: int
    manner: Manner


@dataclass(frozen=True, slots=True)
class ContourRun:
    """Characters [start, end) of a block's text whose pitch follows a curve."""

    start: int
    end: int
    contour: Contour


def contour_at(contour: Contour, share: float) -> float:
    """Semitones at a share of the element, straight between points and level outside them."""
    before = contour[0]
    if share <= before[0]:
        return before[1]
    for point in contour[1:]:
        if share <= point[0]:
            width = point[0] - before[0]
            return before[1] + (point[1] - before[1]) * ((share - before[0]) / width if width else 1.0)
        before = point
    return before[1]
