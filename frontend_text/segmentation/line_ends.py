"""What the end of a line means: a paragraph, an item, a line of its own, or nothing."""

from __future__ import annotations

import re

from frontend_text.segmentation.breaks import Break
from frontend_text.segmentation.period import NeedsMoreText

_ITEM_START = re.compile(r"(?:[-*+•‣◦▪●–—]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)])\s")
_MAY_BECOME_ITEM = re.compile(r"[-*+•‣◦▪●–—]|\(?(?:\d{0,3}|[A-Za-z])[.)]?")

_LONGEST_VERSE = 50
"""Characters of a line; longer ones were wrapped."""
_NARROWEST_WRAPPED = 25
_LINES_AROUND = 200
"""Characters before and after a line end that tell whether lines were wrapped."""
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def line_break(
    text: str, line_start: int, match: re.Match[str], *, ended: bool = False, may_grow: bool = False
) -> Break | None:
    """What the end of the line that begins at `line_start` means; None if the sentence goes on in the next one.

    ended: a full stop or the like stands before it.
    """
    lines = len(re.findall(r"\r\n?|\n|[\u2028\u2029\x0b\x0c\x85]", match[0]))
    if lines > 1 or "\u2029" in match[0] or "\x0c" in match[0]:
        return Break.PARAGRAPH
    following = text[match.end() : match.end() + 12]
    if may_grow and match.end() + len(following) == len(text) and _MAY_BECOME_ITEM.fullmatch(following):
        raise NeedsMoreText(match.start())
    if _ITEM_START.match(following):
        return Break.ITEM
    if _ITEM_START.match(text[line_start : line_start + 8]) and following[:1].isupper():
        return Break.ITEM
    if ended:
        return None if match.start() - line_start >= 50 else Break.LINE
    if text[match.start() - 1] in ",-–—&(" or following[:1] in ",;:.!?)":
        return None
    if following[:1].islower():
        return Break.LINE if _is_verse(text, line_start, match, may_grow) else None
    if match.start() - line_start >= 50 and text[match.start() - 1] not in ":;":
        return None  # a line that was wrapped
    return Break.LINE


def _is_verse(text: str, line_start: int, match: re.Match[str], may_grow: bool) -> bool:
    """Whether a line end is meant, though the next line begins with a small letter: in a list of words, or a poem.

    Of three lines and more, all short. Where a text was wrapped, the next line's first word would not have fitted.
    """
    if match.start() - line_start >= _LONGEST_VERSE:
        return False
    before = _BLANK_LINE.split(text[max(0, match.start() - _LINES_AROUND) : match.start()])[-1]
    until = match.end() + _LINES_AROUND
    after = _BLANK_LINE.split(text[match.end() : until], maxsplit=1)
    if may_grow and len(text) <= until and len(after) == 1:
        raise NeedsMoreText(match.start())
    lines = [line.strip() for line in (*before.splitlines(), *after[0].splitlines())]
    if len(after) == 1 and len(text) > until:
        lines.pop()  # it may go on
    if match.start() > _LINES_AROUND and len(before) == _LINES_AROUND:
        lines.pop(0)
    width = max(map(len, lines), default=0)
    if len(lines) < 3 or width >= _LONGEST_VERSE:
        return False
    pairs = list(zip(lines, lines[1:], strict=False))
    fitting = sum(len(line) + 1 + len(following.split(" ")[0]) <= width for line, following in pairs)
    words = sum(len(line.split()) for line in lines)
    return 3 * fitting >= len(pairs) or (width < _NARROWEST_WRAPPED and words <= 3 * len(lines))
