"""Change parts of a text and keep, for every character, where it stood in the original."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
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

    Every character of a replacement stands for the whole stretch. A stretch that is taken out with letters or digits in
    it becomes part of the word beside it, so that words still cover all of the text: of the one that follows if it
    touches that one only, else of the one before.
    """
    writer = _Writer(text)
    position = 0
    for edit in sorted(edits):
        if edit.start < position:
            continue
        writer.keep(position, edit.start)
        if edit.text:
            writer.replace(edit)
        elif any(c.isalnum() for c in text[edit.start : edit.end]):
            writer.take_out(edit)
        position = edit.end
    writer.keep(position, len(text))
    return Rewritten("".join(writer.parts), writer.starts, writer.ends)


class _Writer:
    """Collects what is shown, and where each character of it stood."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[str] = []
        self.starts, self.ends = array("I"), array("I")
        self.last_shown = -1  # the last character that is not blank
        self.waiting: int | None = None  # where something began that belongs to the next character shown

    def keep(self, start: int, end: int) -> None:
        """Characters as they are."""
        if start < end:
            self._show(self.text[start:end], range(start, end), range(start + 1, end + 1))

    def replace(self, edit: Edit) -> None:
        """What stands in place of a stretch."""
        size = len(edit.text)
        self._show(edit.text, [edit.start] * size, [edit.end] * size)

    def take_out(self, edit: Edit) -> None:
        """A stretch of which nothing is shown."""
        before, after = self.text[max(0, edit.start - 1) : edit.start], self.text[edit.end : edit.end + 1]
        follows = (not before or before.isspace()) and after != "" and not after.isspace()
        if self.last_shown < 0 or follows:
            self.waiting = edit.start if self.waiting is None else self.waiting
        else:
            self.ends[self.last_shown] = edit.end

    def _show(self, shown: str, starts: Iterable[int], ends: Iterable[int]) -> None:
        first = len(self.starts)
        self.parts.append(shown)
        self.starts.extend(starts)
        self.ends.extend(ends)
        bare = shown.strip()
        if not bare:
            return
        lead = len(shown) - len(shown.lstrip())
        if self.waiting is not None:
            for index in range(first, first + lead + 1):
                self.starts[index] = min(self.starts[index], self.waiting)
            self.waiting = None
        self.last_shown = first + lead + len(bare) - 1


def compose(inner: Rewritten, outer: Rewritten) -> Rewritten:
    """What `outer` made of the text of `inner`, with places in the text before both."""
    last = inner.ends[-1] if inner.ends else 0
    starts, ends = array("I"), array("I")
    for start, end in zip(outer.starts, outer.ends, strict=True):
        begin = inner.starts[start] if start < len(inner.starts) else last
        starts.append(begin)
        ends.append(max(begin, inner.ends[end - 1] if end else 0))
    return Rewritten(outer.text, starts, ends)
