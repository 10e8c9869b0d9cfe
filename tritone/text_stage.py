"""The text stage: a front end per language, and its phonemes as each voice's ids."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from frontend_text import Frontend, InvalidMarkup, Lexicon
from frontend_text import Segment as PhonemeSegment
from tritone.errors import InvalidRequest, TritoneError
from tritone.families import load_family
from tritone.stages import Passage, Segment, TimedText
from tritone.voice_registry import load_voices, pick_voice

PASSAGE_CHARACTERS = 400
"""Source characters read per call: three or four sentences, a few milliseconds, so that a long text waits in turns."""
FIRST_PASSAGE_CHARACTERS = 100
"""The first call stops after a sentence or two: the caller hears nothing before it returns."""


class TextStage:
    """Reads text aloud on paper: what to say, in which segments, with which pauses."""

    def __init__(self, voices: Iterable[str], lexicon_file: str = ""):
        """lexicon_file: pronunciations for every caller (a PLS file or lines of word, tab, /ipa/ or respelling)."""
        lexicon = _server_lexicon(lexicon_file)
        self._voices = load_voices(voices)
        self._families = {name: load_family(voice.family) for name, voice in self._voices.items()}
        self._frontends = {voice.language: Frontend(voice.language, lexicon) for voice in self._voices.values()}

    def read_text(self, text: str, start: int, voice: str, lexicon: str = "") -> Passage:
        """The segments that begin within so many characters of `start`.

        lexicon: the caller's pronunciations, as read_lexicon takes them. Raises InvalidRequest for an unknown voice and
        for SSML or a lexicon that cannot be used.
        """
        language = pick_voice(self._voices, voice).language
        length = PASSAGE_CHARACTERS if start else FIRST_PASSAGE_CHARACTERS
        try:
            passage = self._frontends[language].read(text, start, length, lexicon=read_lexicon(lexicon))
        except InvalidMarkup as error:
            raise InvalidRequest(f'input "text": {error}') from None
        segments = [self._with_ids(segment, voice) for segment in passage.segments]
        return Passage(segments, passage.next_start, [span for part in passage.segments for span in part.unspoken])

    def _with_ids(self, segment: PhonemeSegment, voice: str) -> Segment:
        voice = pick_voice(self._voices, segment.voice or voice).name
        padding = 1  # every family's ids begin with one padding symbol
        timed = [TimedText(word.text_start, word.text_end, word.phoneme_start + padding, word.phoneme_end + padding)
                 for word in segment.words]
        for mark in segment.marks:
            at = mark.phoneme_start + padding
            place = next((index for index, other in enumerate(timed) if other.first_id >= at), len(timed))
            timed.insert(place, TimedText(segment.text_start, segment.text_start, at, at, mark.name))
        return Segment(
            phoneme_ids=self._families[voice].phoneme_ids(segment.phonemes) if segment.phonemes
            else np.zeros(0, np.int32),
            pause_seconds=segment.pause_seconds, text_start=segment.text_start, text_end=segment.text_end, timed=timed,
            rate=segment.rate, volume_db=segment.volume_db, voice=segment.voice)

    def warm_up(self) -> None:
        """Load every lexicon and network now, so that the first caller does not wait for them."""
        for name, voice in self._voices.items():
            self._frontends[voice.language].warm()
            self.read_text("Dr. Smith paid $3.50 on May 5th, at 9:30, for a xylophrobic 16GB gadget.", 0, name)


@functools.lru_cache(maxsize=64)
def read_lexicon(text: str) -> Lexicon | None:
    """A caller's lexicon: a PLS document, or a JSON object of word → "/ipa/" or respelling; None for the empty text."""
    if not text.strip():
        return None
    try:
        if text.lstrip().startswith("<"):
            return Lexicon.from_pls(text)
        entries = json.loads(text)
        if not isinstance(entries, dict) or not all(isinstance(value, str) for value in entries.values()):
            raise InvalidMarkup("it is JSON, but not an object of strings")
        return Lexicon(entries)
    except json.JSONDecodeError as error:
        raise InvalidRequest(f'input "lexicon" is neither JSON ({error}) nor a PLS document; allowed: '
                             '{"word": "/ipa/", "other": "respelling"} or PLS') from None
    except InvalidMarkup as error:
        raise InvalidRequest(f'input "lexicon": {error}') from None


def _server_lexicon(file: str) -> Lexicon | None:
    if not file:
        return None
    try:
        return Lexicon.from_file(Path(file))
    except (OSError, InvalidMarkup) as error:
        raise TritoneError(f'parameter "lexicon": {file} cannot be used: {error}') from error
