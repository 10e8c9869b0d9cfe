"""Join the sounds of words into one string, and keep for each written word which symbols are its own."""

from __future__ import annotations

from collections.abc import Sequence

from frontend_text.passage import Word
from frontend_text.spoken import SpokenWord

_AROUND_WORD = "\"'“”‘’«»()[]{}<>,;:.!?…—–-*_|•·‣◦\u200b\ufeff、。，！？；：「」『』（）《》〈〉【】・～〜।॥"
"""Punctuation that is not part of the word it touches."""
JOINED = "‿"
"""Begins the sound of a word that is said with no break after the word before it."""
_PUNCTUATION_PHONEMES = ' ,;:.!?…—“”"()'


def lay_out(
    sentence: str, offset: int, words: Sequence[SpokenWord], sounds: Sequence[str]
) -> tuple[str, tuple[Word, ...]]:
    """The phonemes of a sentence, empty if they are nothing but punctuation, and its written words.

    offset is added to the places of words, which count characters of the sentence.
    """
    phonemes = ""
    spans: list[list[int]] = []  # source start, source end, phoneme start, phoneme end
    for word, sound in zip(words, sounds, strict=True):
        sound = sound.strip()
        if sound.startswith(JOINED):
            sound = sound[1:]
        elif sound and phonemes and not (len(sound) == 1 and sound in ",;:.!?…"):
            phonemes += " "
        begin = len(phonemes)
        phonemes += sound
        core_begin = begin + len(sound) - len(sound.lstrip(_PUNCTUATION_PHONEMES))
        core_end = begin + len(sound.rstrip(_PUNCTUATION_PHONEMES))
        if core_end <= core_begin:
            core_begin = core_end = min(begin, len(phonemes))
        if spans and spans[-1][0] == word.source_start:
            if core_end > core_begin:
                if spans[-1][3] == spans[-1][2]:
                    spans[-1][2] = core_begin
                spans[-1][3] = core_end
        else:
            spans.append([word.source_start, word.source_end, core_begin, core_end])
    laid_out = []
    for source_start, source_end, phoneme_start, phoneme_end in spans:
        written = sentence[source_start:source_end]
        core = written.strip(_AROUND_WORD)
        if not core:
            if phoneme_end == phoneme_start:
                continue  # a dash or a row of dots: punctuation, not a word
            core = written
        source_start += written.find(core)
        laid_out.append(Word(offset + source_start, offset + source_start + len(core), phoneme_start, phoneme_end))
    if not phonemes.strip(_PUNCTUATION_PHONEMES):
        return "", tuple(Word(word.text_start, word.text_end, 0, 0) for word in laid_out)
    return phonemes, tuple(laid_out)
