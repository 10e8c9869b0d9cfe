"""Measures: a number and its unit."""

from __future__ import annotations

import re
import unicodedata

from frontend_text.english.numbers import cardinal, fraction
from frontend_text.english.reading.candidate import Candidate, at_digit, at_sign
from frontend_text.english.reading.context import is_adjective
from frontend_text.english.reading.quantities.written_number import WrittenNumber, number_at, with_scale
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.currencies import SCALES
from frontend_text.english.tables.lists import COUNTED_AFTER_M
from frontend_text.english.tables.signs import VULGAR_FRACTIONS
from frontend_text.english.tables.units import NEVER_GLUED, ONLY_APART, ONLY_GLUED, UNITS, WORDS_PER, plural

UNITS.update({unicodedata.normalize("NFC", unit): name for unit, name in UNITS.items()})
_BY_FIRST: dict[str, list[str]] = {}
for _unit in sorted(UNITS, key=len, reverse=True):
    _BY_FIRST.setdefault(_unit[0], []).append(_unit)
_DENOMINATOR = re.compile(r"\s?/\s?(\d+ )?([A-Za-zµμΩ²³]+)(?![\w'])")
_LONG_UNITS = frozenset(name for name in UNITS.values() if name.isalpha())
_NAMED = {plural(name): name for name in _LONG_UNITS} | {name: name for name in _LONG_UNITS} | {
    "metre": "meter", "metres": "meter", "kilometre": "kilometer", "kilometres": "kilometer", "litre": "liter", "litres": "liter", "day": "day", "days": "day", "dollars": "dollar", "tokens": "token", "people": "person", "requests": "request",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]{2,20}")
_VULGAR = "".join(VULGAR_FRACTIONS)


def unit_at(sentence: Sentence, position: int, glued: bool) -> tuple[str, int] | None:
    """The unit that is written at a place, and its end; glued: whether the number touches it."""
    text = sentence.text
    for unit in _BY_FIRST.get(text[position : position + 1], ()):
        if not text.startswith(unit, position):
            continue
        end = position + len(unit)
        right = text[end : end + 1]
        if unit[-1].isalpha() and (right.isalnum() or right == "_" or (right in "'’" and text[end + 1 : end + 2].isalpha())):
            continue
        if unit[-1] in "°º" and right.isalpha():
            continue
        if unit[-1] in "23" and right.isdecimal():
            continue
        if (glued and (unit in ONLY_APART or unit in NEVER_GLUED)) or (not glued and unit in ONLY_GLUED):
            continue
        if unit.endswith(".") and right.isalpha():
            continue
        return unit, end
    return None


def _period(sentence: Sentence, unit: str, end: int) -> int:
    """The end of a unit; the period after an abbreviated one belongs to it unless it ends the sentence."""
    if unit.endswith(".") and not sentence.text[end:].strip(" \u00a0\"”’')"):
        return end - 1
    if unit.endswith(".") and re.match(r"[\"”’')]*\s+[A-Z]", sentence.text[end:]):
        return end - 1
    return end


def _per(sentence: Sentence, end: int) -> tuple[str, int]:
    """What is said for `/day`, `/kg/day`, `/100 km` after a unit, and where it ends."""
    said = ""
    while match := _DENOMINATOR.match(sentence.text, end):
        written = match[2]
        name = UNITS.get(written) or (written if written.lower() in WORDS_PER else None) or _NAMED.get(written.lower())
        if name is None:
            break
        if match[1]:
            said += f" per {cardinal(match[1].strip())} {plural(name)}"
        else:
            said += f" per {name}"
        end = match.end()
    return said, end


