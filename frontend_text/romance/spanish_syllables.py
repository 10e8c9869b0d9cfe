"""Syllables of Spanish words: which vowels share one, and where the stress lies."""

from __future__ import annotations

from frontend_text.romance.spanish_letters import Sound

_LIQUIDS = frozenset("lrɾ")
_GLIDES = {"i": "j", "u": "w"}
"""Weak vowels as said before a vowel of their syllable."""
_OFF_GLIDES = {"i": "ɪ", "u": "ʊ"}
"""The same after it."""


def in_syllables(sounds: list[Sound]) -> list[Sound]:
    """Weak vowels beside strong ones lose their syllable: before one they are glides, after one part of it."""
    joined: list[Sound] = []
    for place, sound in enumerate(sounds):
        following = sounds[place + 1] if place + 1 < len(sounds) else None
        last = joined[-1] if joined else None
        if _may_glide(sound) and following and _opens_diphthong(sound, following, last):
            joined.append(_before_vowel(sound, joined))
        elif _may_glide(sound) and last and _closes_diphthong(sound, last):
            joined += _after_vowel(sound, last, following)
        else:
            joined.append(sound)
    return joined


def _may_glide(sound: Sound) -> bool:
    return sound.is_nucleus and sound.symbol in _GLIDES and not (sound.is_accented or sound.keeps_syllable)


def _opens_diphthong(sound: Sound, following: Sound, last: Sound | None) -> bool:
    """Whether a weak vowel is said in the syllable of the vowel after it."""
    between_vowels = last is not None and last.is_nucleus
    return following.is_nucleus and following.symbol != sound.symbol and not following.is_apart and not between_vowels


def _before_vowel(sound: Sound, joined: list[Sound]) -> Sound:
    """A glide; a short vowel of its own where a glide is hard to say: `patria`, `cruel`."""
    liquid = joined[-1].symbol if joined and joined[-1].symbol in _LIQUIDS else ""
    cluster = len(joined) > 1 and not joined[-2].is_nucleus and joined[-2].symbol not in "lrɾsnm"
    if liquid and (sound.symbol == "u" or liquid == "r" or cluster):
        sound.is_weak = True
        return sound
    return Sound(_GLIDES[sound.symbol])


def _closes_diphthong(sound: Sound, last: Sound) -> bool:
    """Whether a weak vowel is said in the syllable of the vowel before it."""
    is_strong = last.is_nucleus and last.symbol in "aeo" and not last.is_accented
    return is_strong and not last.glide and not sound.is_apart


def _after_vowel(sound: Sound, last: Sound, following: Sound | None) -> list[Sound]:
    """What is said after the vowel of the syllable; nothing if it became that vowel's glide."""
    leads_on = following is not None and following.is_nucleus and not following.is_accented
    if sound.symbol == "u" and (last.symbol == "o" or leads_on):
        return [Sound("w")]
    last.glide = _OFF_GLIDES[sound.symbol]
    return []


def stressed(sounds: list[Sound], word: str, stress: int) -> str:
    """The sounds with stress marks; stress: 2 primary, 1 as much as before a stressed word, 0 none."""
    nuclei = [place for place, sound in enumerate(sounds) if sound.is_nucleus]
    accented = nuclei.index(_stressed_vowel(sounds, nuclei, word)) if nuclei else 0
    said = ""
    for place, sound in enumerate(sounds):
        symbol = sound.symbol
        if sound.is_nucleus:
            number = nuclei.index(place)
            if number == accented and stress:
                said += "ˈ" if stress == 2 else "ˌ"
                if symbol == "e" and stress == 2 and not sound.glide and _closed_by_n(sounds, place):
                    symbol = "ɛ"
            elif stress == 2 and number % 2 == 0 and number < accented - 1:
                said += "ˌ"
        said += symbol + sound.glide
    return said


def _stressed_vowel(sounds: list[Sound], nuclei: list[int], word: str) -> int:
    """The place of the vowel with the accent, else of the one that the end of the word asks for."""
    for place in nuclei:
        if sounds[place].is_accented:
            return place
    written = [place for place in nuclei if not sounds[place].is_weak]
    open_end = word[-1] in "aeiouns" or word[-1] == "y" and word[-2:-1] not in tuple("aeou")
    return written[-2 if len(written) > 1 and open_end else -1]


def _closed_by_n(sounds: list[Sound], place: int) -> bool:
    after = [sound.symbol for sound in sounds[place + 1 : place + 3]]
    return len(after) == 2 and after[0] in ("n", "ŋ") and after[1][0] in "tθsdkɡɾ"
