"""How the symbols of a segment are said, one by one: from the manner of its words and the stress inside them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

from frontend_text.inflection.tunes import Tune
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


_PAUSES = ',;:.!?…—"“”()'
_EMPHASES = {
    2: _Emphasis(volume_db=3.0, rate=0.7, pitch=3.5),
    1: _Emphasis(volume_db=2.0, rate=0.8, pitch=2.0),
    -1: _Emphasis(volume_db=-3.0, rate=1.25, pitch=-1.5),
}


def delivery(
    phonemes: str,
    words: Sequence[Word],
    manners: Sequence[MannerRun],
    contours: Sequence[ContourRun],
    tunes: Sequence[Tune] = (),
) -> tuple[float, float, Delivery | None]:
    """Rate and volume (dB) of a whole segment, and what differs symbol by symbol (None where nothing does).

    words: with places in the block's text, as runs and tunes have them. Marks after a word belong to it, and a blank
    to the word after it: models let that begin to sound there. A tune gives way to any pitch that markup asks for on
    its words.
    """
    said = [_at(manners, word) for word in words]
    whole = said[0] if said else PLAIN
    is_even = not contours and all(manner == whole for manner in said)
    if is_even and replace(whole, rate=1.0, volume_db=0.0) == PLAIN:
        if not tunes:
            return whole.rate, whole.volume_db, None
        said = [PLAIN] * len(said)  # rate and volume are the whole segment's
    else:
        whole = PLAIN
    count = len(phonemes)
    rate, volume, pitch, reach, rise = (array("f", [value]) * count for value in (1.0, 0.0, 0.0, 1.0, 0.0))
    for index, (word, manner) in enumerate(zip(words, said, strict=True)):
        end = words[index + 1].phoneme_start if index + 1 < len(words) else count
        for symbol in range(*_own(phonemes, word.phoneme_start, end)):
            rate[symbol], volume[symbol] = manner.rate, manner.volume_db
            pitch[symbol], reach[symbol] = manner.pitch, manner.pitch_range
        if manner.emphasis:
            _emphasise(phonemes, word, _EMPHASES[manner.emphasis], rate, volume, pitch)
    for run in reversed(contours):
        _bend(run, words, pitch)
    for tune in tunes:
        _inflect(tune, phonemes, words, said, contours, volume, reach, rise)
    is_pitch_asked = bool(contours) or any(manner.pitch or manner.pitch_range != 1 for manner in said)
    return whole.rate, whole.volume_db, Delivery(rate, volume, pitch, reach, rise, is_pitch_asked)


RISE_SEMITONES = 5.0
"""Above the segment's mean, where a question ends."""
EXCLAIMED_DB, EXCLAIMED_RANGE = 1.0, 1.15


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
    start, end = word.phoneme_start, word.phoneme_end
    marks = [symbol for symbol in range(start, end) if phonemes[symbol] == "ˈ"]  # a number has several
    for mark in marks or [max(start, phonemes.find("ˌ", start, end))]:
        first, after = _vowel_from(phonemes, mark, end)
        for symbol in range(first, after):
            pitch[symbol] += emphasis.pitch
        # the last vowel before a pause holds the silence as well, which is not to grow
        long = after if phonemes[after : after + 1].strip(_PAUSES) else max(first, after - 1)
        for symbol in range(first, long):
            rate[symbol] *= emphasis.rate


def _own(phonemes: str, start: int, end: int) -> tuple[int, int]:
    """A word's symbols and marks [start, end) with the blank before them and without the one after them."""
    before, after = phonemes[:start], phonemes[start:end]
    return len(before.rstrip()) if after else start, start + len(after.rstrip())


def _vowel_from(phonemes: str, start: int, end: int) -> tuple[int, int]:
    """The vowel that is stressed, or the first one, with its mark: models let it sound from there on."""
    vowel = next((symbol for symbol in range(start, end) if phonemes[symbol] in VOWELS), None)
    if vowel is None:
        return start, start
    after = vowel + 1
    while after < end and (phonemes[after] in VOWELS or phonemes[after] in "ːɹ"):
        after += 1
    return (start if phonemes[start] in "ˈˌ" else vowel), after


def _bend(run: ContourRun, words: Sequence[Word], pitch: array[float]) -> None:
    inside = [word for word in words if run.start < word.text_end and word.text_start < run.end]
    if not inside:
        return
    first, end = inside[0].phoneme_start, inside[-1].phoneme_end
    for symbol in range(first, end):
        pitch[symbol] += contour_at(run.contour, (symbol - first) / max(1, end - first - 1))


def _inflect(
    tune: Tune,
    phonemes: str,
    words: Sequence[Word],
    said: Sequence[Manner],
    contours: Sequence[ContourRun],
    volume: array[float],
    reach: array[float],
    rise: array[float],
) -> None:
    """A question's rise from its last stress on; an exclamation louder and wider."""
    inside = [place for place, word in enumerate(words) if tune.start <= word.text_start and word.text_end <= tune.end]
    sounding = [place for place in inside if words[place].phoneme_end > words[place].phoneme_start]
    if not sounding:
        return
    first, last = words[sounding[0]], words[sounding[-1]]
    after = next(
        (word.phoneme_start for word in words[sounding[-1] + 1 :] if word.phoneme_end > word.phoneme_start),
        len(phonemes),
    )
    if any(said[place].pitch or said[place].pitch_range != 1 for place in inside) or any(
        run.start < tune.end and tune.start < run.end for run in contours
    ):
        return
    if tune.is_exclaimed:
        for symbol in range(first.phoneme_start, after):
            volume[symbol] += EXCLAIMED_DB
            reach[symbol] *= EXCLAIMED_RANGE
    if tune.rises:
        end = len(phonemes[:after].rstrip())
        for symbol in range(_last_stress(phonemes, first.phoneme_start, last.phoneme_end), end):
            rise[symbol] = RISE_SEMITONES


def _last_stress(phonemes: str, start: int, end: int) -> int:
    """Where the last stressed syllable begins to sound, its mark; the last vowel where none is stressed."""
    mark = phonemes.rfind("ˈ", start, end)
    if mark < 0:
        mark = phonemes.rfind("ˌ", start, end)
    if mark >= 0:
        return mark
    vowels = [symbol for symbol in range(start, end) if phonemes[symbol] in VOWELS]
    return vowels[-1] if vowels else start
