"""Spanish sounds by rule, in espeak-ng's spelling: Castilian, or Latin American with /s/ for c and z.

Written after the usual descriptions of Spanish orthography and compared with espeak-ng word by word
(`loadtest/peers/compare_phonemes.py`); docs/text.md has the agreement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from frontend_text.romance.grapheme_to_phoneme import PronunciationRules

_VOWELS = "aeiou"
_ACCENTED = {"á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u"}
_UNACCENTED = str.maketrans("áéíóúü", "aeiouu")
LETTERS = frozenset("abcdefghijklmnñopqrstuvwxyzáéíóúü")
_SPELLINGS = re.compile(
    r"ch|sh|ll|rr|c?k+|qu(?=[eiéí])|gu(?=[eiéí])|gü|c(?=[eiéí])|g(?=[eiéí])|^ps(?=[aeiouáéíóú])|^x|hu(?=[aeoáéó])|h|."
)
_CONSONANTS = {
    "ch": ["tʃ"],
    "sh": ["ʃ"],
    "ll": ["ʎ"],
    "rr": ["r"],
    "qu": ["k"],
    "gu": ["ɡ"],
    "c": ["k"],
    "g": ["ɡ"],
    "j": ["x"],
    "ñ": ["ɲ"],
    "v": ["b"],
    "z": ["θ"],
    "ps": ["s"],
    "q": ["k"],
}
_UNSTRESSED = frozenset(
    "el la los las de del al en y e o u que quien me te se le les lo nos os mi mis tu tus su sus con sin por si tras a"
    "".split()
)
"""Words that lean on the next one."""
_HALF_STRESSED = frozenset(
    "aunque para desde cuando cuanto como donde porque pero entre hasta sobre mientras bajo hacia ante quienes nuestro "
    "nuestra nuestros nuestras vuestro vuestra vuestros vuestras".split()
)
_IRREGULAR = {"y": "i", "ser": "sˈer", "muy": "mˈuj"}
_WRITTEN_VOWELS = frozenset("aeiouáéíóúüy")
_LETTERS = {
    "a": "a",
    "b": "be",
    "c": "θe",
    "d": "de",
    "e": "e",
    "f": "ɛfe",
    "g": "xe",
    "h": "atʃe",
    "i": "i",
    "j": "xota",
    "k": "ka",
    "l": "ɛle",
    "m": "ɛme",
    "n": "ɛne",
    "ñ": "ɛɲe",
    "o": "o",
    "p": "pe",
    "q": "ku",
    "r": "ɛre",
    "s": "ɛse",
    "t": "te",
    "u": "u",
    "v": "uβe",
    "w": "uβeðˌoβle",
    "x": "ɛkis",
    "y": "ʝe",
    "z": "θɛta",
}
_LENITED = {"b": "β", "d": "ð", "ɡ": "ɣ"}
_NASALS = frozenset("mnɲŋ")
_NOT_LENITED_BEFORE = {"b": frozenset("btdpk"), "d": frozenset("mknpt"), "ɡ": frozenset("nmdt")}


@dataclass
class _Sound:
    """A consonant, a glide or the vowel of a syllable."""

    symbol: str
    is_nucleus: bool = False
    is_accented: bool = False
    glide: str = ""
    """What follows the vowel in its syllable, as the ɪ of `aire`."""
    is_apart: bool = False
    """Whether it makes no diphthong with what is before it, as after a silent h."""
    is_weak: bool = False
    """Whether spelling counts it as part of the next vowel's syllable, as the i of `patria`."""


def sounds_of(word: str, *, seseo: bool = False, before_pause: bool = True) -> str:
    """One word of letters (any case), as said alone; `in_context` adds what depends on the words around it."""
    word = word.lower()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if not any(letter in _WRITTEN_VOWELS for letter in word):
        return spelled(word, seseo=seseo)
    if word.endswith("mente") and len(word) > 7:
        first = _stressed(_sounds(word[:-5], seseo), word[:-5], 2)
        return first + "mˈente"
    stress = 2
    if not before_pause:
        stress = 0 if word in _UNSTRESSED else 1 if word in _HALF_STRESSED else 2
    return _stressed(_sounds(word, seseo), word, stress)


