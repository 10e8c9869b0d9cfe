"""Letters for thousands and millions, and `10x`: `120k`, `10M downloads`, `0.8x`."""

from __future__ import annotations

from frontend_text.english.reading.candidate import Candidate, at_digit
from frontend_text.english.reading.quantities.written_number import number_at
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.currencies import SCALES
from frontend_text.english.tables.lists import COUNTED_AFTER_M

_NUMBERED_PLACES = frozenset(
    ("room apt unit gate seat exit flat no number suite apartment section street baker block").split()
)
_LETTERED_PLACES = frozenset("room apt unit gate seat exit flat suite apartment section".split())


@at_digit
def times_as_much(sentence: Sentence, position: int) -> Candidate | None:
    """`10x faster`, `0.8x book`, `120k`, `10M downloads`, `5K likes`."""
    number = number_at(sentence, position)
    if number is None or not sentence.free_left(position):
        return None
    text = sentence.text
    right = text[number.end : number.end + 1]
    if right in ("x", "×") and not text[number.end + 1 : number.end + 2].isalnum():
        return Candidate(
            "measure",
            position,
            number.end + 1,
            f"{number.said()} times",
            64,
            "so many times",
            number.value,
            number.said(),
            ("times", "times"),
        )
    if right not in ("k", "K", "m", "M", "b", "B") and text[number.end : number.end + 2] not in ("bn", "mn"):
        return None
    length = 2 if text[number.end : number.end + 2] in ("bn", "mn") else 1
    end = number.end + length
    if (
        sentence.right(end).isalnum()
        or sentence.right(end) in "'’"
        or (sentence.right(end) in "-/" and sentence.right(end + 1).isdecimal())
    ):
        return None
    following = sentence.next(end).lower()
    from frontend_text.english.tables.lists import K_STAYS

    letter = text[number.end : end]
    if letter in ("k", "K") and (
        following in K_STAYS or letter == "K" and number.digits in ("4", "8", "2") and not following
    ):
        return Candidate("measure", position, end, f"{number.said()} \ue000K", 70, "a distance or a resolution in K")
    if letter == "M" and number.digits == "3" and not following.endswith("s"):
        return None
    if letter == "m" and following not in COUNTED_AFTER_M:
        return None
    if letter in ("b", "B") and (
        number.value < 1 or number.value >= 1000 or (letter == "b" and following not in COUNTED_AFTER_M)
    ):
        return None
    if letter == "B" and number.whole and len(number.digits) == 3 and following not in COUNTED_AFTER_M:
        return None
    if letter == "B" and not following and number.whole and sentence.last(position) in _NUMBERED_PLACES:
        return None
    scale = SCALES[letter]
    if letter == "B" and sentence.last(position) in _LETTERED_PLACES:
        return None
    return Candidate(
        "cardinal",
        position,
        end,
        f"{number.said()} {scale}",
        68,
        f"{letter} for {scale}",
        number.value,
        number.said(),
        (scale, scale),
    )
