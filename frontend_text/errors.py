"""What can go wrong in the text front end.

ValueError
├── InvalidMarkup              SSML or a lexicon that is malformed, too large, or asks for what does not exist
└── UnknownLanguage            no normaliser or grapheme-to-phoneme engine for the language
RuntimeError
├── MissingGraphemeToPhoneme   the engine's package is not installed
├── MissingGrammars            the language's normalisation grammars are not installed
└── PronunciationFailed        an engine of another process could not read a text
"""

from __future__ import annotations

from collections.abc import Iterable


class InvalidMarkup(ValueError):
    """SSML or a lexicon cannot be used as it is; the message says where and why."""


class UnknownLanguage(ValueError):
    """No normalizer or grapheme-to-phoneme engine for the language."""

    def __init__(self, language: str, known: Iterable[str]) -> None:
        super().__init__(f'language "{language}" is unknown; available: {", ".join(sorted(known))}')


class MissingGraphemeToPhoneme(RuntimeError):
    """The engine's package is not installed."""


class MissingGrammars(RuntimeError):
    """The grammars of a language, or the library that runs them, are not installed."""


class PronunciationFailed(RuntimeError):
    """An engine of another process could not read a text."""
