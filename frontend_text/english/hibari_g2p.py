"""English sounds by the grapheme-to-phoneme part of `hibari-tts` (lexicon, tagger, network for unknown words).

Guards what that package gets wrong: it raises on odd tokens, cuts off words of more than 24 letters, and drops what it
does not know. Here every word that has a letter gets a sound, spelled if nothing else works.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from frontend_text.characters import fold_latin
from frontend_text.english.part_of_speech import PartOfSpeechTagger
from frontend_text.errors import MissingGraphemeToPhoneme
from frontend_text.spoken import SpokenWord

logger = logging.getLogger(__name__)

_MAX_UNKNOWN_LETTERS = 20
"""The network for unknown words reads at most 24 letters; longer words are read in pieces."""
_MAX_WORD_TOKENS = 9
_KEPT_ACCENTS = frozenset("ÀÁÂÃÄÅÆÇÉÊÌÍÎÏÑÒÓÔÕÖØÚÜàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿĀāČčĆćĐđŁłŌōŒœŠšŞşŻżŽž")
_NOT_SOUNDS = re.compile(r"\([^)]*\)|[()\-1]")
"""The network learned espeak's marks for a change of language, as in `(fr)`."""
_LETTER = re.compile(r"[^\W\d_]")
_PUNCTUATION_ONLY = re.compile(r"[^\w]*")
_SOUND = re.compile(r"[^\W\d_]")
_NEAREST = str.maketrans({"ʀ": "ɹ", "-": "", "1": "", "'": "", "g": "ɡ", "ɫ": "l", "‖": ",", "|": ",", "/": ""})
_INSIDE = "\t"
"""The blank between two words that were written as one, as in `one!two`."""
_INNER_BREAK = re.compile(r"([!?;:…—/<>]|,(?!\d)|\.{2,})(?=[^\W_]|<)|[<>/]")
_MARKUP = str.maketrans("<>/", "   ")
_QUOTES = str.maketrans({"“": "", "”": "", '"': ""})


