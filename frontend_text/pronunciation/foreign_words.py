"""Words of other scripts in a Chinese or Japanese sentence, said in English: the voices know its sounds."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable

from frontend_text.characters import romanise
from frontend_text.errors import MissingGraphemeToPhoneme
from frontend_text.spoken import GraphemeToPhoneme, SpokenWord

logger = logging.getLogger(__name__)

_LATIN = re.compile(r"[a-zA-ZÀ-ɏ'’-]+")


class ForeignWords:
    """Reads them with the English engine, loaded with the first such word. Safe to share between threads."""

    def __init__(self, load_english: Callable[[], GraphemeToPhoneme]) -> None:
        """load_english may raise MissingGraphemeToPhoneme: then foreign words stay silent, with a warning."""
        self._load_english = load_english
        self._lock = threading.Lock()
        self._is_loaded = False
        self._english: GraphemeToPhoneme | None = None

    def sound(self, word: str) -> str:
        """The sound of a word in the misaki alphabet, romanised first if need be; "" if nothing can read English."""
        english = self._engine()
        word = word if _LATIN.fullmatch(word) else romanise(word)
        if english is None or not word:
            return ""
        return english.phonemize([SpokenWord(word, 0, len(word))])[0].strip('.,;:!?…—"“”() ')

    def _engine(self) -> GraphemeToPhoneme | None:
        with self._lock:
            if not self._is_loaded:
                self._is_loaded = True
                try:
                    self._english = self._load_english()
                except MissingGraphemeToPhoneme as missing:
                    logger.warning("Latin words in other scripts stay silent: %s", missing)
            return self._english
