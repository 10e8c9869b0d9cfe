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


class Stages(Protocol):
    """The models behind `tts`. Every call blocks until the answer is there and may be made from any thread.

    Each raises InvalidRequest when the caller's input is at fault, VoiceLoading when it is to be called again in a
    moment, SynthesisFailed otherwise.
    """

    def read_text(self, text: str, start: int, voice: Voice, lexicon: str) -> Passage:
        """Normalise, segment and phonemise some text from character `start` on; bounded work per call."""

    def synthesize_frames(self, segment: AcousticSegment, voice: Voice) -> AcousticResult:
        """The acoustic model: frames and durations, edge silence cut."""

    def vocode(self, window: VocoderWindow, voice: Voice) -> VocodedWindow:
        """The vocoder: one window."""
