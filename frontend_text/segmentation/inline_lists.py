"""Lists inside a line: `Items: 1. Apples 2. Bananas`. A number stays with its item."""

from __future__ import annotations

import re

_MARKER = re.compile(
    r"(?<!\S)(?P<digits>\d{1,2})\.(?=\s+\S)|(?<!\S)(?P<roman>[ivx]{1,4})\.(?=\s)|(?<!\S)(?P<letter>[a-h])\.(?=\s)"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def marker(text: str, period: int) -> tuple[str, int] | None:
    """Kind and rank of the list number whose period stands there: `3.` is ("digits", 3), `b.` ("letter", 2)."""
    begin = max(text.rfind(" ", 0, period), text.rfind("\n", 0, period)) + 1
    if period - begin > 4:
        return None
    match = _MARKER.match(text, begin)
    if not match or match.end() != period + 1:
        return None
    kind, written = str(match.lastgroup), match[0][:-1]
    if kind == "roman":
        return (kind, _ROMAN.index(written) + 1) if written in _ROMAN else None
    return kind, int(written) if kind == "digits" else ord(written) - ord("a") + 1


def begins_list(text: str, start: int, period: int) -> bool:
    """Whether a list number stands there with which the segment begins, or the first of a list after a colon."""
    before = end_before(text, period)
    if before <= start:
        return True
    found = marker(text, period)
    return found is not None and found[1] == 1 and text[before - 1] in ":;"


def end_before(text: str, period: int) -> int:
    """Where the text before a list number ends."""
    begin = max(text.rfind(" ", 0, period), text.rfind("\n", 0, period)) + 1
    return len(text[:begin].rstrip())


def follows(previous: tuple[str, int], found: tuple[str, int]) -> bool:
    """Whether a list number is the next one of the same list; `i` and `v` may be letters or roman numerals."""
    return found[0] == previous[0] and found[1] == previous[1] + 1
