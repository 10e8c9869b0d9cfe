"""Words as they are written, for languages without a grammar: what the rules leave is handed to who pronounces it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from frontend_text import characters
from frontend_text.spoken import SpokenText, SpokenWord

_SILENT = frozenset("*_|~^\\\u00ad\u200b\u200e\u200f\ufeff")
"""Marks that nobody says, and format characters that mean nothing to an engine (joiners within words do)."""


class PlainNormalizer:
    """Cuts at blanks, names signs where the language has names for them, and reports what nobody could say."""

    def __init__(self, signs: Mapping[str, str] | None = None) -> None:
        """signs: what is said for a sign; others are left to the engine."""
        self._signs = signs or {}

    def normalize(self, sentence: str) -> SpokenText:
        """The sentence's words, unassigned and private-use characters left out."""
        words: list[SpokenWord] = []
        unspoken: list[tuple[int, int]] = []
        for match in re.finditer(r"\S+", sentence):
            said = "".join(c for c in match[0] if not characters.is_unknown(c) and c != "\0")
            unspoken += [
                (match.start() + i, match.start() + i + 1) for i, c in enumerate(match[0]) if characters.is_unknown(c)
            ]
            if self._signs:
                said = "".join(self._said(character) for character in said)
            words += [SpokenWord(part, *match.span()) for part in said.split()]
        return SpokenText(tuple(words), tuple(unspoken))

    def _said(self, character: str) -> str:
        if character in self._signs:
            return f" {self._signs[character]} "
        silent = unicodedata.category(character) in ("Sm", "So", "Sc", "Sk") or character in _SILENT
        return "" if silent else character
