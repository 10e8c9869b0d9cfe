"""Words that no dictionary has are put together from parts that one has, where that is safer than to guess letters."""

from __future__ import annotations

import pytest

from frontend_text.english.pronunciation.comparison import same_up_to_notation
from frontend_text.english.pronunciation.dictionary import CMUDICT_WORDS
from frontend_text.english.pronunciation.hibari_g2p import HibariGraphemeToPhoneme
from frontend_text.english.pronunciation.word_parts import of_parts
from frontend_text.spoken import SpokenWord

_WORDS = {
    "snow": "snˈO",
    "flake": "flˈAk",
    "schneider": "ʃnˈIdəɹ",
    "gates": "ɡˈAts",
    "hack": "hˈæk",
    "kenzie": "kˈɛnzi",
}


@pytest.mark.parametrize(
    ("word", "sound"),
    [
        ("snowflake", "snˈOflˌAk"),
        ("schneiderman", "ʃnˈIdəɹmən"),
        ("hackberg", "hˈækbˌɜɹɡ"),
        ("mckenzie", "məkˈɛnzi"),
        ("gateses", "ɡˈAtsᵻz"),
        ("snowes", None),
        ("xyzzyman", None),
        ("man", None),
        ("flakeq", None),
    ],
)
def test_of_parts(word: str, sound: str | None) -> None:
    assert of_parts(word, _WORDS.get, _WORDS.get, lambda american, _: american) == sound


@pytest.mark.parametrize(
    ("word", "sound"),
    [("Zuckermann", "zˈʌkəɹmən"), ("Cloudflare", "klˈWdflˌɛɹ"), ("Kubernetesist", "kˌubəɹnˈɛTizɪst")],
)
def test_is_how_unknown_words_are_read(american: HibariGraphemeToPhoneme, word: str, sound: str) -> None:
    (said,) = american.phonemize([SpokenWord(word, 0, len(word))])
    assert same_up_to_notation(said, sound), said


def test_names_of_cmudict_that_fall_into_parts_are_right_more_often_than_not_without_their_entry(
    american: HibariGraphemeToPhoneme,
) -> None:
    right = wrong = 0
    for line in CMUDICT_WORDS.read_text(encoding="utf-8").split("\n")[3::9]:
        word, _, sound = line.partition("\t")

        def known(part: str, hidden: str = word) -> str | None:
            return None if part == hidden else american._unknown.in_any_dictionary(part)

        said = (
            of_parts(word, known, american._unknown.in_common_words, lambda american, _: american)
            if word.isalpha()
            else None
        )
        if said is not None:
            right, wrong = right + same_up_to_notation(said, sound), wrong + (not same_up_to_notation(said, sound))
    assert right + wrong > 500
    assert right > 0.75 * (right + wrong)
