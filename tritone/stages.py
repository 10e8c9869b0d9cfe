"""What the orchestrator asks of the three models behind it, and the typed values that pass between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tritone.families import AcousticResult, AcousticSegment
from tritone.vocoder_window import VocodedWindow, VocoderWindow
from tritone.voice_registry import Voice


@dataclass(frozen=True)
class TimedText:
    """A word of the caller's text, or a mark that SSML set, and the phonemes that say it."""

    text_start: int
    text_end: int
    """Character offsets in the caller's text; equal for a mark."""
    first_id: int
    end_id: int
    """The phoneme ids [first_id, end_id) of its segment; equal where it has no sound."""
    mark: str | None = None
    """The mark's name; None for a word."""


@dataclass(frozen=True)
class Segment:
    """Text to be synthesised in one pass."""

    phoneme_ids: np.ndarray
    """int32, padding symbols included; empty where there is nothing to say but a pause to keep."""
    pause_seconds: float
    """Silence after the segment."""
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


@dataclass(frozen=True)
class Passage:
    """The next segments of a text."""

    segments: Sequence[Segment]
    next_start: int | None
    """Where to read on; None when the text is finished."""
    unspoken: Sequence[tuple[int, int]]
    """Character ranges that this voice has no way to say."""


@dataclass(frozen=True)
class TextPosition:
    """Where to read on in a caller's text."""

    text: str
    start: int
    """Character offset."""
    voice: Voice
    lexicon: str
    """The caller's own pronunciations, as written."""


class Stages(Protocol):
    """The models behind `tts`. Every call blocks until the answer is there and may be made from any thread.

    Each takes several rows, of voices that share their weights, and returns one result for each. Each raises
    InvalidRequest when a caller's input is at fault, VoiceLoading or ModelDown when it is to be called again in a
    moment, SynthesisFailed otherwise; one row at fault fails the whole call.
    """

    def read_text(self, positions: Sequence[TextPosition]) -> Sequence[Passage]:
        """Normalise, segment and phonemise some text from each position on; bounded work per position."""

    def synthesize_frames(self, segments: Sequence[tuple[AcousticSegment, Voice]]) -> Sequence[AcousticResult]:
        """The acoustic model: frames and durations, edge silence cut."""

    def vocode(self, windows: Sequence[tuple[VocoderWindow, Voice]]) -> Sequence[VocodedWindow]:
        """The vocoder."""
