"""The text stage: a front end per language, and its phonemes as each voice's ids."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from frontend_text import Frontend
from tritone.families import load_family
from tritone.stages import Passage, Segment
from tritone.voice_registry import load_voices, pick_voice

PASSAGE_CHARACTERS = 400
"""Source characters read per call: three or four sentences, a few milliseconds, so that a long text waits in turns."""


class TextStage:
    """Reads text aloud on paper: what to say, in which segments, with which pauses."""

    def __init__(self, voices: Iterable[str]):
        self._voices = load_voices(voices)
        self._families = {name: load_family(voice.family) for name, voice in self._voices.items()}
        self._frontends = {voice.language: Frontend(language=voice.language) for voice in self._voices.values()}

    def read_text(self, text: str, start: int, voice: str) -> Passage:
        """The segments that begin within PASSAGE_CHARACTERS of `start`; raises InvalidRequest for an unknown voice."""
        language = pick_voice(self._voices, voice).language
        passage = self._frontends[language].read(text, start, PASSAGE_CHARACTERS)
        segments = [
            Segment(
                phoneme_ids=self._families[voice].phoneme_ids(segment.phonemes) if segment.phonemes
                else np.zeros(0, np.int32),
                pause_seconds=segment.pause_seconds,
                text_start=segment.text_start,
                text_end=segment.text_end,
            )
            for segment in passage.segments
        ]
        unspoken = [span for segment in passage.segments for span in segment.unspoken]
        return Passage(segments, passage.next_start, unspoken)

    def warm_up(self) -> None:
        """Load every lexicon and network now, so that the first caller does not wait for them."""
        for name, voice in self._voices.items():
            self._frontends[voice.language].warm()
            self.read_text("Dr. Smith paid $3.50 on May 5th, at 9:30, for a xylophrobic 16GB gadget.", 0, name)
