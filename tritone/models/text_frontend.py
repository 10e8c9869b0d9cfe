"""The text stage: a front end per language, and its phonemes as each voice's ids."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from frontend_text import (
    MISAKI,
    Frontend,
    InvalidMarkup,
    Lexicon,
    MarkupPolicy,
    MissingGraphemeToPhoneme,
    PronunciationFailed,
    UnknownLanguage,
)
from frontend_text import Segment as PhonemeSegment
from tritone.errors import InvalidRequest, SynthesisFailed, TritoneError
from tritone.families import load_family
from tritone.models.loaded_on_demand import LoadedOnDemand
from tritone.pipeline.frames import PhonemeIds
from tritone.pipeline.segments import Passage, Segment, TimedText
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.voice import Voice

PASSAGE_CHARACTERS = 400
"""Source characters read per call: three or four sentences, a few milliseconds, so that a long text waits in turns."""
FIRST_PASSAGE_CHARACTERS = 100
"""The first call stops after a sentence or two: the caller hears nothing before it returns."""

logger = logging.getLogger("tritone")

_SILENCE = PhonemeIds(np.zeros(0, np.int32), np.zeros(1, np.int32))
_WARM_UP_TEXT = "Dr. Smith paid $3.50 on May 5th, at 9:30, for a xylophrobic 16GB gadget."


class TextStage:
    """Reads text aloud on paper: what to say, in which segments, with which pauses."""

    def __init__(
        self, voices: Sequence[str] | VoiceCatalogue, lexicon_file: str = "", code: str = "read", emoji: str = "read"
    ):
        """lexicon_file: pronunciations for every caller (a PLS file or lines of word, tab, /ipa/ or respelling).

        code: `read`, `name` or `skip` code spans and blocks; emoji: `read` or `skip` them. Others raise ValueError.
        """
        self._policy = MarkupPolicy(code or "read", emoji or "read")
        self._lexicon = _server_lexicon(lexicon_file)
        self._catalogue = voices if isinstance(voices, VoiceCatalogue) else VoiceCatalogue(voices)
        self._frontends: LoadedOnDemand[tuple[str, str], Frontend] = LoadedOnDemand(
            expected=(TritoneError, UnknownLanguage, MissingGraphemeToPhoneme)
        )

    def read_text(self, text: str, start: int, voice: str, lexicon: str = "") -> Passage:
        """The segments that begin within so many characters of `start`.

        lexicon: the caller's pronunciations, as read_lexicon takes them. Raises InvalidRequest for an unknown voice,
        SSML or a lexicon that cannot be used, and a language that nothing here can pronounce; VoiceLoading while the
        language is being loaded.
        """
        frontend = self._frontend(self._catalogue.pick(voice))
        length = PASSAGE_CHARACTERS if start else FIRST_PASSAGE_CHARACTERS
        try:
            passage = frontend.read(text, start, length, lexicon=read_lexicon(lexicon))
        except InvalidMarkup as error:
            raise InvalidRequest(f'input "text": {error}') from None
        except PronunciationFailed as error:
            raise SynthesisFailed(str(error)) from None
        segments = [self._with_ids(segment, voice) for segment in passage.segments]
        return Passage(segments, passage.next_start, [span for part in passage.segments for span in part.unspoken])

    def _with_ids(self, segment: PhonemeSegment, voice: str) -> Segment:
        speaker = self._speaker(segment.voice, self._catalogue.pick(voice))
        phonemes = load_family(speaker.family).phoneme_ids(segment.phonemes, speaker) if segment.phonemes else _SILENCE
        starts = phonemes.starts
        timed = [
            TimedText(word.text_start, word.text_end, int(starts[word.phoneme_start]), int(starts[word.phoneme_end]))
            for word in segment.words
        ]
        for mark in segment.marks:
            at = int(starts[mark.phoneme_start])
            place = next((index for index, other in enumerate(timed) if other.first_id >= at), len(timed))
            timed.insert(place, TimedText(segment.text_start, segment.text_start, at, at, mark.name))
        return Segment(
            phoneme_ids=phonemes.ids,
            pause_seconds=segment.pause_seconds,
            text_start=segment.text_start,
            text_end=segment.text_end,
            timed=timed,
            rate=segment.rate,
            volume_db=segment.volume_db,
            voice=segment.voice,
        )

    def _speaker(self, named: str | None, voice: Voice) -> Voice:
        """The voice that SSML names inside a request for another one, or that other one."""
        if named is None:
            return voice
        speaker = self._catalogue.pick(named)
        if _reads_as(speaker) != _reads_as(voice):
            raise InvalidRequest(
                f'input "text": voice "{named}" speaks {speaker.language}, voice "{voice.name}" '
                f"{voice.language}; allowed: voices of one language and one phoneme alphabet"
            )
        return speaker

    def _frontend(self, voice: Voice) -> Frontend:
        try:
            return self._frontends.get(
                _reads_as(voice), lambda: self._load(*_reads_as(voice)), f"language {voice.language}"
            )
        except (UnknownLanguage, MissingGraphemeToPhoneme) as error:
            raise InvalidRequest(f'input "voice": "{voice.name}" cannot speak here: {error}') from None

    def _load(self, language: str, alphabet: str) -> Frontend:
        """A language's front end with every lexicon and network in memory, so that no caller waits for them later."""
        frontend = Frontend(language, self._lexicon, alphabet, self._policy)
        frontend.warm()
        frontend.read(_WARM_UP_TEXT)
        return frontend

    def load_first(self) -> None:
        """Load the languages of the voices that are wanted from the start.

        One that nothing here can pronounce is told in the log: its voices are refused, the others speak.
        """
        for key in {_reads_as(voice) for voice in self._catalogue.loaded_at_start}:
            try:
                self._frontends.load_now(key, lambda key=key: self._load(*key))
            except (UnknownLanguage, MissingGraphemeToPhoneme) as error:
                if key[0].startswith("en"):
                    raise
                logger.warning("voices of language %s cannot speak here: %s", key[0], error)


def _reads_as(voice: Voice) -> tuple[str, str]:
    """Language and phoneme alphabet; voices that have both in common share a front end."""
    return voice.language, MISAKI if voice.language.startswith("en") else load_family(voice.family).phoneme_alphabet


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
        raise InvalidRequest(
            f'input "lexicon" is neither JSON ({error}) nor a PLS document; allowed: '
            '{"word": "/ipa/", "other": "respelling"} or PLS'
        ) from None
    except InvalidMarkup as error:
        raise InvalidRequest(f'input "lexicon": {error}') from None


def _server_lexicon(file: str) -> Lexicon | None:
    if not file:
        return None
    try:
        return Lexicon.from_file(Path(file))
    except (OSError, InvalidMarkup) as error:
        raise TritoneError(f'parameter "lexicon": {file} cannot be used: {error}') from error
