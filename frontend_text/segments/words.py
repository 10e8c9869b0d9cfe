"""The spoken words of a stretch of text: what markup and lexicons say goes before the normalizer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frontend_text.english.reading.candidate import SPELLED
from frontend_text.markup.document import Annotation, Block
from frontend_text.markup.lexicon import Lexicon
from frontend_text.pronunciation.approximation import in_alphabet_of
from frontend_text.segmentation.breaks import Span
from frontend_text.segments.engines import LanguageEngines
from frontend_text.spoken import SpokenText, SpokenWord, base_language


def words_of(block: Block, span: Span, lexicons: Sequence[Lexicon], engines: LanguageEngines) -> SpokenText:
    """The words of a span, with places in its text."""
    sentence = block.text[span.start : span.end]
    fixed = _fixed(block, span, sentence, lexicons)
    if not fixed:
        return engines.normalizer.normalize(sentence)
    words: list[SpokenWord] = []
    unspoken: list[tuple[int, int]] = []
    position = 0
    for annotation in sorted(fixed, key=lambda a: a.start):
        _add_plain(engines, sentence, position, annotation.start, words, unspoken)
        words += _replacement(engines, annotation, sentence)
        position = annotation.end
    separator = _add_plain(engines, sentence, position, len(sentence), words, unspoken)
    return SpokenText(tuple(words), tuple(unspoken), separator)


def _fixed(block: Block, span: Span, sentence: str, lexicons: Sequence[Lexicon]) -> list[Annotation]:
    """What is given for parts of the sentence, by the markup or else by the first lexicon that knows them."""
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
    return fixed


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
        spoken = engines.normalizer.normalize(annotation.alias)
        return [replace(word, source_start=start, source_end=end) for word in spoken.words]
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
