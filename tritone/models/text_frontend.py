"""The inside of `text_frontend`: a front end for each language, and its phonemes as each voice's ids."""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections import OrderedDict
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
from frontend_text.errors import MissingGrammars
from frontend_text.segments.engines import LanguageEngines
from tritone.errors import InvalidRequest, SynthesisFailed, TritoneError, UnknownVoice, printable
from tritone.families import load_family
from tritone.models.callers_lexicon import read_lexicon
from tritone.models.loaded_on_demand import LoadedOnDemand
from tritone.pipeline.arrays import Float32Array
from tritone.pipeline.frames import Delivery, PhonemeIds
from tritone.pipeline.segments import Passage, Segment, TimedText
from tritone.threads.cpu_budget import CpuBudget, OutOfTime
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.voice import Voice

PASSAGE_CHARACTERS = 400
"""Source characters read per call: three or four sentences, a few milliseconds, so that a long text waits in turns."""
FIRST_PASSAGE_CHARACTERS = 100
"""The first call stops after a sentence or two: the caller hears nothing before it returns."""
SHORT_TEXT_CHARACTERS = 250
"""A text that is no longer is read in one call: a second one costs more than the first saves."""

REFUSED_SECONDS, _REMEMBERED = 60.0, 256
"""How long what ran out of time is refused when it is sent again, and how many of those are remembered."""

logger = logging.getLogger(__name__)

_SILENCE = PhonemeIds(np.zeros(0, np.int32), np.zeros(1, np.int32))
_WARM_UP_TEXT = "Dr. Smith paid $3.50 on May 5th, at 9:30, for a xylophrobic 16GB gadget."


class TextFrontend:
    """Turns text into segments of phoneme ids with pauses between them, for every voice."""

    def __init__(
        self,
        voices: Sequence[str] | VoiceCatalogue,
        lexicon_file: str = "",
        code: str = "read",
        emoji: str = "read",
        budget: CpuBudget | None = None,
        inflection: str = "on",
    ) -> None:
        """lexicon_file: pronunciations for every caller (a PLS file or lines of word, tab, /ipa/ or respelling).

        code: `read`, `name` or `skip` code spans and blocks; emoji: `read` or `skip` them. Others raise ValueError.
        budget: of each call; none: as long as it takes.
        inflection: `on`: questions for yes or no rise and exclamations are livelier; `off`: neither.
        """
        self._inflects = inflection != "off"
        self._policy = MarkupPolicy(code or "read", emoji or "read")
        self._lexicon = _server_lexicon(lexicon_file)
        self._catalogue = voices if isinstance(voices, VoiceCatalogue) else VoiceCatalogue(voices)
        self._frontends: LoadedOnDemand[tuple[str, str], Frontend] = LoadedOnDemand(
            expected=(TritoneError, UnknownLanguage, MissingGraphemeToPhoneme, MissingGrammars)
        )
        self._one_at_a_time = threading.Lock()
        """Taken while a language is loaded: markup may ask for all there are, and calls go on beside it."""
        self._budget = budget
        self._out_of_time: OrderedDict[int, float] = OrderedDict()
        """Hash of what was asked → when it ran out of time: sent again, it is refused at once for a while."""

    def read_text(self, text: str, start: int, voice: str, lexicon: str = "") -> Passage:
        """The segments that begin within so many characters of `start`.

        lexicon: the caller's pronunciations, as read_lexicon takes them. Raises InvalidRequest for an unknown voice,
        SSML or a lexicon that cannot be used, a text that takes more of the processor than the budget, and a language
        that nothing here can pronounce; VoiceLoading while the language is being loaded.
        """
        own = self._catalogue.pick(voice)
        frontend = self._frontend(own)
        if self._budget is None:
            return self._read(frontend, text, start, own, lexicon)
        budget, asked, now = self._budget, hash((text, start, voice, lexicon)), time.monotonic()
        if now - self._out_of_time.get(asked, -REFUSED_SECONDS) < REFUSED_SECONDS:
            raise _takes_too_long(start, budget.seconds)
        try:
            return budget.run(lambda: self._read(frontend, text, start, own, lexicon))
        except OutOfTime:
            self._out_of_time[asked] = now
            if len(self._out_of_time) > _REMEMBERED:
                self._out_of_time.popitem(last=False)
            logger.warning('a text for voice "%s" took too long to be read from character %d on', own.name, start)
            raise _takes_too_long(start, budget.seconds) from None

    def _read(self, frontend: Frontend, text: str, start: int, own: Voice, lexicon: str) -> Passage:
        is_first = start == 0 and len(text) > SHORT_TEXT_CHARACTERS
        length = FIRST_PASSAGE_CHARACTERS if is_first else PASSAGE_CHARACTERS
        try:
            whole = load_family(own.family).reads_whole_sentences
            passage = frontend.read(text, start, length, lexicon=read_lexicon(lexicon), whole_sentences=whole)
        except InvalidMarkup as error:
            raise InvalidRequest(f'input "text": {error}') from None
        except PronunciationFailed as error:
            raise SynthesisFailed(str(error)) from None
        warnings = list(passage.warnings)
        segments = [self._with_ids(segment, own, warnings) for segment in passage.segments]
        unspoken = [span for part in passage.segments for span in part.unspoken]
        return Passage(segments, passage.next_start, unspoken, list(dict.fromkeys(map(printable, warnings))))

    def _with_ids(self, segment: PhonemeSegment, own: Voice, warnings: list[str]) -> Segment:
        speaking = self._voice_of_markup(segment.voice, own, warnings)
        phonemes = (
            load_family(speaking.family).phoneme_ids(segment.phonemes, speaking) if segment.phonemes else _SILENCE
        )
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
            break_seconds=segment.break_seconds,
            text_start=segment.text_start,
            text_end=segment.text_end,
            timed=timed,
            rate=segment.rate,
            volume_db=segment.volume_db,
            voice=None if speaking is own else segment.voice,
            is_pause=segment.is_pause,
            delivery=_delivery(segment, phonemes, speaking, warnings),
            volumes_db=_by_id(segment.delivery.volume_db, phonemes) if segment.delivery and segment.phonemes else None,
        )

    def _voice_of_markup(self, named: str | None, own: Voice, warnings: list[str]) -> Voice:
        """The voice that SSML names inside a request for another one; that other one where it cannot be had."""
        if named is None:
            return own
        try:
            speaking = self._catalogue.pick(named)
        except UnknownVoice:
            warnings.append(f'SSML: voice "{named[:60]}" is unknown here; "{own.name}" speaks in its place')
            return own
        if _reads_as(speaking) != _reads_as(own):
            warnings.append(
                f'SSML: voice "{named[:60]}" speaks {speaking.language}, "{own.name}" {own.language}, which speaks in '
                "its place: one text is read for one language and phoneme alphabet"
            )
            return own
        return speaking

    def _frontend(self, voice: Voice) -> Frontend:
        try:
            return self._frontends.get(
                _reads_as(voice), lambda: self._load(*_reads_as(voice)), f"language {voice.language}"
            )
        except (UnknownLanguage, MissingGraphemeToPhoneme) as error:
            raise InvalidRequest(f'input "voice": "{voice.name}" cannot speak here: {error}') from None

    def _load(self, language: str, alphabet: str) -> Frontend:
        """A language's front end with every lexicon and network in memory, so that no caller waits for them later."""
        with self._one_at_a_time:
            others = functools.partial(self._other_language, alphabet)
            frontend = Frontend(language, self._lexicon, alphabet, self._policy, others, self._inflects)
            frontend.warm()
            frontend.read(_WARM_UP_TEXT)
            return frontend

    def _other_language(self, alphabet: str, language: str) -> LanguageEngines | None:
        """The engines of a language that markup asks for; None where nothing here reads it."""
        try:
            key, what = (language, alphabet), f"language {language}"
            return self._frontends.get(key, lambda: self._load(language, alphabet), what).engines
        except (UnknownLanguage, MissingGraphemeToPhoneme, MissingGrammars):
            return None

    def load_first(self) -> None:
        """Load the languages of the voices that are wanted from the start.

        One that nothing here can pronounce is logged: its voices are refused, the others speak.
        """
        for voice in self._catalogue.loaded_at_start:
            try:
                self.load(voice)
            except (UnknownLanguage, MissingGraphemeToPhoneme) as error:
                if voice.language.startswith("en"):
                    raise
                logger.warning("voices of language %s cannot speak here: %s", voice.language, error)

    def load(self, voice: Voice) -> None:
        """Load the voice's language, unless it is loaded; raises UnknownLanguage or MissingGraphemeToPhoneme."""
        key = _reads_as(voice)
        if key not in self._frontends.loaded():
            self._frontends.load_now(key, functools.partial(self._load, *key))