def measured(
    sentence: Sentence, start: int, number_end: int, bare: str, one: bool, score: int, why: str, value: float | None = None
) -> Candidate | None:
    """The measure made of a number that is already read and the unit that follows it."""
    text = sentence.text
    gap = re.compile(r"(?:\s|\u00a0|\u202f|\u2009|-(?=[a-zA-Z]))?").match(text, number_end)
    position = gap.end() if gap else number_end
    hyphen = position > number_end and text[number_end] == "-"
    found = unit_at(sentence, position, position == number_end)
    if not found:
        return _long_unit(sentence, start, number_end, position, bare, one, hyphen)
    unit, end = found
    if not _plausible(sentence, unit, number_end, position, end):
        return None
    name = UNITS[unit]
    end = _period(sentence, unit, end)
    per, end = _per(sentence, end)
    adjective = hyphen or is_adjective(sentence, start, end)
    if unit in "%‰" or unit in ("psi", "PSI"):
        adjective = False
    several = plural(name)
    said = f"{bare} {name if (one or adjective) else several}{per}"
    return Candidate("measure", start, end, said, score, why or f"the unit {unit!r}" + (" before a noun" if adjective else ""), value, bare, (name + per, (name if adjective else several) + per))


def _plausible(sentence: Sentence, unit: str, number_end: int, position: int, end: int) -> bool:
    """Whether letters after a number are a unit here: `5 in`, `2 A`, `12A`, `80s` may be something else."""
    text, following = sentence.text, sentence.next(end).lower()
    glued = position == number_end
    if unit in ("in", "in."):
        inside = following in ("the", "a", "an", "this", "that", "my", "his", "her", "their", "our", "its", "all", "every", "each", "total", "one", "it", "stock", "row", "order", "addition", "fact") or text[end : end + 2].strip(" ").isdecimal()
        return unit == "in." or not (inside or following[:1].isupper()) and (following in ("tall", "wide", "long", "thick", "deep", "high", "by", "x") or not following or "ft" in sentence.before(position, 3) or "foot" in sentence.before(position, 3) or text[position - 1] == "-")
    if unit == "A" and glued:
        electric = ("fuse", "fuses", "breaker", "circuit", "current", "charger", "supply", "socket", "outlet", "max", "peak", "continuous", "motor", "load", "plug", "adapter")
        return following in electric or sentence.last(_number_start(text, number_end)) in ("draws", "draw", "delivers", "supplies", "drawing", "up")
    if unit == "s" and glued and len(text[_number_start(text, number_end) : number_end]) in (2, 4) and text[number_end - 1] == "0":
        return False
    if unit in ("s", "m", "h", "g", "l", "t", "L", "V", "W", "J", "F", "C", "K") and sentence.right(end) in "-–/" and sentence.right(end + 1).isalnum() and unit not in "mgLls":
        return False
    if unit == "s" and glued:
        return number_end - _number_start(text, number_end) <= 3 and (bool(re.search(r"\d\s?(?:m|min|h|hr)\s?$", text[: _number_start(text, number_end)])) or following in ("timer", "delay", "video", "clip", "left", "later", "ago", "remaining", "countdown", "exposure", "timeout", "window", "interval") or sentence.last(_number_start(text, number_end)) in ("in", "for", "after", "every", "within", "about", "took", "takes", "only", "under"))
    if unit == "m" and following in COUNTED_AFTER_M:
        return False
    if unit == "c.":
        return following.islower() and following not in ("is", "was", "and", "in")
    if unit == "K":
        return False
    if unit == "W" and not glued:
        return not following[:1].isupper()
    if unit == "mil":
        return False
    if unit == "F" and glued:
        return False
    if unit == "pp" and glued:
        return False
    if unit == "T" and not glued:
        return following in ("field", "fields", "magnet", "mri", "scanner", "")
    if unit in ("A", "N", "H", "J", "V", "T") and not glued and following and not following.islower():
        return False
    return True


def _number_start(text: str, end: int) -> int:
    start = end
    while start and (text[start - 1].isdecimal() or text[start - 1] in ".,"):
        start -= 1
    return start


def _long_unit(sentence: Sentence, start: int, number_end: int, position: int, bare: str, one: bool, hyphen: bool) -> Candidate | None:
    """`5 miles/hour`, `12-inch`: units written in full, where something about them is to be read."""
    match = _WORD.match(sentence.text, position)
    if not match or position == number_end or match[0].lower() not in _NAMED:
        return None
    per, end = _per(sentence, match.end())
    if not per and not hyphen:
        return None
    return Candidate("measure", start, end, f"{bare} {match[0]}{per}", 62, "a unit in full", None, bare)


