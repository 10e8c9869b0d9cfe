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
    if "ɑ" in said and "o" in word.lower() and "a" not in word.lower():
        said = re.sub(rf"ɑ(?!ɹ(?!{_BEFORE_VOWEL}))", "ɒ", said)
    if "arr" in word.lower():
        said = re.sub(rf"ɛɹ{_BEFORE_VOWEL}", "aɹ", said)
    for pattern, british in _RULES:
        said = pattern.sub(british, said)
    return said