def spelled(letters: str, *, seseo: bool = False) -> str:
    """The names of letters, those that have none left out."""
    names = [_LETTERS[letter] for letter in letters.lower().translate(_UNACCENTED) if letter in _LETTERS]
    said = ""
    for place, name in enumerate(names):
        vowel = next(i for i, symbol in enumerate(name) if symbol in "aeiouɛ")
        last = place + 1 == len(names)
        name = name if last else name.replace("ɛ", "e")
        said += name[:vowel] + ("ˈ" if last else "ˌ") + name[vowel:]
    return said.replace("θ", "s") if seseo else said


def in_context(sounds: list[str]) -> list[str]:
    """The words of a stretch without pauses, with what one does to the next."""
    changed: list[str] = []
    for place, sound in enumerate(sounds):
        before = changed[-1][-1:] if changed else ""
        following = sounds[place + 1] if place + 1 < len(sounds) else ""
        following = following.lstrip("ˈˌ")
        if before:
            start = len(sound) - len(sound.lstrip("ˈˌ"))
            first = sound[start : start + 1]
            if first in _LENITED and before not in _NASALS:
                sound = sound[:start] + _LENITED[first] + sound[start + 1 :]
        if sound.endswith("n") and following[:1] in ("b", "p"):
            sound = sound[:-1] + "m"
        elif sound.endswith("n") and following[:1] == "ɡ":
            sound = sound[:-1] + "ŋ"
        changed.append(sound)
    return changed


def _sounds(word: str, seseo: bool) -> list[_Sound]:
    word = word.replace("mexic", "mejic").replace("méxic", "méjic")
    sounds: list[_Sound] = []
    after_h = False
    for match in _SPELLINGS.finditer(word):
        letters, place, end = match[0], match.start(), match.end()
        following = word[end : end + 1]
        last = sounds[-1].symbol if sounds else ""
        soft = letters == "c" and word[end + 1 : end + 2] in tuple("eiéí")  # acción
        if letters == following and letters in "bcdgpt" and not soft:
            continue  # said once
        if letters[0] in _ACCENTED:
            sounds.append(_Sound(_ACCENTED[letters], True, True))
        elif letters in _VOWELS:
            sounds.append(_Sound(letters, True))
        elif letters == "ü":
            sounds.append(_Sound("u", True))
        elif letters == "h":
            after_h = True
            continue
        elif letters == "gü":
            sounds += [_Sound("ɡ"), _Sound("u", True, glide="-")]
        elif letters == "hu":
            sounds.append(_Sound("w"))
        elif letters == "y":
            if following and following in "aeiouáéíóú":
                sounds.append(_Sound("ʝ"))
            else:
                sounds.append(_Sound("i", True))
        elif letters == "x":
            sounds += [_Sound("s")] if place == 0 else [_Sound("k"), _Sound("s")]
        elif letters == "c" and following and following in "eiéí" or letters == "z":
            sounds.append(_Sound("s" if seseo else "θ"))
        elif letters == "g" and following and following in "eiéí":
            sounds.append(_Sound("x"))
        elif letters == "r":
            sounds.append(_Sound("r" if place == 0 or last in ("n", "l", "s", "θ") else "ɾ"))
        else:
            symbols = ["k"] if letters[-1] == "k" else _CONSONANTS.get(letters, [letters])
            sounds += [_Sound(symbol) for symbol in symbols]
        if after_h and sounds and letters != "hu":
            sounds[-1].is_apart = len(sounds) > 1
        after_h = False
    sounds = _in_syllables(sounds)
    for place, sound in enumerate(sounds):
        following = sounds[place + 1].symbol[0] if place + 1 < len(sounds) else ""
        after = sounds[place + 2].symbol if place + 2 < len(sounds) else ""
        if sound.symbol == "n" and (following in ("b", "p") or following == "f" and after in ("l", "ɾ")):
            sound.symbol = "m"
        elif sound.symbol == "n" and following in ("ɡ", "x"):
            sound.symbol = "ŋ"
        elif sound.symbol == "p" and following == "t":
            sound.symbol = "pː"
    for place, sound in enumerate(sounds):
        if sound.symbol in _LENITED and 0 < place < len(sounds) - 1:
            before, following = sounds[place - 1].symbol, sounds[place + 1].symbol
            if before not in _NASALS and following[0] not in _NOT_LENITED_BEFORE[sound.symbol]:
                sound.symbol = _LENITED[sound.symbol]
    return sounds


