"""What the orchestrator asks of the three models behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.segments import Passage, TextPosition
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice


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
