"""One segment, or several where its sounds are more than a voice takes at once, of a stretch of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from frontend_text.errors import InvalidMarkup
from frontend_text.inflection.tunes import tunes_of
from frontend_text.markup.document import Annotation, Block
from frontend_text.markup.lexicon import Lexicon
from frontend_text.passage import MAX_PHONEMES, Mark, Segment, Word
from frontend_text.pronunciation.layout import lay_out
from frontend_text.segmentation.breaks import PAUSE_SECONDS, Break, Pause, Span
from frontend_text.segmentation.cutting import cut
from frontend_text.segments.delivery import delivery, emphasised_sound, manner_at
from frontend_text.segments.engines import LanguageEngines
from frontend_text.segments.spans import past_replacement
from frontend_text.segments.words import replaced_in, words_of
from frontend_text.spoken import SpokenWord, base_language

_MOST_SPOKEN = 1000
"""Characters of a segment, aliases in place of what they stand for, that are looked at as one; more is cut first."""
_NOT_BLANK = re.compile(r"\S")
_WITHOUT_STRESS = frozenset(("ja", "ko", "vi", "zh"))
"""Languages whose voices have learnt no stress mark."""


def segments_of(
    block: Block,
    span: Span,
    after: Pause,
    lexicons: Sequence[Lexicon],
    engines: LanguageEngines,
    inflects: bool = True,
) -> Iterator[Segment]:
    """The segments of a span, the last of them with the pause after it.

    inflects: whether questions and exclamations are to sound like some.
    Raises InvalidMarkup for a replacement that is too long for a segment.
    """
    replaced = replaced_in(block, span, lexicons)
    waiting = [(span, after)]
    while waiting:
        part, pause = waiting.pop()
        inside = [a for a in replaced if a.start < part.end and a.end > part.start]
        size = _spoken_characters(part, inside)
        if size <= _MOST_SPOKEN:
            segment = _segment(block, part, pause, inside, engines, inflects)
            size = len(segment.phonemes)
            if size <= MAX_PHONEMES:
                yield segment
                continue
        first = _first_part(block, part, size, inside)
        rest = block.text[first.end : part.end]
        following = Span(first.end + len(rest) - len(rest.lstrip()), part.end, part.ends_with)
        waiting += [(following, pause), (first, Pause(PAUSE_SECONDS[first.ends_with]))]


def _spoken_characters(span: Span, replaced: Sequence[Annotation]) -> int:
    """How long a span is with what is said in place of its parts."""
    return span.end - span.start + sum(len(a.alias or a.said or "") - (a.end - a.start) for a in replaced)


def _first_part(block: Block, span: Span, size: int, replaced: Sequence[Annotation]) -> Span:
    """The first part of a span that is too long for a segment, cut between what is read as one piece.

    size: of the span, in phonemes or characters. Raises InvalidMarkup where all of it is one piece.
    """
    length = span.end - span.start
    pieces = [a for a in replaced if a.language is None]
    if length == 1 or any(a.start <= span.start and span.end <= a.end for a in pieces):
        written = block.text[span.start : span.end][:40]
        raise InvalidMarkup(f'"{written}" is said in one piece, with {size} phonemes; allowed: up to {MAX_PHONEMES}')
    parts = -(-size * 5 // (MAX_PHONEMES * 4))
    first = cut(block.outline, span, ideal=max(1, length // max(2, parts)), longest=length - 1)
    whole = past_replacement(block, first)
    first = whole if whole.end < span.end else first
    for piece in pieces:
        if piece.start < first.end < piece.end:
            before = block.text[span.start : piece.start].rstrip()
            return Span(span.start, span.start + len(before) if before else piece.end, Break.BREATH)
    return first


def _segment(
    block: Block,
    span: Span,
    pause: Pause,
    replaced: Sequence[Annotation],
    engines: LanguageEngines,
    inflects: bool,
) -> Segment:
    spoken = words_of(block, span, replaced, engines)
    spoken_words, sounds = engines.pronounce(spoken.words)
    if block.manners and base_language(engines.language) not in _WITHOUT_STRESS:
        sounds = _emphasised(sounds, spoken_words, block, span.start)
    phonemes, words = lay_out(block.text[span.start : span.end], span.start, spoken_words, sounds)
    tunes = tunes_of(block.text, span.start, span.end, engines.language) if inflects else ()
    rate, volume_db, changes = delivery(phonemes, words, block.manners, block.contours, tunes)
    text_start, text_end = block.source(span.start, span.end)
    if block.offsets is not None or block.source_start:
        words = _in_source(block, words)
    return Segment(
        text_start=text_start,
        text_end=text_end,
        spoken=spoken.line(),
        phonemes=phonemes,
        pause_seconds=pause.seconds,
        break_seconds=pause.asked_seconds,
        words=words,
        unspoken=tuple(block.source(start + span.start, end + span.start) for start, end in spoken.unspoken),
        rate=rate,
        volume_db=volume_db,
        voice=block.voice,
        marks=_marks(block, span, words, len(phonemes)) if block.marks else (),
        is_pause=block.is_pause,
        delivery=changes,
    )


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


def _marks(block: Block, span: Span, words: tuple[Word, ...], end: int) -> tuple[Mark, ...]:
    """The marks of a span, each before the first word that follows it."""
    first_block_character = _are_blank(block.text, 0, span.start)
    last_block_character = _are_blank(block.text, span.end, len(block.text))
    marks = []
    for name, place in block.marks:
        inside = span.start <= place < span.end or (place < span.start and _are_blank(block.text, place, span.start))
        if inside or (first_block_character and place <= span.start) or (last_block_character and place >= span.end):
            source = block.source(place, place + 1)[0] if place < span.end else None
            following = [w.phoneme_start for w in words if source is not None and w.text_start >= source]
            marks.append(Mark(name, following[0] if following else end))
    return tuple(marks)


def _are_blank(text: str, start: int, end: int) -> bool:
    """Whether there are only blanks in characters [start, end); looks no further than the first other one."""
    return _NOT_BLANK.search(text, start, end) is None