@at_digit
def measure(sentence: Sentence, position: int) -> Candidate | None:
    """`5 km`, `16GB`, `20°C`, `3,5 km`, `2.5 million kg`."""
    if not (sentence.free_left(position) or sentence.left(position) in "/-"):
        return None
    number = number_at(sentence, position, decimal_comma=True)
    if number is None:
        return None
    number = with_scale(sentence, number)
    bare = number.said(joined=True)
    found = measured(sentence, position, number.end, bare, number.is_one, 66, "", number.value)
    return found or _temperature(sentence, number, bare)


@at_sign(".")
def measure_from_point(sentence: Sentence, position: int) -> Candidate | None:
    """`.5 mL`."""
    return measure(sentence, position) if sentence.right(position + 1).isdecimal() and not sentence.left(position).isalnum() else None


def _temperature(sentence: Sentence, number: WrittenNumber, bare: str) -> Candidate | None:
    """`350F`, `37C`, `350 F`: without a degree sign."""
    match = re.compile(r"\s?([FC])(?![\w'’+#])").match(sentence.text, number.end)
    cold = sentence.left(number.start) in "-−" and match is not None and not match[0][0].isspace()
    if not match or number.scale or not (10 <= number.value <= 1000 or cold):
        return None
    hot = sentence.mentions(number.start, frozenset("bake oven at to temperature temp preheat fever of heat highs high low lows minus below above around about cook roast boils".split()), 3)
    if not hot and match[0][0].isspace():
        return None
    name = "Fahrenheit" if match[1] == "F" else "Celsius"
    return Candidate("measure", number.start, match.end(), f"{bare} degrees {name}", 70 if hot else 61, "a temperature by its letter", number.value, bare, (f"degree {name}", f"degrees {name}"))


@at_digit
def height(sentence: Sentence, position: int) -> Candidate | None:
    """`5'10"`, `6 ft 2 in`, `12' x 10'`."""
    text = sentence.text
    if not sentence.free_left(position):
        return None
    match = re.compile(r"(\d{1,2})['’′]\s?(\d{1,2})(?:[\"”″]|''|’’)?(?![\w'’])").match(text, position)
    if match and int(match[2]) < 12:
        return Candidate("measure", position, match.end(), f"{cardinal(match[1])} {'foot' if match[1] == '1' else 'feet'} {cardinal(match[2])} {'inch' if match[2] == '1' else 'inches'}", 80, "feet and inches")
    match = re.compile(r"(\d{1,2}) ?(?:ft\.?|feet|foot) (\d{1,2}) ?(?:in\.?|inches|inch|\")(?!\w)").match(text, position)
    if match:
        end = match.end() - (match[0].endswith(".") and not text[match.end() :].strip())
        return Candidate("measure", position, end, f"{cardinal(match[1])} feet {cardinal(match[2])} inches", 80, "feet and inches")
    match = re.compile(rf"(\d+(?:\.\d+)?)?([{_VULGAR}]|(?: |-)\d/\d{{1,2}})?(\"|″|”|'|′|’)").match(text, position)
    if not match or not match[1]:
        return None
    return _prime(sentence, position, match)


