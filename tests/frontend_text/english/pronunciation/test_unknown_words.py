"""What no dictionary has still gets a sound, by a network that was taught names."""

from __future__ import annotations

import re
import zlib

import pytest

from frontend_text.english.pronunciation.comparison import same_up_to_notation
from frontend_text.english.pronunciation.dictionary import CMUDICT_WORDS
from frontend_text.english.pronunciation.hibari_g2p import HibariGraphemeToPhoneme
from frontend_text.spoken import SpokenWord


@pytest.mark.parametrize(
    "word", ["Brontovaquist", "zyntharic", "Øksnevad", "Grzegorzewska", "d'Ambrosianello", "q" * 90]
)
def test_any_word_has_a_sound(american: HibariGraphemeToPhoneme, word: str) -> None:
    (said,) = american.phonemize([SpokenWord(word, 0, len(word))])
    assert re.search("[AIOWYiuæɑəɛɪʊʌɔ]", said), said


def test_the_network_reads_most_names_that_it_never_saw(american: HibariGraphemeToPhoneme) -> None:
    lines = [line.split("\t") for line in CMUDICT_WORDS.read_text(encoding="utf-8").split("\n") if line[:1] not in "#"]
    kept_out = [(word, said) for word, said in lines if word.isalpha() and zlib.crc32(word.encode()) % 20 == 0][::4]
    right = sum(same_up_to_notation(american._unknown._piece(word), said) for word, said in kept_out)
    assert len(kept_out) > 600
    assert right > 0.65 * len(kept_out)
