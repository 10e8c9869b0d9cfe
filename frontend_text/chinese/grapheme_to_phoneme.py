"""Mandarin by pypinyin's readings (MIT), word by word as jieba (MIT) cuts them, which decides each reading."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator

from frontend_text.chinese.pinyin import sound_of
from frontend_text.errors import MissingGraphemeToPhoneme
from frontend_text.pronunciation.foreign_words import ForeignWords
from frontend_text.pronunciation.unspaced import UnspacedGraphemeToPhoneme

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<foreign>[^\W\d_{_HAN}]+(?:['’-][^\W\d_{_HAN}]+)*)")


class ChineseGraphemeToPhoneme(UnspacedGraphemeToPhoneme):
    """Kokoro's symbols for Mandarin; words of other scripts are said in English. Safe to share between threads."""

    def __init__(self, foreign: ForeignWords) -> None:
        """Load the dictionaries (about 1.5 s). Raises MissingGraphemeToPhoneme without the extra `zh`."""
        self._foreign = foreign
        try:
            import jieba
            import pypinyin
        except ImportError as error:
            raise MissingGraphemeToPhoneme(
                "Chinese needs the packages pypinyin and jieba for its pronunciations: pip install pypinyin jieba"
            ) from error
        jieba.setLogLevel(logging.WARNING)
        self._words = jieba.Tokenizer()
        self._words.initialize()
        self._pypinyin = pypinyin
        self._lock = threading.Lock()

    def read(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and sound of each word."""
        for match in _RUN.finditer(text):
            if match.lastgroup == "foreign":
                yield *match.span(), self._foreign.sound(match[0])
                continue
            place = match.start()
            for word in self._cut(match[0]):
                yield place, place + len(word), "".join(map(sound_of, self._syllables(word)))
                place += len(word)

    def _cut(self, text: str) -> list[str]:
        with self._lock:  # the library's tables are not documented to be safe
            words: list[str] = self._words.lcut(text)
        return words

    def _syllables(self, word: str) -> list[str]:
        return self._pypinyin.lazy_pinyin(
            word, style=self._pypinyin.Style.TONE3, neutral_tone_with_five=True, errors="ignore"
        )
