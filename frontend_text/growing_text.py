"""A text that comes in pieces: how far it may be read now, so that its segments are those of the whole text.

A segment is *certain* when no continuation of the text can change it. How much has to come after it for that depends on
what it ends with: `Hello there. I` is enough, `Dr. ` waits for the next word, `3.` for what follows the period.
"""

from __future__ import annotations

import bisect
import re
import unicodedata

from frontend_text.markup.plain_document import plain_document
from frontend_text.markup.ssml import is_ssml
from frontend_text.plain_text.unicode_forms import in_one_form
from frontend_text.segmentation.breaks import Break
from frontend_text.segmentation.period import NeedsMoreText
from frontend_text.segments.spans import next_span_of
from frontend_text.spoken import base_language

_MOST_CHARACTERS = 400
"""Looked at from the start on: as much as a call of `Frontend.read` reads."""
_OPENINGS = ("<?xml", "<!--", "<!DOCTYPE", "<speak")
_PROLOGUES = _OPENINGS[:3]
_SSML_WITHIN = 2000
"""Characters in which an SSML document begins, or it is none."""
_TRIGGER = re.compile(
    r"[`~|\[\\^\u2500-\u259f]|[*](?![ \t]+[^\s*])|(?<!\w)_|=(?=[=\s]|\Z)|<(?!\s)|&(?=[A-Za-z#]|\Z)|#(?![^#\s])"
    r"|(?<![\w:]):(?=[a-z+-]|\Z)|(?m:^)[ \t]*(?:>|=|:?-[-:| \t]*(?![-:| \t])(?=\s|\Z))|!(?=\[|\Z)"
)
"""Where markup may begin that changes how the text is read, now or once more has come: plain_text/ has all of it."""
_FORMULA = re.compile(r"\$")
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\u200d\ufe0f]")
_SETTLED = re.compile(r"[A-Za-z\s.,;!?'\"()]\Z")
"""An end of a text that nothing can come to form one sign with."""
_JOINING = frozenset(("Mn", "Mc", "Me", "Cf", "Lm"))


def may_be_ssml(text: str) -> bool:
    """Whether a text that may grow is SSML or can still become it."""
    begin = text[:_SSML_WITHIN].removeprefix("\ufeff").lstrip()
    if not begin.startswith("<"):
        return not begin
    if is_ssml(text):
        return True
    is_open = begin.startswith(_PROLOGUES) or any(opening.startswith(begin) for opening in _OPENINGS)
    return is_open and len(text) < _SSML_WITHIN


def certain_end(text: str, start: int, language: str, whole_sentences: bool = False) -> int | None:
    """Where the certain segments that begin at `start` end: all there are within a few hundred characters.

    text: what has come so far, not SSML (`may_be_ssml`); whole_sentences: as it will be read. None while no segment is
    certain. What `Frontend.read` makes of the text up to there is what it makes of the whole one.
    """
    base = base_language(language)
    kept = settled(text)
    blocks = plain_document(kept[: _first_markup(kept, start, base)], base).blocks
    block = next((block for block in blocks if block.source_end > start), blocks[-1])  # what is left has no `<break>`
    position, end = block.index(start), None
    try:
        while end is None or end - start < _MOST_CHARACTERS:
            span = next_span_of(
                block, position, early=block is blocks[0], whole=whole_sentences, language=language, may_grow=True
            )
            if span is None or span.ends_with is Break.END:
                break
            position, end = span.end, block.source(span.start, span.end)[1]
    except NeedsMoreText:
        pass
    return end


def settled(text: str) -> str:
    """The text without its last sign, if what follows may change it: an accent, a joiner, half of a syllable."""
    if not text or _SETTLED.search(text):
        return text
    end = len(text)
    while end and (unicodedata.category(text[end - 1]) in _JOINING or "\u1100" <= text[end - 1] <= "\u11ff"):
        end -= 1
    return text[: max(0, end - 1)]


def _first_markup(text: str, start: int, language: str) -> int:
    """Where markup begins, or may begin, at or after a place; the text's length if nowhere."""
    formed = in_one_form(text, language)
    shown = formed.text if formed else text
    begin = bisect.bisect_left(formed.starts, start) if formed else start
    places = [match.start() for match in (_TRIGGER.search(shown, begin),) if match]
    if language == "en":  # formulas
        places += [match.start() for match in (_FORMULA.search(shown, begin),) if match]
    elif not text.isascii():  # emoji are read or skipped, as the server is told
        places += [match.start() for match in (_EMOJI.search(shown, begin),) if match]
    if not places:
        return len(text)
    return formed.starts[min(places)] if formed else min(places)
