"""What a reader offers for a place in a sentence, and the registry of readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from frontend_text.english.reading.sentence import Sentence

SPELLED = "\ue000"
"""Before a word whose letters are said one by one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read a stretch of a sentence; of those that begin at a place the highest score wins."""

    kind: str
    """The semiotic class: `money`, `date`, `telephone`, …"""
    start: int
    end: int
    said: str
    score: int
    """0 to 100: how sure its class is, seeing the context."""
    why: str = ""
    """What spoke for it."""
    value: float | None = None
    """For what can be part of a range: its size or place in time."""
    bare: str = ""
    """For quantities: the words without the unit."""
    unit: tuple[str, str] | None = field(default=None)
    """For quantities: the unit for one and for several."""
    parts: tuple[tuple[int, int, str], ...] = ()
    """For what holds several written words that are timed one by one: place and reading of each."""
    prefix: bool = False
    """Whether the unit was written first, as in `$5`."""

    def longer(self, end: int, said: str, why: str = "") -> Candidate:
        """The same candidate reaching further."""
        return replace(self, end=end, said=said, why=f"{self.why}; {why}" if why else self.why)


Reader = Callable[[Sentence, int], "Candidate | None"]
"""Looks at a place in a sentence where a token begins; offers a candidate that begins there, or nothing."""

AT_DIGIT: list[Reader] = []
"""Readers of things that begin with a digit."""
AT_WORD: list[Reader] = []
"""Readers that look at every word with something unusual about it (capitals inside, a sign or digit beside it)."""
AT_SIGN: dict[str, list[Reader]] = {}
"""Readers of things that begin with a sign, by sign; `` for any sign."""
AT_NAMED_WORD: dict[str, list[Reader]] = {}
"""Readers of things that begin with a certain word, by that word in small letters."""


def at_digit(reader: Reader) -> Reader:
    """Register a reader of things that begin with a digit."""
    AT_DIGIT.append(reader)
    return reader


def at_word(reader: Reader) -> Reader:
    """Register a reader that looks at every word."""
    AT_WORD.append(reader)
    return reader


def at_sign(signs: str) -> Callable[[Reader], Reader]:
    """Register a reader of things that begin with one of these signs."""

    def register(reader: Reader) -> Reader:
        for sign in signs or ("",):
            AT_SIGN.setdefault(sign, []).append(reader)
        return reader

    return register


def at_words(words: Iterable[str]) -> Callable[[Reader], Reader]:
    """Register a reader of things that begin with one of these words (in small letters)."""

    def register(reader: Reader) -> Reader:
        for word in words:
            AT_NAMED_WORD.setdefault(word, []).append(reader)
        return reader

    return register


def spelled(letters: str) -> str:
    """Words whose letters are said one by one: 'abc' -> 'ABC' with the mark of spelling."""
    return " ".join(SPELLED + part.upper() for part in letters.split())
