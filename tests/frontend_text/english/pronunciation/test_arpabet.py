"""CMUdict's sounds become the voices' symbols."""

from __future__ import annotations

import pytest

from frontend_text.english.pronunciation.arpabet import misaki_of_arpabet


@pytest.mark.parametrize(
    ("arpabet", "said"),
    [
        ("B AH1 T ER0", "bˈʌTəɹ"),
        ("B AH1 T AH0 N", "bˈʌtᵊn"),
        ("L IH1 T AH0 L", "lˈɪTᵊl"),
        ("P AA1 R T IY0", "pˈɑɹTi"),
        ("M EH1 R IY0", "mˈɛɹi"),
        ("B AE1 R IY0", "bˈɛɹi"),
        ("JH AO1 R JH", "ʤˈɔɹʤ"),
        ("G AA2 R S IY1 AH0", "ɡˌɑɹsˈiə"),
        ("CH AY1 L D", "ʧˈIld"),
        ("M EY1 ZH ER0", "mˈAʒəɹ"),
        ("AH0 T EH1 N D", "ətˈɛnd"),
    ],
)
def test_maps(arpabet: str, said: str) -> None:
    assert misaki_of_arpabet(arpabet.split()) == said


def test_a_symbol_that_is_not_arpabet_is_refused() -> None:
    with pytest.raises(KeyError):
        misaki_of_arpabet(["QX1"])
