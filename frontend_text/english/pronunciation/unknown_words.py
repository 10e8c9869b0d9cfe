"""Words that no dictionary has: by their parts, by the names of their letters, or by a network that reads letters."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from frontend_text.characters import fold_latin
from frontend_text.english.pronunciation.british import british_of_american
from frontend_text.english.pronunciation.letter_network import LetterNetwork
from frontend_text.english.pronunciation.word_parts import of_parts

_MAX_LETTERS = 20
"""The networks read at most 24 letters; longer words are read in pieces."""
_MAX_LETTERS_WITHOUT_VOWEL = 5
_NO_VOWEL = re.compile(r"[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ]+")
_LETTERS_OF_PARTS = range(6, 25)
_AMERICAN_NETWORK = Path(__file__).with_name("word_network.npz")
"""hibari's network, taught names (scripts/train_word_network.py)."""
_BRITISH_NETWORK = Path(__file__).with_name("word_network_british.npz")
"""hibari's network (scripts/pack_word_networks.py)."""
_NOT_SOUNDS = re.compile(r"\([^)]*\)|[()\-1]")
"""hibari's networks learned espeak's marks for a change of language, as in `(fr)`."""


class UnknownWords:
    """Safe to share between threads; the network is loaded with the first word that needs it."""

    def __init__(self, lexicon: Any, british: bool, spell: Callable[[str], str]) -> None:
        """lexicon: hibari.g2p.lexicon.Lexicon, whose words are what parts are made of."""
        self._lexicon, self._british, self._spell = lexicon, british, spell
        self._network: LetterNetwork | None = None
        self._lock = threading.Lock()
        self._piece = lru_cache(maxsize=4096)(self._read_piece)

    def warm(self) -> None:
        """Load the network now."""
        self._read_piece("tritone")

    def sound(self, word: str) -> str:
        """The sound of a word of any length."""
        if word.isascii() and word.isalpha() and len(word) in _LETTERS_OF_PARTS:
            said = of_parts(word.lower(), self.in_any_dictionary, self.in_common_words, self._accent)
            if said is not None:
                return said
        count = -(-len(word) // _MAX_LETTERS)
        size = -(-len(word) // count)
        return "".join(self._piece(word[i : i + size]) for i in range(0, len(word), size))

    def in_any_dictionary(self, word: str) -> str | None:
        """A word's usual sound."""
        return self.in_common_words(word) or _usual(self._lexicon.silvers.get(word))

    def in_common_words(self, word: str) -> str | None:
        """A word's usual sound by the first dictionary."""
        return _usual(self._lexicon.golds.get(word))

    def _accent(self, american: str, word: str) -> str:
        return british_of_american(american, word) if self._british else american

    def _read_piece(self, piece: str) -> str:
        if len(piece) <= _MAX_LETTERS_WITHOUT_VOWEL and _NO_VOWEL.fullmatch(piece):
            return self._spell(piece)  # `xkcd`
        network = self._loaded_network()
        letters = piece if self._british else fold_latin(piece).lower()
        return _NOT_SOUNDS.sub("", network(letters) or "").replace("ʀ", "ɹ").strip()

    def _loaded_network(self) -> LetterNetwork:
        if self._network is None:
            with self._lock:
                if self._network is None:
                    weights = _BRITISH_NETWORK if self._british else _AMERICAN_NETWORK
                    self._network = LetterNetwork(weights, weights.with_suffix(".json"))
        return self._network


def _usual(sounds: Any) -> str | None:
    """What a dictionary has for a word, of several parts of speech the usual one."""
    said: str | None = sounds["DEFAULT"] if isinstance(sounds, dict) else sounds
    return said
