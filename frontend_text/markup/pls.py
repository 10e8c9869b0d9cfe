"""Read a W3C pronunciation lexicon (PLS): lexeme, grapheme, phoneme, alias.

https://www.w3.org/TR/pronunciation-lexicon/
"""

from __future__ import annotations

from typing import Protocol

from frontend_text.errors import InvalidMarkup
from frontend_text.markup.safe_xml import run_parser, safe_parser
from frontend_text.pronunciation.alphabets import from_x_sampa

_MOST_LEVELS = 8
"""Elements around an element; a lexicon needs three."""


class AddEntry(Protocol):
    """Takes the entries one by one; phonemes in IPA."""

    def __call__(self, word: str, *, phonemes: str | None = None, alias: str | None = None) -> None: ...


def read_pls(document: str, add: AddEntry) -> None:
    """Give each word of a document to `add`, with the preferred of its pronunciations, else the first.

    Raises InvalidMarkup, as does `add`.
    """
    reader = _LexemeReader(add)
    parser = safe_parser("the pronunciation lexicon")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    run_parser(parser, document, "the pronunciation lexicon")


class _LexemeReader:
    """What expat tells, as far as the lexeme under way needs it."""

    def __init__(self, add: AddEntry) -> None:
        self._add = add
        self._alphabet = "ipa"
        self._stack: list[tuple[str, dict[str, str]]] = []
        self._text: list[str] = []
        self._graphemes: list[str] = []
        self._said: list[tuple[str, str]] = []
        """`phoneme` or `alias` and its text, the preferred one first."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if len(self._stack) > _MOST_LEVELS:
            raise InvalidMarkup("a pronunciation lexicon is not nested that deep")
        if name == "lexicon":
            self._alphabet = attributes.get("alphabet", "ipa").lower()
        elif name == "lexeme":
            self._graphemes, self._said = [], []
        self._stack.append((name, attributes))
        self._text.clear()

    def data(self, characters: str) -> None:
        self._text.append(characters)

    def end(self, _: str) -> None:
        name, attributes = self._stack.pop()
        text = "".join(self._text).strip()
        self._text.clear()
        if name == "grapheme":
            self._graphemes.append(text)
        elif name in ("phoneme", "alias"):
            if name == "phoneme" and attributes.get("alphabet", self._alphabet).lower() in ("x-sampa", "xsampa"):
                text = from_x_sampa(text)
            self._said.insert(0 if attributes.get("prefer") == "true" else len(self._said), (name, text))
        elif name == "lexeme":
            self._add_lexeme()

    def _add_lexeme(self) -> None:
        if not self._graphemes or not self._said:
            raise InvalidMarkup("a lexeme needs a grapheme and a phoneme or an alias")
        kind, said = self._said[0]
        for grapheme in self._graphemes:
            if kind == "phoneme":
                self._add(grapheme, phonemes=said)
            else:
                self._add(grapheme, alias=said)
