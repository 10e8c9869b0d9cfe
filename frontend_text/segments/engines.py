"""What reads one language: its normalizer and its grapheme-to-phoneme engine, loaded at the first use."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property, lru_cache

from frontend_text.errors import MissingGrammars, MissingGraphemeToPhoneme, UnknownLanguage
from frontend_text.languages import is_known, load_grapheme_to_phoneme, load_normalizer
from frontend_text.plain_text.policy import READ_ALL, MarkupPolicy
from frontend_text.spoken import GraphemeToPhoneme, Normalizer, SpokenWord

_KEPT_ALIASES = 1000


class LanguageEngines:
    """The engines of one language and, once markup asks for them, of others; safe to share between threads."""

    def __init__(
        self,
        language: str,
        alphabet: str,
        policy: MarkupPolicy = READ_ALL,
        others: Callable[[str], LanguageEngines | None] | None = None,
    ) -> None:
        """others: see `Frontend`."""
        self.language = language
        self._alphabet, self._policy = alphabet, policy
        self._lock = threading.Lock()
        self._loaded_normalizer: Normalizer | None = None
        self._loaded_sounds: GraphemeToPhoneme | None = None
        self.alias = lru_cache(maxsize=_KEPT_ALIASES)(self._normalize_alias)
        """The words of an alias; the same one may stand in a text very often."""
        self._load_other = others or self._loaded_here
        self._others: dict[str, LanguageEngines | None] = {}
        """Languages that markup asked for; None where nothing here reads one."""

    @cached_property
    def normalizer(self) -> Normalizer:
        """Raises UnknownLanguage or MissingGrammars if it cannot be had."""
        with self._lock:  # cached_property alone lets two threads load at once
            if self._loaded_normalizer is None:
                self._loaded_normalizer = load_normalizer(self.language, self._policy)
            return self._loaded_normalizer

    @cached_property
    def grapheme_to_phoneme(self) -> GraphemeToPhoneme:
        """Raises UnknownLanguage or MissingGraphemeToPhoneme if it cannot be had."""
        with self._lock:
            if self._loaded_sounds is None:
                self._loaded_sounds = load_grapheme_to_phoneme(self.language, self._alphabet)
            return self._loaded_sounds

    def load(self) -> None:
        """Have both; raises what they raise."""
        _ = self.normalizer, self.grapheme_to_phoneme

    def warm(self) -> None:
        """Have both, and in memory what they would else read at the first word."""
        self.load()
        if hasattr(self.grapheme_to_phoneme, "warm"):
            self.grapheme_to_phoneme.warm()

    def pronounce(self, words: tuple[SpokenWord, ...]) -> tuple[tuple[SpokenWord, ...], list[str]]:
        """The words as the engine divides them (languages written without blanks), and the sounds of each."""
        sounds = self.grapheme_to_phoneme
        if hasattr(sounds, "divide"):
            words = sounds.divide(words)
        return words, sounds.phonemize(words) if words else []

    def _normalize_alias(self, alias: str) -> tuple[SpokenWord, ...]:
        return self.normalizer.normalize(alias).words

    def other(self, language: str) -> LanguageEngines | None:
        """The engines of another language, in this one's alphabet; None where nothing here reads it."""
        return self._load_other(language) if is_known(language) else None

    def _loaded_here(self, language: str) -> LanguageEngines | None:
        with self._lock:
            if language not in self._others:
                other = LanguageEngines(language, self._alphabet)
                try:
                    other.load()
                except (UnknownLanguage, MissingGraphemeToPhoneme, MissingGrammars):
                    self._others[language] = None
                else:
                    self._others[language] = other
            return self._others[language]
