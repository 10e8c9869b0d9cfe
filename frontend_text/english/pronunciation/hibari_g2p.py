"""English sounds by the grapheme-to-phoneme part of `hibari-tts` (lexicon, tagger, network for unknown words).

Guards what that package gets wrong: it raises on odd tokens, cuts off words of more than 24 letters, and drops what it
does not know. Here every word that has a letter gets a sound, spelled if nothing else works.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from frontend_text.characters import fold_latin
from frontend_text.english.pronunciation.british import british_of_american
from frontend_text.english.pronunciation.capitals import CapitalReader
from frontend_text.english.pronunciation.dictionary import extend
from frontend_text.english.pronunciation.homograph.homographs import Homographs, Reading
from frontend_text.english.pronunciation.kept.known_words import MOST_KEPT, MOST_LETTERS, KnownSounds
from frontend_text.english.pronunciation.letter_a import letter_a
from frontend_text.english.pronunciation.part_of_speech import PartOfSpeechTagger
from frontend_text.english.pronunciation.unknown_words import UnknownWords
from frontend_text.errors import MissingGraphemeToPhoneme
from frontend_text.spoken import SpokenWord

logger = logging.getLogger(__name__)

_MAX_WORD_TOKENS = 9
_MAX_TOKEN_PARTS = 16
"""Runs of letters of one case, of digits, and signs in one token: the package tries every run of them against every
other, so that `a1` two hundred times over took it six seconds."""
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_]+|\d+|[\W_]")
_KEPT_ACCENTS = frozenset("ÀÁÂÃÄÅÆÇÉÊÌÍÎÏÑÒÓÔÕÖØÚÜàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿĀāČčĆćĐđŁłŌōŒœŠšŞşŻżŽž")
_LETTER = re.compile(r"[^\W\d_]")
_PUNCTUATION_ONLY = re.compile(r"[^\w]*")
_SOUND = re.compile(r"[^\W\d_]")
_NEAREST = str.maketrans({"ʀ": "ɹ", "-": "", "1": "", "'": "", "g": "ɡ", "ɫ": "l", "‖": ",", "|": ",", "/": ""})
_INSIDE = "\t"
"""The blank between two words that were written as one, as in `one!two`."""
_INNER_BREAK = re.compile(r"([!?;:…—/<>]|,(?!\d)|\.{2,})(?=[^\W_]|<)|[<>/]")
_MARKUP = str.maketrans("<>/", "   ")
_NO_STRESS = str.maketrans("", "", "ˈˌ")
_QUOTES = str.maketrans({"“": "", "”": "", '"': ""})
_CHANGED = {"text", "whitespace", "is_head", "num_flags", "stress", "prespace"}
"""What the package's engine changes of a word's tokens when it divides them further."""


class _Piece(NamedTuple):
    """A token of the package: a word, or a part of one such as `'s`."""

    text: str
    blank: str
    """What follows: a blank, nothing, or _INSIDE."""
    phonemes: str | None = None
    """If they are settled."""
    stress: float | None = None
    """As the package counts it: 2 makes sure of a main stress."""


class HibariGraphemeToPhoneme:
    """Phonemes of the misaki alphabet, in which the Kokoro and hibari voices were trained."""

    def __init__(self, british: bool = False) -> None:
        """Load lexicon and tagger (about 0.6 s); the network for unknown words waits for the first one.

        Raises MissingGraphemeToPhoneme if `hibari-tts` is not installed.
        """
        try:
            from hibari.g2p import ASSETS, G2P, Context
            from hibari.g2p.token import Tok
        except ImportError as error:
            raise MissingGraphemeToPhoneme(
                "English needs the package hibari-tts for its pronunciations: pip install hibari-tts"
            ) from error
        with open(os.path.join(ASSETS, "vocab.json"), encoding="utf-8") as file:
            self._alphabet = frozenset(json.load(file))
        self._token, self._context = _quick_token(Tok), Context
        self._engine = G2P(oov=self._sound_of_unknown, british=british)
        extend(self._engine.lexicon, british)
        self._unknown: UnknownWords = UnknownWords(self._engine.lexicon, british, self.spell)
        self._tags_of = PartOfSpeechTagger(self._engine.tagger)
        self._homographs = Homographs(self._engine.lexicon.golds.d.items())
        self._capitals = CapitalReader(self._engine.lexicon.golds.__contains__, self._is_known, self._has_as_written)
        self._british = british
        self._letters = {letter: self._engine.lexicon.get_NNP(letter)[0] for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
        self._engine.lexicon = KnownSounds(self._engine.lexicon)
        self._pieces = lru_cache(maxsize=MOST_KEPT)(self._divide)

    def warm(self) -> None:
        """Load the network for unknown words now."""
        self._unknown.warm()

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
        pieces, tags, written = self._tagged(words)
        self._choose_sounds(pieces, tags, written)
        tokens = [
            make_token(
                piece.text,
                tag,
                piece.blank,
                phonemes=piece.phonemes,
                stress=piece.stress,
                rating=None if piece.phonemes is None else 5,
            )
            for piece, tag in zip(pieces, tags, strict=True)
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

    def homographs(self, words: Sequence[SpokenWord]) -> list[tuple[str, Reading]]:
        """The words of a sentence that have several sounds, and how each is meant."""
        pieces, tags, _ = self._tagged(words)
        texts = [piece.text for piece in pieces]
        return [(texts[reading.index], reading) for reading in self._homographs.read(texts, tags)]

    def _tagged(self, words: Sequence[SpokenWord]) -> tuple[list[_Piece], list[str], list[str]]:
        """The tokens of a sentence, the part of speech of each, and how each is written."""
        pieces: list[_Piece] = []
        for word in words:
            pieces += self._split(word)
        written = [piece.text for piece in pieces]
        self._read_capitals(pieces)
        tags = self._tags_of([piece.text for piece in pieces])
        for index, piece in enumerate(pieces):
            if piece.text in ("am", "Am") and not (index and tags[index - 1] == "CD"):
                tags[index] = "VBP"  # as a noun the package spells it
        return pieces, tags, written

    def _read_capitals(self, pieces: list[_Piece]) -> None:
        for capitals in self._capitals.read([piece.text for piece in pieces]):
            piece = pieces[capitals.index]
            if piece.phonemes is not None:
                continue
            if capitals.letters:
                pieces[capitals.index] = piece._replace(phonemes=self.spell(piece.text))
            else:
                pieces[capitals.index] = piece._replace(text=piece.text.lower(), stress=capitals.stress)

    def _choose_sounds(self, pieces: list[_Piece], tags: list[str], written: Sequence[str]) -> None:
        """Sounds where the lexicon has none, and tags: homographs, the letter A, 's after a settled sound."""
        for reading in self._homographs.read([piece.text for piece in pieces], tags):
            piece = pieces[reading.index]
            tags[reading.index] = reading.tag
            if reading.sound is not None and piece.phonemes is None:
                pieces[reading.index] = piece._replace(phonemes=self._accent(reading.sound, piece.text))
        for index in letter_a(written):
            if pieces[index].phonemes is None:
                pieces[index] = pieces[index]._replace(phonemes="ˈA")
        for index, (before, piece) in enumerate(zip(pieces, pieces[1:], strict=False), start=1):
            if piece.text.lower() in ("'s", "’s") and before.phonemes and not before.blank:
                said = self._engine.lexicon._s(before.phonemes)
                pieces[index] = piece._replace(phonemes=said[len(before.phonemes) :])
            elif piece.text == "'S" and before.text.islower():
                pieces[index] = piece._replace(text="'s")

    def _sound_of_unknown(self, word: str) -> str:
        return self._unknown.sound(word)

    def _accent(self, american: str, word: str) -> str:
        return british_of_american(american, word) if self._british else american

    def _is_known(self, word: str) -> bool:
        """Whether a dictionary has the word, and not as the names of its letters."""
        known = self._engine.lexicon(self._token(word, "NN"), self._context())[0]
        return known is not None and known.translate(_NO_STRESS) != self.spell(word).translate(_NO_STRESS)

    def _has_as_written(self, word: str) -> bool:
        return isinstance(self._engine.lexicon.golds.d.get(word), str)

    def _split(self, word: SpokenWord) -> Sequence[_Piece]:
        """The tokens of one spoken word."""
        if word.phonemes is None and not word.spelled:
            return (self._pieces if len(word.text) <= MOST_LETTERS else self._divide)(word.text)
        text = word.text if word.text.isascii() else _fold_unknown_letters(word.text)
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
        return (_Piece(core or text, " ", lead + sound + tail.translate(_QUOTES)),)

    def _divide(self, written: str) -> tuple[_Piece, ...]:
        """The tokens of a word whose sound is still to be found."""
        text = written if written.isascii() else _fold_unknown_letters(written)
        pieces: list[_Piece] = []
        parts = _INNER_BREAK.sub(r"\1 ", text).translate(_MARKUP).split() if _INNER_BREAK.search(text) else [text]
        for part in parts or [text]:
            tokens = self._engine.tokenizer.split(part) or [part]
            texts = [few for token in tokens for few in _in_few_parts(token)]
            # The package tries every run of the tokens of one word: in a chain of hyphens each is a word of its own.
            blank = _INSIDE if len(texts) > _MAX_WORD_TOKENS or len(texts) > len(tokens) else ""
            pieces += [_Piece(piece, blank) for piece in texts[:-1]] + [_Piece(texts[-1], _INSIDE)]
        pieces[-1] = pieces[-1]._replace(blank=" ")
        return tuple(pieces)

    def _phonemize_alone(self, word: SpokenWord) -> str:
        try:
            return self._phonemize_in_context([word])[0]
        except Exception:
            return self.spell(word.text)


def _quick_token(token: type[Any]) -> type[Any]:
    """The package's token, copied without asking for each of its fields by name, as its engine does for every word."""

    class QuickToken(token):  # type: ignore[misc]
        __slots__ = ()

        def copy(self, **changed: Any) -> Any:
            if changed.keys() != _CHANGED:
                return super().copy(**changed)
            return token(
                changed["text"],
                self.tag,
                changed["whitespace"],
                self.phonemes,
                changed["is_head"],
                self.alias,
                changed["stress"],
                self.currency,
                changed["num_flags"],
                changed["prespace"],
                self.rating,
            )

    return QuickToken


def _in_few_parts(token: str) -> list[str]:
    """The token, cut where it is made of more parts than the package can cope with."""
    parts = _PART.findall(token) if len(token) > _MAX_TOKEN_PARTS else ()
    if len(parts) <= _MAX_TOKEN_PARTS:
        return [token]
    return ["".join(parts[first : first + _MAX_TOKEN_PARTS]) for first in range(0, len(parts), _MAX_TOKEN_PARTS)]


def _fold_unknown_letters(text: str) -> str:
    return "".join(c if c.isascii() or c in _KEPT_ACCENTS or not c.isalpha() else fold_latin(c) for c in text)
