"""The comparison merges ways to write a pronunciation, and nothing that a listener hears as another word."""

from __future__ import annotations

import pytest

from frontend_text.english.pronunciation.comparison import same_up_to_notation


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wˈɔTəɹ", "wˈɑtəɹ"),
        ("bəlˈiv", "bɪlˈiv"),
        ("əksˈɛpt", "æksˈɛpt"),
        ("ætˈɛnʧən", "ətˈɛnʃᵊn"),
        ("fˈæmᵊli", "fˈæmli"),
        ("fˈIəɹ", "fˈIɹ"),
        ("nˈuz", "njˈuz"),
        ("mˈɛɹi", "mˈæɹi"),
        ("ˈAljən", "ˈAliən"),
        ("ɪllˈiɡᵊl", "ɪlˈiɡəl"),
        ("ˌWtsˈId", "ˈWtsˌId"),
        ("bˈɔɹd", "bɔɹd"),
    ],
)
def test_the_same_in_other_symbols(one: str, other: str) -> None:
    assert same_up_to_notation(one, other) and same_up_to_notation(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mˈɑɹiə", "məɹˈiə"),
        ("ɹˈɛkəɹd", "ɹəkˈɔɹd"),
        ("kɹˈʌz", "kɹˈuz"),
        ("klˈAn", "klˈIn"),
        ("bˈɪt", "bˈʌt"),
        ("bˈɛt", "bˈæt"),
        ("bˈAt", "bˈɛθ"),
        ("sˈænʃɛ", "sˈænʧɛz"),
        ("kˈOhən", "kˈOən"),
        ("ɹˈɪzᵊn", "ɹˈizᵊn"),
        ("pˈɑɹTi", "pˈɑɹTiz"),
        ("ðə", "ði ə"),
    ],
)
def test_another_sound(one: str, other: str) -> None:
    assert not same_up_to_notation(one, other) and not same_up_to_notation(other, one)
