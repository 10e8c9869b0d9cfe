"""Words as they are written, for languages without a grammar: numbers and signs are left to who pronounces them."""

from __future__ import annotations

import re

from frontend_text import characters
from frontend_text.spoken import SpokenText, SpokenWord


class PlainNormalizer:
    """Cuts at blanks, and reports what nobody could say."""

    def normalize(self, sentence: str) -> SpokenText:
        """The sentence's words, unassigned and private-use characters left out."""
        words: list[SpokenWord] = []
        unspoken: list[tuple[int, int]] = []
        for match in re.finditer(r"\S+", sentence):
            said = "".join(c for c in match[0] if not characters.is_unknown(c) and c != "\0")
            unspoken += [
                (match.start() + i, match.start() + i + 1) for i, c in enumerate(match[0]) if characters.is_unknown(c)
            ]
            if said:
                words.append(SpokenWord(said, *match.span()))
        return SpokenText(tuple(words), tuple(unspoken))
