"""Kana in the symbols that Kokoro was trained on, which are those of misaki's romaniser (Apache-2.0)."""

from __future__ import annotations

_ROWS = {
    "アイウエオ": "a i ɯ e o", "カキクケコ": "ka kʲi kɯ ke ko", "ガギグゲゴ": "ɡa ɡʲi ɡɯ ɡe ɡo",
    "サシスセソ": "sa ɕi sɨ se so", "ザジズゼゾ": "ʣa ʥi zɨ ʣe ʣo", "タチツテト": "ta ʨi ʦɨ te to",
    "ダヂヅデド": "da ʥi zɨ de do", "ナニヌネノ": "na ɲi nɯ ne no", "ハヒフヘホ": "ha çi ɸɯ he ho",
    "バビブベボ": "ba bʲi bɯ be bo", "パピプペポ": "pa pʲi pɯ pe po", "マミムメモ": "ma mʲi mɯ me mo",
    "ラリルレロ": "ɾa ɾʲi ɾɯ ɾe ɾo", "ヤユヨワヲ": "ja jɯ jo βa o", "ヰヱヴヵヶ": "i e vɯ ka ke",
    "ヷヸヹヺ": "va vʲi ve vo", "ァィゥェォ": "a i ɯ e o", "ャュョヮ": "ja jɯ jo βa",
}  # fmt: skip
_PALATAL = {
    "キ": "kʲ",
    "ギ": "ɡʲ",
    "シ": "ɕ",
    "ジ": "ʥ",
    "チ": "ʨ",
    "ヂ": "ʥ",
    "ニ": "ɲ",
    "ヒ": "ç",
    "ビ": "bʲ",
    "ピ": "pʲ",
    "ミ": "mʲ",
    "リ": "ɾʲ",
    "フ": "ɸʲ",
    "テ": "tʲ",
    "デ": "dʲ",
    "ヴ": "bʲ",
}
_BEFORE_SMALL_VOWEL = {
    "ウ": "β",
    "ク": "kᵝ",
    "グ": "ɡᵝ",
    "ツ": "ʦ",
    "フ": "ɸ",
    "ヴ": "v",
    "イ": "j",
    "ト": "t",
    "ド": "d",
}
"""Consonants of loan words: ウィ, クォ, ツェ, ファ, ヴァ, トゥ."""
_PALATAL_BEFORE_I = {"ツィ": "ʦʲi", "ティ": "tʲi", "ディ": "dʲi", "フィ": "ɸʲi", "ヴィ": "vʲi"}
_GLIDES = {"ャ": "a", "ュ": "ɨ", "ョ": "o"}
_SMALL_VOWELS = {"ァ": "a", "ィ": "i", "ゥ": "ɯ", "ェ": "e", "ォ": "o"}
_SINGLE = {kana: sound for row, sounds in _ROWS.items() for kana, sound in zip(row, sounds.split(), strict=True)}
_NASAL_BEFORE = {"m": "mpb", "ŋ": "kɡ", "ɲ": "ɲʨʥ", "n": "ntdɾz"}


def sound_of(kana: str) -> str:
    """The sound of a word in kana; what is no kana is left out."""
    kana = katakana(kana)
    said = ""
    place = 0
    while place < len(kana):
        pair, letter = _pair(kana[place : place + 2]), kana[place]
        if pair:
            said += pair
            place += 2
            continue
        if letter == "ー":
            said += "ː"
        elif letter == "ッ":
            said += "ʔ"
        elif letter == "ン":
            following = _SINGLE.get(kana[place + 1 : place + 2], " ")[0]
            said += next((nasal for nasal, sounds in _NASAL_BEFORE.items() if following in sounds), "ɴ")
        else:
            said += _SINGLE.get(letter, "")
        place += 1
    return said


def katakana(text: str) -> str:
    """Hiragana as katakana; the rest unchanged."""
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def _pair(kana: str) -> str:
    """The sound of a letter and a small one after it, "" if they are no such pair."""
    if len(kana) < 2:
        return ""
    first, small = kana[0], kana[1]
    if small in _GLIDES and first in _PALATAL:
        return _PALATAL[first] + _GLIDES[small]
    if kana in _PALATAL_BEFORE_I:
        return _PALATAL_BEFORE_I[kana]
    if small in _SMALL_VOWELS:
        if first in _BEFORE_SMALL_VOWEL:
            return _BEFORE_SMALL_VOWEL[first] + _SMALL_VOWELS[small]
        if first in _SINGLE and first not in _SMALL_VOWELS:
            return _SINGLE[first][:-1] + _SMALL_VOWELS[small]
    return ""