def _prime(sentence: Sentence, position: int, match: re.Match[str]) -> Candidate | None:
    """A number with one mark for feet or inches; the mark may close a quotation instead."""
    text = sentence.text
    if match[2]:
        if match[3] not in "\"″”" or match[2] not in VULGAR_FRACTIONS or text[:position].count('"') % 2:
            return None
        said = _mixed(match[1], *VULGAR_FRACTIONS[match[2]])
        name = "inch" if is_adjective(sentence, position, match.end()) else "inches"
        return Candidate("measure", position, match.end(), f"{said} {name}", 74, "a mark for inches")
    mark, end = match[3], match.end()
    if sentence.right(end).isalnum() or sentence.right(end) in "'\"":
        return None
    opened = text[:position].count('"') % 2 == 1 or text[:position].count("“") > text[:position].count("”")
    quotes = text.count('"')
    if mark == '"' and opened and quotes % 2 and len(re.findall(r'\d"', text)) == 1:
        opened = False  # one mark too many to be quotation marks, and only this one follows a number
    if mark in "\"”" and (opened or mark == "”" and "“" in text):
        return None
    following = sentence.next(end).lower()
    by = bool(re.match(r"\s?[x×]\s?\d", text[end:]) or re.search(r"\d['′’\"″]?\s?[x×]\s?$", text[:position]))
    if mark in "'’" and not by and not (following in ("tall", "wide", "long", "deep", "high", "ceiling", "ceilings", "ladder", "fence")):
        return None
    name = "inch" if mark in "\"″”" else "foot"
    adjective = is_adjective(sentence, position, end)
    said = WrittenNumber(position, end, match[1]).said()
    said = f"{said} {name if adjective or match[1] == '1' else plural(name)}"
    return Candidate("measure", position, end, said, 70, "a mark for feet or inches" + (" before a noun" if adjective else ""))


@at_digit
def by(sentence: Sentence, position: int) -> Candidate | None:
    """`25 x 7 m`, `4x4`, `12' x 10'`, `1920x1080`."""
    match = re.compile(r"(\d+(?:\.\d+)?)(['′\"″]|\s?(?:ft|in|cm|mm|m)\b)?\s?[x×]\s?(?=\d)").match(sentence.text, position)
    if not match or not sentence.free_left(position) or sentence.text.startswith("0x", position):
        return None
    parts, end = [_side(match[1], match[2])], match.end()
    while len(parts) < 4:
        side = re.compile(r"(\d+(?:\.\d+)?)(['′\"″](?!\w)|\s?(?:ft|in|cm|mm|m)\b(?!\s*/))?").match(sentence.text, end)
        if side is None:
            return None
        more = re.compile(r"\s?[x×]\s?(?=\d)").match(sentence.text, side.end())
        if more is None:
            break
        parts.append(_side(side[1], side[2]))
        end = more.end()
    sentence.range_starts.add(end)
    last = measure(sentence, end) or height(sentence, end)
    if sentence.has_equals or (last and last.end < len(sentence.text) and "^" in sentence.text[last.end : last.end + 2]) or sentence.right(side.end()) in "^⁰¹²³⁴⁵⁶⁷⁸⁹⁻" and not last:
        return None
    if last and last.unit and last.unit[0] in ("milligram", "gram", "milliliter", "microgram"):
        return Candidate("measure", position, last.end, f"{' times '.join(parts)} times {last.said}", 74, "a dose that is taken several times")
    if last is None and side is not None:
        last = Candidate("cardinal", end, side.end(), _side(side[1], side[2]), 60)
    if last is None or sentence.right(last.end).isalnum():
        return None
    return Candidate("measure", position, last.end, f"{' by '.join(parts)} by {last.said}", 74, "sides joined by x")


def _side(digits: str, unit: str | None) -> str:
    said = WrittenNumber(0, 0, digits).said()
    if not unit:
        return said
    written = unit.strip()
    name = {"'": "foot", "′": "foot", '"': "inch", "″": "inch"}.get(written) or UNITS[written]
    return f"{said} {name if digits == '1' else plural(name)}"


@at_digit
def fraction_of_unit(sentence: Sentence, position: int) -> Candidate | None:
    """`1/2 tsp`, `3/4 lb`, `2 1/2 cups`, `¾ lb`, `5/8-inch`."""
    match = re.compile(r"(?:(\d{1,3})(?:[ \u00a0-]| and ))?(\d{1,3})/(\d{1,3})(?![\d/]|\.\d)").match(sentence.text, position)
    if not match or not sentence.free_left(position) or int(match[3]) < 2 or not int(match[2]):
        return None
    return _fraction_with_unit(sentence, position, match.end(), match[1], int(match[2]), int(match[3]))


