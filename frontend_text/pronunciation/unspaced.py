"""Sounds of languages written without blanks: the engine finds the words, and with them how they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from frontend_text.pronunciation.word_pieces import pause_after
from frontend_text.spoken import SpokenWord


class UnspacedGraphemeToPhoneme:
    """What Chinese and Japanese have in common; a subclass brings `read`."""

    def read(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and sound of each word in a stretch of text, in order; what lies between them is punctuation."""
        raise NotImplementedError

    def divide(self, words: Sequence[SpokenWord]) -> tuple[SpokenWord, ...]:
        """The same text in words of the language, with their sounds; the normalizer hands on single characters."""
        divided: list[SpokenWord] = []
        stretch: list[SpokenWord] = []
        for word in words:
            if word.phonemes is None:
                stretch.append(word)
                continue
            self._divide(stretch, divided)
            divided.append(word)
            stretch = []
        self._divide(stretch, divided)
        return tuple(divided)

    def phonemize(self, words: Sequence[SpokenWord]) -> list[str]:
        """The symbols of each word and the mark of the pause after it; words come from `divide`."""
        return [
            (self._alone(word.text) if word.phonemes is None else word.phonemes) + pause_after(word.text)
            for word in words
        ]

    def _alone(self, text: str) -> str:
        return " ".join(sound for _, _, sound in self.read(text) if sound)

    def _divide(self, stretch: list[SpokenWord], divided: list[SpokenWord]) -> None:
        text = "".join(word.text for word in stretch)
        owners = [word for word in stretch for _ in word.text]
        position = 0
        for start, end, sound in self.read(text):
            _append_marks(text[position:start], owners[position:start], divided)
            first, last = owners[start], owners[end - 1]
            divided.append(SpokenWord(text[start:end], first.source_start, last.source_end, phonemes=sound))
            position = end
        _append_marks(text[position:], owners[position:], divided)


def _append_marks(marks: str, owners: list[SpokenWord], divided: list[SpokenWord]) -> None:
    """Punctuation belongs to the word before it; at the very beginning it is no one's."""
    if divided and marks.strip():
        last = divided[-1]
        divided[-1] = replace(last, text=last.text + marks, source_end=max(last.source_end, owners[-1].source_end))
