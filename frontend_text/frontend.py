"""Read a text piece by piece: segment, normalise, phonemise."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from frontend_text.delivery import delivery, emphasised_sound, manner_at
from frontend_text.errors import MissingGrammars, MissingGraphemeToPhoneme, UnknownLanguage
from frontend_text.grammars.normalizer import join
from frontend_text.growing_text import past_annotation, past_replacement
from frontend_text.languages import load_grapheme_to_phoneme, load_normalizer
from frontend_text.markup.document import Annotation, Block, Document, plain_document
from frontend_text.markup.lexicon import Lexicon
from frontend_text.markup.ssml import is_ssml, parse_ssml
from frontend_text.passage import MAX_PHONEMES, Mark, Passage, Segment, Word
from frontend_text.plain_text.cleaning import MAYBE_MARKUP as _MAYBE_MARKUP
from frontend_text.plain_text.policy import READ_ALL, MarkupPolicy
from frontend_text.pronunciation.approximation import in_alphabet_of
from frontend_text.pronunciation.layout import lay_out
from frontend_text.segmentation.segmenter import PAUSE_SECONDS, Break, Span, cut, kind_of_end, next_span
from frontend_text.spoken import MISAKI, GraphemeToPhoneme, Normalizer, SpokenText, SpokenWord, base_language

_KEPT_DOCUMENTS = 8
"""Parsed SSML documents that are kept between the calls that read them piece by piece."""


class Frontend:
    """The text front end of one language.

    Loading waits for the first use; reading is safe from any number of threads.
    """

    def __init__(
        self,
        language: str = "en-us",
        lexicon: Lexicon | None = None,
        alphabet: str = MISAKI,
        policy: MarkupPolicy = READ_ALL,
    ) -> None:
        """language: a tag such as `en-us` or `de`; an unknown one raises UnknownLanguage at the first use.

        lexicon: pronunciations for every text; those given to `read` go before them.
        alphabet: MISAKI or ESPEAK of frontend_text.grapheme_to_phoneme, what the voices were trained on; the same for
        English.
        policy: what is read, named or skipped of code and emoji.
        """
        self.language, self.alphabet, self.policy = language, alphabet, policy
        self._lexicons = (lexicon, _own_lexicon(language))
        self._lock = threading.Lock()
        self._loaded_normalizer: Normalizer | None = None
        self._loaded_sounds: GraphemeToPhoneme | None = None
        self._parsed = lru_cache(maxsize=_KEPT_DOCUMENTS)(self._parse)
        self._others: dict[str, Frontend | None] = {}
        """Front ends of languages that markup asked for; None where there is none."""

    def warm_parts(self) -> None:
        """Load normaliser and grapheme-to-phoneme engine; raises UnknownLanguage, MissingGraphemeToPhoneme or
        MissingGrammars where they cannot be had.
        """
        self._parts()

    def warm(self) -> None:
        """Load everything now, so that the first caller does not wait (about 1 s)."""
        _, sounds = self._parts()
        if hasattr(sounds, "warm"):
            sounds.warm()
        self.read("It is 5 p.m. in Tritonia.")

    def read(self, text: str, start: int = 0, max_chars: int = 400, *, lexicon: Lexicon | None = None) -> Passage:
        """Read segments from offset `start` on, up to the one in which `max_chars` of source are used up.

        A text that begins with `<speak` is SSML; places still count characters of the text as it was passed in. The
        work of one call is bounded by `max_chars`, whatever the length of the text (SSML is parsed once).

        Raises InvalidMarkup for SSML that cannot be used, PronunciationFailed if an engine in another process fails.
        """
        segments: list[Segment] = []
        lexicons = tuple(given for given in (lexicon, *self._lexicons) if given)
        document = self.document(text)
        blocks, warnings = document.blocks, list(document.warnings)
        for number, block in enumerate(blocks):
            if block.source_end <= start:
                continue
            position = block.index(start)
            while (span := next_span(block.outline, position, early=number == 0, language=self.language)) is not None:
                span = past_replacement(block, past_annotation(block, span))
                pause = self._pause(block, span, number + 1 == len(blocks))
                warnings += self._unreadable(block, span)
                segments += self._segments(block, span, pause, lexicons)
                position = span.end
                if span.ends_with is Break.END:
                    break
                if segments[-1].text_end - start >= max_chars:
                    return self._passage(text, start, segments, document, segments[-1].text_end, warnings)
            if segments and segments[-1].text_end - start >= max_chars and number + 1 < len(blocks):
                next_start = max(block.source_end, segments[-1].text_end)
                return self._passage(text, start, segments, document, next_start, warnings)
        return self._passage(text, start, segments, document, None, warnings)

    def document(self, text: str) -> Document:
        """The blocks of a text: one if it is plain, else what SSML makes of it. Raises InvalidMarkup."""
        if text[:1] in "< \n\t\r\ufeff" and is_ssml(text):
            return self._parsed(text)
        if text.isascii() and not _MAYBE_MARKUP.search(text):
            return Document((Block(text, 0, len(text), outline=text),))
        return self._parsed(text)

    def normalize(self, text: str) -> str:
        """The text as it is said; what is written in lines is said in lines."""
        said = ""
        position = 0
        for block in self.document(text).blocks:
            for span, spoken in self._normalized_spans(block):
                start, end = block.source(span.start, span.end)
                lines = text.count("\n", position, start)
                words = join([word.text for word in spoken.words], spoken.separator)
                if words:
                    said += "\n" * lines or (spoken.separator if said else "")
                    said += words
                    position = end
        return said + "\n" * text.count("\n", position)

    def normalized_words(self, text: str) -> list[tuple[int, int, str]]:
        """The spoken words of a text, each with the span of the text that it was written as."""
        return [
            (*block.source(span.start + word.source_start, span.start + word.source_end), word.text)
            for block in self.document(text).blocks
            for span, spoken in self._normalized_spans(block)
            for word in spoken.words
        ]

    @staticmethod
    def _passage(
        text: str, start: int, segments: list[Segment], document: Document, next_start: int | None, warnings: list[str]
    ) -> Passage:
        """The segments; what markup between them was taken out belongs to the one that follows, else to the last."""
        if not document.covers_all or not segments or document.blocks[0].offsets is None:
            return Passage(tuple(segments), next_start, tuple(warnings))
        tiled: list[Segment] = []
        position = start
        for segment in segments:
            gap = text[position : segment.text_start]
            begin = position + len(gap) - len(gap.lstrip()) if gap.strip() else segment.text_start
            tiled.append(replace(segment, text_start=max(begin, position)) if begin != segment.text_start else segment)
            position = segment.text_end
        if next_start is None and text[position:].strip():
            tiled[-1] = replace(tiled[-1], text_end=len(text.rstrip()))
        return Passage(tuple(tiled), next_start, tuple(warnings))

    # --- loading -----------------------------------------------------------------------------------------------------

    def _parse(self, text: str) -> Document:
        if is_ssml(text):
            return parse_ssml(text, self.language)
        return plain_document(text, base_language(self.language), self.policy)

    def _normalizer(self) -> Normalizer:
        if self._loaded_normalizer is None:
            with self._lock:
                if self._loaded_normalizer is None:
                    self._loaded_normalizer = load_normalizer(self.language, self.policy)
        return self._loaded_normalizer

    def _parts(self) -> tuple[Normalizer, GraphemeToPhoneme]:
        normalizer = self._normalizer()
        if self._loaded_sounds is None:
            with self._lock:
                if self._loaded_sounds is None:
                    self._loaded_sounds = load_grapheme_to_phoneme(self.language, self.alphabet)
        return normalizer, self._loaded_sounds

    # --- normalising alone -------------------------------------------------------------------------------------------

    def _normalized_spans(self, block: Block) -> Iterator[tuple[Span, SpokenText]]:
        """Each sentence of a block and its words."""
        span = next_span(block.outline, 0, early=False, language=self.language)
        while span is not None:
            span = past_annotation(block, span)
            yield span, self._speak(block, span, ())
            span = next_span(block.outline, span.end, early=False, language=self.language)

    # --- segments ----------------------------------------------------------------------------------------------------

    @staticmethod
    def _pause(block: Block, span: Span, last_block: bool) -> float:
        if span.ends_with is not Break.END:
            return PAUSE_SECONDS[span.ends_with]
        if block.pause_seconds is not None:
            return block.pause_seconds
        return 0.0 if last_block else PAUSE_SECONDS[kind_of_end(block.text[span.start : span.end])]

    def _segments(self, block: Block, span: Span, pause_seconds: float, lexicons: tuple[Lexicon, ...]) -> list[Segment]:
        """The span as one segment, or as several if its sounds are more than a voice takes at once."""
        segment = self._segment(block, span, pause_seconds, lexicons)
        if len(segment.phonemes) <= MAX_PHONEMES:
            return [segment]
        length = span.end - span.start
        if length == 1:  # no sign has so long a name
            raise AssertionError(f"{len(segment.phonemes)} phonemes for {segment.spoken!r}")
        parts = -(-len(segment.phonemes) * 5 // (MAX_PHONEMES * 4))
        first = cut(block.outline, span, ideal=max(1, length // max(2, parts)), longest=length - 1)
        whole = past_replacement(block, first)
        first = whole if whole.end < span.end else first
        rest = block.text[first.end : span.end]
        following = Span(first.end + len(rest) - len(rest.lstrip()), span.end, span.ends_with)
        return [
            *self._segments(block, first, PAUSE_SECONDS[first.ends_with], lexicons),
            *self._segments(block, following, pause_seconds, lexicons),
        ]

    def _segment(self, block: Block, span: Span, pause_seconds: float, lexicons: tuple[Lexicon, ...]) -> Segment:
        _, sounds = self._parts()
        sentence = block.text[span.start : span.end]
        spoken = self._speak(block, span, lexicons)
        # engines of languages written without blanks find the words themselves
        spoken_words = sounds.divide(spoken.words) if hasattr(sounds, "divide") else spoken.words
        word_sounds = sounds.phonemize(spoken_words) if spoken_words else []
        if block.manners:
            word_sounds = _emphasised(word_sounds, spoken_words, block, span.start)
        phonemes, words = lay_out(sentence, span.start, spoken_words, word_sounds)
        rate, volume_db, changes = delivery(phonemes, words, block.manners, block.contours)
        text_start, text_end = block.source(span.start, span.end)
        if block.offsets is not None or block.source_start:
            words = _in_source(block, words)
        return Segment(
            text_start=text_start,
            text_end=text_end,
            spoken=join([word.text for word in spoken.words], spoken.separator),
            phonemes=phonemes,
            pause_seconds=pause_seconds,
            words=words,
            unspoken=tuple(block.source(start + span.start, end + span.start) for start, end in spoken.unspoken),
            rate=rate,
            volume_db=volume_db,
            voice=block.voice,
            marks=_marks(block, span, spoken_words, words, len(phonemes)) if block.marks else (),
            is_pause=block.is_pause,
            delivery=changes,
        )

    def _speak(self, block: Block, span: Span, lexicons: tuple[Lexicon, ...]) -> SpokenText:
        """The words of a span, where annotations and the lexicon go before the normalizer."""
        normalizer = self._normalizer()
        sentence = block.text[span.start : span.end]
        fixed = [
            replace(annotation, start=annotation.start - span.start, end=min(annotation.end, span.end) - span.start)
            for annotation in block.annotations
            if span.start <= annotation.start < span.end
        ]
        taken = [(max(a.start - span.start, 0), a.end - span.start) for a in block.annotations]
        for lexicon in lexicons:
            for start, end, entry in lexicon.find(sentence):
                if not any(start < taken_end and taken_start < end for taken_start, taken_end in taken):
                    fixed.append(Annotation(start, end, phonemes=entry.phonemes, alias=entry.alias))
                    taken.append((start, end))
        if not fixed:
            return normalizer.normalize(sentence)
        words: list[SpokenWord] = []
        unspoken: list[tuple[int, int]] = []
        position, separator = 0, " "
        for annotation in sorted(fixed, key=lambda a: a.start):
            self._add_plain(sentence, position, annotation.start, words, unspoken)
            words += self._replacement(annotation, sentence)
            position = annotation.end
        separator = self._add_plain(sentence, position, len(sentence), words, unspoken)
        return SpokenText(tuple(words), tuple(unspoken), separator)

    def _add_plain(
        self, sentence: str, start: int, end: int, words: list[SpokenWord], unspoken: list[tuple[int, int]]
    ) -> str:
        spoken = self._normalizer().normalize(sentence[start:end])
        words += [
            replace(word, source_start=word.source_start + start, source_end=word.source_end + start)
            for word in spoken.words
        ]
        unspoken += [(first + start, last + start) for first, last in spoken.unspoken]
        return spoken.separator

    def _said(self, phonemes: str) -> str:
        """A given pronunciation in the alphabet of this language's engine."""
        return phonemes if base_language(self.language) == "en" else getattr(phonemes, "ipa", phonemes)

    def _replacement(self, annotation: Annotation, sentence: str) -> list[SpokenWord]:
        start, end = annotation.start, annotation.end
        if annotation.phonemes is not None:
            said = self._said(annotation.phonemes)
            return [SpokenWord(sentence[start:end].strip() or "x", start, end, phonemes=said)]
        if annotation.language is not None:
            return self._foreign(annotation.language, sentence, start, end)
        if annotation.alias is not None:
            spoken = self._normalizer().normalize(annotation.alias)
            return [replace(word, source_start=start, source_end=end) for word in spoken.words]
        return [
            SpokenWord(word.replace("\ue000", ""), start, end, spelled="\ue000" in word)
            for word in (annotation.said or "").split()
        ]

    # --- words of other languages ------------------------------------------------------------------------------------

    def _other(self, language: str) -> Frontend | None:
        """The front end of another language, in this one's alphabet; None where nothing here reads it."""
        with self._lock:
            if language not in self._others:
                other = Frontend(language, alphabet=self.alphabet)
                try:
                    other.warm_parts()
                except (UnknownLanguage, MissingGraphemeToPhoneme, MissingGrammars):
                    self._others[language] = None
                else:
                    self._others[language] = other
            return self._others[language]

    def _unreadable(self, block: Block, span: Span) -> list[str]:
        """A warning for each language in a span that nothing here reads."""
        asked = {a.language for a in block.annotations if a.language and span.start <= a.start < span.end}
        return [
            f'language "{language}" cannot be read on this server; its words are read as {self.language}'
            for language in sorted(asked)
            if self._other(language) is None
        ]

    def _foreign(self, language: str, sentence: str, start: int, end: int) -> list[SpokenWord]:
        """Words of another language with their sounds."""
        other = self._other(language)
        reader = self if other is None else other
        normalizer, sounds = reader._parts()
        words = normalizer.normalize(sentence[start:end]).words
        if other is not None:
            words = sounds.divide(words) if hasattr(sounds, "divide") else words
            words = tuple(
                replace(word, phonemes=in_alphabet_of(self.language, language, sound))
                for word, sound in zip(words, sounds.phonemize(words) if words else [], strict=True)
            )
        return [
            replace(word, source_start=word.source_start + start, source_end=word.source_end + start) for word in words
        ]


