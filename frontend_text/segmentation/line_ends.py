"""What the end of a line means: a paragraph, an item, a line of its own, or nothing."""

from __future__ import annotations

import re

from frontend_text.segmentation.breaks import Break
from frontend_text.segmentation.period import NeedsMoreText

_ITEM_START = re.compile(r"(?:[-*+•‣◦▪●–—]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)])\s")
_MAY_BECOME_ITEM = re.compile(r"[-*+•‣◦▪●–—]|\(?(?:\d{0,3}|[A-Za-z])[.)]?")


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
    if following[:1].islower() or text[match.start() - 1] in ",-–—&(" or following[:1] in ",;:.!?)":
        return None
    if match.start() - line_start >= 50 and text[match.start() - 1] not in ":;":
        return None  # a line that was wrapped
    return Break.LINE