@at_digit
def mixed_vulgar_of_unit(sentence: Sentence, position: int) -> Candidate | None:
    """`3½ inches`, `5 ⅛ yards`."""
    match = re.compile(rf"(\d{{1,4}})[ \u00a0]?([{_VULGAR}])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    above, below = VULGAR_FRACTIONS[match[2]]
    return _fraction_with_unit(sentence, position, match.end(), match[1], above, below) or Candidate(
        "fraction", position, match.end(), _mixed(match[1], above, below), 72, "a whole number and a fraction"
    )


@at_sign(_VULGAR)
def vulgar_of_unit(sentence: Sentence, position: int) -> Candidate | None:
    """`½ cup`, `¾`."""
    above, below = VULGAR_FRACTIONS[sentence.text[position]]
    return _fraction_with_unit(sentence, position, position + 1, None, above, below) or Candidate(
        "fraction", position, position + 1, fraction(above, below), 60, "a fraction sign"
    )


def _mixed(whole: str, above: int, below: int) -> str:
    said = fraction(above, below)
    if (above, below) in ((1, 2), (1, 4)):
        said = "a" + said.removeprefix("one")
    return f"{cardinal(whole)} and {said}"


def _fraction_with_unit(sentence: Sentence, start: int, end: int, whole: str | None, above: int, below: int) -> Candidate | None:
    bare = _mixed(whole, above, below) if whole else fraction(above, below)
    one = not whole and above <= below
    found = measured(sentence, start, end, bare, one, 78, "a fraction of a unit")
    if not found or found.unit is None:
        return found
    name = found.unit[0]
    if name in ("percent", "degree") or whole or above == 1 or is_adjective(sentence, start, found.end) or sentence.text[end : end + 1] == "-":
        return found
    article = "an" if name[0] in "aeiou" or name.startswith("hour") else "a"
    return found.longer(found.end, f"{bare} of {article} {name}")


@at_digit
def times_as_much(sentence: Sentence, position: int) -> Candidate | None:
    """`10x faster`, `0.8x book`, `120k`, `10M downloads`, `5K likes`."""
    number = number_at(sentence, position)
    if number is None or not sentence.free_left(position):
        return None
    text = sentence.text
    right = text[number.end : number.end + 1]
    if right in ("x", "X", "×") and not text[number.end + 1 : number.end + 2].isalnum():
        return Candidate("measure", position, number.end + 1, f"{number.said()} times", 64, "so many times", number.value, number.said(), ("times", "times"))
    if right not in ("k", "K", "m", "M", "b", "B") and text[number.end : number.end + 2] not in ("bn", "mn"):
        return None
    length = 2 if text[number.end : number.end + 2] in ("bn", "mn") else 1
    end = number.end + length
    if sentence.right(end).isalnum() or sentence.right(end) in "'’" or (sentence.right(end) in "-/" and sentence.right(end + 1).isdecimal()):
        return None
    following = sentence.next(end).lower()
    from frontend_text.english.tables.lists import K_STAYS

    letter = text[number.end : end]
    if letter in ("k", "K") and (following in K_STAYS or letter == "K" and number.digits in ("4", "8", "2") and not following):
        return Candidate("measure", position, end, f"{number.said()} \ue000K", 70, "a distance or a resolution in K")
    if letter == "M" and number.digits == "3" and not following.endswith("s"):
        return None
    if letter == "m" and following not in COUNTED_AFTER_M:
        return None
    if letter in ("b", "B") and (number.value < 1 or number.value >= 1000 or (letter == "b" and following not in COUNTED_AFTER_M)):
        return None
    if letter == "B" and number.whole and len(number.digits) == 3 and following not in COUNTED_AFTER_M:
        return None
    if letter == "B" and not following and number.whole and sentence.last(position) in ("room", "apt", "unit", "gate", "seat", "exit", "flat", "no", "number", "suite", "apartment", "section", "street", "baker", "block"):
        return None
    scale = SCALES[letter]
    if letter == "B" and sentence.last(position) in ("room", "apt", "unit", "gate", "seat", "exit", "flat", "suite", "apartment", "section"):
        return None
    return Candidate("cardinal", position, end, f"{number.said()} {scale}", 68, f"{letter} for {scale}", number.value, number.said(), (scale, scale))
