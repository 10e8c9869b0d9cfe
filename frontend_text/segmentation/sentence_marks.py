"""Whether a full stop, a question mark or the like ends a sentence."""

from __future__ import annotations

import re
from functools import lru_cache

from frontend_text.english.sentence_ends import RULES as ENGLISH_RULES
from frontend_text.segmentation.period import (
    NUMBERED_ITEM,
    NeedsMoreText,
    Period,
    PeriodRule,
    UnfinishedPeriod,
    ends_sentence,
    rules_of,
)

CLOSERS = "\"'”’»)]}」』"
_OPENERS = "\"'“‘(["
_NOT_BLANK = re.compile(r"\S")
_LAST_WORD = re.compile(r"[^\s\"'“”‘’(\[]*$")
_INITIAL = re.compile(r"[A-Z]\.(?:\s|$)")
_NEXT_WORD = re.compile(r"[\"'“‘(\[]*([^\W_]+(?:['’][a-z]+)?)")
_GLUED = re.compile(r"(?:(?<=[a-z]{2})[.!?]|[!?])$")
_SHORT_WORD = re.compile(r"[^\W\d_]{1,3}\.")


@lru_cache(maxsize=64)
def _rules(language: str) -> tuple[PeriodRule, ...]:
    return ENGLISH_RULES if language == "en" else rules_of(language)


def mark_ends_sentence(text: str, start: int, match: re.Match[str], language: str, may_grow: bool) -> bool:
    """Whether a run of terminators (and what closes after it) ends a sentence."""
    mark, end = match[0], match.end()
    if mark[0] in "。！？｡।॥؟۔":
        return True
    if end >= len(text):
        return True
    following = text[end]
    if not following.isspace():
        return _ends_without_blank(text, match, may_grow)
    more = _NOT_BLANK.search(text, end, end + 60)
    if not more:
        return True
    upcoming = text[more.start()]
    if "\n" in text[end : more.start()] and len(re.findall(r"\n", text[end : more.start()])) > 1:
        return True
    if upcoming.islower() or upcoming in ",;:)]}":
        return False
    bare = mark.rstrip(CLOSERS)
    if bare != ".":
        return not (upcoming in ".!?…" or (bare[0] in ".…" and not (upcoming.isupper() or upcoming in "\"'“‘«([")))
    try:
        return ends_sentence(_rules(language), period_at(text, match, start, may_grow))
    except NeedsMoreText:
        raise NeedsMoreText(match.start()) from None


def period_at(text: str, match: re.Match[str], start: int = 0, may_grow: bool = False) -> Period:
    """What is known of a period (with what closes after it) in the segment that begins at `start`."""
    more = _NOT_BLANK.search(text, match.end())
    upcoming = more.start() if more else len(text)
    word = _LAST_WORD.search(text, max(start, match.start() - 30), match.start() + 1)
    next_word = _NEXT_WORD.match(text, upcoming, upcoming + 40)
    is_unfinished = may_grow and not (
        text[next_word.end() :].lstrip(".")[:1] if next_word else text[upcoming : upcoming + 40].strip(_OPENERS)
    )
    return (UnfinishedPeriod if is_unfinished else Period)(
        word=word[0] if word else "",
        is_closed=match[0] != match[0].rstrip(CLOSERS),
        upcoming=text[upcoming : upcoming + 1],
        next_word=re.split("['’]", next_word[1])[0] if next_word else "",
        is_before_initial=bool(_INITIAL.match(text, upcoming)),
        next_is_short=bool(_SHORT_WORD.match(text, upcoming, upcoming + 4)),
        begins_item=_begins_item(text, start, match),
        words_before=len(text[start : match.start()].split()),
    )


def _begins_item(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the segment begins with a list number that ends here."""
    return match.start() - start < 6 and bool(NUMBERED_ITEM.fullmatch(text[start : match.start() + 1]))


def _ends_without_blank(text: str, match: re.Match[str], may_grow: bool) -> bool:
    """`end.Next`: a blank was forgotten (or lost in copying), unless it is an address, a file or a number."""
    mark, end = match[0], match.end()
    if may_grow and text[end] in '“‘«("' and end + 2 > len(text):
        raise NeedsMoreText(match.start())
    if text[end] in '“‘«("' and mark[-1] in ".!?…" and text[end : end + 2].strip(CLOSERS + " "):
        return text[end] in "“‘«" and mark[-1] != "…"
    if mark != mark.rstrip(CLOSERS) or not _GLUED.search(text, max(0, match.start() - 2), end):
        return False
    if may_grow and len(text) < end + 20 and re.fullmatch(r"[A-Z][a-z]*", text[end:]):
        raise NeedsMoreText(match.start())
    if not re.match(r"[A-Z][a-z]*(?:\s|,)", text[end : end + 20]):
        return False
    token_start = max(text.rfind(" ", max(0, end - 80), end), text.rfind("\n", max(0, end - 80), end)) + 1
    return not re.search(r"[/@\\_]|www|\.\w+\.", text[token_start:end])
