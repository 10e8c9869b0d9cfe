"""Pronunciations that SSML gives in an alphabet of its choice, in IPA.

ARPAbet as CMUdict and ElevenLabs write it (`HH AH0 L OW1`), SAPI's and UPS's English symbols as Azure does, X-SAMPA.
The tables are facts of public specifications; vowels and consonants of English only.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from frontend_text.pronunciation.alphabets import from_x_sampa

_ARPABET = {
    "AA": "ɑː", "AE": "æ", "AH": "ʌ", "AO": "ɔː", "AW": "aʊ", "AX": "ə", "AXR": "ɚ", "AY": "aɪ", "EH": "ɛ", "ER": "ɝː",
    "EY": "eɪ", "IH": "ɪ", "IX": "ɨ", "IY": "iː", "OW": "oʊ", "OY": "ɔɪ", "UH": "ʊ", "UW": "uː", "UX": "uː", "B": "b",
    "CH": "tʃ", "D": "d", "DH": "ð", "DX": "ɾ", "F": "f", "G": "ɡ", "H": "h", "HH": "h", "JH": "dʒ", "K": "k", "L": "l",
    "M": "m", "N": "n", "NG": "ŋ", "NX": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "V": "v",
    "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ", "Q": "ʔ",
}  # fmt: skip
_UPS = _ARPABET | {
    "A": "a", "AEX": "æ", "EI": "eɪ", "AI": "aɪ", "AU": "aʊ", "OI": "ɔɪ", "OU": "oʊ", "I": "iː", "U": "uː", "E": "e",
    "O": "o", "Q": "ɒ", "RA": "ɹ", "JJ": "j", "J": "j", "C": "tʃ",
}  # fmt: skip
_UPS_STRESS = {"S1": "ˈ", "S2": "ˌ"}


def _arpabet(pronunciation: str) -> str:
    said = ""
    for symbol in pronunciation.upper().replace(".", " ").split():
        match = re.fullmatch(r"([A-Z]+)([012]?)", symbol)
        if not match or match[1] not in _ARPABET:
            raise ValueError(f'"{symbol}" is no ARPAbet symbol')
        sound = _ARPABET[match[1]]
        if match[1] == "AH" and match[2] == "0":
            sound = "ə"
        elif match[1] == "ER" and match[2] == "0":
            sound = "ɚ"
        said += {"1": "ˈ", "2": "ˌ"}.get(match[2], "") + sound
    return said


def _sapi(pronunciation: str) -> str:
    """SAPI writes a vowel's stress as a symbol of its own after it: `h eh 1 l ow`."""
    return _arpabet(re.sub(r"\s+([012])\b", r"\1", pronunciation.replace("-", " ")))


def _ups(pronunciation: str) -> str:
    """UPS writes stress before its syllable: `S1 H E L OU`."""
    said = ""
    for symbol in pronunciation.upper().replace(".", " ").replace("+", " ").split():
        if symbol not in _UPS and symbol not in _UPS_STRESS:
            raise ValueError(f'"{symbol}" is no UPS symbol known here')
        said += _UPS_STRESS.get(symbol) or _UPS[symbol]
    return said


TO_IPA: dict[str, Callable[[str], str]] = {
    "ipa": str,
    "x-sampa": from_x_sampa,
    "xsampa": from_x_sampa,
    "x-amazon-sampa": from_x_sampa,
    "cmu-arpabet": _arpabet,
    "arpabet": _arpabet,
    "x-arpabet": _arpabet,
    "sapi": _sapi,
    "ups": _ups,
    "x-microsoft-ups": _ups,
}
"""How each alphabet becomes IPA; ValueError for a symbol it does not have."""
