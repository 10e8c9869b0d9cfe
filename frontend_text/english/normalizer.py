"""Normalise an English sentence: plain words pass, all else is read by the reader of `reading/`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from frontend_text.english.reading.reader import Piece, chunks, read, spoken_words
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.abbreviations import ABBREVIATIONS, BEFORE_NUMBER, NEEDS_NO_PERIOD, TITLES
from frontend_text.english.tables.calendar import MONTH_OF, MONTHS, WEEKDAYS
from frontend_text.english.tables.places import STATE_ABBREVIATIONS, STREETS
from frontend_text.spoken import SpokenText, SpokenWord

_WORD = r"(?:[A-Z]?[a-z]+|I|A)(?:['’-][A-Za-z][a-z]*)*"
_PLAIN = re.compile(rf"(?:{_WORD}[,;:!?'’]*(?:\s+|$)|[A-Za-z]?[a-z]+['’-]?[a-z]{{2,}}\.[”\"]?(?:\s+|$))+")
"""Words and plain punctuation only: nothing that any class would claim, once abbreviations are ruled out."""
_FOUND = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?\.?")
_NAME_AND_I = re.compile(r"[A-Z][a-z]+ I\b|(?<![\w'’-])[B-HJ-Zb-hj-z](?![\w'’-])|--|\b[a-z]{2,}[A-Z]")
_SHORT = frozenset(
    {word for written in ABBREVIATIONS if (word := written.rstrip(".")) and word.isalpha()}
    | set(TITLES)
    | {name for name in MONTH_OF if name not in MONTHS}
    | {written.capitalize() for written in (*WEEKDAYS, *STREETS)}
    | {written.capitalize() for written in BEFORE_NUMBER}
    | set(BEFORE_NUMBER)
    | set(STATE_ABBREVIATIONS)
    | set("ii iii iv vi vii viii ix xi xii xiii xiv xv xvi xvii xviii xix xx xxi".split())
)
_SHORT_WITHOUT_PERIOD = frozenset(
    {written for written in ABBREVIATIONS if written.isalpha()}
    | NEEDS_NO_PERIOD
    | {name for name in MONTH_OF if name not in MONTHS}
    | {written.capitalize() for written in WEEKDAYS}
    | {"St", "Ave", "Blvd", "Rd", "Pkwy", "Hwy"}
    | set("ii iii iv vi vii viii ix xi xii xiii xiv xv xvi xvii xviii xix xx xxi".split())
)


class EnglishNormalizer:
    """The English reader behind the contract of normalizers; has no state, safe to share between threads."""

    def __init__(self, british: bool = False, read_emoji: bool = True) -> None:
        """british: days before months, `and` in numbers; read_emoji: whether emoji are named or left out."""
        self._british = british
        self._read_emoji = read_emoji

    def normalize(self, sentence: str) -> SpokenText:
        """Say a sentence of bounded length in words."""
        if is_plain(sentence):
            return SpokenText(
                tuple(SpokenWord(m[0].replace("’", "'"), m.start(), m.end()) for m in re.finditer(r"\S+", sentence))
            )
        whole = Sentence(sentence, self._british)
        pieces = read(whole, self._read_emoji)
        words = [
            SpokenWord(text, start, end, spelled=spelled)
            for start, end, said in chunks(whole, pieces)
            for text, spelled in spoken_words(said)
        ]
        unspoken = tuple((piece.start, piece.end) for piece in pieces if piece.unspoken)
        return SpokenText(tuple(words), unspoken)

    def explain(self, sentence: str) -> Iterator[Piece]:
        """Every piece of the sentence with what was offered for it."""
        yield from read(Sentence(sentence, self._british), self._read_emoji)


def is_plain(sentence: str) -> bool:
    """Whether a sentence is said as it is written."""
    if not _PLAIN.fullmatch(sentence) or _NAME_AND_I.search(sentence):
        return False
    for word in _FOUND.findall(sentence):
        if word in _SHORT_WITHOUT_PERIOD or (word[-1] == "." and word[:-1] in _SHORT):
            return False
    return True
