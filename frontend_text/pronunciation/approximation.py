"""Sounds of one language in the symbols of another language's voice: the nearest that its speakers have."""

from __future__ import annotations

from frontend_text.pronunciation.alphabets import SYMBOLS, UnknownPhoneme, from_ipa

_FOR_ENGLISH = {
    "ʁ": "ɹ", "ɣ": "ɡ", "x": "h", "χ": "h", "ç": "h", "β": "b", "ɲ": "nj", "ʎ": "lj", "y": "u", "ø": "ɜ", "œ": "ɜ",
    "ɯ": "ʊ", "ɨ": "ɪ", "ɤ": "ʌ", "ɸ": "f", "ʂ": "ʃ", "ʐ": "ʒ", "ɕ": "ʃ", "ʑ": "ʒ", "ʈ": "t", "ɖ": "d", "ɳ": "n",
    "ɽ": "ɹ", "ɻ": "ɹ", "q": "k", "c": "k", "ɟ": "ɡ", "ɴ": "ŋ", "ɥ": "w", "ʰ": "", "ʲ": "j", "̃": "n", "ː": "",
    "ʝ": "j", "ɰ": "w", "ʋ": "v", "ʣ": "dz", "ʦ": "ts", "ʨ": "ʧ", "ʥ": "ʤ", "ɒ": "ɑ", "ɭ": "l",
}  # fmt: skip
"""What English speakers say for sounds that English does not have."""
_TO_IPA = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ", "ʧ": "tʃ", "ʤ": "dʒ", "T": "ɾ", "ᵊ": "ə",
    "ᵻ": "ɪ",
}  # fmt: skip


def in_alphabet_of(language: str, of: str, sound: str) -> str:
    """The sound of a word of language `of` as a voice of `language` can say it."""
    if of.startswith("en"):
        return "".join(_TO_IPA.get(symbol, symbol) for symbol in sound)
    if not language.startswith("en"):
        return sound
    marks = sound[len(sound.rstrip(",.;:!?…—")) :]
    try:
        said = from_ipa(sound[: len(sound) - len(marks)])
    except UnknownPhoneme:
        said = "".join(symbol for symbol in sound if symbol in SYMBOLS)  # type: ignore[assignment]
    return "".join(_FOR_ENGLISH.get(symbol, symbol) for symbol in said) + marks
