"""A text cut into blocks that are read alike, with what markup says about parts of them."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from frontend_text.markup.manner import ContourRun, MannerRun
from frontend_text.pronunciation.alphabets import UnknownPhoneme, from_ipa


@dataclass(frozen=True, slots=True)
class Annotation:
    """How a part of a block is to be said."""

    start: int
    end: int
    """Characters of the block's text."""
    phonemes: str | None = None
    alias: str | None = None
    """Other words to read in its place."""
    said: str | None = None
    """Spoken words, already normalised."""
    language: str | None = None
    """Language tag: the text is read by that language's rules."""


def _start(annotation: Annotation) -> int:
    return annotation.start


@dataclass(frozen=True, slots=True)
class Block:
    """Text with one voice; a segment never reaches over its end."""

    text: str
    source_start: int
    """Where the block begins in the original text."""
    source_end: int
    offsets: Sequence[int] | None = None
    """For each character of the text where it stands in the original; None if they lie side by side."""
    ends: Sequence[int] | None = None
    """For each character where it ends in the original (`&amp;` is one character of the text)."""
    annotations: tuple[Annotation, ...] = ()
    """In order, without overlap."""
    marks: tuple[tuple[str, int], ...] = ()
    """Name and place in the block's text of each `mark`."""
    is_pause: bool = False
    """Nothing but a pause that the caller asked for."""
    pause_seconds: float | None = None
    """Silence after the block, at speed 1; None leaves it to the punctuation."""
    break_seconds: float = 0.0
    """Of it, what was asked for in seconds: the same at any speed."""
    manners: tuple[MannerRun, ...] = ()
    """Stretches of the text that are not said plainly, in order, without overlap."""
    contours: tuple[ContourRun, ...] = ()
    """Stretches whose pitch follows a curve; an inner one goes before the one around it."""
    voice: str | None = None
    outline: str = ""
    """The text with what is replaced blotted out, for finding sentences."""

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original text of characters start to end (not empty) of the block."""
        if self.offsets is None or self.ends is None:
            return self.source_start + start, self.source_start + end
        return self.offsets[start], self.ends[end - 1]

    def annotations_in(self, start: int, end: int) -> tuple[Annotation, ...]:
        """Those that touch characters [start, end) of the block, in order."""
        last = bisect.bisect_left(self.annotations, end, key=_start)
        first = max(0, bisect.bisect_right(self.annotations, start, 0, last, key=_start) - 1)
        if first < last and self.annotations[first].end <= start:
            first += 1
        return self.annotations[first:last]

    def index(self, source: int) -> int:
        """The first character of the block at or after a place in the original text."""
        if self.offsets is None:
            return max(0, source - self.source_start)
        return bisect.bisect_left(self.offsets, source)


@dataclass(frozen=True, slots=True)
class Document:
    """All blocks of a text in order."""

    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()
    """What the caller asked for and does not get, a sentence each."""
    covers_all: bool = False
    """Whether segments leave out nothing but blanks; not so in SSML, where tags lie between them."""


_INLINE = re.compile(r"\[([^\[\]\n]{1,100})\]\(/([^()/\n]{1,100})/\)")


def without_inline_pronunciations(text: str, offsets: Sequence[int]) -> tuple[str, list[int], list[Annotation]]:
    """`[tomato](/təˈmɑːtoʊ/)` as the word alone, its pronunciation as an annotation; other brackets stay."""
    shown, position = "", 0
    places: list[int] = []
    annotations: list[Annotation] = []
    for match in _INLINE.finditer(text):
        if match[2].isascii():
            continue  # `[docs](/docs/)` is a link
        try:
            phonemes = from_ipa(match[2])
        except UnknownPhoneme:
            continue  # not a pronunciation
        shown += text[position : match.start()]
        places += offsets[position : match.start()]
        annotations.append(Annotation(len(shown), len(shown) + len(match[1]), phonemes=phonemes))
        shown += match[1]
        places += offsets[match.start(1) : match.end(1)]
        position = match.end()
    shown += text[position:]
    places += offsets[position:]
    return shown, places, annotations


def outline(text: str, annotations: Sequence[Annotation]) -> str:
    """The text with the same length, replaced parts as one word of letters: nothing in them ends a sentence."""
    letters = list(text)
    for annotation in annotations:
        if annotation.language is None:
            letters[annotation.start : annotation.end] = "x" * (annotation.end - annotation.start)
    return "".join(letters)
