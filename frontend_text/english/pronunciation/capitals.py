"""Words in capitals: shouted, or letters to be named.

A run of capitals with common words in it (`HE WORKS FOR THE FBI`) is shouted: its words are words, what is none keeps
its letters. Elsewhere a word in capitals is a word if people use it as one and no abbreviation is written so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_LETTERS = frozenset(
    "aa aaa abs aca acc ads ai aka al als au aus awd aws ba ca cgi cia coo copd cod ct cvs dea dob doe ed ee eft eg "
    "ein er est et eta ev fico gi gis gps gm ibs id ide ie ii imo ins ira isp jfk la lol ltd ma mc mia mo ms ngo nl od "
    "os ot pa pc pe pi pms po pr raf rn roi rt sa sas sat sats sec seo sos sp sr ta tbs un ups vc vs uk eu usa led hr "
    "tv dj vp pm".split()
)
"""Abbreviations which, in small letters, some dictionary knows as a word."""
_ALSO_SHOUTED = frozenset("led sat ads add ed al er us it who or am ma pa".split())
"""Of those, and of the pronouns below, the ones that are words in a shouted sentence."""
_WHERE_A_NAME = frozenset("us it".split())
_ARTICLES = frozenset("the by from with and of to via for since at".split())
_IRREGULAR = frozenset("vs ii iii iv etc st mr mrs dr ms jr sr".split())
"""What the lexicon reads better as it is written."""


_SHOUTED = "shouted"


@dataclass(frozen=True, slots=True)
class Capitals:
    """How a word in capitals is read."""

    index: int
    letters: bool
    """Its letters are named; else it is a word, to be looked up in small letters."""
    why: str

    @property
    def stress(self) -> float | None:
        """A single word in capitals is stressed; where all are shouted, each keeps its own stress."""
        return None if self.letters or self.why == _SHOUTED else 2.0


class CapitalReader:
    """Safe to share between threads."""

    def __init__(
        self,
        is_common: Callable[[str], bool],
        is_known: Callable[[str], bool],
        has_as_written: Callable[[str], bool],
    ) -> None:
        """is_common: whether a word in small letters is in the dictionary of common words; is_known: in any, and not as
        the names of its letters; has_as_written: whether there is an entry in capitals, such as NASA."""
        self._is_common, self._is_known, self._has_as_written = is_common, is_known, has_as_written

    def read(self, words: Sequence[str]) -> Iterator[Capitals]:
        """The words in capitals that must not be left to the lexicon."""
        capital = [len(word) > 1 and word.isupper() and word.isalpha() and word.isascii() for word in words]
        if True not in capital:
            return
        shouted = self._shouted(words, capital)
        for index, word in enumerate(words):
            if capital[index] and word.lower() not in _IRREGULAR and not self._has_as_written(word):
                letters = self._letters(words, index, capital, shouted[index])
                if letters is not None:
                    yield Capitals(index, letters, _SHOUTED if shouted[index] else "capitals in a sentence")

    def _plain(self, word: str) -> bool:
        low = word.lower()
        return self._is_common(low) and (low not in _LETTERS or low in _ALSO_SHOUTED)

    def _shouted(self, words: Sequence[str], capital: Sequence[bool]) -> list[bool]:
        """For each word whether it stands in a run of capitals that holds common words."""
        shouted = [False] * len(words)
        is_all = not any(word[1:].islower() for word in words if len(word) > 1)
        start = 0
        while start < len(words):
            end = start
            while end < len(words) and (capital[end] or len(words[end]) == 1 or not words[end][0].isalpha()):
                end += 1
            run = [at for at in range(start, end) if capital[at]]
            plain = sum(self._plain(words[at]) for at in run)
            if plain >= 2 or (plain and (is_all or (len(run) > 1 and words[run[0]].lower() in _ALWAYS_WORDS))):
                shouted[start:end] = [True] * (end - start)
            start = end + 1
        return shouted

    def _letters(self, words: Sequence[str], index: int, capital: Sequence[bool], shouted: bool) -> bool | None:
        low = words[index].lower()
        if shouted:
            if low in _LETTERS and low not in _ALSO_SHOUTED:
                return True
            known = self._is_common(low) or self._is_known(low)
            return False if known or (len(low) > 4 and not _VOWELS.isdisjoint(low)) else None
        if low in _WHERE_A_NAME:
            return True
        if low == "who":
            return index > 0 and words[index - 1].lower() in _ARTICLES
        if low == "or" and 0 < index < len(words) - 1:
            return False
        if low in _LETTERS:
            return True
        if self._is_common(low):
            return False
        return False if len(low) > 4 and self._is_known(low) else None


_VOWELS = frozenset("aeiouy")
_ALWAYS_WORDS = frozenset("i the a is are was not do no and my you this that very never".split())
