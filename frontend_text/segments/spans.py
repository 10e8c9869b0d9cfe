"""The sentences of a block, none of which ends inside what markup or cleaning put in place of something."""

from __future__ import annotations

from frontend_text.markup.document import Block
from frontend_text.segmentation.breaks import Break, Span
from frontend_text.segmentation.segmenter import TARGET_CHARACTERS, WHOLE_CHARACTERS, next_span


def next_span_of(
    block: Block, position: int, *, language: str, early: bool = True, whole: bool = False, may_grow: bool = False
) -> Span | None:
    """As `segmenter.next_span`, of a block's text; whole: no early clause, and sentences as long as can be."""
    target = WHOLE_CHARACTERS if whole else TARGET_CHARACTERS
    early = early and not whole
    span = next_span(block.outline, position, target=target, early=early, language=language, may_grow=may_grow)
    if span is None or (not block.annotations and block.offsets is None):
        return span
    return past_replacement(block, past_annotation(block, span))


def past_annotation(block: Block, span: Span) -> Span:
    """The span, longer if it would end within text that something else is said for."""
    for annotation in block.annotations_in(span.end - 1, span.end):
        if annotation.start < span.end < annotation.end:
            rest = block.text[annotation.end :].strip()
            return Span(span.start, annotation.end, span.ends_with if rest else Break.END)
    return span


def past_replacement(block: Block, span: Span) -> Span:
    """The span, longer if it would end inside what stands for one stretch of the original."""
    offsets, ends, end = block.offsets, block.ends, span.end
    if offsets is None or ends is None:
        return span
    while end < len(offsets) and offsets[end] == offsets[end - 1] and ends[end] == ends[end - 1]:
        end += 1
    if end == span.end:
        return span
    return Span(span.start, end, span.ends_with if block.text[end:].strip() else Break.END)
