"""Find where a text may be cut into segments: at sentence ends, else where a reader would breathe.

Works on a window of the text, so that finding the next segment costs the same at any length. A segment's span ends
before the blanks that follow it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from frontend_text.english.sentence_ends import RULES as ENGLISH_RULES
from frontend_text.segmentation import inline_lists
from frontend_text.segmentation.period import NUMBERED_ITEM, Period, PeriodRule, ends_sentence, rules_of

TARGET_CHARACTERS = 200
"""Longer sentences are split; about 10 s of speech."""
SHORTEST_CHARACTERS = 15
"""Shorter sentences are read together with the next one: alone they sound clipped."""
WIDE_CHARACTER = 3
"""A Chinese, Japanese or Korean character takes about as long to say as this many letters."""
FIRST_SPLIT_FROM = 60
"""The first sentence of a text, if longer, may end at an early clause mark, so that sound starts early."""


class Break(Enum):
    """What ends a segment."""

    SENTENCE = "sentence"
    ELLIPSIS = "ellipsis"
    CLAUSE = "clause"  # ; : —
    COMMA = "comma"
    BREATH = "breath"  # between words of an over-long sentence
    LINE = "line"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    END = "end"


PAUSE_SECONDS = {
    Break.SENTENCE: 0.50,
    Break.ELLIPSIS: 0.60,
    Break.CLAUSE: 0.30,
    Break.COMMA: 0.20,
    Break.BREATH: 0.06,
    Break.LINE: 0.60,
    Break.ITEM: 0.50,
    Break.PARAGRAPH: 0.90,
    Break.END: 0.0,
}
"""Silence after a segment, which ends with its sound: what is heard, at speed 1. A full stop of the default voice's own
library lasts 0.8 s, of Piper's 0.2 s."""


@dataclass(frozen=True, slots=True)
class Span:
    """A segment's place in the text, and what ends it."""

    start: int
    end: int
    ends_with: Break


