"""Whether letters after a number are a unit there: `5 in`, `exit 12A`, `80s`, `2m users` may be something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.lists import COUNTED_AFTER_M

_NO_INCHES = frozenset(
    ("the a an this that my his her their our its all every each total one it stock row order addition fact").split()
)
_DIMENSIONS = frozenset("tall wide long thick deep high by x".split())
_ELECTRIC = frozenset(
    (
        "fuse fuses breaker circuit current charger supply socket outlet max peak continuous motor load plug adapter"
    ).split()
)
_DRAWS = frozenset("draws draw delivers supplies drawing up".split())
_COUNTED_IN_SECONDS = frozenset(
    "timer delay video clip left later ago remaining countdown exposure timeout window interval".split()
)
_BEFORE_SECONDS = frozenset("in for after every within about took takes only under".split())
_MINUTES_BEFORE = re.compile(r"\d\s?(?:m|min|h|hr)\s?$")


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """A possible unit in its sentence."""

    sentence: Sentence
    number_end: int
    start: int
    end: int

    @property
    def glued(self) -> bool:
        """Whether the number touches it."""
        return self.start == self.number_end

    @property
    def number_start(self) -> int:
        """Where the number before it begins."""
        text, start = self.sentence.text, self.number_end
        while start and (text[start - 1].isdecimal() or text[start - 1] in ".,"):
            start -= 1
        return start

    @property
    def following(self) -> str:
        """The word after it, as written."""
        return self.sentence.next(self.end)

    @property
    def last(self) -> str:
        """The word before the number."""
        return self.sentence.last(self.number_start)


def _inch(place: UnitPlace) -> bool:
    """`3 in wide`, `6 ft 2 in`; not `5 in the morning`."""
    following = place.following.lower()
    if following in _NO_INCHES or place.following[:1].isupper() or place.sentence.right(place.end + 1).isdecimal():
        return False
    feet = not {"ft", "foot", "feet"}.isdisjoint(place.sentence.before(place.start, 3))
    return following in _DIMENSIONS or not following or feet or place.sentence.left(place.start) == "-"


def _ampere(place: UnitPlace) -> bool:
    """`a 12A fuse`; not `exit 12A`."""
    if place.glued:
        return place.following.lower() in _ELECTRIC or place.last in _DRAWS
    return _letter(place)


def _second(place: UnitPlace) -> bool:
    """`a 30s timer`; not `the 80s`, `7s and 8s`."""
    digits = place.sentence.text[place.number_start : place.number_end]
    if not place.glued:
        return "." in digits or place.following.lower() in _COUNTED_IN_SECONDS
    if "." in digits or (not place.following and place.last in _BEFORE_SECONDS):
        return True
    if len(digits) in (2, 4) and digits[-1] == "0" and place.following.lower() not in _COUNTED_IN_SECONDS:
        return False
    return len(digits) <= 3 and (
        bool(_MINUTES_BEFORE.search(place.sentence.lead(place.number_start)))
        or place.following.lower() in _COUNTED_IN_SECONDS
        or place.last in _BEFORE_SECONDS
    )


def _letter(place: UnitPlace) -> bool:
    """A capital apart from its number: no name begins with it."""
    return place.glued or not place.following or place.following.islower()


def _never(place: UnitPlace) -> bool:
    return False


def _not_glued(place: UnitPlace) -> bool:
    return not place.glued


_CONDITIONS: dict[str, Callable[[UnitPlace], bool]] = {
    "in": _inch,
    "A": _ampere,
    "s": _second,
    "m": lambda place: place.following.lower() not in COUNTED_AFTER_M,
    "c.": lambda place: place.following.islower() and place.following not in ("is", "was", "and", "in"),
    "K": _never,
    "mil": _never,
    "F": _not_glued,
    "pp": _not_glued,
    "W": lambda place: place.glued or not place.following[:1].isupper(),
    "T": lambda place: place.glued or place.following.lower() in ("field", "fields", "magnet", "mri", "scanner", ""),
    "N": _letter,
    "H": _letter,
    "J": _letter,
    "V": _letter,
}
_CODE_LETTERS = frozenset("htVWJFCK")


def is_unit(sentence: Sentence, unit: str, number_end: int, start: int, end: int) -> bool:
    """Whether what is written after a number is that unit, seeing the words around it."""
    if unit in _CODE_LETTERS and sentence.right(end) in "-–/" and sentence.right(end + 1).isalnum():
        return False
    condition = _CONDITIONS.get(unit)
    return condition is None or condition(UnitPlace(sentence, number_end, start, end))
