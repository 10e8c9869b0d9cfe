"""Find where a text may be cut into segments: at sentence ends, else where a reader would breathe.

Works on a window of the text, so that finding the next segment costs the same at any length. A segment's span ends
before the blanks that follow it.
"""

from __future__ import annotations

import re

from frontend_text.segmentation.breaks import Break, Span
from frontend_text.segmentation.cutting import FIRST_SPLIT_FROM, SHORTEST_CHARACTERS, certain_early_cut, cut, early_cut
from frontend_text.segmentation.inline_lists import ListItems
from frontend_text.segmentation.line_ends import line_break
from frontend_text.segmentation.period import NeedsMoreText
from frontend_text.segmentation.sentence_marks import CLOSERS, mark_ends_sentence

TARGET_CHARACTERS = 200
"""Longer sentences are split; about 10 s of speech."""
WHOLE_CHARACTERS = 330
"""The same for voices that are quick enough to read sentences whole; hardly ever more than the 400 phonemes that a
segment may have."""
WIDE_CHARACTER = 3
"""A Chinese, Japanese or Korean character takes about as long to say as this many letters."""


_NOT_BLANK = re.compile(r"\S")
_BOUNDARY = re.compile(
    r"""(?P<line>[^\S\n\r]*(?:\r\n?|\n|\u2028|\u2029|\x0b|\x0c|\x85)\s*)
      | (?P<mark>(?:[.!?…]+|[。！？｡।॥؟۔]+)[\"'”’»)\]}」』]*)""",
    re.VERBOSE,
)
_WIDE = re.compile(r".{0,20}?[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")


def next_span(
    text: str,
    start: int,
    *,
    target: int = TARGET_CHARACTERS,
    early: bool = True,
    language: str = "en",
    may_grow: bool = False,
) -> Span | None:
    """The next segment from `start` on, None if only blanks follow; `early`: the first of a text may be a clause.

    may_grow: more text may follow. The span is then the same whatever follows, and NeedsMoreText is raised where that
    cannot be said yet (frontend_text.growing_text asks).
    """
    language = language[:2].lower()
    found = _NOT_BLANK.search(text, start)
    if not found:
        return None
    first = start == 0 or not _NOT_BLANK.search(text, 0, start)
    start = found.start()
    if _WIDE.match(text, start):
        target //= WIDE_CHARACTER
    span = _span_from(text, start, target, first, early, language, may_grow)
    # whether a text is wide is seen in its first characters
    is_short = may_grow and len(text) <= start + 20
    if is_short and span != _span_from(text, start, target // WIDE_CHARACTER, first, early, language, may_grow):
        raise NeedsMoreText(len(text))
    return span


def _span_from(text: str, start: int, target: int, first: bool, early: bool, language: str, may_grow: bool) -> Span:
    """As next_span, from a character that is not blank; `first`: there is nothing before it."""
    try:
        span = _next_sentence(text, start, target, language, may_grow)
    except NeedsMoreText as undecided:
        clause = certain_early_cut(text, start, undecided.place, target) if early and first else None
        if clause is None:
            raise
        return clause
    while _length(text, span) < (8 if first else SHORTEST_CHARACTERS) and span.ends_with in (
        Break.SENTENCE,
        Break.ELLIPSIS,
    ):
        more = _NOT_BLANK.search(text, span.end)
        if not more:
            break
        following = _next_sentence(text, more.start(), target, language, may_grow)
        if following.end - start > target:
            break
        span = Span(start, following.end, following.ends_with)
    if early and first and span.end - start > FIRST_SPLIT_FROM:
        span = early_cut(text, start, span.end) or span
    if not _NOT_BLANK.search(text, span.end):
        if may_grow:
            raise NeedsMoreText(span.end)
        span = Span(span.start, span.end, Break.END)
    return span


def _length(text: str, span: Span) -> int:
    """The length of a span in letters."""
    written = text[span.start : span.end]
    return len(written) if written.isascii() else sum(WIDE_CHARACTER if c >= "\u2e80" else 1 for c in written)


def _next_sentence(text: str, start: int, target: int, language: str, may_grow: bool) -> Span:
    """The sentence that starts at `start` (not blank), or its first part if it is longer than `target`."""
    limit = start + 2 * target if may_grow else min(len(text), start + 2 * target)
    sentence = _Sentence(text, start, language, may_grow)
    for match in _BOUNDARY.finditer(text, start, min(len(text), limit + 100)):
        if match.start() >= limit:
            break
        if may_grow and not _NOT_BLANK.search(text, match.end()):
            raise NeedsMoreText(match.start())
        span = sentence.ended_by(match)
        if span:
            return _fitted(text, span, target)
    if may_grow and not _NOT_BLANK.search(text, limit):
        raise NeedsMoreText(len(text))
    if limit == len(text):
        return _fitted(text, Span(start, len(text.rstrip()) if text[-1].isspace() else limit, Break.END), target)
    return _fitted(text, Span(start, limit, Break.BREATH), target, cut_at_end=True)


class _Sentence:
    """The sentence that starts at a place, whose line ends and full stops are met one after the other."""

    def __init__(self, text: str, start: int, language: str, may_grow: bool) -> None:
        self._text, self._start, self._language, self._may_grow = text, start, language, may_grow
        self._line_start = start
        self._items = ListItems(text, start)

    def ended_by(self, match: re.Match[str]) -> Span | None:
        """The sentence, if a line end or a mark ends it."""
        if match.lastgroup == "mark":
            return self._ended_by_mark(match)
        if match.end() >= len(self._text):
            return Span(self._start, match.start(), Break.END)
        ends_with = self._line_break(match)
        self._line_start = match.end()
        return Span(self._start, match.start(), ends_with) if ends_with else None

    def _ended_by_mark(self, match: re.Match[str]) -> Span | None:
        text, mark, end = self._text, match[0], match.end()
        if mark == ".":
            item_end = self._items.end_before(match.start())
            if item_end is not None:
                return Span(self._start, item_end, Break.ITEM)
            if self._items.begins_at(match.start()):
                return None
        if not mark_ends_sentence(text, self._start, match, self._language, self._may_grow):
            return None
        if not text[end : end + 1].isspace() and mark[-1] in "\"'" and text[end : end + 1].isalnum():
            end = match.start() + len(mark.rstrip(CLOSERS))
        ends_with = Break.ELLIPSIS if mark.startswith(("...", "…")) else Break.SENTENCE
        line = _BOUNDARY.match(text, end)
        if line and line.lastgroup == "line":
            ends_with = self._line_break(line, ended=True) or ends_with
        return Span(self._start, end, ends_with)

    def _line_break(self, match: re.Match[str], ended: bool = False) -> Break | None:
        return line_break(self._text, self._line_start, match, ended=ended, may_grow=self._may_grow)


def _fitted(text: str, span: Span, target: int, cut_at_end: bool = False) -> Span:
    """The span itself, or a first part of it of at most `target` characters, cut where a reader would breathe."""
    length = span.end - span.start
    if length <= target and not cut_at_end:
        return span
    parts = -(-length // target)
    return cut(
        text, span, ideal=length // parts if not cut_at_end else target * 3 // 4, longest=min(target, length - 1)
    )
