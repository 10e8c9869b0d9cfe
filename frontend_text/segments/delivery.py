"""How the symbols of a segment are said, one by one: from the manner of its words and the stress inside them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

from frontend_text.markup.manner import PLAIN, ContourRun, Manner, MannerRun, contour_at
from frontend_text.passage import Delivery, Word
from frontend_text.pronunciation.alphabets import VOWELS


@dataclass(frozen=True, slots=True)
class _Emphasis:
    """What an emphasised word gets. Louder by 1.5 dB and longer by a fifth is about what a listener notices."""

    volume_db: float
    """On the whole word."""
    rate: float
    """On the stressed vowel."""
    pitch: float
    """Semitones, on the stressed vowel."""


_EMPHASES = {
    2: _Emphasis(volume_db=3.0, rate=0.7, pitch=2.5),
    1: _Emphasis(volume_db=2.0, rate=0.8, pitch=1.5),
    -1: _Emphasis(volume_db=-3.0, rate=1.15, pitch=-1.0),
}


def delivery(
    phonemes: str, words: Sequence[Word], manners: Sequence[MannerRun], contours: Sequence[ContourRun]
) -> tuple[float, float, Delivery | None]:
    """Rate and volume (dB) of a whole segment, and what differs symbol by symbol (None where nothing does).

    words: with places in the block's text, as the runs have them. What lies between two words belongs to the first.
    """
    said = [_at(manners, word) for word in words]
    if not contours and all(manner == said[0] for manner in said):
        whole = said[0] if said else PLAIN
        if replace(whole, rate=1.0, volume_db=0.0) == PLAIN:
            return whole.rate, whole.volume_db, None
    count = len(phonemes)
    rate, volume, pitch, reach = (array("f", [value]) * count for value in (1.0, 0.0, 0.0, 1.0))
    for index, (word, manner) in enumerate(zip(words, said, strict=True)):
        end = words[index + 1].phoneme_start if index + 1 < len(words) else count
        for symbol in range(word.phoneme_start, end):
            rate[symbol], volume[symbol] = manner.rate, manner.volume_db
            pitch[symbol], reach[symbol] = manner.pitch, manner.pitch_range
        if manner.emphasis:
            _emphasise(phonemes, word, _EMPHASES[manner.emphasis], rate, volume, pitch)
    for run in reversed(contours):
        _bend(run, words, pitch)
    return 1.0, 0.0, Delivery(rate, volume, pitch, reach)


def emphasised_sound(sound: str, emphasis: int) -> str:
    """A word's symbols with its stress raised or taken away."""
    if emphasis < 0:
        return sound.replace("ˈ", "ˌ")
    if "ˈ" in sound:
        return sound
    if "ˌ" in sound:
        return sound.replace("ˌ", "ˈ", 1)
    vowel = next((place for place, symbol in enumerate(sound) if symbol in VOWELS), None)
    return sound if vowel is None else f"{sound[:vowel]}ˈ{sound[vowel:]}"


def manner_at(manners: Sequence[MannerRun], start: int, end: int) -> Manner:
    """The manner of the first character of [start, end) that has one."""
    return next((run.manner for run in manners if run.start < end and start < run.end), PLAIN)


def _at(manners: Sequence[MannerRun], word: Word) -> Manner:
    return manner_at(manners, word.text_start, word.text_end) if manners else PLAIN


def _emphasise(
    phonemes: str, word: Word, emphasis: _Emphasis, rate: array[float], volume: array[float], pitch: array[float]
) -> None:
    for symbol in range(word.phoneme_start, word.phoneme_end):
        volume[symbol] += emphasis.volume_db
    mark = phonemes.find("ˈ", word.phoneme_start, word.phoneme_end)
    if mark < 0:
        mark = phonemes.find("ˌ", word.phoneme_start, word.phoneme_end)
    vowel = next((s for s in range(max(mark, word.phoneme_start), word.phoneme_end) if phonemes[s] in VOWELS), None)
    if vowel is None:
        return
    end = vowel + 1
    while end < word.phoneme_end and (phonemes[end] in VOWELS or phonemes[end] in "ːɹ"):
        end += 1
    for symbol in range(vowel, end):
        rate[symbol] *= emphasis.rate
        pitch[symbol] += emphasis.pitch


def _bend(run: ContourRun, words: Sequence[Word], pitch: array[float]) -> None:
    inside = [word for word in words if run.start < word.text_end and word.text_start < run.end]
    if not inside:
        return
    first, end = inside[0].phoneme_start, inside[-1].phoneme_end
    for symbol in range(first, end):
        pitch[symbol] += contour_at(run.contour, (symbol - first) / max(1, end - first - 1))
