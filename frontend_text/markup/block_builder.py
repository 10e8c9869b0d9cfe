"""Put a block together while a parser walks through a document: its text, where that stands, how it is said."""

from __future__ import annotations

import bisect
from array import array
from dataclasses import replace

from frontend_text.markup.document import Annotation, Block, outline, without_inline_pronunciations
from frontend_text.markup.manner import PLAIN, Contour, ContourRun, Manner, MannerRun
from frontend_text.plain_text.rewriting import Rewritten
from frontend_text.plain_text.unicode_forms import in_one_form


class BlockBuilder:
    """One block; every character remembers where in the document it begins and ends."""

    def __init__(self, voice: str | None, language: str = "en") -> None:
        """language: of the document; it decides which forms of Unicode characters its texts keep."""
        self.voice = voice
        self._language = language
        self.annotations: list[Annotation] = []
        self.marks: list[tuple[str, int]] = []
        """Names and places, in characters of the block."""
        self._parts: list[str] = []
        self._offsets: list[int] = []
        self._ends: list[int] = []
        self._manners: list[MannerRun] = []
        self._contours: list[ContourRun] = []

    def __len__(self) -> int:
        return len(self._offsets)

    @property
    def text(self) -> str:
        """What was added so far."""
        return "".join(self._parts)

    def text_from(self, start: int) -> str:
        """What was added from that character on; costs no more than its length, however much lies before it."""
        parts: list[str] = []
        left = len(self) - start
        for part in reversed(self._parts):
            if left <= 0:
                break
            parts.append(part[-left:])
            left -= len(part)
        return "".join(reversed(parts))

    @property
    def last(self) -> str:
        """The last character; empty if there is none."""
        return self._parts[-1][-1:] if self._parts else ""

    def add(self, text: str, offsets: list[int], ends: list[int], manner: Manner) -> None:
        """Append text that is said in one manner."""
        start = len(self)
        self._parts.append(text)
        self._offsets += offsets
        self._ends += ends
        if manner == PLAIN:
            return
        if self._manners and self._manners[-1].end == start and self._manners[-1].manner == manner:
            start = self._manners.pop().start
        self._manners.append(MannerRun(start, len(self), manner))

    def add_contour(self, start: int, contour: Contour) -> None:
        """The text from `start` on follows a pitch curve."""
        if start < len(self):
            self._contours.append(ContourRun(start, len(self), contour))

    def block(self, pause_seconds: float | None) -> Block | None:
        """The block; None if there is nothing but blanks in it."""
        text = self.text
        if not text.strip():
            return None
        offsets, ends, annotations = self._offsets, self._ends, self.annotations
        if "](/" in text and not (annotations or self._manners or self._contours):
            end_of = dict(zip(offsets, ends, strict=True))
            text, offsets, annotations = without_inline_pronunciations(text, offsets)
            ends = [end_of[offset] for offset in offsets]
        changed = in_one_form(text, self._language)
        if changed is not None:
            return self._formed(changed, offsets, ends, pause_seconds)
        return Block(
            text=text,
            source_start=offsets[0],
            source_end=ends[-1],
            offsets=array("I", offsets),
            ends=array("I", ends),
            annotations=tuple(annotations),
            marks=tuple(self.marks),
            pause_seconds=pause_seconds,
            manners=tuple(self._manners),
            contours=tuple(self._contours),
            voice=self.voice,
            outline=outline(text, annotations),
        )

    def _formed(self, changed: Rewritten, offsets: list[int], ends: list[int], pause_seconds: float | None) -> Block:
        """The block with its Unicode in one form: what lies at places of the text moves with it."""

        def moved(place: int) -> int:
            return bisect.bisect_left(changed.starts, place)

        def first_at(place: int) -> int:
            """The character that the place is in now, or the next one if it was taken out."""
            index = max(0, bisect.bisect_right(changed.starts, place) - 1)
            return index if index < len(changed.ends) and changed.ends[index] > place else index + 1

        annotations: list[Annotation] = []
        for annotation in self.annotations:
            start, end = first_at(annotation.start), moved(annotation.end)
            if start < end and (not annotations or annotations[-1].end <= start):  # else nothing of it is left
                annotations.append(replace(annotation, start=start, end=end))
        return Block(
            text=changed.text,
            source_start=offsets[0],
            source_end=ends[-1],
            offsets=array("I", (offsets[place] for place in changed.starts)),
            ends=array("I", (ends[place - 1] for place in changed.ends)),
            annotations=tuple(annotations),
            marks=tuple((name, moved(place)) for name, place in self.marks),
            pause_seconds=pause_seconds,
            manners=tuple(replace(run, start=moved(run.start), end=moved(run.end)) for run in self._manners),
            contours=tuple(replace(run, start=moved(run.start), end=moved(run.end)) for run in self._contours),
            voice=self.voice,
            outline=outline(changed.text, annotations),
        )


def silent_block(start: int, end: int, pause_seconds: float, marks: list[tuple[str, int]]) -> Block:
    """A pause with nothing before it, in the place of its tag (characters [start, end) of the document)."""
    places = array("I", range(start, end))
    blotted = "-" * len(places)
    return Block(
        text=blotted,
        source_start=start,
        source_end=end,
        offsets=places,
        ends=array("I", (place + 1 for place in places)),
        annotations=(Annotation(0, len(places), said=""),),
        marks=tuple(marks),
        is_pause=True,
        pause_seconds=pause_seconds,
        outline=blotted,
    )
