"""What this package knows about words, laid under and over the lexicon of `hibari-tts`.

The order is: corrections (words which that lexicon has wrong), its first dictionary, the words of CMUdict, its second
dictionary, which was made by machine. Endings (-s, -ed, -ing, 's) are worked out from any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from frontend_text.characters import fold_latin
from frontend_text.english.pronunciation.british import british_of_american
from frontend_text.english.pronunciation.word_table import WordTable

_HERE = Path(__file__).parent
CORRECTIONS = _HERE / "corrections.tsv"
CMUDICT_WORDS = _HERE / "cmudict_words.tsv"


class _Dictionary(Protocol):
    d: dict[str, Any]

    def get(self, w: str) -> Any: ...


@lru_cache(maxsize=1)
def cmudict_words() -> WordTable:
    """The words of CMUdict which the lexicon lacks, or works out wrongly from its endings."""
    return WordTable(CMUDICT_WORDS)


def corrections() -> Iterator[tuple[str, str, str]]:
    """Word in small letters, American sounds, and British ones: `=` if they follow from these, `""` if unsaid."""
    for line in CORRECTIONS.read_text(encoding="utf-8").split("\n"):
        if line and line[0] != "#":
            word, american, british = f"{line}\t\t".split("\t")[:3]
            yield word, american, british


def extend(lexicon: Any, british: bool) -> None:
    """Put this package's words into a hibari.g2p.lexicon.Lexicon."""
    first: dict[str, Any] = lexicon.golds.d
    own: dict[str, str] = {}
    for word, said, in_britain in corrections():
        if british:
            if not in_britain and (word in first or word.capitalize() in first):
                continue
            said = british_of_american(said, word) if in_britain in ("", "=") else in_britain
        first.pop(word.capitalize(), None)
        first[word] = own[word] = said
    if british:
        first["Z"] = "zˈɛd"
    lexicon.silvers = LayeredDictionary(first, own, cmudict_words(), lexicon.silvers, british)


class LayeredDictionary:
    """This package's words before those of another dictionary; takes the place of hibari.g2p.lexicon.Dict."""

    def __init__(
        self, first: dict[str, Any], own: dict[str, str], words: WordTable, below: _Dictionary, british: bool
    ) -> None:
        self.d, self._first = below.d, first
        self._own, self._words, self._below, self._british = own, words, below, british

    def get(self, w: str) -> Any:
        """The sounds of a word, None if no dictionary knows it: IaaS as iaas, José as jose.

        Capitals alone are no word: whether they are decides `capitals`.
        """
        if len(w) > 1 and not w.isupper():
            known = self._find(w.lower())
            if known is None and not w.isascii():
                folded = fold_latin(w)
                known = self._find(folded.lower()) or self._first.get(folded.lower()) or self._first.get(folded)
            if known is not None:
                return known
        return self._below.get(w)

    def _find(self, word: str) -> str | None:
        if word in self._own:
            return self._own[word]
        said = self._words.get(word)
        return british_of_american(said, word) if said is not None and self._british else said

    def __contains__(self, w: str) -> bool:
        return self.get(w) is not None
