"""Pinyin syllables in the symbols that Kokoro was trained on.

They are misaki's (Apache-2.0), whose table is that of pinyin-to-ipa (MIT): the first of its variants, tones as arrows
after the vowel, the vowel of `shi` and `si` as ɨ.
"""

from __future__ import annotations

import functools

_INITIALS = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x",
    "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s", "": "",
}  # fmt: skip
_FINALS = {
    "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0", "en": "ə0n", "eng": "ə0ŋ",
    "i": "i0", "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ", "iao": "jau0", "ie": "je0", "in": "i0n", "iou": "jou0",
    "ing": "i0ŋ", "iong": "jʊ0ŋ", "ong": "ʊ0ŋ", "ou": "ou0", "u": "u0", "uei": "wei0", "ua": "wa0", "uai": "wai0",
    "uan": "wa0n", "uen": "wə0n", "uang": "wa0ŋ", "ueng": "wə0ŋ", "uo": "wo0", "o": "wo0", "ü": "y0", "üe": "ɥe0",
    "üan": "ɥɛ0n", "ün": "y0n",
}  # fmt: skip
_WHOLE = {"hm": "hm0", "hng": "hŋ0", "m": "m0", "n": "n0", "ng": "ŋ0", "io": "jɔ0", "ê": "ɛ0", "er": "ɚ0", "o": "ɔ0"}
"""Syllables that are not an initial and a final."""
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}


@functools.lru_cache(maxsize=4096)
def sound_of(syllable: str) -> str:
    """A syllable with its tone as a digit (`zhong1`, `lv4`); "" for what is none."""
    from pypinyin.contrib.tone_convert import to_finals, to_initials

    letters, tone = syllable[:-1], _TONES.get(syllable[-1:])
    if tone is None:
        return ""
    if letters in _WHOLE:
        return _WHOLE[letters].replace("0", tone)
    initial = to_initials(letters, strict=True)
    final = to_finals(letters, strict=True, v_to_u=True)
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        sound = "ɨ0"
    elif final in _FINALS:
        sound = _FINALS[final]
    else:
        return ""
    return _INITIALS.get(initial, "") + sound.replace("0", tone)
