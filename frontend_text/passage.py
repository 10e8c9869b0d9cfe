"""The values that the front end hands on: passages, segments and words, with offsets into the original text."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

MAX_PHONEMES = 400
"""Most symbols in one segment: the default voice was trained on at most 510, and quality falls before that."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the source (or a few that are read as one, as `March 3, 2024`), without punctuation around it."""

    text_start: int
    """First character in the original text."""
    text_end: int
    """One past the last character in the original text."""
    phoneme_start: int
    """First symbol in `Segment.phonemes`; equal to `phoneme_end` when the word has no sound."""
    phoneme_end: int
    """One past the last symbol in `Segment.phonemes`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that SSML gave a name to."""

    name: str
    phoneme_start: int
    """The first symbol of `Segment.phonemes` after it; as many as there are if it is at the end."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How each symbol of a segment is said; five arrays of its length."""

    rate: array[float]
    """Factors on speed, times the segment's own."""
    volume_db: array[float]
    """Gains, besides the segment's own."""
    pitch: array[float]
    """Semitones above the voice's own pitch."""
    pitch_range: array[float]
    """Factors on how far the pitch moves around its mean."""
    rise: array[float]
    """Semitones above the segment's mean that the pitch is to end at, on the symbols of a rise; 0 on others."""
    is_pitch_asked: bool
    """The caller's markup asks for a pitch, and not only emphasis or a question mark does."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Text that is synthesised in one pass, usually a sentence.

    The segments of a text lie one after another and leave out nothing but blanks.
    """

    text_start: int
    text_end: int
    spoken: str
    """The words as they are said: no digits, no symbols."""
    phonemes: str
    """Symbols of the voice's alphabet, at most MAX_PHONEMES; empty when there is nothing to say."""
    pause_seconds: float
    """Silence to be heard after the segment, at speed 1."""
    words: tuple[Word, ...]
    """In the order of the source, without overlap."""
    unspoken: tuple[tuple[int, int], ...] = ()
    """Spans of the original text that the voice has no sound for (such as unassigned characters)."""
    rate: float = 1.0
    """Speed that SSML asks for, times the request's own."""
    volume_db: float = 0.0
    """Gain that SSML asks for."""
    voice: str | None = None
    """Voice that SSML asks for; None for the request's own."""
    marks: tuple[Mark, ...] = ()
    break_seconds: float = 0.0
    """Of the pause, what the caller asked for in seconds: the same at any speed."""
    is_pause: bool = False
    """Nothing but a pause that the caller asked for."""
    delivery: Delivery | None = None
    """What SSML or a mark asks for single words; None where the whole segment is said alike."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What one call of `Frontend.read` has read."""

    segments: tuple[Segment, ...]
    next_start: int | None
    """Where the next call goes on; None when the text is finished."""
    warnings: tuple[str, ...] = ()
    """What the caller asked for in markup and does not get, a sentence each; each is told once in a text."""
