"""Japanese by the readings of Open JTalk (pyopenjtalk-plus, MIT; its dictionary BSD), in Kokoro's symbols."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping

from frontend_text.errors import MissingGraphemeToPhoneme
from frontend_text.japanese.kana import sound_of
from frontend_text.pronunciation.foreign_words import ForeignWords
from frontend_text.pronunciation.unspaced import UnspacedGraphemeToPhoneme

_FOREIGN = re.compile(r"[a-zA-ZÀ-ɏ\u0370-\u052f]+(?:['’-][a-zA-ZÀ-ɏ]+)*")
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
"""Open JTalk reads ASCII as its full-width twin."""
_ENDINGS = frozenset("タダテデンーウ")
"""Endings that belong to the verb before them: 食べ+た, 行っ+て, ませ+ん."""


class JapaneseGraphemeToPhoneme(UnspacedGraphemeToPhoneme):
    """Kokoro's symbols for Japanese; words of Latin letters are said in English. Safe to share between threads."""

    def __init__(self, foreign: ForeignWords) -> None:
        """Load the dictionary (about 0.3 s). Raises MissingGraphemeToPhoneme without the extra `ja`."""
        self._foreign = foreign
        try:
            import pyopenjtalk
        except ImportError as error:
            raise MissingGraphemeToPhoneme(
                "Japanese needs the package pyopenjtalk-plus for its readings: pip install pyopenjtalk-plus"
            ) from error
        self._analyse = pyopenjtalk.run_frontend
        self._lock = threading.Lock()

    def read(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and sound of each word, a verb with its endings being one."""
        position = 0
        for match in _FOREIGN.finditer(text):
            yield from self._read_japanese(text, position, match.start())
            yield *match.span(), self._foreign.sound(match[0])
            position = match.end()
        yield from self._read_japanese(text, position, len(text))

    def _read_japanese(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        if not text[start:end].strip():
            return
        wide = text[start:end].translate(_WIDE)
        with self._lock:
            nodes = self._analyse(wide, use_sudachi_kanji_yomi=False)
        first = last = place = 0
        kana = ""
        for node in nodes:
            written = node["string"]
            found = wide.find(written, place)
            begin = found if 0 <= found <= place + len(written) else min(place, len(wide) - 1)
            place = min(begin + len(written), len(wide))
            reading = _reading(node)
            if not sound_of(reading):
                if kana:
                    yield start + first, start + last, sound_of(kana)
                kana = ""
                continue
            if kana and not (_is_ending(node, reading) or kana.endswith("ッ")):
                yield start + first, start + last, sound_of(kana)
                kana = ""
            if not kana:
                first = begin
            kana += reading
            last = max(place, first + 1)
        if kana:
            yield start + first, start + last, sound_of(kana)


def _reading(node: Mapping[str, object]) -> str:
    """The node's pronunciation in katakana, without the mark for a vowel that is hardly heard."""
    return str(node["pron"]).replace("’", "").replace("'", "")


def _is_ending(node: Mapping[str, object], reading: str) -> bool:
    return reading in _ENDINGS and (node["pos"] == "助動詞" or node["pos_group1"] == "接続助詞")
