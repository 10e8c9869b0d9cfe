"""Change parts of a text and keep, for every character, where it stood in the original."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A stretch of a text and what is put in its place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text with the place of each of its characters in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def rewrite(text: str, edits: Sequence[Edit]) -> Rewritten:
    """The text with its edits applied; of edits that overlap the first counts.

    Every character of a replacement stands for the whole stretch. A stretch that is taken out with letters or
    digits in it becomes part of the character before it (the first one: after it): words still cover all of the text.
    """
    parts: list[str] = []
    starts, ends = array("I"), array("I")
    position = 0
    last_shown = -1  # the last character that is not blank
    first_start: int | None = None
    for edit in sorted(edits):
        if edit.start < position:
            continue
        last_shown = _keep(text, position, edit.start, parts, starts, ends, last_shown)
        if edit.text:
            parts.append(edit.text)
            starts.extend([edit.start] * len(edit.text))
            ends.extend([edit.end] * len(edit.text))
            if edit.text.strip():
                last_shown = len(starts) - 1 - (len(edit.text) - len(edit.text.rstrip()))
        elif any(c.isalnum() for c in text[edit.start : edit.end]):
            if last_shown >= 0:
                ends[last_shown] = edit.end
            elif first_start is None:
                first_start = edit.start
        position = edit.end
    _keep(text, position, len(text), parts, starts, ends, last_shown)
    shown = "".join(parts)
    if first_start is not None and shown.strip():
        for index in range(len(shown) - len(shown.lstrip()) + 1):
            starts[index] = min(starts[index], first_start)
    return Rewritten(shown, starts, ends)


def _keep(
    text: str, start: int, end: int, parts: list[str], starts: array[int], ends: array[int], last_shown: int
) -> int:
    if start < end:
        kept = text[start:end]
        parts.append(kept)
        starts.extend(range(start, end))
        ends.extend(range(start + 1, end + 1))
        bare = kept.rstrip()
        if bare.strip():
            last_shown = len(starts) - 1 - (len(kept) - len(bare))
    return last_shown


def compose(inner: Rewritten, outer: Rewritten) -> Rewritten:
    """What `outer` made of the text of `inner`, with places in the text before both."""
    return Rewritten(
        outer.text,
        array("I", (inner.starts[start] if start < len(inner.starts) else 0 for start in outer.starts)),
        array("I", (inner.ends[end - 1] for end in outer.ends)),
    )
