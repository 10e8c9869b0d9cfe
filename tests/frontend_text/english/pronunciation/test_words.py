"""Names, brands, endings: single words and how they sound."""

from __future__ import annotations

import pytest

from frontend_text import Frontend
from frontend_text.english.pronunciation.comparison import same_up_to_notation
from frontend_text.english.pronunciation.hibari_g2p import HibariGraphemeToPhoneme
from frontend_text.spoken import SpokenWord

FRONTEND = Frontend("en-us")


def said(text: str) -> str:
    return " ".join(segment.phonemes for segment in FRONTEND.read(text).segments)


@pytest.mark.parametrize(
    ("word", "sound"),
    [
        ("Maria", "məɹˈiə"),
        ("Donald", "dˈɑnəld"),
        ("Michelle", "mɪʃˈɛl"),
        ("Karen", "kˈɛɹən"),
        ("Beth", "bˈɛθ"),
        ("José", "hOzˈA"),
        ("Jose", "hOzˈA"),
        ("Nathan", "nˈAθən"),
        ("Theresa", "təɹˈisə"),
        ("Renee", "ɹənˈA"),
        ("Javier", "hɑviˈɛɹ"),
        ("Garcia", "ɡɑɹsˈiə"),
        ("Sanchez", "sˈænʧɛz"),
        ("Cruz", "kɹˈuz"),
        ("Rivera", "ɹɪvˈɛɹə"),
        ("Ramirez", "ɹəmˈɪɹɛz"),
        ("Diaz", "dˈiˌɑz"),
        ("Meyer", "mˈIəɹ"),
        ("Schneider", "ʃnˈIdəɹ"),
        ("Klein", "klˈIn"),
        ("Cohen", "kˈOən"),
        ("Patel", "pətˈɛl"),
        ("Wong", "wˈɔŋ"),
        ("Nguyen", "wˈɪn"),
        ("Buchanan", "bjukˈænən"),
        ("Los Angeles", "lˈOs ˈænʤələs"),
        ("San Jose", "sˈæn hOzˈA"),
        ("Kyiv", "kˈiv"),
        ("Lviv", "ləvˈiv"),
        ("Lyon", "liˈOn"),
        ("Kubernetes", "kˌubəɹnˈɛTiz"),
        ("Redis", "ɹˈɛdɪs"),
        ("PaaS", "pˈæs"),
        ("IaaS", "ˈIæs"),
        ("Huawei", "wˈɑwA"),
        ("Xi", "ʃˈi"),
        ("Hermès", "ɛɹmˈɛz"),
        ("acai", "ˌɑsɑˈi"),
        ("açaí", "ˌɑsɑˈi"),
        ("EBITDA", "ˈibɪtdˌɑ"),
        ("GAAP", "ɡˈæp"),
        ("ANOVA", "ənˈOvə"),
        ("IHOP", "ˈIhˌɑp"),
        ("Siobhan", "ʃəvˈɔn"),
        ("Joaquin", "wɑkˈin"),
    ],
)
def test_says(word: str, sound: str) -> None:
    assert all(same_up_to_notation(one, other) for one, other in zip(said(word).split(), sound.split(), strict=True)), (
        said(word)
    )


@pytest.mark.parametrize(
    ("written", "sound"),
    [
        ("Garcia's", "ɡˌɑɹsˈiəz"),
        ("the Garcias", "ðə ɡɑɹsˈiəz"),
        ("Sanchez's", "sˈænʧɛzᵻz"),
        ("the Joneses' house", "ðə ʤˈOnzᵻz hˈWs"),
        ("O'Brien", "ObɹˈIɪn"),
        ("O’Neill’s", "Onˈilz"),
        ("McDonald", "məkdˈɑnəld"),
        ("MacArthur", "məkˈɑɹθəɹ"),
        ("Patrick's", "pˈætɹɪks"),
        ("bodies", "bˈɑdiz"),
        ("AWS's", "ˌAdˌʌbᵊljuˈɛsᵻz"),
        ("FBI's", "ˌɛfbˌiˈIz"),
    ],
)
def test_endings_and_prefixes_of_names(written: str, sound: str) -> None:
    assert said(written) == sound


def test_a_hyphenated_name_has_the_sounds_of_both(american: HibariGraphemeToPhoneme) -> None:
    (both,) = american.phonemize([SpokenWord("Garcia-Schneider", 0, 16)])
    assert both.translate(str.maketrans("", "", "ˈˌ")) == "ɡɑɹsiəʃnIdəɹ"


@pytest.mark.parametrize(("text", "sound"), [("am", "ˈæm"), ("Am", "ˈæm"), ("Am I late?", "æm ˌI lˈAt?")])
def test_am_is_a_word(text: str, sound: str) -> None:
    assert same_up_to_notation(said(text), sound), said(text)


def test_letters_without_a_vowel_are_named(american: HibariGraphemeToPhoneme) -> None:
    assert american.phonemize([SpokenWord("xkcd", 0, 4)]) == [american.spell("xkcd")]