def _delivery(segment: PhonemeSegment, phonemes: PhonemeIds, voice: Voice, warnings: list[str]) -> Delivery | None:
    """What is asked for single words, as ids have it; a pitch only of voices that have one."""
    asked = segment.delivery
    if asked is None or not len(phonemes.ids):
        return None
    if not load_family(voice.family).has_pitch:
        if asked.is_pitch_asked:
            warnings.append(
                f'SSML: voice "{voice.name}" has no pitch that can be moved; pitch, range and contour are left out'
            )
        flat = np.zeros(len(phonemes.ids), np.float32)
        return Delivery(_by_id(asked.rate, phonemes, 1.0), flat, flat + np.float32(1))
    rate = _by_id(asked.rate, phonemes, 1.0)
    pitch, pitch_range = (_by_id(values, phonemes) for values in (asked.pitch, asked.pitch_range))
    return Delivery(rate, pitch, pitch_range, _by_id(asked.rise, phonemes) if any(asked.rise) else None)


def _by_id(values: Sequence[float], phonemes: PhonemeIds, around: float | None = None) -> Float32Array:
    """A value for each symbol as one for each id.

    around: of ids before the first symbol and after the last, which are silence; None: as of the symbol beside them.
    A slow silence would begin to breathe.
    """
    ids = np.empty(len(phonemes.ids), np.float32)
    bounds = phonemes.starts.tolist()
    for value, start, end in zip(values, bounds, bounds[1:], strict=False):
        ids[start:end] = value
    ids[: bounds[0]] = values[0] if around is None else around
    ids[bounds[-1] :] = values[-1] if around is None else around
    return ids


def _reads_as(voice: Voice) -> tuple[str, str]:
    """Language and phoneme alphabet; voices that have both in common share a front end."""
    return voice.language, MISAKI if voice.language.startswith("en") else load_family(voice.family).phoneme_alphabet


def _takes_too_long(start: int, seconds: float) -> InvalidRequest:
    return InvalidRequest(
        f'input "text": to read on from character {start} takes more than {seconds * 1000:g} ms of a processor '
        "(--text-cpu-ms); allowed: plainer text, markup or lexicon"
    )


def _server_lexicon(file: str) -> Lexicon | None:
    if not file:
        return None
    try:
        return Lexicon.from_file(Path(file))
    except (OSError, InvalidMarkup) as error:
        raise TritoneError(f'parameter "lexicon": {file} cannot be used: {error}') from error
