"""Spanish sounds by rule, in espeak-ng's spelling: Castilian, or Latin American with /s/ for c and z.

Written after the usual descriptions of Spanish orthography and compared with espeak-ng word by word
(`loadtest/peers/compare_phonemes.py`); docs/text.md has the agreement.
"""

from __future__ import annotations

from frontend_text.romance.grapheme_to_phoneme import PronunciationRules
from frontend_text.romance.spanish_letters import LENITED, LETTERS, NASALS, UNACCENTED, assimilate, spelt_sounds
from frontend_text.romance.spanish_syllables import in_syllables, stressed

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


def sounds_of(word: str, *, seseo: bool = False, before_pause: bool = True) -> str:
    """One word of letters (any case), as said alone; `in_context` adds what depends on the words around it."""
    word = word.lower()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if not any(letter in _WRITTEN_VOWELS for letter in word):
        return spelled(word, seseo=seseo)
    if word.endswith("mente") and len(word) > 7:
        return _said(word[:-5], seseo, 2) + "mˈente"
    stress = 2
    if not before_pause:
        stress = 0 if word in _UNSTRESSED else 1 if word in _HALF_STRESSED else 2
    return _said(word, seseo, stress)


def _said(word: str, seseo: bool, stress: int) -> str:
    sounds = in_syllables(spelt_sounds(word, seseo))
    assimilate(sounds)
    return stressed(sounds, word, stress)


def spelled(letters: str, *, seseo: bool = False) -> str:
    """The names of letters, those that have none left out."""
    names = [_LETTERS[letter] for letter in letters.lower().translate(UNACCENTED) if letter in _LETTERS]
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
            if first in LENITED and before not in NASALS:
                sound = sound[:start] + LENITED[first] + sound[start + 1 :]
        if sound.endswith("n") and following[:1] in ("b", "p"):
            sound = sound[:-1] + "m"
        elif sound.endswith("n") and following[:1] == "ɡ":
            sound = sound[:-1] + "ŋ"
        changed.append(sound)
    return changed


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
