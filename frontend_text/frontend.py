"""Read a text piece by piece: segment, normalise, phonemise."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

from frontend_text.grammar_normalizer import join
from frontend_text.grapheme_to_phoneme import GraphemeToPhoneme, load_grapheme_to_phoneme
from frontend_text.normalizer import Normalizer, SpokenText, SpokenWord, load_normalizer
from frontend_text.passage import MAX_PHONEMES, Passage, Segment, Word
from frontend_text.segmenter import PAUSE_SECONDS, Break, Span, cut, next_span

_AROUND_WORD = "\"'“”‘’«»()[]{}<>,;:.!?…—–-*_|\u200b\ufeff"
"""Punctuation that is not part of the word it touches."""
_PUNCTUATION_PHONEMES = ' ,;:.!?…—“”"()'


class Frontend:
    """The text front end of one language.

    Loading waits for the first use; reading is safe from any number of threads and keeps nothing between calls.
    """

    def __init__(self, language: str = "en-us") -> None:
        """language: a tag such as `en-us` or `en-gb`; an unknown one raises UnknownLanguage at the first use."""
        self.language = language
        self._lock = threading.Lock()
        self._loaded_normalizer: Normalizer | None = None
        self._loaded_sounds: GraphemeToPhoneme | None = None

    def warm(self) -> None:
        """Load everything now, so that the first caller does not wait (about 1 s)."""
        _, sounds = self._parts()
        if hasattr(sounds, "warm"):
            sounds.warm()
        self.read("It is 5 p.m. in Tritonia.")

    def read(self, text: str, start: int = 0, max_chars: int = 400) -> Passage:
        """Read segments from offset `start` on, up to the one in which `max_chars` of source are used up.

        The work of one call is bounded by `max_chars`, whatever the length of the text.
        """
        segments: list[Segment] = []
        position: int | None = start
        while position is not None and position - start < max(max_chars, 1):
            span = next_span(text, position, language=self.language)
            if span is None:
                position = None
                break
            segments += self._segments(text, span)
            position = None if span.ends_with is Break.END else span.end
        return Passage(tuple(segments), position)

    def normalize(self, text: str) -> str:
        """The text as it is said, in one line per line."""
        return "\n".join(self._normalize_line(line) for line in text.split("\n"))

    def normalized_words(self, text: str) -> list[tuple[int, int, str]]:
        """The spoken words of a text, each with the span of the text that it was written as."""
        return [
            (start + word.source_start, start + word.source_end, word.text)
            for start, spoken in self._normalized_sentences(text)
            for word in spoken.words
        ]

    def _normalize_line(self, line: str) -> str:
        words: list[str] = []
        separator = " "
        for _, spoken in self._normalized_sentences(line):
            words += [word.text for word in spoken.words]
            separator = spoken.separator
        return join(words, separator)

    def _normalized_sentences(self, text: str) -> Iterator[tuple[int, SpokenText]]:
        """Each sentence's start and its words."""
        normalizer = self._normalizer()
        span = next_span(text, 0, early=False, language=self.language)
        while span is not None:
            yield span.start, normalizer.normalize(text[span.start : span.end])
            span = next_span(text, span.end, early=False, language=self.language)

    def _normalizer(self) -> Normalizer:
        if self._loaded_normalizer is None:
            with self._lock:
                if self._loaded_normalizer is None:
                    self._loaded_normalizer = load_normalizer(self.language)
        return self._loaded_normalizer

    def _parts(self) -> tuple[Normalizer, GraphemeToPhoneme]:
        normalizer = self._normalizer()
        if self._loaded_sounds is None:
            with self._lock:
                if self._loaded_sounds is None:
                    self._loaded_sounds = load_grapheme_to_phoneme(self.language)
        return normalizer, self._loaded_sounds

    def _segments(self, text: str, span: Span) -> list[Segment]:
        """The span as one segment, or as several if its sounds are more than a voice takes at once."""
        segment = self._segment(text, span)
        if len(segment.phonemes) <= MAX_PHONEMES:
            return [segment]
        length = span.end - span.start
        if length == 1:  # the name of a single sign is never that long; a lexicon's entry might be
            return [_shortened(segment)]
        parts = -(-len(segment.phonemes) * 5 // (MAX_PHONEMES * 4))
        first = cut(text, span, ideal=max(1, length // max(2, parts)), longest=length - 1)
        rest_start = first.end + len(text[first.end : span.end]) - len(text[first.end : span.end].lstrip())
        return self._segments(text, first) + self._segments(text, Span(rest_start, span.end, span.ends_with))

    def _segment(self, text: str, span: Span) -> Segment:
        normalizer, sounds = self._parts()
        sentence = text[span.start : span.end]
        spoken = normalizer.normalize(sentence)
        phonemes, words = _lay_out(
            sentence, span.start, spoken.words, sounds.phonemize(spoken.words) if spoken.words else []
        )
        unspoken = tuple((start + span.start, end + span.start) for start, end in spoken.unspoken)
        return Segment(
            text_start=span.start,
            text_end=span.end,
            spoken=join([word.text for word in spoken.words], spoken.separator),
            phonemes=phonemes if any(c not in _PUNCTUATION_PHONEMES for c in phonemes) else "",
            pause_seconds=PAUSE_SECONDS[span.ends_with],
            words=words,
            unspoken=unspoken,
        )


def _lay_out(
    sentence: str, offset: int, words: tuple[SpokenWord, ...], sounds: list[str]
) -> tuple[str, tuple[Word, ...]]:
    """Join the sounds of spoken words, and tell for each written word which of the symbols are its own."""
    phonemes = ""
    spans: list[list[int]] = []  # source start, source end, phoneme start, phoneme end
    for word, sound in zip(words, sounds, strict=True):
        sound = sound.strip()
        if sound and phonemes and not (len(sound) == 1 and sound in ",;:.!?…"):
            phonemes += " "
        begin = len(phonemes)
        phonemes += sound
        core_begin = begin + len(sound) - len(sound.lstrip(_PUNCTUATION_PHONEMES))
        core_end = begin + len(sound.rstrip(_PUNCTUATION_PHONEMES))
        if core_end <= core_begin:
            core_begin = core_end = min(begin, len(phonemes))
        if spans and spans[-1][0] == word.source_start:
            if core_end > core_begin:
                if spans[-1][3] == spans[-1][2]:
                    spans[-1][2] = core_begin
                spans[-1][3] = core_end
        else:
            spans.append([word.source_start, word.source_end, core_begin, core_end])
    laid_out = []
    for source_start, source_end, phoneme_start, phoneme_end in spans:
        written = sentence[source_start:source_end]
        core = written.strip(_AROUND_WORD)
        if not core:
            if phoneme_end == phoneme_start:
                continue  # a dash or a row of dots: punctuation, not a word
            core = written
        source_start += written.find(core)
        laid_out.append(Word(offset + source_start, offset + source_start + len(core), phoneme_start, phoneme_end))
    return phonemes, tuple(laid_out)


def _shortened(segment: Segment) -> Segment:
    from dataclasses import replace

    phonemes = re.sub(r"\S*$", "", segment.phonemes[:MAX_PHONEMES]).rstrip() or segment.phonemes[:MAX_PHONEMES]
    words = tuple(replace(word, phoneme_end=min(word.phoneme_end, len(phonemes))) for word in segment.words)
    return replace(segment, phonemes=phonemes, words=words)
