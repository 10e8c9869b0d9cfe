"""Letters for thousands and millions, and `10x`: `120k`, `10M downloads`, `0.8x`."""

from __future__ import annotations

import re

from frontend_text.english.reading.candidate import Candidate, at_digit
from frontend_text.english.reading.quantities.written_number import WrittenNumber, number_at
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.currencies import SCALES
from frontend_text.english.tables.lists import COUNTED_AFTER_M, K_STAYS

_NUMBERED_PLACES = frozenset(
    ("room apt unit gate seat exit flat no number suite apartment section street baker block").split()
)
_LETTERED_PLACES = frozenset("room apt unit gate seat exit flat suite apartment section".split())


_LETTER = re.compile(r"(bn|mn|[kKmMbB])(?![\w'’]|[-/]\d)")
_TIMES = re.compile(r"[x×](?!\w)")


@at_digit
def times_as_much(sentence: Sentence, position: int) -> Candidate | None:
    """`10x faster`, `0.8x book`."""
    number = number_at(sentence, position)
    if number is None or not sentence.free_left(position) or not _TIMES.match(sentence.text, number.end):
        return None
    said = number.said()
    return Candidate(
        "measure",
        position,
        number.end + 1,
        f"{said} times",
        64,
        "so many times",
        number.value,
        said,
        ("times", "times"),
    )


@at_digit
def magnitude(sentence: Sentence, position: int) -> Candidate | None:
    """`120k`, `10M downloads`, `5K likes`, `a 5K run`, `401k`."""
    number = number_at(sentence, position)
    match = _LETTER.match(sentence.text, number.end) if number else None
    if number is None or match is None or not sentence.free_left(position):
        return None
    letter, end = match[1], match.end()
    if letter == "k" and number.digits == "401":
        return Candidate("law", position, end, "four oh one \ue000K", 76, "a pension plan")
    following = sentence.next(end).lower()
    resolution = letter == "K" and number.digits in ("4", "8", "2") and not following
    if letter in "kK" and (following in K_STAYS or resolution):
        return Candidate("measure", position, end, f"{number.said()} \ue000K", 70, "a distance or a resolution in K")
    if not _is_scale(sentence, number, letter, following):
        return None
    scale, said = SCALES[letter], number.said()
    why = f"{letter} for {scale}"
    return Candidate("cardinal", position, end, f"{said} {scale}", 68, why, number.value, said, (scale, scale))


def _is_scale(sentence: Sentence, number: WrittenNumber, letter: str, following: str) -> bool:
    """Whether `m` is a million and no meter, `B` a billion and no part of a name: `3M`, `221B`, `room 4B`."""
    counted = following in COUNTED_AFTER_M
    if letter == "M":
        return number.digits != "3" or following.endswith("s")
    if letter in ("m", "b"):
        return counted
    if letter != "B":
        return True
    if not 1 <= number.value < 1000 or sentence.last(number.start) in _LETTERED_PLACES:
        return False
    named = not following and number.whole and sentence.last(number.start) in _NUMBERED_PLACES
    return counted or not (named or (number.whole and len(number.digits) == 3))
