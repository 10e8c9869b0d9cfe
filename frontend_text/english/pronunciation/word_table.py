"""A dictionary that is read where it lies on disk: sorted lines, found by halving.

Sixty thousand names as a Python dict would take 10 MB and 40 ms in every process that reads text; mapped into memory
they take what is looked up, and processes share it.
"""

from __future__ import annotations

import mmap
from functools import lru_cache
from pathlib import Path


class WordTable:
    """Lines of `word<tab>sounds`, sorted by the bytes of the word; lines that begin with # stand before them.

    Safe to share between threads.
    """

    def __init__(self, file: Path) -> None:
        """Map the file. Raises OSError, or ValueError if it is empty."""
        with file.open("rb") as opened:
            self._lines = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        self._begin = 0
        while self._lines[self._begin : self._begin + 1] == b"#":
            self._begin = self._lines.find(b"\n", self._begin) + 1
        self.get = lru_cache(maxsize=8192)(self._find)
        """The sounds of a word in small letters, None if it is not here."""

    def _find(self, word: str) -> str | None:
        lines, wanted = self._lines, word.encode()
        low, high = self._begin, len(lines)
        while low < high:
            start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = lines.find(b"\n", start)
            found, _, sounds = lines[start : end if end >= 0 else len(lines)].partition(b"\t")
            if found == wanted:
                return sounds.decode()
            if found < wanted:
                low = (end if end >= 0 else len(lines)) + 1
            else:
                high = start
        return None
