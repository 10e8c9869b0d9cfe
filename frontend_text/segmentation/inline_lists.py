"""Lists inside a line: `Items: 1. Apples 2. Bananas`. A number stays with its item."""

from __future__ import annotations

import re

_MARKER = re.compile(
    r"(?<!\S)(?P<digits>\d{1,2})\.(?=\s+\S)|(?<!\S)(?P<roman>[ivx]{1,4})\.(?=\s)|(?<!\S)(?P<letter>[a-h])\.(?=\s)"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def _marker(text: str, period: int) -> tuple[str, int] | None:
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


class ListItems:
    """The list numbers of one segment, met one after the other."""

    def __init__(self, text: str, start: int) -> None:
        self._text, self._start = text, start
        self._last: tuple[str, int] | None = None
        """The number that the list of the segment has come to."""

    def end_before(self, period: int) -> int | None:
        """Where the item under way ends, if the period there is that of the next one's number."""
        found = _marker(self._text, period) if self._last else None
        return _end_before(self._text, period) if self._last and found and _follows(self._last, found) else None

    def begins_at(self, period: int) -> bool:
        """Whether the period is that of a number with which the segment begins, or of the first one after a colon."""
        found = _marker(self._text, period) if self._last is None else None
        if found is None:
            return False
        before = _end_before(self._text, period)
        if before > self._start and not (found[1] == 1 and self._text[before - 1] in ":;"):
            return False
        self._last = found
        return True


def _end_before(text: str, period: int) -> int:
    """Where the text before a list number ends."""
    begin = max(text.rfind(" ", 0, period), text.rfind("\n", 0, period)) + 1
    return len(text[:begin].rstrip())


def _follows(previous: tuple[str, int], found: tuple[str, int]) -> bool:
    """Whether a list number is the next one of the same list; `i` and `v` may be letters or roman numerals."""
    return found[0] == previous[0] and found[1] == previous[1] + 1
