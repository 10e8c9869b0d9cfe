"""Normalise a sentence of any language that has a grammar, and cut text into stretches that a grammar can bear."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from frontend_text import characters
from frontend_text.grammars.grammar import Grammar, Token, group_by_word
from frontend_text.spoken import UNSPACED, WIDE, SpokenText, SpokenWord

LONGEST_STRETCH = 160
"""Characters in one call of a grammar, whose cost grows faster than the text."""
LONGEST_WORD = 80
_EXPRESSION = re.compile(r"[\d½¼¾⅓⅖]|[^\w\s.,;:!?'’\"()-]|\b[ivxlcdm]+\b|\w\.\w")
"""A digit, a sign, a Roman number, an address: without one a sentence is words."""
LONGEST_ODD_WORD = 24
"""Characters of a word of letters and signs mixed; longer ones can cost a grammar a second."""
LONGEST_WHOLE = 40
"""Characters of a sentence that may be a single expression."""
SIGN_RUN = re.compile(r"([^\w\s])\1{3,}")
DIGIT_RUN = re.compile(r"\d{25,}")
"""More digits than any grammar reads as a number."""
SAME_LENGTH = str.maketrans(
    dict.fromkeys("\u00a0\u202f\u2009\u2007\n\r\t\x0b\x0c\x85\u2028\u2029\u3000", " ") | {"−": "-", "‑": "-", "‐": "-"}
)
"""Blanks and hyphens that the grammars do not know, character by character."""

_GROUPED = {"de": re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.])")}
"""Numbers with signs between thousands, where the grammar takes those for something else."""
_WORDS_ONLY = re.compile(
    r"[^\W\d_A-Z]+(?:['’-][^\W\d_A-Z]+)*(?:[,;:!?…]*\s+[^\W\d_A-Z]+(?:['’-][^\W\d_A-Z]+)*)*[,;:!?….]*"
)
"""Words in small letters and plain punctuation: no grammar changes them, unless they"""
_LOOKS_READ = re.compile(r"\b[ivxlcdm]+\b|\b\w{1,5}\.|[\u00b2-\u00be\u2070-\u218f\u2460-\u24ff]")
"""are roman numbers, abbreviations or fractions."""
_PUNCTUATION = re.compile(r"[,;:.!?…—–\-\"'“”‘’«»()\[\]{}¿¡、。，！？；：「」『』（）《》〈〉【】・～〜·/\\\s]+")


def stretches(text: str, taken: bytes | bytearray, unspaced: bool = False) -> Iterator[tuple[int, int]]:
    """Parts of the text for a grammar: not taken, short enough, without words and runs that would stall it."""
    for free in re.finditer(rb"\x00+", bytes(taken)):
        start: int | None = None
        last_end = free.start()
        for word in re.finditer(r"\S+", text[free.start() : free.end()]):
            word_start, word_end = free.start() + word.start(), free.start() + word.end()
            if unspaced and len(word[0]) > LONGEST_WORD:
                if start is not None:
                    yield start, last_end
                start = None
                for piece in range(word_start, word_end, LONGEST_WORD):
                    yield piece, min(piece + LONGEST_WORD, word_end)
            elif len(word[0]) > LONGEST_WORD or SIGN_RUN.search(word[0]):
                if start is not None:
                    yield start, last_end
                start = None
            elif start is None:
                start = word_start
            elif word_end - start > LONGEST_STRETCH:
                yield start, last_end
                start = word_start
            last_end = word_end
        if start is not None:
            yield start, last_end


class GrammarNormalizer:
    """NeMo's grammar of one language; what it leaves is read character by character, and reported if that fails."""

    def __init__(self, language: str, grammar: Grammar, signs: Mapping[str, str] | None = None) -> None:
        """signs: what single signs are called; those without a name here and in the grammar are passed over."""
        self._signs = signs or {}
        self._unspaced = language in UNSPACED
        self._grouped = _GROUPED.get(language)
        self._grammar = grammar

    def normalize(self, sentence: str) -> SpokenText:
        """Say a sentence of bounded length in words."""
        words: list[SpokenWord] = []
        unspoken: list[tuple[int, int]] = []
        if not self._unspaced and _WORDS_ONLY.fullmatch(sentence) and not _LOOKS_READ.search(sentence):
            words = [SpokenWord(m[0], m.start(), m.end()) for m in re.finditer(r"\S+", sentence)]
            return SpokenText(tuple(words))
        text = sentence.translate(SAME_LENGTH).replace("\0", " ")
        taken = bytearray(len(text))
        grouped = list(self._grouped.finditer(text)) if self._grouped else []
        if grouped:
            return self._without_group_signs(text, grouped)
        for run in DIGIT_RUN.finditer(text):
            taken[run.start() : run.end()] = b"\x01" * len(run[0])
        covered = 0
        for start, end in stretches(text, taken, self._unspaced):
            self._by_characters(text, covered, start, words, unspoken)
            tokens = self._grammar.tag(text[start:end])
            if tokens is None:
                self._by_words(text, start, end, words, unspoken)
            else:
                self._place(text, start, end, tokens, words, unspoken)
            covered = end
        self._by_characters(text, covered, len(text), words, unspoken)
        separator = "" if self._unspaced else " "
        return SpokenText(tuple(words), tuple(unspoken), separator)

    def read_whole(self, sentence: str) -> SpokenText | None:
        """A sentence that is a single expression to the grammar (an amount, a date …); None for all others."""
        text = sentence.translate(SAME_LENGTH).replace("\0", " ").strip()
        if len(text) > LONGEST_WHOLE or not _EXPRESSION.search(text):
            return None
        if max(map(len, text.split())) > LONGEST_ODD_WORD and not re.search(r"://|www\.|@", text):
            return None
        tokens = self._grammar.tag(text)
        if tokens is None or [token.kind for token in tokens if token.text.strip(" .")].count("name"):
            return None
        said = [token for token in tokens if token.text.strip(" .")]
        return self.normalize(sentence) if len(said) == 1 else None

    def _without_group_signs(self, text: str, grouped: list[re.Match[str]]) -> SpokenText:
        """Normalise with `1.000` written as `1000`, then count the spans in the text as it was."""
        shorter, position = "", 0
        places: list[int] = []  # for each character of `shorter`, where it stands in `text`
        for match in grouped:
            kept = [*range(position, match.start())] + [i for i in range(*match.span()) if text[i] != "."]
            shorter += "".join(text[i] for i in kept)
            places += kept
            position = match.end()
        shorter += text[position:]
        places += range(position, len(text))
        spoken = self.normalize(shorter)

        def back(start: int, end: int) -> tuple[int, int]:
            return places[start], places[end - 1] + 1

        words = tuple(SpokenWord(w.text, *back(w.source_start, w.source_end)) for w in spoken.words)
        return SpokenText(words, tuple(back(*span) for span in spoken.unspoken), spoken.separator)

    def _place(
        self,
        text: str,
        start: int,
        end: int,
        tokens: tuple[Token, ...],
        words: list[SpokenWord],
        unspoken: list[tuple[int, int]],
    ) -> None:
        if self._unspaced:
            position = start
            tokens = _with_latin_words(text[start:end], tokens)
            for i, token in enumerate(tokens):
                until = start + (tokens[i + 1].start if i + 1 < len(tokens) else end - start)
                if i + 1 < len(tokens) and token.kind == "name":
                    until = min(until, max(position + 1, start + token.end))
                until = max(until, min(position + 1, end))
                self._add(text, position, until, token.text, words, unspoken)
                position = until
            return
        for group_start, group_end, group in group_by_word(text[start:end], tokens):
            written = text[start + group_start : start + group_end]
            said = ""
            last_end = 0
            for token in group:
                apart = re.search(r"\s", written[max(0, last_end - 1) : token.start - group_start + 1])
                both_words = said[-1:].isalnum() and token.text[:1].isalnum()
                said += " " + token.text if said and (apart or both_words) else token.text
                last_end = token.end - group_start
            self._add(text, start + group_start, start + group_end, said, words, unspoken)

    def _add(
        self, text: str, start: int, end: int, said: str, words: list[SpokenWord], unspoken: list[tuple[int, int]]
    ) -> None:
        for word in said.split():
            if any(c.isdigit() or not (c.isalnum() or _PUNCTUATION.fullmatch(c)) for c in word):
                word = self._spell(word)
            words += [SpokenWord(part, start, end) for part in word.split()]
        written = text[start:end]
        if not said.strip(" ") and any(characters.is_unknown(c) for c in written):
            unspoken.append((start, end))

    def _by_words(
        self, text: str, start: int, end: int, words: list[SpokenWord], unspoken: list[tuple[int, int]]
    ) -> None:
        """The grammar could not read a stretch: word by word it can read most of it."""
        for word in re.finditer(r"\S+", text[start:end]):
            tokens = self._grammar.tag(word[0])
            first, last = start + word.start(), start + word.end()
            if tokens is None:
                self._by_characters(text, first, last, words, unspoken)
            else:
                self._place(text, first, last, tokens, words, unspoken)

    def _by_characters(
        self, text: str, start: int, end: int, words: list[SpokenWord], unspoken: list[tuple[int, int]]
    ) -> None:
        for word in re.finditer(r"\S+", text[start:end]):
            first, last = start + word.start(), start + word.end()
            said = self._spell(word[0])
            words += [SpokenWord(part, first, last) for part in said.split()]
            unspoken += [(first + i, first + i + 1) for i, c in enumerate(word[0]) if characters.is_unknown(c)]

    def _spell(self, word: str) -> str:
        """A word with its digits and signs said one by one."""
        said = ""
        last_sign = ""
        for character in word:
            if character.isdecimal():
                tokens = self._grammar.tag(str(unicodedata.decimal(character)))
                part = f" {' '.join(token.text for token in tokens)} " if tokens else ""
                last_sign = ""
            elif character.isalnum() or _PUNCTUATION.fullmatch(character):
                part = character
                last_sign = ""
            elif characters.is_silent(character) or characters.is_unknown(character) or character == last_sign:
                part = ""
            else:
                last_sign = character
                part = f" {self._signs.get(character) or self._named(character)} "
            said += part
        return " ".join(said.split())

    def _named(self, sign: str) -> str:
        """What the grammar calls a sign, empty if it has no name: Unicode's would be English."""
        tokens = self._grammar.tag(sign)
        said = " ".join(token.text for token in tokens) if tokens else sign
        return "" if said.strip() == sign else said


def _with_latin_words(text: str, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The grammars of unspaced languages tag every letter of a Latin word on its own; here it is one token again."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if (
            last
            and last.kind == token.kind == "name"
            and last.text[-1:].isalnum()
            and token.text[:1].isalnum()
            and not WIDE.match(last.text[-1])
            and not WIDE.match(token.text[0])
            and not re.search(r"\s", text[max(0, last.end - 1) : token.start + 1])
        ):
            joined[-1] = Token(last.start, token.end, "name", last.text + token.text)
        else:
            joined.append(token)
    return tuple(joined)
