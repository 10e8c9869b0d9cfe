"""An SSML document that comes in pieces: how far it may be read now, so that its segments are those of the whole one.

What has come is closed where nothing is half written: behind the last complete tag or character outside of elements
whose content is not known before their end. Read so, it has the blocks of the whole document, but for the last one,
which may go on, and the pause before that.
"""

from __future__ import annotations

import re

from frontend_text.errors import InvalidMarkup
from frontend_text.growing_text import settled
from frontend_text.markup.document import Block, Document
from frontend_text.markup.ssml import is_ssml, parse_ssml
from frontend_text.segmentation.breaks import Break
from frontend_text.segmentation.period import NeedsMoreText
from frontend_text.segments.spans import next_span_of

_TOKEN = re.compile(
    r"<!--.*?-->|<\?.*?\?>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z_][\w:.-]*)(?P<attributes>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?)(?P<empty>/?)>"
    r"|&[^;\s<&]{1,12};|(?P<text>[^<&]+)",
    re.DOTALL,
)
_MAY_BE_OPEN = frozenset(("speak", "p", "s", "paragraph", "sentence", "voice", "prosody", "emphasis"))
"""Elements that act on each of their words by itself: a part of one is read as it is in the whole."""
_KNOWN_AT_END = re.compile(r"\b(?:contour|lang)\s*=")
"""Attributes that act on all of their element's text together."""


def certain_ssml(text: str, start: int, language: str, whole_sentences: bool = False) -> tuple[int, str] | None:
    """Where the certain segments that begin at `start` end, and the document that is to be read for them.

    whole_sentences: as it will be read.

    text: what has come so far. None while no segment is certain, and where the document is over, malformed, or refused.
    """
    closed = _closed(text) if is_ssml(text) else None
    if closed is None:
        return None
    try:
        document = parse_ssml(closed, language)
    except InvalidMarkup:
        return None  # the whole document is refused for the same, when it is there
    end = _certain_end(closed, document, start, language, whole_sentences)
    return None if end is None else (end, closed)


def _closed(text: str) -> str | None:
    """The beginning of a document that can be read by itself, its elements closed."""
    open_elements: list[tuple[str, int, bool]] = []
    place = 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            break  # half a tag, or what no document may have
        name = token["name"]
        if token["text"] is not None and token.end() == len(text):
            place += len(settled(token["text"]))
            break
        if name is not None and token["end"]:
            if not open_elements or open_elements.pop()[0] != name:
                return None
        elif name is not None and not token["empty"]:
            known = name.rpartition(":")[2] in _MAY_BE_OPEN
            is_root = not open_elements
            may_be_open = known and (is_root or not _KNOWN_AT_END.search(token["attributes"]))
            open_elements.append((name, place, may_be_open))
        if name is not None and not open_elements:
            return None  # it is over: its end will be told
        place = token.end()
    for number, (_, begin, may_be_open) in enumerate(open_elements):
        if not may_be_open:
            del open_elements[number:]
            place = begin
            break
    if not open_elements:
        return None
    return text[:place] + "".join(f"</{name}>" for name, _, _ in reversed(open_elements))


def _certain_end(text: str, document: Document, start: int, language: str, whole: bool) -> int | None:
    """The end of the last certain segment of a document that may go on."""
    if not document.blocks:
        return None
    *finished, last = document.blocks
    end = max((block.source_end for block in finished if block.source_end > start), default=None)
    # `[word](/ipa/)` counts in blocks without other annotations, which may still come
    may_be_inline = "[" in text[last.source_start : last.source_end]
    return (None if may_be_inline else _within(last, start, not finished, language, whole)) or end


def _within(block: Block, start: int, is_first: bool, language: str, whole: bool) -> int | None:
    """The end of the last certain segment of a block that may go on; None if there is none."""
    if block.is_pause:
        return None
    position, end = block.index(start), None
    try:
        while True:
            span = next_span_of(block, position, early=is_first, whole=whole, language=language, may_grow=True)
            if span is None:
                break
            if span.ends_with is Break.END:
                break
            position, end = span.end, block.source(span.start, span.end)[1]
    except NeedsMoreText:
        pass
    return end
