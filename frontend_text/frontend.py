"""Read a text piece by piece: segment, normalise, phonemise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from frontend_text.kept import KeptByText
from frontend_text.markup.document import Block, Document
from frontend_text.markup.lexicon import Lexicon
from frontend_text.markup.plain_document import plain_document
from frontend_text.markup.ssml import is_ssml, parse_ssml
from frontend_text.passage import Passage, Segment
from frontend_text.plain_text.cleaning import MAYBE_MARKUP as _MAYBE_MARKUP
from frontend_text.plain_text.policy import READ_ALL, MarkupPolicy
from frontend_text.segmentation.breaks import PAUSE_SECONDS, Break, Pause, Span
from frontend_text.segmentation.cutting import kind_of_end
from frontend_text.segments.engines import LanguageEngines
from frontend_text.segments.segment import segments_of
from frontend_text.segments.spans import next_span_of
from frontend_text.segments.words import words_of
from frontend_text.spoken import MISAKI, SpokenText, base_language

_KEPT_CHARACTERS = 4_000_000
"""Of documents that are kept between the calls that read them piece by piece: about 20 bytes of memory each."""
_MOST_PHONEMES = 2000
"""After so many a call ends, however little of the text they stand for."""


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
        others: Callable[[str], LanguageEngines | None] | None = None,
        inflects: bool = True,
    ) -> None:
        """language: a tag such as `en-us` or `de`; an unknown one raises UnknownLanguage at the first use.

        lexicon: pronunciations for every text; those given to `read` go before them.
        alphabet: MISAKI or ESPEAK of frontend_text.spoken, what the voices were trained on; the same for
        English.
        policy: what is read, named or skipped of code and emoji.
        others: the engines of another language that markup asks for, None where there are none; they are loaded here
        when first asked for unless this is given. What it raises, `read` raises.
        inflects: whether questions that ask for yes or no are to rise, and exclamations to be louder and wider.
        """
        self.language, self.alphabet, self.policy = language, alphabet, policy
        self.inflects = inflects
        self._lexicons = (lexicon, _own_lexicon(language))
        self.engines = LanguageEngines(language, alphabet, policy, others)
        self._parsed = KeptByText(self._parse, _KEPT_CHARACTERS)

    def warm(self) -> None:
        """Load everything now, so that the first caller does not wait (about 1 s)."""
        self.engines.warm()
        self.read("It is 5 p.m. in Tritonia.")

    def read(
        self,
        text: str,
        start: int = 0,
        max_chars: int = 400,
        *,
        lexicon: Lexicon | None = None,
        whole_sentences: bool = False,
    ) -> Passage:
        """Read segments from offset `start` on, up to the one in which `max_chars` of source are used up.

        A text that begins with `<speak` is SSML; places still count characters of the text as it was passed in. The
        work of one call is bounded by `max_chars` and by what is said, whatever the length of the text (SSML is parsed
        once): it ends within a sentence where that is said in very many words.

        whole_sentences: for a voice that is so quick that the text's first sentence need not be cut for an early sound,
        and long ones not either.

        Raises InvalidMarkup for SSML that cannot be used, PronunciationFailed if an engine in another process fails.
        """
        segments: list[Segment] = []
        phonemes = 0
        lexicons = tuple(given for given in (lexicon, *self._lexicons) if given is not None)
        document = self.document(text)
        blocks, warnings = document.blocks, list(document.warnings)
        for number, block in enumerate(blocks):
            if block.source_end <= start:
                continue
            position = block.index(start)
            cut = partial(next_span_of, block, early=number == 0, whole=whole_sentences, language=self.language)
            while (span := cut(position)) is not None:
                pause = self._pause(block, span, number + 1 == len(blocks))
                warnings += self._unreadable(block, span)
                for segment in segments_of(block, span, pause, lexicons, self.engines, self.inflects):
                    segments.append(segment)
                    phonemes += len(segment.phonemes)
                    if phonemes > _MOST_PHONEMES and text[segment.text_end :].strip():
                        return self._passage(text, start, segments, document, segment.text_end, warnings)
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
                words = spoken.line()
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

    # --- normalising alone -------------------------------------------------------------------------------------------

    def _normalized_spans(self, block: Block) -> Iterator[tuple[Span, SpokenText]]:
        """Each sentence of a block and its words."""
        position = 0
        while (span := next_span_of(block, position, early=False, language=self.language)) is not None:
            yield span, words_of(block, span, block.annotations_in(span.start, span.end), self.engines)
            position = span.end

    # --- segments ----------------------------------------------------------------------------------------------------

    @staticmethod
    def _pause(block: Block, span: Span, last_block: bool) -> Pause:
        if span.ends_with is not Break.END:
            return Pause(PAUSE_SECONDS[span.ends_with])
        if block.pause_seconds is not None:
            return Pause(block.pause_seconds, block.break_seconds)
        return Pause(0.0 if last_block else PAUSE_SECONDS[kind_of_end(block.text[span.start : span.end])])

    def _unreadable(self, block: Block, span: Span) -> list[str]:
        """A warning for each language in a span that nothing here reads."""
        asked = {a.language for a in block.annotations_in(span.start, span.end) if a.language}
        return [
            f'language "{language[:40]}" cannot be read on this server; its words are read as {self.language}'
            for language in sorted(asked)
            if self.engines.other(language) is None
        ]


@lru_cache(maxsize=4)
def _own_lexicon(language: str) -> Lexicon | None:
    """What this package knows better than the engines of a language."""
    if not language.lower().startswith("en"):
        return None
    return Lexicon.from_file(Path(__file__).parent / "english" / "pronunciation" / "own_words.tsv")
