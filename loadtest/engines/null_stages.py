"""Models that take no time: results of the right shapes, so that all that is left is the orchestrator's own work."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tritone.families import load_family
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.segments import Passage, Segment, TextPosition, TimedText
from tritone.pipeline.windows import NO_STATE, VocodedWindow, VocoderWindow
from tritone.voices.installed import get_voice
from tritone.voices.voice import Voice

VOICE = get_voice("heart")
FORMAT = load_family(VOICE.family).frame_format(VOICE)
FRAMES_PER_PHONEME = 5
STATE_SIZE = 14_000
"""float32: what a window of a hibari voice hands on."""
_SEGMENT_CHARACTERS = 100
_MOST_FRAMES = 4000
"""In a segment of the real front end's."""


class NullStages:
    """Implements tritone.pipeline.stages.Stages; a segment is a hundred characters, each a phoneme of five frames."""

    def __init__(self):
        self._frames = np.zeros((_MOST_FRAMES, FORMAT.channels), np.float32)
        # no silence, which would be cut
        noise = np.random.default_rng(1).uniform(-0.1, 0.1, 4 * FORMAT.sample_rate_hz)
        self._samples = noise.astype(np.float32)
        self._state = np.zeros(STATE_SIZE, np.float32)

    def read_text(self, positions: Sequence[TextPosition]) -> list[Passage]:
        return [self._read(position) for position in positions]

    def synthesize_frames(self, segments: Sequence[tuple[AcousticSegment, Voice]]) -> list[AcousticResult]:
        return [
            AcousticResult(
                self._frames[: FRAMES_PER_PHONEME * len(segment.phoneme_ids)],
                np.full(len(segment.phoneme_ids), FRAMES_PER_PHONEME, np.int32),
            )
            for segment, _ in segments
        ]

    def vocode(self, windows: Sequence[tuple[VocoderWindow, Voice]]) -> list[VocodedWindow]:
        return [
            VocodedWindow(
                self._samples[: (window.stop - window.start) * FORMAT.hop_length_samples],
                NO_STATE if window.stop == window.total else self._state,
            )
            for window, _ in windows
        ]

    @staticmethod
    def _read(position: TextPosition) -> Passage:
        end = min(position.start + _SEGMENT_CHARACTERS, len(position.text))
        ids = np.arange(end - position.start, dtype=np.int32)
        segment = Segment(ids, 0.2, position.start, end, [TimedText(position.start, end, 0, len(ids))])
        return Passage([segment], end if end < len(position.text) else None, ())
