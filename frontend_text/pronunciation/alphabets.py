"""Pronunciations as people write them (IPA, X-SAMPA) in the alphabet of the voices (misaki's)."""

from __future__ import annotations

import re


class UnknownPhoneme(ValueError):
    """A pronunciation holds a symbol that the voices have no sound for."""

    def __init__(self, symbol: str, pronunciation: str) -> None:
        code = " ".join(f"U+{ord(c):04X}" for c in symbol)
        super().__init__(f'phoneme "{symbol}" ({code}) in "{pronunciation}" is not known to the voices')
        self.symbol = symbol


class Pronunciation(str):
    """A pronunciation in the alphabet of the English voices, which remembers how it was given."""

    ipa: str
    """In IPA, for voices of other languages: stress before vowels, without marks that no voice tells apart."""

    @classmethod
    def of(cls, misaki: str, ipa: str) -> Pronunciation:
        pronunciation = cls(misaki)
        pronunciation.ipa = ipa
        return pronunciation


VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻᵊɐeoɚyøœɨɯ")
SYMBOLS = frozenset("ˈˌː ̃AIOQSTWYabcdefhijklmnopqrstuvwxyzæçðøŋœɐɑɒɔɕɖəɚɛɜɟɡɣɤɥɨɪɯɰɲɳɴɸɹɻɽɾʁʂʃʈʊʋʌʎʒʔʝʣʤʥʦʧʨʰʲβθχᵊᵝᵻ")
"""Sounds in the vocabulary of the hibari and Kokoro voices, with stress and blanks."""

_FROM_IPA = {
    "eɪ": "A", "aɪ": "I", "oʊ": "O", "əʊ": "Q", "aʊ": "W", "ɔɪ": "Y", "tʃ": "ʧ", "dʒ": "ʤ", "t͡ʃ": "ʧ", "d͡ʒ": "ʤ",
    "ts": "ʦ", "dz": "ʣ", "ɝː": "ɜɹ", "ɝ": "ɜɹ", "ɚ": "əɹ",
    "ɜːr": "ɜɹ", "ɜːɹ": "ɜɹ", "ɜr": "ɜɹ", "ɜɹ": "ɜɹ", "ɜː": "ɜɹ", "iː": "i", "uː": "u", "ɑː": "ɑ", "ɔː": "ɔ",
    "r": "ɹ", "g": "ɡ", "ɫ": "l", "ɾ": "T", "ʍ": "w", "ɬ": "l", "ʉ": "u", "ɵ": "ʊ", "ɘ": "ə", "ɞ": "ɜ", "ʀ": "ʁ",
    "ɺ": "ɹ", "ħ": "h", "ʕ": "ʔ", "ɱ": "m", "ʙ": "b", "ᵿ": "ʊ", "ɶ": "œ", "ʏ": "y", "ɓ": "b", "ɗ": "d", "e": "ɛ",
    "o": "ɔ", "a": "æ", "ɐ": "ɐ",
}  # fmt: skip
"""IPA -> American misaki symbols; what is not here is the same in both."""

_IGNORED = frozenset(".‿͜͡ˑ‖|-ʷˠˤ̩̯̪̬̥̆̍/[]")
"""Syllable marks, ties and fine detail that the voices do not distinguish."""

_FROM_X_SAMPA = {
    "tS": "tʃ", "dZ": "dʒ", "r\\": "ɹ", "r\\`": "ɻ", "@`": "ɚ", "3`": "ɝ", "l`": "ɭ", "n`": "ɳ", "s`": "ʂ", "t`": "ʈ",
    "d`": "ɖ", "z`": "ʐ", "A": "ɑ", "{": "æ", "6": "ɐ", "Q": "ɒ", "E": "ɛ", "@": "ə", "3": "ɜ", "I": "ɪ", "O": "ɔ",
    "2": "ø", "9": "œ", "U": "ʊ", "}": "ʉ", "V": "ʌ", "Y": "ʏ", "1": "ɨ", "M": "ɯ", "7": "ɤ", "8": "ɵ", "&": "ɶ",
    "B": "β", "C": "ç", "D": "ð", "F": "ɱ", "G": "ɣ", "H": "ɥ", "J": "ɲ", "K": "ɬ", "L": "ʎ", "N": "ŋ", "P": "ʋ",
    "R": "ʁ", "S": "ʃ", "T": "θ", "W": "ʍ", "X": "χ", "Z": "ʒ", "4": "ɾ", "5": "ɫ", "?": "ʔ", '"': "ˈ", "%": "ˌ",
    ":": "ː", "=": "̩", "~": "̃", ".": ".", "g": "ɡ", "I\\": "ᵻ", "_h": "ʰ", "'": "ʲ",
}  # fmt: skip
_X_SAMPA_SYMBOL = re.compile("|".join(re.escape(s) for s in sorted(_FROM_X_SAMPA, key=len, reverse=True)) + "|.")
_IPA_SYMBOL = re.compile("|".join(re.escape(s) for s in sorted(_FROM_IPA, key=len, reverse=True)) + "|.", re.DOTALL)
_OWN = re.compile(r"[AIOQWYTʤʧ]")
"""Symbols that only misaki writes: a pronunciation with one of them is taken as it is."""


def from_x_sampa(pronunciation: str) -> str:
    """X-SAMPA in IPA: `"tr\\i:toUn` -> ˈtɹiːtoʊn."""
    return "".join(_FROM_X_SAMPA.get(m[0], m[0]) for m in _X_SAMPA_SYMBOL.finditer(pronunciation))


def from_ipa(pronunciation: str) -> Pronunciation:
    """IPA (or misaki itself) in the voices' alphabet: ˈtɹaɪtoʊn -> tɹˈItOn.

    Raises UnknownPhoneme.
    """
    pronunciation = pronunciation.strip().strip("/[]").replace("'", "ˈ").replace(":", "ː")
    own = bool(_OWN.search(pronunciation))
    said = ""
    for match in _IPA_SYMBOL.finditer(pronunciation):
        symbol = match[0]
        if not own:
            symbol = _FROM_IPA.get(symbol, symbol)
        for part in symbol:
            if part in _IGNORED:
                continue
            if part not in SYMBOLS and not part.isspace():
                raise UnknownPhoneme(part, pronunciation)
            said += part
    ipa = "".join(symbol for symbol in pronunciation if symbol not in _IGNORED - {"ʷ", "̩"})
    return Pronunciation.of(
        _stress_before_vowels(" ".join(said.replace("ː", "").split())), _stress_before_vowels(" ".join(ipa.split()))
    )


def _stress_before_vowels(phonemes: str) -> str:
    """IPA marks stress before the syllable, misaki before its vowel."""
    said, waiting = "", ""
    for symbol in phonemes:
        if symbol in "ˈˌ":
            waiting = symbol
        elif symbol in VOWELS and waiting:
            said += waiting + symbol
            waiting = ""
        else:
            said += symbol
    return said