def _in_syllables(sounds: list[_Sound]) -> list[_Sound]:
    """Weak vowels beside strong ones lose their syllable: before one they are glides, after one part of it."""
    joined: list[_Sound] = []
    for place, sound in enumerate(sounds):
        following = sounds[place + 1] if place + 1 < len(sounds) else None
        last = joined[-1] if joined else None
        weak = sound.is_nucleus and sound.symbol in "iu" and not sound.is_accented and sound.glide != "-"
        if sound.glide == "-":
            sound.glide = ""
        if (
            weak
            and following
            and following.is_nucleus
            and following.symbol != sound.symbol
            and not (last and last.is_nucleus)
            and not following.is_apart
        ):
            liquid = last.symbol if last and last.symbol in "lrɾ" else ""
            cluster = len(joined) > 1 and not joined[-2].is_nucleus and joined[-2].symbol not in "lrɾsnm"
            if liquid and (sound.symbol == "u" or liquid == "r" or cluster):
                sound.is_weak = True
                joined.append(sound)
            else:
                joined.append(_Sound("j" if sound.symbol == "i" else "w"))
            continue
        if (
            weak
            and last
            and last.is_nucleus
            and not last.glide
            and last.symbol in "aeo"
            and not (sound.is_apart or last.is_accented)
        ):
            if (
                last.symbol == "o"
                and sound.symbol == "u"
                or (following and following.is_nucleus and not following.is_accented and sound.symbol == "u")
            ):
                joined.append(_Sound("w"))
            else:
                last.glide = {"i": "ɪ", "u": "ʊ"}[sound.symbol]
            continue
        joined.append(sound)
    return joined


def _stressed(sounds: list[_Sound], word: str, stress: int) -> str:
    """The sounds with stress marks; stress: 2 primary, 1 as much as before a stressed word, 0 none."""
    nuclei = [place for place, sound in enumerate(sounds) if sound.is_nucleus]
    if not nuclei:
        return "".join(sound.symbol for sound in sounds)
    written = [place for place in nuclei if not sounds[place].is_weak]
    stressed = next((place for place in nuclei if sounds[place].is_accented), None)
    if stressed is None:
        open_end = word[-1] in "aeiouns" or word[-1] == "y" and word[-2:-1] not in tuple("aeou")
        stressed = written[-2 if len(written) > 1 and open_end else -1]
    accented = nuclei.index(stressed)
    said = ""
    for place, sound in enumerate(sounds):
        symbol = sound.symbol
        if sound.is_nucleus:
            n = nuclei.index(place)
            if n == accented and stress:
                said += "ˈ" if stress == 2 else "ˌ"
                if symbol == "e" and stress == 2 and not sound.glide and _closed_by_n(sounds, place):
                    symbol = "ɛ"
            elif stress == 2 and n % 2 == 0 and n < accented - 1:
                said += "ˌ"
        said += symbol + sound.glide
    return said


def _closed_by_n(sounds: list[_Sound], place: int) -> bool:
    after = [sound.symbol for sound in sounds[place + 1 : place + 3]]
    return len(after) == 2 and after[0] in ("n", "ŋ") and after[1][0] in "tθsdkɡɾ"


def rules(*, latin_american: bool) -> PronunciationRules:
    """latin_american: c and z said as s, ll as y."""

    def latin_american_word(word: str, before_pause: bool) -> str:
        said = sounds_of(word, seseo=True, before_pause=before_pause).replace("ss", "s")
        return said[:1].replace("ʎ", "ʝ") + said[1:].replace("ʎ", "jj")

    if latin_american:
        return PronunciationRules(
            LETTERS, latin_american_word, lambda letters: spelled(letters, seseo=True), in_context
        )
    return PronunciationRules(
        LETTERS, lambda word, before_pause: sounds_of(word, before_pause=before_pause), spelled, in_context
    )