_NOT_BLANK = re.compile(r"\S")
_BOUNDARY = re.compile(
    r"""(?P<line>[^\S\n\r]*(?:\r\n?|\n|\u2028|\u2029|\x0b|\x0c|\x85)\s*)
      | (?P<mark>(?:[.!?…]+|[。！？｡।॥؟۔]+)[\"'”’»)\]}」』]*)""",
    re.VERBOSE,
)
_WIDE = re.compile(r".{0,20}?[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
_CLOSERS = "\"'”’»)]}」』"
_ITEM_START = re.compile(r"(?:[-*+•‣◦▪●–—]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)])\s")
_LAST_WORD = re.compile(r"[^\s\"'“”‘’(\[]*$")
_INITIAL = re.compile(r"[A-Z]\.(?:\s|$)")
_NEXT_WORD = re.compile(r"[\"'“‘(\[]*([^\W_]+(?:['’][a-z]+)?)")
_GLUED = re.compile(r"(?:(?<=[a-z]{2})[.!?]|[!?])$")
_CONJUNCTIONS = frozenset(
    "and but or because which that while although so where when who if as than with for to".split()
)


@lru_cache(maxsize=64)
def _rules(language: str) -> tuple[PeriodRule, ...]:
    return ENGLISH_RULES if language == "en" else rules_of(language)


def next_span(
    text: str, start: int, *, target: int = TARGET_CHARACTERS, early: bool = True, language: str = "en"
) -> Span | None:
    """The next segment from `start` on, None if only blanks follow; `early`: the first of a text may be a clause."""
    language = language[:2].lower()
    found = _NOT_BLANK.search(text, start)
    if not found:
        return None
    first = start == 0 or not _NOT_BLANK.search(text, 0, start)
    start = found.start()
    if _WIDE.match(text, start):
        target //= WIDE_CHARACTER
    span = _next_sentence(text, start, target, language)
    while _length(text, span) < (8 if first else SHORTEST_CHARACTERS) and span.ends_with in (
        Break.SENTENCE,
        Break.ELLIPSIS,
    ):
        more = _NOT_BLANK.search(text, span.end)
        if not more:
            break
        following = _next_sentence(text, more.start(), target, language)
        if following.end - start > target:
            break
        span = Span(start, following.end, following.ends_with)
    if early and first and span.end - start > FIRST_SPLIT_FROM:
        span = _early_cut(text, start, span.end) or span
    if not _NOT_BLANK.search(text, span.end):
        span = Span(span.start, span.end, Break.END)
    return span


def _length(text: str, span: Span) -> int:
    """The length of a span in letters."""
    written = text[span.start : span.end]
    return len(written) if written.isascii() else sum(WIDE_CHARACTER if c >= "\u2e80" else 1 for c in written)


def _next_sentence(text: str, start: int, target: int, language: str) -> Span:
    """The sentence that starts at `start` (not blank), or its first part if it is longer than `target`."""
    limit = min(len(text), start + 2 * target)
    line_start = start
    item: tuple[str, int] | None = None
    for match in _BOUNDARY.finditer(text, start, min(len(text), limit + 100)):
        if match.start() >= limit:
            break
        if match.lastgroup == "line":
            if match.end() >= len(text):
                return _fitted(text, Span(start, match.start(), Break.END), target)
            ends_with = _line_break(text, start, line_start, match)
            line_start = match.end()
            if ends_with:
                return _fitted(text, Span(start, match.start(), ends_with), target)
            continue
        found = inline_lists.marker(text, match.start()) if match[0] == "." else None
        if found and item and inline_lists.follows(item, found):
            return _fitted(text, Span(start, inline_lists.end_before(text, match.start()), Break.ITEM), target)
        if found and item is None and inline_lists.begins_list(text, start, match.start()):
            item = found
        elif _ends_sentence(text, start, match, language):
            mark = match[0]
            ends_with = Break.ELLIPSIS if mark.startswith(("...", "…")) else Break.SENTENCE
            end = match.end()
            if not text[end : end + 1].isspace() and mark[-1] in "\"'" and text[end : end + 1].isalnum():
                end = match.start() + len(mark.rstrip(_CLOSERS))
            after = _BOUNDARY.match(text, end)
            if after and after.lastgroup == "line":
                ends_with = _line_break(text, start, line_start, after, ended=True) or ends_with
            return _fitted(text, Span(start, end, ends_with), target)
    if limit == len(text):
        return _fitted(text, Span(start, len(text.rstrip()) if text[-1].isspace() else limit, Break.END), target)
    return _fitted(text, Span(start, limit, Break.BREATH), target, cut_at_end=True)


def _line_break(text: str, start: int, line_start: int, match: re.Match[str], ended: bool = False) -> Break | None:
    """What a line end means; None if the sentence goes on in the next line."""
    lines = len(re.findall(r"\r\n?|\n|[\u2028\u2029\x0b\x0c\x85]", match[0]))
    if lines > 1 or "\u2029" in match[0] or "\x0c" in match[0]:
        return Break.PARAGRAPH
    following = text[match.end() : match.end() + 12]
    if _ITEM_START.match(following):
        return Break.ITEM
    if _ITEM_START.match(text[line_start : line_start + 8]) and following[:1].isupper():
        return Break.ITEM
    if ended:
        return None if match.start() - line_start >= 50 else Break.LINE
    if following[:1].islower() or text[match.start() - 1] in ",-–—&(" or following[:1] in ",;:.!?)":
        return None
    if match.start() - line_start >= 50 and text[match.start() - 1] not in ":;":
        return None  # a line that was wrapped
    return Break.LINE


def _ends_sentence(text: str, start: int, match: re.Match[str], language: str) -> bool:
    """Whether a run of terminators (and what closes after it) ends a sentence."""
    mark, end = match[0], match.end()
    if mark[0] in "。！？｡।॥؟۔":
        return True
    if end >= len(text):
        return True
    following = text[end]
    if not following.isspace():
        return _ends_without_blank(text, match)
    more = _NOT_BLANK.search(text, end, end + 60)
    if not more:
        return True
    upcoming = text[more.start()]
    if "\n" in text[end : more.start()] and len(re.findall(r"\n", text[end : more.start()])) > 1:
        return True
    if upcoming.islower() or upcoming in ",;:)]}":
        return False
    bare = mark.rstrip(_CLOSERS)
    if bare != ".":
        return not (upcoming in ".!?…" or (bare[0] in ".…" and not (upcoming.isupper() or upcoming in "\"'“‘«([")))
    return ends_sentence(_rules(language), period_at(text, match, start))


def period_at(text: str, match: re.Match[str], start: int = 0) -> Period:
    """What is known of a period (with what closes after it) in the segment that begins at `start`."""
    more = _NOT_BLANK.search(text, match.end())
    upcoming = more.start() if more else len(text)
    word = _LAST_WORD.search(text, max(start, match.start() - 30), match.start() + 1)
    next_word = _NEXT_WORD.match(text, upcoming, upcoming + 40)
    return Period(
        word=word[0] if word else "",
        is_closed=match[0] != match[0].rstrip(_CLOSERS),
        upcoming=text[upcoming : upcoming + 1],
        next_word=re.split("['’]", next_word[1])[0] if next_word else "",
        is_before_initial=bool(_INITIAL.match(text, upcoming)),
        next_is_short=bool(re.compile(r"[^\W\d_]{1,3}\.").match(text, upcoming, upcoming + 4)),
        begins_item=_begins_item(text, start, match),
        words_before=len(text[start : match.start()].split()),
    )


def _begins_item(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the segment begins with a list number that ends here."""
    return match.start() - start < 6 and bool(NUMBERED_ITEM.fullmatch(text[start : match.start() + 1]))


def _ends_without_blank(text: str, match: re.Match[str]) -> bool:
    """`end.Next`: a blank was forgotten (or lost in copying), unless it is an address, a file or a number."""
    mark, end = match[0], match.end()
    if text[end] in '“‘«("' and mark[-1] in ".!?…" and text[end : end + 2].strip(_CLOSERS + " "):
        return text[end] in "“‘«" and mark[-1] != "…"
    if mark != mark.rstrip(_CLOSERS) or not _GLUED.search(text, max(0, match.start() - 2), end):
        return False
    if not re.match(r"[A-Z][a-z]*(?:\s|,)", text[end : end + 20]):
        return False
    token_start = max(text.rfind(" ", max(0, end - 80), end), text.rfind("\n", max(0, end - 80), end)) + 1
    return not re.search(r"[/@\\_]|www|\.\w+\.", text[token_start:end])


def _fitted(text: str, span: Span, target: int, cut_at_end: bool = False) -> Span:
    """The span itself, or a first part of it of at most `target` characters, cut where a reader would breathe."""
    length = span.end - span.start
    if length <= target and not cut_at_end:
        return span
    parts = -(-length // target)
    return cut(
        text, span, ideal=length // parts if not cut_at_end else target * 3 // 4, longest=min(target, length - 1)
    )


def cut(text: str, span: Span, *, ideal: int, longest: int) -> Span:
    """The best first part of a span, about `ideal` and at most `longest` characters long."""
    window = text[span.start : span.start + longest + 1]
    best, best_cost = 0, 1e9
    for match in re.finditer(r"\s+|(?<=[、，,;；：])(?=[^\x00-\x7f])|(?<=—)(?=\w)", window):
        position = match.start()
        if position < min(SHORTEST_CHARACTERS, ideal) or 4 * position < ideal:
            continue
        cost, _ = _cost(window, position, match.end())
        cost += 120 * abs(position - ideal) / max(ideal, 1)
        if cost < best_cost:
            best, best_cost = position, cost
    if not best:
        best = _cut_inside_word(window, min(ideal, longest))
    kind = _cost(window, best, best)[1]
    return Span(span.start, span.start + best, kind)


def _cost(window: str, position: int, after: int) -> tuple[float, Break]:
    """How bad a cut before `position` is (smaller is better), and what kind of break it makes."""
    previous = window[position - 1]
    if previous in _CLOSERS and position > 1:
        previous = window[position - 2] if window[position - 2] in ".!?…" else previous
    if previous in ".!?…。！？।॥؟۔":
        return 0, Break.SENTENCE
    if previous in ";:—–；：؛":
        return 10, Break.CLAUSE
    if previous in ",、，،)":
        return 45, Break.COMMA
    upcoming = window[after : after + 12]
    word = re.match(r"\w+", upcoming)
    if upcoming[:1] in "(—–":
        return 45, Break.COMMA
    if word and word[0].lower() in _CONJUNCTIONS:
        return 90, Break.BREATH
    if previous.isdigit() or upcoming[:1].isdigit():
        return 200, Break.BREATH
    return 140, Break.BREATH


def kind_of_end(written: str) -> Break:
    """The break that the last character of a text makes."""
    return _cost(f"{written.rstrip()} ", len(written.rstrip()), len(written))[1] if written.strip() else Break.BREATH


def _cut_inside_word(window: str, ideal: int) -> int:
    """A cut in a run without blanks: after a sign if there is one near, never inside a cluster of combined marks."""
    import unicodedata

    ideal = position = min(ideal, len(window) - 1)
    for candidate in range(position, max(position - 40, position // 2, 1), -1):
        if not window[candidate - 1].isalnum() and window[candidate].isalnum() and not window[candidate - 1].isspace():
            return candidate
    while position > 1 and (
        unicodedata.category(window[position]) in ("Mn", "Mc", "Me", "Cf") or window[position - 1] == "\u200d"
    ):
        position -= 1
        if ideal - position > 20:
            return max(ideal, 1)  # no cluster is that long: a heap of accents
    return max(position, 1)


def _early_cut(text: str, start: int, end: int) -> Span | None:
    """A clause that can be spoken while the rest of a long first sentence is still being worked on."""
    for match in re.finditer(r"[,;:—–][\"'”’)]*\s+(?=[^\d\s])|\s[—–-]\s", text[start : min(end, start + 100)]):
        position = match.start() + len(match[0].rstrip()) if match[0].strip()[0] in ",;:" else match.start()
        if match[0].strip() in ("—", "–", "-"):
            position = match.start() + 2
        if position >= SHORTEST_CHARACTERS and end - start - position >= SHORTEST_CHARACTERS:
            kind = Break.COMMA if "," in match[0] else Break.CLAUSE
            return Span(start, start + position, kind)
    return None
