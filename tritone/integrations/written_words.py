"""Spoken words as they are written, with the punctuation and blank that follow: joined they are the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tritone.pipeline.chunks import Timestamp


@dataclass(frozen=True)
class WrittenWord:
    """A word of the original text."""

    text: str
    """With what stands between it and the word before or after."""
    start_seconds: float
    end_seconds: float


class WrittenWords:
    """Of one utterance; keeps the place up to which words were given."""

    def __init__(self) -> None:
        self._place = 0

    def of(self, text: str, timestamps: Sequence[Timestamp]) -> Iterator[WrittenWord]:
        """The words of a chunk. text: all that was appended by now."""
        for stamp in timestamps:
            end = int(stamp.get("text_end", 0))
            if "word" not in stamp or end <= self._place:  # a mark, or a word that is read in several
                continue
            while end < len(text) and not (text[end].isalnum() or text[end].isspace()):
                end += 1
            while end < len(text) and text[end].isspace():
                end += 1
            yield WrittenWord(text[self._place : end], float(stamp["start"]), float(stamp["end"]))
            self._place = end
