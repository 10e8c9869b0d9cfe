"""CMUdict's ARPAbet in the alphabet of the American voices (misaki's)."""

from __future__ import annotations

import re
from collections.abc import Sequence

VOWELS = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "W", "AY": "I", "EH": "ɛ", "ER": "ɜɹ", "EY": "A", "IH": "ɪ",
    "IY": "i", "OW": "O", "OY": "Y", "UH": "ʊ", "UW": "u",
}  # fmt: skip
CONSONANTS = {
    "B": "b", "CH": "ʧ", "D": "d", "DH": "ð", "F": "f", "G": "ɡ", "HH": "h", "JH": "ʤ", "K": "k", "L": "l", "M": "m",
    "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "V": "v", "W": "w", "Y": "j",
    "Z": "z", "ZH": "ʒ",
}  # fmt: skip
_STRESS = {"0": "", "1": "ˈ", "2": "ˌ"}
_UNSTRESSED = {"AH": "ə", "ER": "əɹ"}
_FLAPPED = re.compile(r"(?<=[AIOWYiuæɑəɛɪɹʊʌɔ])t(?=[əiɪ])")
"""A t that Americans tap: after a vowel or r, before a vowel without stress."""
_MARRY = re.compile(r"(?<=[ˈˌ])æɹ")
"""Most Americans, and so the voices, have one vowel in `marry` and `merry`."""
_SYLLABIC_L = re.compile(r"(?<=[bdfkpstvzðɡʃʒʤʧθTmn])əl(?=$|[zdn])")
_SYLLABIC_N = re.compile(r"(?<=[tdszʃʒ])ən(?=$|[tz])")


def misaki_of_arpabet(sounds: Sequence[str]) -> str:
    """`B AH1 T ER0` -> bˈʌTəɹ: stress before the vowel, t tapped, l and n syllabic, as the voices were trained.

    Raises KeyError for a symbol that is not ARPAbet.
    """
    said = ""
    for sound in sounds:
        if sound[-1].isdigit():
            vowel, stress = sound[:-1], sound[-1]
            said += _STRESS[stress] + (_UNSTRESSED.get(vowel, VOWELS[vowel]) if stress == "0" else VOWELS[vowel])
        else:
            said += CONSONANTS[sound]
    said = _MARRY.sub("ɛɹ", _SYLLABIC_N.sub("ᵊn", said))
    said = _FLAPPED.sub("T", said)
    return _SYLLABIC_L.sub("ᵊl", said)
