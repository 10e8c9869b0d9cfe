"""What a transcript shows with each word: the text up to the next one, with its punctuation.

Joined, the words' texts are the caller's text from its beginning up to the last word that was told, whatever stands
between words, spoken or not. Of SSML they are its words without the markup.
"""

from __future__ import annotations

import html
import re

from frontend_text.markup.ssml import is_ssml

_GAP = re.compile(r"[\W_]*")
_TAG = r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[|\]\]>|</?(?:[^>\"']|\"[^\"]*\"|'[^']*')*>"
_MARKUP_GAP = re.compile(rf"(?:{_TAG}|&(?:\w+|#\w+);|[^\w<&]|_|&(?!\w|#))*", re.DOTALL)
_MARKUP = re.compile(_TAG, re.DOTALL)
_SEPARATES = re.compile(r"</?(?:\w+:)?(?:p|s|paragraph|sentence|break|voice|speak)\b")
"""Elements between which words are apart without a blank."""


class DisplayText:
    """Of one stream, whose words are asked for in the order in which they sound."""

    def __init__(self) -> None:
        self._shown_to = 0
        """Characters of the text that earlier words' texts have covered."""

    def of_word(self, text: str, end: int) -> str:
        """text: the caller's, which may have grown since the word before; end: where the word ends in it.

        A word that lies before one that was shown, or within, has "".
        """
        if end <= self._shown_to:
            return ""
        has_markup = is_ssml(text)
        shown_from, self._shown_to = self._shown_to, _end_of_gap(text, end, _MARKUP_GAP if has_markup else _GAP)
        shown = text[shown_from : self._shown_to]
        if not has_markup:
            return shown
        return _without_markup(shown) if shown_from else _without_markup(shown).lstrip()


def _end_of_gap(text: str, start: int, pattern: re.Pattern[str]) -> int:
    """Behind the last blank before the next word: what opens, a quotation say, belongs to that."""
    match = pattern.match(text, start)
    assert match is not None  # it matches nothing, too
    gap = match[0]
    if pattern is _MARKUP_GAP:  # a blank inside a tag is none, an element that separates is one
        gap = _MARKUP.sub(lambda tag: ("\n" if _SEPARATES.match(tag[0]) else "<").rjust(len(tag[0]), "<"), gap)
    last = max((at for at, character in enumerate(gap) if character.isspace()), default=None)
    return start + (len(gap) if last is None or match.end() == len(text) else last + 1)


def _without_markup(shown: str) -> str:
    plain = _MARKUP.sub(lambda tag: " " if _SEPARATES.match(tag[0]) else "", shown)
    return re.sub(r"\s+", " ", html.unescape(plain))