class HibariGraphemeToPhoneme:
    """Phonemes of the misaki alphabet, in which the Kokoro and hibari voices were trained."""

    def __init__(self, british: bool = False) -> None:
        """Load lexicon and tagger (about 0.6 s); the network for unknown words waits for the first one.

        Raises MissingGraphemeToPhoneme if `hibari-tts` is not installed.
        """
        try:
            from hibari.g2p import ASSETS, G2P
            from hibari.g2p.token import Tok
        except ImportError as error:
            raise MissingGraphemeToPhoneme(
                "English needs the package hibari-tts for its pronunciations: pip install hibari-tts"
            ) from error
        with open(os.path.join(ASSETS, "vocab.json"), encoding="utf-8") as file:
            self._alphabet = frozenset(json.load(file))
        self._assets = ASSETS
        self._token = Tok
        self._engine = G2P(oov=self._sound_of_unknown, british=british)
        self._tags_of = PartOfSpeechTagger(self._engine.tagger)
        self._british = british
        self._network: Any = None
        self._network_lock = threading.Lock()
        self._letters = {letter: self._engine.lexicon.get_NNP(letter)[0] for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
        self._unknown_piece = lru_cache(maxsize=4096)(self._read_unknown_piece)

    def warm(self) -> None:
        """Load the network for unknown words now."""
        self._read_unknown_piece("tritone")

    def phonemize(self, words: Sequence[SpokenWord]) -> list[str]:
        """The symbols of each word and of the punctuation around it, as said in this sentence."""
        try:
            sounds = self._phonemize_in_context(words)
        except Exception:  # the package's own faults; word by word loses only the context
            sounds = [self._phonemize_alone(word) for word in words]
        return [
            self.spell(word.text)
            if _LETTER.search(word.text) and not _SOUND.search(sound)
            else self._in_alphabet(sound)
            for word, sound in zip(words, sounds, strict=True)
        ]

    def _in_alphabet(self, sound: str) -> str:
        """The sound in symbols that the voices know; what they lack is replaced by the nearest, or told in the log."""
        if self._alphabet.issuperset(sound):
            return sound
        sound = sound.translate(_NEAREST)
        for symbol in sorted(set(sound) - self._alphabet):
            logger.warning("phoneme %r (U+%04X) is not in the voice's alphabet and is left out", symbol, ord(symbol))
            sound = sound.replace(symbol, "")
        return sound

    def spell(self, word: str) -> str:
        """The names of the letters, with the punctuation that follows; at most 40 of them."""
        letters = [c.upper() for c in fold_latin(word) if c.upper() in self._letters][:40]
        if not letters:
            return ""
        ending = re.search(r"[,;:.!?…—]*$", word)
        if len(letters) <= 6:
            sound = str(self._engine.lexicon.get_NNP("".join(letters))[0])
        else:
            sound = " ".join(self._letters[letter] for letter in letters)
        return sound + (ending[0] if ending else "")

    def _phonemize_in_context(self, words: Sequence[SpokenWord]) -> list[str]:
        engine, make_token = self._engine, self._token
        pieces: list[tuple[str, str, str | None]] = []
        for word in words:
            pieces += self._split(word)
        tags = self._tags_of([text for text, _, _ in pieces])
        tokens = [
            make_token(text, tag, blank, phonemes=phonemes, rating=None if phonemes is None else 5)
            for (text, blank, phonemes), tag in zip(pieces, tags, strict=True)
        ]
        sounds, sound = [], ""
        for token in engine.phonemize_tokens(tokens):
            sound += token.phonemes or ""
            if token.whitespace == _INSIDE:
                sound += " "
            elif token.whitespace:
                sounds.append(sound)
                sound = ""
        if len(sounds) != len(words):
            raise RuntimeError(f"{len(words)} words gave {len(sounds)} sounds")
        return sounds

    def _split(self, word: SpokenWord) -> list[tuple[str, str, str | None]]:
        """(token, blank after it, its phonemes if they are given) for one spoken word."""
        text = word.text if word.text.isascii() else _fold_unknown_letters(word.text)
        if word.phonemes is not None or word.spelled:
            lead = re.match(r"[^\w]*", text)[0].translate(_QUOTES)  # type: ignore[index]
            core = text[len(lead) :].rstrip("\"'“”().,;:!?…—-")
            tail = text[len(lead) + len(core) :]
            suffix = re.search(r"['’]?s$", core) if word.spelled else None
            if word.phonemes is not None:
                sound = word.phonemes
            elif suffix and core[: suffix.start()].isupper():
                sound = self.spell(core[: suffix.start()]) + "z"
            else:
                sound = self.spell(core)
            return [(core or text, " ", lead + sound + tail.translate(_QUOTES))]
        pieces: list[tuple[str, str, str | None]] = []
        parts = _INNER_BREAK.sub(r"\1 ", text).translate(_MARKUP).split() if _INNER_BREAK.search(text) else [text]
        for part in parts or [text]:
            texts = self._engine.tokenizer.split(part) or [part]
            # The package tries every run of the tokens of one word: in a chain of hyphens each is a word of its own.
            blank = _INSIDE if len(texts) > _MAX_WORD_TOKENS else ""
            pieces += [(piece, blank, None) for piece in texts[:-1]] + [(texts[-1], _INSIDE, None)]
        pieces[-1] = (pieces[-1][0], " ", None)
        return pieces

    def _phonemize_alone(self, word: SpokenWord) -> str:
        try:
            return self._phonemize_in_context([word])[0]
        except Exception:
            return self.spell(word.text)

    def _sound_of_unknown(self, word: str) -> str:
        if len(word) <= _MAX_UNKNOWN_LETTERS:
            return self._unknown_piece(word)
        count = -(-len(word) // _MAX_UNKNOWN_LETTERS)
        size = -(-len(word) // count)
        return "".join(self._unknown_piece(word[i : i + size]) for i in range(0, len(word), size))

    def _read_unknown_piece(self, piece: str) -> str:
        if self._network is None:
            with self._network_lock:
                if self._network is None:
                    self._network = self._load_network()
        return _NOT_SOUNDS.sub("", self._network(piece) or "").replace("ʀ", "ɹ").strip()

    def _load_network(self) -> Any:
        from hibari.g2p.oov import OOV

        return OOV(os.path.join(self._assets, "oov_gb.onnx" if self._british else "oov.onnx"))


def _fold_unknown_letters(text: str) -> str:
    return "".join(c if c.isascii() or c in _KEPT_ACCENTS or not c.isalpha() else fold_latin(c) for c in text)
