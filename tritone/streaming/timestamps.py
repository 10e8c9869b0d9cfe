"""When the words and marks of a stream sound: each goes with the chunk in which it begins."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from frontend_text.markup.display_text import DisplayText
from tritone.pipeline.chunks import Timestamp
from tritone.pipeline.segments import TimedText


@dataclass(frozen=True)
class PlacedText:
    """A word or a mark, and the samples [first, end) that say it, counted from somewhere before it."""

    item: TimedText
    first_sample: int
    end_sample: int


class Timestamps:
    """Those of one stream, in order. Places are samples at the voice's rate from the stream's beginning."""

    def __init__(self, text: str, sample_rate_hz: int):
        """text: what the items' offsets point into."""
        self.text, self._rate_hz = text, sample_rate_hz
        self._display = DisplayText()
        self._to_come: deque[Timestamp] = deque()
        """Placed, and beginning after all that was sent."""

    def place(self, placed: Iterable[PlacedText], at_sample: int) -> None:
        """What is said from `at_sample` on: `placed` counts from there."""
        for one in placed:
            first, end = at_sample + one.first_sample, at_sample + one.end_sample
            self._to_come.append(self._timestamp(one.item, first, end))

    def begun_before(self, sample: int) -> list[Timestamp]:
        """What begins before that sample, once each."""
        seconds = sample / self._rate_hz
        begun: list[Timestamp] = []
        while self._to_come and float(self._to_come[0]["start"]) < seconds:
            begun.append(self._to_come.popleft())
        return begun

    def all_that_is_left(self, trailing: Iterable[TimedText], sample: int) -> list[Timestamp]:
        """The rest, for the stream's last chunk, which ends at that sample: there lie `trailing`, without sound."""
        left = [*self._to_come, *(self._timestamp(item, sample, sample) for item in trailing)]
        self._to_come.clear()
        return left

    def _timestamp(self, item: TimedText, first_sample: int, end_sample: int) -> Timestamp:
        start, end = round(first_sample / self._rate_hz, 4), round(end_sample / self._rate_hz, 4)
        if item.mark is not None:
            return {"mark": item.mark, "start": start, "end": end}
        return {
            "word": self.text[item.text_start : item.text_end],
            "display": self._display.of_word(self.text, item.text_end),
            "text_start": item.text_start,
            "text_end": item.text_end,
            "start": start,
            "end": end,
        }


class HeardText:
    """Which words of a text a listener has been sent, and when they begin: how much of it was heard by a moment.

    Added to by the one thread that sends; whoever asks while that goes on may miss the words of one chunk.
    """

    def __init__(self) -> None:
        self._words: list[tuple[float, int]] = []
        """When each begins, in seconds of audio, and where it ends in the text; in the order of the sound."""

    def add(self, timestamps: Iterable[Timestamp]) -> None:
        """What was sent with a chunk."""
        self._words += [(float(one["start"]), int(one["text_end"])) for one in timestamps if "word" in one]

    def characters(self, played_seconds: float | None) -> int:
        """The text up to the last word that had begun when so much audio had been played; None: all that was sent."""
        begun = [end for start, end in self._words if played_seconds is None or start < played_seconds]
        return max(begun, default=0)
