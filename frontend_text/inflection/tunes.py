"""The questions that rise and the exclamations of a stretch of text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from frontend_text.inflection.english import rises_in_english
from frontend_text.inflection.question_words import QUESTION_WORDS, rises_without_question_word
from frontend_text.segmentation.sentence_marks import CLOSERS, mark_ends_sentence
from frontend_text.spoken import base_language

_LOOKED_BACK = 400
"""Characters before a mark in which its sentence is looked for."""
_MARKS = re.compile(rf"(?:\?[?!]*|!+\??)[{re.escape(CLOSERS)}]*(?=\s|\Z|[—–,])")
_ENDS = re.compile(rf"[.!?…]+[{re.escape(CLOSERS)}]*(?=\s)|\n\s*\n")
_OPENED = re.compile(r"[“«„¿¡]|(?<=\s)\"(?=\w)")
"""Where what is quoted begins, or in Spanish the question."""


@dataclass(frozen=True, slots=True)
class Tune:
    """Characters [start, end) of a text, a sentence or the end of one, that are said in this way."""

    start: int
    end: int
    """Where its mark begins."""
    rises: bool
    is_exclaimed: bool


def tunes_of(text: str, start: int, end: int, language: str) -> tuple[Tune, ...]:
    """Those of the segment [start, end), in order.

    A sentence may have begun before its segment does. Nothing after a mark decides what it means.
    """
    if "?" not in text[start:end] and "!" not in text[start:end]:
        return ()
    tunes = []
    for mark in _MARKS.finditer(text, start, end):
        begin = _sentence_start(text, mark.start(), language)
        rises = "?" in mark[0] and _rises(text[begin : mark.start()], language)
        is_exclaimed = "!" in mark[0]
        if rises or is_exclaimed:
            tunes.append(Tune(max(begin, start), mark.start(), rises, is_exclaimed))
    return tuple(tunes)


def _rises(sentence: str, language: str) -> bool:
    base = base_language(language)
    if base == "en":
        return rises_in_english(sentence)
    return base in QUESTION_WORDS and rises_without_question_word(sentence, base)


def _sentence_start(text: str, mark: int, language: str) -> int:
    """Where the sentence begins that ends at a mark; no further back than is looked."""
    first = max(0, mark - _LOOKED_BACK)
    before, begin = text[first:mark], 0
    for end in _ENDS.finditer(before):
        if end[0].isspace() or mark_ends_sentence(before, 0, end, base_language(language), False):
            begin = end.end()
    begin = max([begin, *(opening.end() for opening in _OPENED.finditer(before, begin))])
    return mark - len(before[begin:].lstrip())
