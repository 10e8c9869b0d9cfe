"""The spoken words of a stretch of text: what markup and lexicons say goes before the normalizer."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace

from frontend_text.english.reading.candidate import SPELLED
from frontend_text.markup.document import Annotation, Block
from frontend_text.markup.lexicon import Lexicon
from frontend_text.pronunciation.approximation import in_alphabet_of
from frontend_text.segmentation.breaks import Span
from frontend_text.segments.engines import LanguageEngines
from frontend_text.spoken import SpokenText, SpokenWord, base_language


def replaced_in(block: Block, span: Span, lexicons: Sequence[Lexicon]) -> list[Annotation]:
    """What something else is said for in a span, in order, with places in the block: where the markup says so, else by
    the first lexicon that knows it."""
    found = list(block.annotations_in(span.start, span.end))
    starts = [annotation.start for annotation in found]
    sentence = block.text[span.start : span.end]
    for lexicon in lexicons:
        for first, last, entry in lexicon.find(sentence):
            start, end = first + span.start, last + span.start
            place = bisect.bisect_left(starts, start)
            if (place and found[place - 1].end > start) or (place < len(found) and found[place].start < end):
                continue
            starts.insert(place, start)
            found.insert(place, Annotation(start, end, phonemes=entry.phonemes, alias=entry.alias))
    return found


def words_of(block: Block, span: Span, replaced: Sequence[Annotation], engines: LanguageEngines) -> SpokenText:
    """The words of a span, with places in its text; replaced: what something else is said for, with places in the
    block's."""
    sentence = block.text[span.start : span.end]
    if not replaced:
        return engines.normalizer.normalize(sentence)
    words: list[SpokenWord] = []
    unspoken: list[tuple[int, int]] = []
    position = 0
    for annotation in replaced:
        start, end = max(annotation.start, span.start) - span.start, min(annotation.end, span.end) - span.start
        _add_plain(engines, sentence, position, start, words, unspoken)
        words += _replacement(engines, replace(annotation, start=start, end=end), sentence)
        position = end
    separator = _add_plain(engines, sentence, position, len(sentence), words, unspoken)
    return SpokenText(tuple(words), tuple(unspoken), separator)


def _add_plain(
    engines: LanguageEngines,
    sentence: str,
    start: int,
    end: int,
    words: list[SpokenWord],
    unspoken: list[tuple[int, int]],
) -> str:
    """Add the words of a part for which nothing is given; what stands between words there."""
    spoken = engines.normalizer.normalize(sentence[start:end])
    words += _moved(spoken.words, start)
    unspoken += [(first + start, last + start) for first, last in spoken.unspoken]
    return spoken.separator


def _moved(words: Sequence[SpokenWord], by: int) -> list[SpokenWord]:
    return [replace(word, source_start=word.source_start + by, source_end=word.source_end + by) for word in words]


def _replacement(engines: LanguageEngines, annotation: Annotation, sentence: str) -> list[SpokenWord]:
    start, end = annotation.start, annotation.end
    if annotation.phonemes is not None:
        said = annotation.phonemes
        if base_language(engines.language) != "en":
            said = getattr(said, "ipa", said)  # in the alphabet of this language's engine
        return [SpokenWord(sentence[start:end].strip() or "x", start, end, phonemes=said)]
    if annotation.language is not None:
        return _moved(_foreign(engines, annotation.language, sentence[start:end]), start)
    if annotation.alias is not None:
        return [replace(word, source_start=start, source_end=end) for word in engines.alias(annotation.alias)]
    return [
        SpokenWord(word.replace(SPELLED, ""), start, end, spelled=SPELLED in word)
        for word in (annotation.said or "").split()
    ]


def _foreign(engines: LanguageEngines, language: str, text: str) -> Sequence[SpokenWord]:
    """Words of another language with their sounds; as this language's own where nothing here reads it."""
    other = engines.other(language)
    if other is None:
        return engines.normalizer.normalize(text).words
    words, sounds = other.pronounce(other.normalizer.normalize(text).words)
    return [
        replace(word, phonemes=in_alphabet_of(engines.language, language, sound))
        for word, sound in zip(words, sounds, strict=True)
    ]
