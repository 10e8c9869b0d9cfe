"""American sounds as a speaker of southern British English has them, for words that only American sources tell."""

from __future__ import annotations

import re

_VOWELS = "AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻᵊ"
_BEFORE_VOWEL = rf"(?=[ˈˌ]?[{_VOWELS}])"
_RULES = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"T", "t"),
        (r"ᵻ", "ɪ"),
        (r"O", "Q"),
        # r is heard before vowels only; the vowel before it becomes long or ends in ə
        (rf"ɜɹ{_BEFORE_VOWEL}", "ɜːɹ"),
        (r"ɜɹ", "ɜː"),
        (rf"əɹ(?!{_BEFORE_VOWEL})", "ə"),
        (rf"ɪɹ(?!{_BEFORE_VOWEL})|iɹ(?!{_BEFORE_VOWEL})", "ɪə"),
        (rf"[ɪi]ɹ{_BEFORE_VOWEL}", "ɪəɹ"),
        (rf"[ɛæ]ɹ(?!{_BEFORE_VOWEL})", "ɛː"),
        (rf"[ʊu]ɹ(?!{_BEFORE_VOWEL})", "ɔː"),
        (rf"[ʊu]ɹ{_BEFORE_VOWEL}", "ʊəɹ"),
        (rf"ɑɹ(?!{_BEFORE_VOWEL})", "ɑː"),
        (rf"ɔɹ(?!{_BEFORE_VOWEL})", "ɔː"),
        (rf"([IWYA])ɹ(?!{_BEFORE_VOWEL})", r"\1ə"),
        (rf"ɹ(?!{_BEFORE_VOWEL})", ""),
        (r"ɔ(?!ː)", "ɔː"),
        (r"i(?=.*[ˈˌ])|(?<=[ˈˌ])i", "iː"),
        (r"(?<=[ˈˌ])ɑ(?!ː)", "ɑː"),
        (r"u(?!ː)", "uː"),
        (r"æ", "a"),
    )
)


def british_of_american(said: str, word: str) -> str:
    """mˈOzᵻz -> mˈQzɪz. Where the word is written with an o, ɑ is the o of `lot`."""
    if "ɑ" in said:
        said = _short_o(said, word.lower())
    if "arr" in word.lower():
        said = re.sub(rf"ɛɹ{_BEFORE_VOWEL}", "aɹ", said)
    for pattern, british in _RULES:
        said = pattern.sub(british, said)
    return said


def _short_o(said: str, word: str) -> str:
    """ɑ that is written with an o, in order of the vowels: dˈɑnᵊld, `Donald`."""
    written = re.findall(r"[aeiouy]+", word)
    vowels = [match.start() for match in re.finditer(f"[{_VOWELS}]", said)]
    for vowel, letters in zip(vowels, written, strict=False):
        before_r = re.match(rf"ɹ(?!{_BEFORE_VOWEL})", said[vowel + 1 :])
        if said[vowel] == "ɑ" and letters[0] == "o" and not before_r:
            said = f"{said[:vowel]}ɒ{said[vowel + 1 :]}"
    return said