@lru_cache(maxsize=4)
def _own_lexicon(language: str) -> Lexicon | None:
    """What this package knows better than the engines of a language."""
    if not language.lower().startswith("en"):
        return None
    return Lexicon.from_file(Path(__file__).parent / "english" / "pronunciation" / "own_words.tsv")


def _in_source(block: Block, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Words at their places in the original; those that stand for one stretch of it are one."""
    placed: list[Word] = []
    for word in words:
        start, end = block.source(word.text_start, word.text_end)
        if placed and start < placed[-1].text_end:
            last = placed[-1]
            placed[-1] = replace(
                last, text_end=max(last.text_end, end), phoneme_end=max(last.phoneme_end, word.phoneme_end)
            )
        else:
            placed.append(Word(start, end, word.phoneme_start, word.phoneme_end))
    return tuple(placed)


def _emphasised(sounds: list[str], words: tuple[SpokenWord, ...], block: Block, offset: int) -> list[str]:
    """Sounds with the stress of words in an `emphasis` raised or taken away."""
    changed = []
    for sound, word in zip(sounds, words, strict=True):
        emphasis = manner_at(block.manners, word.source_start + offset, word.source_end + offset).emphasis
        changed.append(emphasised_sound(sound, emphasis) if emphasis else sound)
    return changed


def _marks(
    block: Block, span: Span, spoken: tuple[SpokenWord, ...], words: tuple[Word, ...], end: int
) -> tuple[Mark, ...]:
    """The marks of a span, each before the first word that follows it."""
    first_block_character = not block.text[: span.start].strip()
    last_block_character = not block.text[span.end :].strip()
    marks = []
    for name, place in block.marks:
        inside = span.start <= place < span.end or (place < span.start and not block.text[place : span.start].strip())
        if inside or (first_block_character and place <= span.start) or (last_block_character and place >= span.end):
            source = block.source(place, place + 1)[0] if place < span.end else None
            following = [w.phoneme_start for w in words if source is not None and w.text_start >= source]
            marks.append(Mark(name, following[0] if following else end))
    return tuple(marks)
