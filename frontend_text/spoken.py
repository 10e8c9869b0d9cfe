"""What normalisers make and grapheme-to-phoneme engines read: sentences in spoken words; and the contracts of both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

MISAKI = "misaki"
"""The alphabet of hibari and Kokoro voices. Languages that misaki leaves to espeak-ng come in its spelling."""
ESPEAK = "espeak"
"""The alphabet of Piper voices: espeak-ng's IPA. English comes in misaki's, which says the same sounds."""

WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u30ff]")
"""A character that no blank stands beside."""
_BLANK_BEFORE_MARK = re.compile(r"(?<=\w) (?=[,.;:!?…]+(?: |$)|[,;:!?]\w)")
UNSPACED = frozenset(("ja", "zh"))
"""Languages written without blanks between words."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word as it is said, with the punctuation around it."""

    text: str
    source_start: int
    source_end: int
    """Where it was written, as offsets into the normalised sentence; words read as one share their span."""
    spelled: bool = False
    """Whether its letters are to be said one by one."""
    phonemes: str | None = None
    """How it sounds, when that is given and not to be derived from the spelling."""


@dataclass(frozen=True, slots=True)
class SpokenText:
    """A sentence in words."""

    words: tuple[SpokenWord, ...]
    unspoken: tuple[tuple[int, int], ...] = ()
    """Spans of the sentence that nothing could be made of."""
    separator: str = " "
    """What stands between spoken words; empty where a language is written without blanks."""

    def line(self) -> str:
        """The words as one line; Chinese and Japanese have blanks only where two words of other scripts meet."""
        words = [word.text for word in self.words]
        if self.separator:
            return _BLANK_BEFORE_MARK.sub("", self.separator.join(words))
        line = ""
        for word in words:
            if line and word and not WIDE.match(line[-1]) and not WIDE.match(word[0]):
                line += " "
            line += word
        return line


class Normalizer(Protocol):
    """Reads one sentence (of bounded length) of one language; safe to share between threads."""

    def normalize(self, sentence: str) -> SpokenText: ...


class GraphemeToPhoneme(Protocol):
    """Sounds of one language; safe to share between threads."""

    def phonemize(self, words: Sequence[SpokenWord]) -> list[str]:
        """The symbols of each word and of the punctuation around it, as said in this sentence."""
        ...


def base_language(tag: str) -> str:
    """`en` of `en-us` or `en_GB`."""
    return tag.lower().replace("_", "-").partition("-")[0]
