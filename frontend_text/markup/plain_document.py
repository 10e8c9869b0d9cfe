"""A text that is not SSML as a document: cleaned, cut where it has `<break>`, pronunciations in brackets taken up."""

from __future__ import annotations

from array import array
from dataclasses import replace

from frontend_text.markup.block_builder import silent_block
from frontend_text.markup.document import Annotation, Block, Document, outline, without_inline_pronunciations
from frontend_text.markup.ssml_values import LONGEST_BREAK_SECONDS, Warn, break_seconds
from frontend_text.plain_text.cleaning import clean
from frontend_text.plain_text.policy import READ_ALL, MarkupPolicy
from frontend_text.plain_text.rewriting import Rewritten
from frontend_text.plain_text.tags import BREAK, break_attributes


def plain_document(text: str, language: str = "en", policy: MarkupPolicy = READ_ALL) -> Document:
    """Unicode in one form, markup taken out, `[word](/ipa/)` as annotations; a block for each part between breaks."""
    cleaned = clean(text, language, policy)
    if cleaned is None:
        if "](/" not in text:
            return Document((Block(text, 0, len(text), outline=text),))
        cleaned = Rewritten(text, range(len(text)), range(1, len(text) + 1))
    if text.strip() and not cleaned.text.strip():
        return _silent(text)
    if BREAK in cleaned.text:
        return _with_breaks(text, cleaned)
    block = _block(cleaned, 0, len(cleaned.text))
    return Document((replace(block, source_start=0, source_end=len(text)),), covers_all=True)


def _block(cleaned: Rewritten, start: int, end: int) -> Block:
    """Characters [start, end) of a cleaned text."""
    shown, starts, ends = cleaned.text[start:end], cleaned.starts[start:end], cleaned.ends[start:end]
    annotations: list[Annotation] = []
    if "](/" in shown:
        shown, kept, annotations = without_inline_pronunciations(shown, range(len(shown)))
        starts, ends = [starts[place] for place in kept], [ends[place] for place in kept]
    return Block(
        shown,
        starts[0] if len(starts) else 0,
        ends[-1] if len(ends) else 0,
        array("I", starts),
        array("I", ends),
        tuple(annotations),
        outline=outline(shown, annotations) if annotations else shown,
    )


def _with_breaks(text: str, cleaned: Rewritten) -> Document:
    """A text with `<break time="1s"/>` in it, read as other services do: each ends a block and lasts what it says."""
    blocks: list[Block] = []
    warnings: list[str] = []
    begin = 0
    for place, character in enumerate(cleaned.text):
        first, last = cleaned.starts[place], cleaned.ends[place]
        attributes = break_attributes(text, first, last) if character == BREAK else None
        if attributes is None:
            continue
        pause = _pause(attributes, warnings.append)
        asked = pause if "time" in attributes else 0.0
        if cleaned.text[begin:place].strip():
            blocks.append(replace(_block(cleaned, begin, place), pause_seconds=pause, break_seconds=asked))
        elif blocks:
            total = min((blocks[-1].pause_seconds or 0.0) + pause, LONGEST_BREAK_SECONDS)
            asked = min(blocks[-1].break_seconds + asked, total)
            blocks[-1] = replace(blocks[-1], pause_seconds=total, break_seconds=asked)
        else:
            blocks.append(replace(silent_block(first, last, pause, []), break_seconds=asked))
        begin = place + 1
    if cleaned.text[begin:].strip():
        blocks.append(_block(cleaned, begin, len(cleaned.text)))
    return Document(tuple(blocks), tuple(warnings), covers_all=True)


def _pause(attributes: dict[str, str], warn: Warn) -> float:
    try:
        return break_seconds(attributes, warn)
    except ValueError as error:
        warn(f"{error}; a medium pause is made")
        return break_seconds({}, warn)


def _silent(text: str) -> Document:
    """A text that is nothing but markup: one place without words."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    block = Block("-", start, end, [start], [end], (Annotation(0, 1, said=""),), outline="-")
    return Document((block,), covers_all=True)
