"""A text that comes in pieces: how far it may be read now, so that its segments are those of the whole text.

A segment is *certain* when no continuation of the text can change it. How much has to come after it for that depends on
what it ends with: `Hello there. I` is enough, `Dr. ` waits for the next word, `3.` for what follows the period.
"""

from __future__ import annotations

import re

from frontend_text.markup.document import Block, plain_document
from frontend_text.markup.ssml import is_ssml
from frontend_text.segmentation.period import NeedsMoreText
from frontend_text.segmentation.segmenter import Break, Span, next_span

_MOST_CHARACTERS = 400
"""Looked at from the start on: as much as a call of `Frontend.read` reads."""
_OPENINGS = ("<?xml", "<!--", "<!DOCTYPE", "<speak")
_PROLOGUES = _OPENINGS[:3]
_SSML_WITHIN = 2000
"""Characters in which an SSML document begins, or it is none."""
_LONGEST_INLINE = 210
_MAY_BECOME_INLINE = re.compile(
    r"\[(?:[^\[\]\n]{0,100}|[^\[\]\n]{1,100}\](?:\((?:/(?:[^()/\n]{0,100}|[^()/\n]{1,100}/))?)?)\Z"
)
"""A beginning of `[word](/ipa/)` at the text's end."""


def may_be_ssml(text: str) -> bool:
    """Whether a text that may grow is SSML or can still become it."""
    begin = text[:_SSML_WITHIN].removeprefix("\ufeff").lstrip()
    if not begin.startswith("<"):
        return not begin
    if is_ssml(text):
        return True
    is_open = begin.startswith(_PROLOGUES) or any(opening.startswith(begin) for opening in _OPENINGS)
    return is_open and len(text) < _SSML_WITHIN


def certain_end(text: str, start: int, language: str) -> int | None:
    """Where the certain segments that begin at `start` end: all there are within a few hundred characters.

    text: what has come so far, not SSML (`may_be_ssml`). None while no segment is certain. What `Frontend.read` makes
    of the text up to there is what it makes of the whole one.
    """
    inline = _MAY_BECOME_INLINE.search(text, max(0, len(text) - _LONGEST_INLINE))
    block = plain_document(text[: inline.start()] if inline else text).blocks[0]
    position, end = block.index(start), None
    try:
        while end is None or end - start < _MOST_CHARACTERS:
            span = next_span(block.outline, position, language=language, may_grow=True)
            if span is None:
                break
            span = past_annotation(block, span)
            if span.ends_with is Break.END:
                break
            position, end = span.end, block.source(span.start, span.end)[1]
    except NeedsMoreText:
        pass
    return end


def past_annotation(block: Block, span: Span) -> Span:
    """The span, longer if it would end within text that something else is said for."""
    for annotation in block.annotations:
        if annotation.start < span.end < annotation.end:
            rest = block.text[annotation.end :].strip()
            return Span(span.start, annotation.end, span.ends_with if rest else Break.END)
    return span
