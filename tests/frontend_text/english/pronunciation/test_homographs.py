"""Homographs: why one sense is chosen, and that every rule of the table can be."""

from __future__ import annotations

import pytest

from frontend_text.english.pronunciation.hibari_g2p import HibariGraphemeToPhoneme
from frontend_text.english.pronunciation.homograph.homograph_table import HOMOGRAPHS
from frontend_text.english.pronunciation.homograph.homographs import Homographs
from frontend_text.english.pronunciation.scores import sound_in_sentence


def test_each_homograph_has_a_last_rule_that_always_holds_and_names_only_its_senses() -> None:
    for word, homograph in HOMOGRAPHS.items():
        assert homograph.rules[-1].why() == "otherwise", word
        assert {rule.sense for rule in homograph.rules} == set(homograph.senses), word


def test_a_reading_says_which_rule_chose_it() -> None:
    words, tags = "pipes made of lead .".split(), "NNS VBN IN NN .".split()
    (reading,) = Homographs([]).read(words, tags)
    assert (reading.index, reading.sound) == (3, "lˈɛd")
    assert reading.why == "metal: before, near, tag"


def test_a_sentence_without_homographs_has_no_readings() -> None:
    assert list(Homographs([]).read("nothing here to choose".split(), ["NN"] * 4)) == []


@pytest.mark.parametrize(
    ("sentence", "word", "sound"),
    [
        ("The permits expire; they permit it.", "permits", "pˈɜɹmɪts"),
        ("Nobody objects to it.", "objects", "əbʤˈɛkts"),
        ("Strange objects fell from the sky.", "objects", "ˈɑbʤəkts"),
        ("Her transfer was quick.", "transfer", "tɹˈænsfəɹ"),
        ("Funds were transferred.", "transferred", "tɹænsfˈɜɹd"),
        ("Let it resume.", "resume", "ɹəzˈum"),
        ("LEAD PAINT IS DANGEROUS", "lead", "lˈɛd"),
        ("Read the manual.", "read", "ɹˈid"),
        ("“I object,” she said.", "object", "əbʤˈɛkt"),
        ("Close the window, please.", "close", "klˈOz"),
        ("The close friends met.", "close", "klˈOs"),
    ],
)
def test_in_forms_and_marks_of_all_kinds(
    american: HibariGraphemeToPhoneme, sentence: str, word: str, sound: str
) -> None:
    assert sound_in_sentence(american.phonemize, sentence, word) == sound
