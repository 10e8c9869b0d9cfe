"""What the orchestrator asks of the three models behind it, and the typed values that pass between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tritone.vocoder_window import VocodedWindow, VocoderWindow
from tritone.voice_registry import Voice


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

    Each raises InvalidRequest when the caller's input is at fault, SynthesisFailed otherwise.
    """

    def read_text(self, text: str, start: int, voice: Voice) -> Passage:
        """Normalise, segment and phonemise some text from character `start` on; bounded work per call."""

    def synthesize_frames(self, phoneme_ids: np.ndarray, speed: float, voice: Voice) -> np.ndarray:
        """The acoustic model: float32 [frames, channels], edge silence cut."""

    def vocode(self, window: VocoderWindow, voice: Voice) -> VocodedWindow:
        """The vocoder: one window."""
