"""What a British voice says of words that only American sources tell, and of those that differ."""

from __future__ import annotations

import pytest

from frontend_text import Frontend
from frontend_text.english.pronunciation.british import british_of_american

FRONTEND = Frontend("en-gb")


@pytest.mark.parametrize(
    ("word", "american", "british"),
    [
        ("Harper", "hˈɑɹpəɹ", "hˈɑːpə"),
        ("Donald", "dˈɑnᵊld", "dˈɒnᵊld"),
        ("Barry", "bˈɛɹi", "bˈaɹi"),
        ("Meyer", "mˈIəɹ", "mˈIə"),
        ("Moses", "mˈOzᵻz", "mˈQzɪz"),
        ("Carter", "kˈɑɹTəɹ", "kˈɑːtə"),
        ("Turner", "tˈɜɹnəɹ", "tˈɜːnə"),
        ("Cruz", "kɹˈuz", "kɹˈuːz"),
        ("Norton", "nˈɔɹtᵊn", "nˈɔːtᵊn"),
        ("Blair", "blˈɛɹ", "blˈɛː"),
        ("Grimaldi", "ɡɹɪmˈældi", "ɡɹɪmˈaldi"),
    ],
)
def test_american_sounds_become_british(word: str, american: str, british: str) -> None:
    assert british_of_american(american, word) == british


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("the letter Z", "ðə lˈɛtə zˈɛd"),
        ("schedule", "ʃˈɛdjuːl"),
        ("lieutenant", "lɛftˈɛnənt"),
        ("Leicester", "lˈɛstə"),
        ("Worcester", "wˈʊstə"),
        ("Derby", "dˈɑːbi"),
        ("clerk", "klˈɑːk"),
        ("Donald", "dˈɒnᵊld"),
        ("Maria", "məɹˈiːə"),
        ("He gave it a polish.", "hˌiː ɡˈAv ɪt ɐ pˈɒlɪʃ."),
        ("Send a resume.", "sˈɛnd ɐ ɹˈɛzəmˌA."),
    ],
)
def test_says(text: str, sound: str) -> None:
    assert FRONTEND.read(text).segments[0].phonemes == sound
