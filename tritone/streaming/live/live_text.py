"""The text of a stream that comes in pieces: read on as far as it is certain, flushed, or ended."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from frontend_text.growing_ssml import certain_ssml
from frontend_text.growing_text import certain_end, may_be_ssml
from frontend_text.segmentation.breaks import PAUSE_SECONDS
from frontend_text.segmentation.cutting import kind_of_end
from tritone.families import load_family
from tritone.pipeline.segments import Passage, Segment, TextPosition
from tritone.streaming.request import SynthesisRequest
from tritone.streaming.text_ahead import TextAhead

CHEAP_SECONDS, REST = 0.003, 20
"""A look at a long text that took longer than this is followed by no other one for so many times as long: who sends a
text sign by sign would otherwise have all of it looked at for each of them, and everybody wait."""
_LOOK_AGAIN_GROWTH = 1.005


@dataclass(frozen=True)
class _Stretch:
    """What is being read."""

    end: int
    """Segments that end later are not certain."""
    is_flushed: bool
    """The text is read as if it ended there."""
    document: str | None = None
    """What is read in the text's place: SSML that has come so far, closed."""


class LiveText(TextAhead):
    """As TextAhead, for a text that grows by `append` until `finish`. Whoever shares it guards it by a lock.

    What is certain is read at once; `flush` has all be read that is there. Of SSML the rest is read when it is
    finished: before that it is no document.
    """

    def __init__(self, request: SynthesisRequest):
        """request: its text is the first piece."""
        super().__init__(request)
        self.awaits_more = True
        self.may_be_read = False
        self.is_being_read = False
        self._flushed_to = 0
        self._stretch: _Stretch | None = None
        """What is to be read next, or is being read; None for all that is left."""
        self._may_look_at = 0.0
        """Monotonic seconds."""
        self.is_look_due = False
        """Text came that nobody has looked at."""
        self._seen_in_vain: tuple[int, int] | None = None
        """Length and start of a text of which nothing was certain to the text's reader."""
        self._looked_at_length, self._looked_from = 0, -1
        """Of SSML, when it was looked at the last time."""
        self._look()

    def append(self, piece: str) -> None:
        """More text, joined to what is there."""
        self.text += piece
        self._look()

    def look_again(self) -> None:
        """Time has passed: look at text that came meanwhile."""
        self._look()

    def flush(self) -> None:
        """Have all that is there be spoken now."""
        if self.is_held_back():
            self._flushed_to = len(self.text)
            self._look()

    def finish(self) -> None:
        """No more will come."""
        self.awaits_more = False
        self._look()

    def is_held_back(self) -> bool:
        """Whether there is text that waits for more to come. SSML waits for its end, however long that takes."""
        rest = self.text[max(self._start, self._flushed_to) :]
        return self.awaits_more and not rest.isspace() and rest != "" and not may_be_ssml(self.text)

    def held_back_characters(self) -> int:
        """How much text waits for more to come, SSML that waits for its end included."""
        return len(self.text) - max(self._start, self._flushed_to) if self.awaits_more else 0

    def has_work(self) -> bool:
        """Whether something is being read or spoken, or will be without more text."""
        return self.may_be_read or self.is_being_read or bool(self.waiting) or not self.awaits_more

    def next_position(self) -> TextPosition:
        self.is_being_read = True
        position = super().next_position()
        if self._stretch is not None and self._stretch.is_flushed:
            return replace(position, text=self.text[: self._stretch.end])
        if self._stretch is not None and self._stretch.document is not None:
            return replace(position, text=self._stretch.document)
        return position

    def add(self, passage: Passage) -> None:
        self.is_being_read = False
        if self._stretch is not None:
            passage = self._flushed(passage, self._stretch) if self._stretch.is_flushed else self._certain(passage)
        super().add(passage)
        self._look()

    def _look(self) -> None:
        """Decide whether something may be read now, and what."""
        self.may_be_read = False
        if self.is_being_read or self.is_all_read:
            return
        if self._start < self._flushed_to < len(self.text) or (self._start < self._flushed_to and self.awaits_more):
            self._stretch, self.may_be_read = _Stretch(self._flushed_to, is_flushed=True), True
        elif not self.awaits_more:
            self._stretch = None
            # an empty turn is no fault, and after the last word only blanks are left
            nothing_left = not self.text[self._start :].strip() and (self._has_begun or not self.text.strip())
            self.is_all_read, self.may_be_read = nothing_left, not nothing_left
        elif self._seen_in_vain != (len(self.text), self._start):
            self._stretch = self._look_for_certain()
            self.may_be_read = self._stretch is not None

    def _certain_stretch(self) -> _Stretch | None:
        voice = self._request.voice
        language, whole = voice.language, load_family(voice.family).reads_whole_sentences
        if not may_be_ssml(self.text):
            end = certain_end(self.text, self._start, language, whole)
            return None if end is None else _Stretch(end, is_flushed=False)
        # each look reads all of the document: as many of them as its length allows
        if len(self.text) < self._looked_at_length * _LOOK_AGAIN_GROWTH and self._looked_from == self._start:
            return None
        self._looked_at_length, self._looked_from = len(self.text), self._start
        found = certain_ssml(self.text, self._start, language, whole)
        return None if found is None else _Stretch(found[0], is_flushed=False, document=found[1])

    def _look_for_certain(self) -> _Stretch | None:
        """As `_certain_stretch`, or None where it is too early for the next look."""
        self.is_look_due = time.monotonic() < self._may_look_at
        if self.is_look_due:
            return None
        began = time.thread_time()
        found = self._certain_stretch()
        took = time.thread_time() - began
        if took > CHEAP_SECONDS:
            self._may_look_at = time.monotonic() + REST * took
        return found

    def _certain(self, passage: Passage) -> Passage:
        """What was read of the text as it was then, without the segments that may turn out otherwise."""
        end = self._stretch.end if self._stretch is not None else 0
        kept = [segment for segment in passage.segments if segment.text_end <= end]
        read_to = kept[-1].text_end if kept else self._start
        if not kept:
            self._seen_in_vain = len(self.text), self._start
        unspoken = [span for span in passage.unspoken if span[1] <= read_to]
        return replace(passage, segments=kept, next_start=read_to, unspoken=unspoken)

    def _flushed(self, passage: Passage, stretch: _Stretch) -> Passage:
        """The text goes on after it, so it ends with the silence that its last sign asks for."""
        if passage.next_start is not None:
            return passage
        segments = list(passage.segments)
        if segments:
            segments[-1] = self._with_pause(segments[-1])
        return replace(passage, segments=segments, next_start=stretch.end)

    def _with_pause(self, segment: Segment) -> Segment:
        said = self.text[segment.text_start : segment.text_end]
        return replace(segment, pause_seconds=PAUSE_SECONDS[kind_of_end(said)], break_seconds=0.0)
