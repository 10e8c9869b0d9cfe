"""Hungarian endings on number words: vowels that agree, stems that change."""

from __future__ import annotations

import re

from frontend_text.reading.tables import pairs

_STEMS = {"három": "hárm", "kettő": "kett", "hét": "het", "húsz": "husz", "ezer": "ezr", "tíz": "tíz", "tűz": "tüz"}
"""What is left of a number before an ending that begins with a vowel."""
_ADJECTIVES = pairs("""
    egy = egyes
    kettő = kettes
    három = hármas
    négy = négyes
    öt = ötös
    hat = hatos
    hét = hetes
    nyolc = nyolcas
    kilenc = kilences
    tíz = tízes
    húsz = huszas
    harminc = harmincas
    negyven = negyvenes
    ötven = ötvenes
    hatvan = hatvanas
    hetven = hetvenes
    nyolcvan = nyolcvanas
    kilencven = kilencvenes
    száz = százas
    ezer = ezres""")


def adjective(said: str) -> str:
    """Number twelve as an adjective: tizenkettes."""
    for end in sorted(_ADJECTIVES, key=len, reverse=True):
        if said.endswith(end):
            return said[: len(said) - len(end)] + _ADJECTIVES[end]
    return said


def is_back(word: str) -> bool:
    """Whether endings of the word have a dark vowel."""
    vowels = re.findall(r"[aáoóuúeéiíöőüű]", word)
    for vowel in reversed(vowels):
        if vowel in "aáoóuú":
            return True
        if vowel in "eéöőüű":
            return False
    return False


def with_suffix(said: str, ending: str) -> str:
    """A word with an ending before which a last a or e is long."""
    if said[-1] in "ae" and not ending.startswith("kor"):
        said = said[:-1] + ("á" if said[-1] == "a" else "é")
    return said + ending


def with_ending(said: str, ending: str) -> str:
    """A number with what stands after its hyphen: 3-as, 2024-ben, 8-kor."""
    if ending[0] in "aáeéoóöőiu" and ending not in ("ig", "ért"):
        for whole, stem in _STEMS.items():
            if said.endswith(whole) and not (whole == "kettő" and ending[0] not in "e"):
                return said[: len(said) - len(whole)] + stem + ending
    if said.endswith("a"):
        said = said[:-1] + "á"
    return said + ending
