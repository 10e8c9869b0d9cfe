"""Read a sentence: shapes are found and said, the rest goes to a grammar or stays as it is, the pieces are joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from frontend_text import characters
from frontend_text.grammars.normalizer import LONGEST_ODD_WORD
from frontend_text.plain_normalizer import PlainNormalizer
from frontend_text.reading import calendar_shapes, counting, electronic, quantities, telephone, written_words
from frontend_text.reading.locale import Locale, Rule
from frontend_text.spoken import Normalizer, SpokenText, SpokenWord
from frontend_text.tried import tried

_SAME_LENGTH = str.maketrans(
    dict.fromkeys("\n\r\t\x0b\x0c\x85\u2028\u2029\u3000\0", " ")
    | {
        "‑": "-",
        "‐": "-",
        "／": "/",
        "：": ":",
        "％": "%",
        "＋": "+",
        "－": "-",
        "＝": "=",
        "￥": "¥",
        "＄": "$",
        "＠": "@",
    }
    | {0xFF10 + digit: str(digit) for digit in range(10)}
)
_WITHOUT_DIGITS = frozenset(("electronic", "roman", "abbreviation", "sign", "word"))
"""Kinds of shapes that may hold no digit."""
_DIGIT = re.compile(r"\d|[½⅓⅔¼¾⅛⅕⅖]")

_WORD = re.compile(r"\S+")
_PLAIN_WORD = re.compile(r"(?:[^\W\d_\u02b0-\u02ff\u1d2c-\u1d6a]|[,;:!?…'’\"“”«»„‚()\[\]–—-])*\.{0,3}[)\"”»]?")
"""A word with plain punctuation: nothing for a grammar, unless it is an abbreviation,"""
_GOES_ON = re.compile(r"\s+[^\W\d_A-ZÀ-Þ]")
"""that is, its period is followed by a small letter."""


class Claim(NamedTuple):
    """A part of a sentence that a rule says."""

    start: int
    end: int
    kind: str
    said: str


class ReadingNormalizer:
    """A language's rules, and what reads the rest; safe to share between threads."""

    def __init__(self, locale: Locale, rest: Normalizer) -> None:
        """rest: says what no rule claims; a grammar also gets sentences that are one expression and nothing else."""
        self._locale, self._rest = locale, rest
        self._words = PlainNormalizer(locale.signs)
        self._whole: Callable[[str], SpokenText | None] = getattr(rest, "read_whole", lambda sentence: None)
        self._rules: list[Rule] = [
            *locale.extra_rules(),
            *electronic.rules(locale),
            *calendar_shapes.rules(locale),
            *telephone.rules(locale),
            *quantities.rules(locale),
            *locale.late_rules(),
            *written_words.rules(locale),
            *counting.rules(locale),
            *counting.plain_rules(locale),
            *written_words.sign_rules(locale),
        ]

    def normalize(self, sentence: str) -> SpokenText:
        """Say a sentence of bounded length in words."""
        text = sentence.translate(_SAME_LENGTH)
        claims = self.claims(text)
        if self._locale.grammar_reads_alone and not any(claim.kind in self._locale.own_alone for claim in claims):
            whole = self._whole(sentence)
            if whole is not None:
                return whole
        separator = " " if self._locale.spaced else ""
        words: list[SpokenWord] = []
        unspoken: list[tuple[int, int]] = []
        position = 0
        for claim in claims:
            self._add_rest(sentence, position, claim.start, words, unspoken)
            self._add(claim.start, claim.end, claim.said.split(), words)
            position = claim.end
        self._add_rest(sentence, position, len(sentence), words, unspoken)
        return SpokenText(tuple(_one_span(words) if separator else words), tuple(unspoken), separator)

    def claims(self, text: str) -> list[Claim]:
        """What the rules say, in the order of the text; an earlier rule goes before a later one."""
        claims: list[Claim] = []
        taken = bytearray(len(text))
        has_digits = bool(_DIGIT.search(text))
        for rule in self._rules:
            if not has_digits and rule.kind not in _WITHOUT_DIGITS:
                continue
            for match in rule.pattern.finditer(text):
                start, end = match.span()
                if start == end or taken.find(1, start, end) >= 0:
                    continue
                said = tried(rule.say, match)
                if said is not None:
                    if text[end - 1] == "." and said[-1:] != "." and not text[end:].strip():
                        said += "."  # the period of an abbreviation ends the sentence too
                    taken[start:end] = b"\x01" * (end - start)
                    claims.append(Claim(start, end, rule.kind, said))
        return sorted(claims)

    def _add_rest(
        self, sentence: str, start: int, end: int, words: list[SpokenWord], unspoken: list[tuple[int, int]]
    ) -> None:
        for first, last, reader in self._leftovers(sentence, start, end):
            spoken = reader.normalize(sentence[first:last])
            unspoken += [(begin + first, stop + first) for begin, stop in spoken.unspoken]
            for word in spoken.words:
                moved = replace(word, source_start=word.source_start + first, source_end=word.source_end + first)
                self._append(moved, words, self._locale.joins_suffixes)

    def _leftovers(self, sentence: str, start: int, end: int) -> Iterator[tuple[int, int, Normalizer]]:
        """What no rule claimed: runs of plain words as they are, other words one by one for the grammar.

        A grammar's cost grows much faster than its text, and plain words are nothing to it.
        """
        if not self._locale.spaced:
            if start < end:
                yield start, end, self._rest
            return
        run = start
        for word in _WORD.finditer(sentence, start, end):
            plain = _PLAIN_WORD.fullmatch(sentence, *word.span())
            if plain and not (word[0].endswith(".") and _GOES_ON.match(sentence, word.end(), end)):
                continue
            if run < word.start():
                yield run, word.start(), self._words
            yield *word.span(), self._rest if len(word[0]) <= LONGEST_ODD_WORD else self._words
            run = word.end()
        if run < end:
            yield run, end, self._words

    def _add(self, start: int, end: int, said: list[str], words: list[SpokenWord]) -> None:
        for part in said:
            self._append(SpokenWord(part, start, end), words, suffixes=False)

    def _append(self, word: SpokenWord, words: list[SpokenWord], suffixes: bool) -> None:
        """Add a word; punctuation that touches the word before joins it, and takes up a word that it opens."""
        last = words[-1] if words else None
        touches = last is not None and last.source_end == word.source_start and last.source_start < word.source_start
        if last is None or not touches or not self._locale.spaced:
            words.append(word)
        elif not _sounds(last.text) or last.text[-1] in "'’" or (last.text in tuple(self._locale.prefixes)):
            words[-1] = replace(word, text=last.text + word.text, source_start=last.source_start)
        elif not _sounds(word.text) or (suffixes and _is_suffix(word.text)) or _is_hyphened(word.text):
            said = self._locale.with_suffix(last.text, word.text) if _sounds(word.text) else last.text + word.text
            words[-1] = replace(last, text=said, source_end=word.source_end)
        else:
            words.append(word)


def _sounds(text: str) -> bool:
    return any(character.isalnum() or characters.is_unknown(character) for character in text)


def _is_hyphened(said: str) -> bool:
    return len(said) > 2 and said[0] == "-" and said[1].isalpha()


def _is_suffix(said: str) -> bool:
    return said[0].islower() or said[0] in "'’-" or "\uac00" <= said[0] <= "\ud7a3"


def _one_span(words: list[SpokenWord]) -> list[SpokenWord]:
    """Words that share a written word, or whose parts touch, have one span."""
    joined: list[SpokenWord] = []
    first = 0
    for number, word in enumerate(words):
        touches = number > 0 and (
            word.source_start < words[number - 1].source_end or word.source_start == words[number - 1].source_end
        )
        if not touches:
            joined += _spread(words[first:number])
            first = number
    return joined + _spread(words[first:])


def _spread(words: list[SpokenWord]) -> list[SpokenWord]:
    if len(words) < 2:
        return words
    start, end = words[0].source_start, max(word.source_end for word in words)
    return [replace(word, source_start=start, source_end=end) for word in words]
