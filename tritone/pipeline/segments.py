"""What the text front end is asked for and what it answers: segments of phoneme ids with their words and pauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tritone.pipeline.arrays import Float32Array, Int32Array
from tritone.pipeline.frames import Delivery
from tritone.voices.voice import Voice


@dataclass(slots=True)
class TimedText:
    """A word of the caller's text, or a mark that SSML set, and the phonemes that say it.

    Nobody changes one; a frozen one takes four times as long to make, and a segment has a dozen.
    """

    text_start: int
    text_end: int
    """Character offsets in the caller's text; equal for a mark."""
    first_id: int
    end_id: int
    """The phoneme ids [first_id, end_id) of its segment; equal where it has no sound."""
    mark: str | None = None
    """The mark's name; None for a word."""


@dataclass(slots=True)
class Segment:
    """Text to be synthesised in one pass. Nobody changes one; a frozen one takes four times as long to make."""

    phoneme_ids: Int32Array
    """int32, padding symbols included; empty where there is nothing to say but a pause to keep."""
    pause_seconds: float
    """Silence after the segment, at speed 1."""
    text_start: int
    text_end: int
    """Character offsets in the caller's text."""
    timed: Sequence[TimedText] = ()
    """Every word of the segment once, in order, and marks where they stand."""
    rate: float = 1.0
    """Speed that SSML asks for, times the request's own."""
    volume_db: float = 0.0
    """Gain that SSML asks for."""
    voice: str | None = None
    """Voice that SSML asks for; None for the request's own."""
    break_seconds: float = 0.0
    """Of it, what the caller asked for in seconds: the same at any speed."""
    is_pause: bool = False
    """Nothing but a pause that the caller asked for: it counts even before the first word."""
    delivery: Delivery | None = None
    """What SSML asks for single phoneme ids, besides `rate`; None where all are said alike."""
    volumes_db: Float32Array | None = None
    """float32 [phoneme ids]: gains that SSML asks for single phoneme ids, besides volume_db; None for none."""


@dataclass(frozen=True)
class Passage:
    """The next segments of a text."""

    segments: Sequence[Segment]
    next_start: int | None
    """Where to read on; None when the text is finished."""
    unspoken: Sequence[tuple[int, int]]
    """Character ranges that this voice has no way to say."""
    warnings: Sequence[str] = ()
    """What the caller's markup asks for and does not get, a sentence each."""


@dataclass(frozen=True)
class TextPosition:
    """Where to read on in a caller's text."""

    text: str
    start: int
    """Character offset."""
    voice: Voice
    lexicon: str
    """The caller's own pronunciations, as written."""
