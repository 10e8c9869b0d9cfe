"""What this package knows about words, laid under and over the lexicon of `hibari-tts`.

The order is: corrections (words which that lexicon has wrong), its first dictionary, the words of CMUdict, its second
dictionary, which was made by machine. Endings (-s, -ed, -ing, 's) are worked out from any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

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
    for word, said, in_britain in corrections():
        if british:
            if not in_britain and (word in first or word.capitalize() in first):
                continue
            said = british_of_american(said, word) if in_britain in ("", "=") else in_britain
        first.pop(word.capitalize(), None)
        first[word] = said
    lexicon.silvers = LayeredDictionary(lexicon.silvers, cmudict_words(), british)


class LayeredDictionary:
    """CMUdict's words before those of another dictionary; takes the place of hibari.g2p.lexicon.Dict."""

    def __init__(self, below: _Dictionary, words: WordTable, british: bool) -> None:
        self.d = below.d
        self._below, self._words, self._british = below, words, british

    def get(self, w: str) -> Any:
        """The sounds of a word, None if neither knows it. Capitals alone are no word: whether they are decides
        `capitals`."""
        if len(w) > 1 and not w.isupper() and (said := self._words.get(w.lower())) is not None:
            return british_of_american(said, w) if self._british else said
        return self._below.get(w)

    def __contains__(self, w: str) -> bool:
        return self.get(w) is not None
