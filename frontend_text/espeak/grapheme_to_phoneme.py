"""The sounds of a language's words by espeak-ng, each word as it is said in its sentence."""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence

from frontend_text.espeak.alignment import divide
from frontend_text.espeak.number_words import cut_number_words
from frontend_text.espeak.process import Clauses, EspeakProcess
from frontend_text.segmentation.abbreviations import NEVER_END_SETS, ORDINAL_PERIOD
from frontend_text.spoken import UNSPACED, SpokenWord

_KEPT_WORDS = 20_000
"""Words whose own sounds are remembered; they tell where words begin in a sentence."""
_MOST_WORDS = 200
"""Words in one request."""
_MARKS = str.maketrans(
    {
        "।": ".",
        "॥": ".",
        "。": ".",
        "．": ".",
        "！": "!",
        "？": "?",
        "，": ",",
        "、": ",",
        "；": ";",
        "：": ":",
        "…": ".",
        "؟": "?",
        "۔": ".",
        "،": ",",
        "؛": ";",
        "—": ",",
        "–": ",",
        "¡": "",
        "¿": "",
        "[": " ",
        "]": " ",
        "{": " ",
        "}": " ",
        "<": " ",
        ">": " ",
        "|": " ",
        "\n": " ",
    }
)
"""Marks that espeak has no pause for, as those that it has; brackets that mean something to it, as blanks."""
_SOUND = re.compile(r"[^\W_]|[^\w\s.,;:!?\"'“”‘’«»„‚‹›()\-]")
_CLOSING = tuple(".,;:!?")


class EspeakGraphemeToPhoneme:
    """IPA as espeak-ng writes it, stress before the vowel; safe to share between threads."""

    def __init__(self, language: str, voice: str, worker: EspeakProcess) -> None:
        """voice: the name of one of espeak's voices."""
        self._language, self._voice, self._worker = language, voice, worker
        self._blank = "" if language in UNSPACED else " "
        self._never_end = NEVER_END_SETS.get(language, frozenset())
        self._alone: OrderedDict[str, str] = OrderedDict()

    def phonemize(self, words: Sequence[SpokenWord]) -> list[str]:
        """The symbols of each word and of the punctuation after it, as said in this sentence.

        Raises PronunciationFailed.
        """
        texts = [self._written(word, last=number + 1 == len(words)) for number, word in enumerate(words)]
        sounding = [number for number, text in enumerate(texts) if _SOUND.search(text)]
        sentence = _joined(self._worker.phonemize(self._voice, [self._blank.join(texts)])[0])
        pieces = sentence.split(" ") if sentence else []
        has_digits = any(character.isdigit() for text in texts for character in text)
        if not self._blank or len(pieces) != len(sounding) or has_digits:
            pieces = divide(sentence, self._read_alone([texts[number] for number in sounding]))
        sounds = [""] * len(words)
        for number, piece in zip(sounding, pieces, strict=True):
            sounds[number] = piece
        for number, word in enumerate(words):
            if word.phonemes is not None:
                sounds[number] = word.phonemes + (sounds[number][-1:] if sounds[number][-1:] in _CLOSING else "")
        return sounds

    def _written(self, word: SpokenWord, last: bool) -> str:
        """A word as espeak shall see it: spelled if it is to be, without a period that does not end a sentence."""
        text = word.text.translate(_MARKS).strip()
        text = cut_number_words(text, self._language)
        if word.spelled:
            text = " ".join(text)
        if text.endswith(".") and not last and not text.endswith(".."):
            stem = text[:-1]
            if (
                text in self._never_end
                or (len(stem) == 1 and stem.isalpha() and stem.isupper())
                or (stem.isdigit() and self._language in ORDINAL_PERIOD)
            ):
                return stem
        return text

    def _read_alone(self, texts: Sequence[str]) -> list[str]:
        new = [text for text in dict.fromkeys(texts) if text not in self._alone]
        for start in range(0, len(new), _MOST_WORDS):
            part = new[start : start + _MOST_WORDS]
            for text, clauses in zip(part, self._worker.phonemize(self._voice, part), strict=True):
                self._alone[text] = _joined(clauses)
        sounds = [self._alone[text] for text in texts]
        while len(self._alone) > _KEPT_WORDS:
            self._alone.popitem(last=False)
        return sounds


def _joined(clauses: Clauses) -> str:
    """Clauses as one line: a mark stands right after the word before it."""
    said = " ".join("".join((phonemes.strip(), mark)) for phonemes, mark in clauses)
    return unicodedata.normalize("NFC", " ".join(said.split()))
