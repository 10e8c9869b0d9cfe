"""Times of day and durations."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, spell_digits
from frontend_text.english.reading.candidate import SPELLED, Candidate, at_digit, at_words, spelled
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.calendar import TIME_ZONES
from frontend_text.english.tables.lists import SENTENCE_STARTERS

_TIME_PREPOSITIONS = frozenset("at until till by from to after before since around about".split())
_TIMED = frozenset("timer countdown nap break workout video call meeting".split())

_HALF = r"(?:\s?([AaPp])(?:\.\s?[Mm]\.?|[Mm]\b\.?))"
_CLOCK = re.compile(rf"(\d{{1,2}}):([0-5]\d)(?::([0-5]\d)(\.\d{{1,3}})?|(\.\d{{1,3}}))?{_HALF}?(?![\d:])")
_POINT = re.compile(rf"(\d{{1,2}})\.([0-5]\d)(?!\d|\.\d){_HALF}?")
_HOUR = re.compile(rf"(\d{{1,2}}){_HALF}(?![\w])")
_DURATION = re.compile(
    r"(?:(\d{1,4})\s?(d|days?)\s?)?(?:(\d{1,4})\s?(?:h|hrs?)\.?\s?)?(?:(\d{1,4})\s?(?:m"
    r"|mins?)\.?(?![A-Za-z/])\s?)?(?:(\d{1,4}(?:\.\d+)?)\s?(?:s|secs?)\.?(?![A-Za-z/]))?"
)
_RACE_WORDS = frozenset(
    (
        "in of ran run time lap mile record clocked finished finish split pace video clip track song runtime "
        "lasts lasted took"
    ).split()
)


def say_clock(hours: int, minutes: int, with_half: bool = False, in_date: bool = False) -> str:
    """A time of day without its half: (5, 30) -> 'five thirty', (23, 0) -> 'twenty three o'clock'."""
    hour = cardinal(str(hours))
    if minutes == 0:
        if with_half:
            return hour
        return f"{hour} o'clock" if hours else "zero hundred hours" if not in_date else "midnight"
    return f"{hour} {'oh ' if minutes < 10 else ''}{cardinal(str(minutes))}"


def kept_period(sentence: Sentence, end: int) -> int:
    """The end of `p.m.` and the like, before its period if that ends the sentence too."""
    if sentence.left(end) != ".":
        return end
    rest = sentence.tail(end)
    if not rest.strip(" \"”’')") or (rest[0].isspace() and sentence.next(end) in SENTENCE_STARTERS):
        return end - 1
    return end


def _half(letter: str | None) -> str:
    return f" {spelled(letter + 'm')}" if letter else ""


@at_digit
def clock_time(sentence: Sentence, position: int) -> Candidate | None:
    """`5:30 p.m.`, `14:05`, `21:51:31`, `4:07.3`, `7:00/7:30`, `10:30ish`."""
    match = _CLOCK.match(sentence.text, position)
    if not match or not (sentence.free_left(position) or sentence.left(position) in "/-"):
        return None
    hours, minutes, end = int(match[1]), int(match[2]), match.end()
    tail = sentence.text[end : end + 4]
    if tail[:1].isalpha() and not (tail.startswith("ish") or tail[:3] in TIME_ZONES or tail[:2] in TIME_ZONES):
        return None
    if match[4] or match[5]:
        said = (
            f"{cardinal(str(hours))} {'oh ' if minutes < 10 else ''}{cardinal(str(minutes))}"
            if not match[3]
            else f"{cardinal(str(hours))} {_two(match[2])} {_two(match[3])}"
        )
        return Candidate(
            "duration",
            position,
            end,
            f"{said} point {spell_digits((match[4] or match[5])[1:])}",
            82,
            "minutes and seconds with a fraction",
        )
    if hours > 24 or (hours == 24 and minutes):
        if match[3] or match[6]:
            return None
        return Candidate(
            "duration",
            position,
            end,
            f"{cardinal(str(hours))} {_two(match[2]) if minutes else 'minutes'}",
            60,
            "minutes and seconds",
        )
    if match[3]:
        return _with_seconds(sentence, position, end, match)
    said = say_clock(hours, minutes, bool(match[6]))
    beside = re.match(r"/\d", tail) or sentence.left(position) == "/"
    if (
        minutes == 0
        and not match[6]
        and (beside or hours <= 12 and sentence.last(position) in _TIME_PREPOSITIONS and hours)
    ):
        said = cardinal(str(hours)) + ("" if beside or re.match(r"\s?[-–]", tail) else " o'clock")
    end = kept_period(sentence, end) if match[6] else end
    score = 74 if match[6] or len(match[1]) == 2 or minutes else 70
    return Candidate(
        "time",
        position,
        end,
        said + _half(match[6]),
        score,
        "hours and minutes" + (" and the half of the day" if match[6] else ""),
        hours * 60.0 + minutes,
        said,
    )


def _two(digits: str) -> str:
    return f"oh {cardinal(digits[1])}" if digits[0] == "0" else cardinal(digits)


def _with_seconds(sentence: Sentence, position: int, end: int, match: re.Match[str]) -> Candidate:
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3])
    if match[6]:
        plural = "" if seconds == 1 else "s"
        said = f"{say_clock(hours, minutes, True)} and {cardinal(str(seconds))} second{plural}{_half(match[6])}"
        return Candidate("time", position, kept_period(sentence, end), said, 76, "hours, minutes and seconds")

    def count(value: int, name: str) -> str:
        return f"{cardinal(str(value))} {name}{'' if value == 1 else 's'}"

    said = f"{count(hours, 'hour')} {count(minutes, 'minute')} and {count(seconds, 'second')}"
    return Candidate("time", position, end, said, 76, "hours, minutes and seconds")


@at_digit
def time_with_point(sentence: Sentence, position: int) -> Candidate | None:
    """`9.30 tonight`, `7.45pm`."""
    match = _POINT.match(sentence.text, position)
    if not match or not sentence.free_left(position) or not 0 < int(match[1]) <= 24:
        return None
    following = sentence.next(match.end()).lower()
    near = following in ("tonight", "tomorrow", "sharp", "today") or re.match(
        r"\s(?:in the (?:morning|evening|afternoon)|this (?:morning|evening|afternoon)|o'clock)",
        sentence.tail(match.end()),
    )
    if not match[3] and not near:
        return None
    if match[3] and match[3] == "P" and False:
        return None
    said = say_clock(int(match[1]), int(match[2]), bool(match[3]) or True)
    return Candidate(
        "time",
        position,
        kept_period(sentence, match.end()) if match[3] else match.end(),
        said + _half(match[3]),
        76,
        "a time of day with a point",
        int(match[1]) * 60.0 + int(match[2]),
    )


@at_digit
def hour(sentence: Sentence, position: int) -> Candidate | None:
    """`5pm`, `10 a.m.`."""
    match = _HOUR.match(sentence.text, position)
    if not match or not sentence.free_left(position) or int(match[1]) > 24:
        return None
    if match[0].endswith(" am") or match[0].endswith(" Am"):
        if sentence.next(match.end()).lower() in ("the", "a", "not", "going", "so"):
            return None
    end = kept_period(sentence, match.end())
    said = cardinal(str(int(match[1])))
    return Candidate(
        "time", position, end, said + _half(match[2]), 78, "an hour and the half of the day", int(match[1]) * 60.0, said
    )


@at_digit
def duration(sentence: Sentence, position: int) -> Candidate | None:
    """`1h 20m`, `2h30`, `3m 45s`, `20m` after a timer."""
    match = _DURATION.match(sentence.text, position)
    if not match or not sentence.free_left(position) or not match[0]:
        return None
    parts = [(match[1], "day"), (match[3], "hour"), (match[4], "minute"), (match[5], "second")]
    given = [(digits, name) for digits, name in parts if digits]
    end = match.start() + len(match[0].rstrip())
    if sentence.right(end).isalnum() or not given:
        return _hours_and_minutes(sentence, position)
    timer = (
        sentence.mentions(position, frozenset(("timer", "timers", "wait", "snooze", "countdown", "alarm", "sleep")), 4)
        or sentence.next(end) in _TIMED
    )
    if len(given) < 2 and not (
        timer and given[0][1] in ("minute", "second", "hour") and re.fullmatch(r"\d+\s?[mhs]\.?", match[0].strip())
    ):
        return None
    if match[0].endswith(".") and not sentence.tail(end).strip():
        end -= 1
    said = " ".join(
        f"{cardinal(digits) if digits.isdecimal() else _decimal(digits)} {name}{'' if digits == '1' else 's'}"
        for digits, name in given
    )
    return Candidate("duration", position, end, said, 80, "hours, minutes, seconds by their letters")


def _decimal(digits: str) -> str:
    from frontend_text.english.numbers import number

    return number(digits)


def _hours_and_minutes(sentence: Sentence, position: int) -> Candidate | None:
    match = re.compile(r"(\d{1,2})h([0-5]\d)(?!\w)").match(sentence.text, position)
    if not match:
        return None
    return Candidate(
        "duration",
        position,
        match.end(),
        f"{cardinal(match[1])} hour{'' if match[1] == '1' else 's'} {cardinal(str(int(match[2])))}",
        74,
        "hours and minutes by a letter",
    )


@at_words(("noon", "midnight", "dawn", "dusk", "sunrise", "sunset", "present", "now", "today", "date"))
def named_time(sentence: Sentence, position: int) -> Candidate | None:
    """A time that is a word, at one end of a range: `noon–1 pm`, `2020–present`."""
    word = sentence.next(position)
    end = position + len(word)
    if re.match(r"\s?[-–—]\s?\d", sentence.tail(end)) or re.search(
        r"\d(?:\s?[ap]\.?m\.?)?\s?[-–—]\s?$", sentence.lead(position)
    ):
        return Candidate(
            "time",
            position,
            end,
            word,
            50,
            "a time in words",
            5000.0 if word.lower() not in ("noon", "midnight") else None,
        )
    return None


@at_words(("a", "p", "am", "pm"))
def half_of_day(sentence: Sentence, position: int) -> Candidate | None:
    """`a.m.` and `p.m.` on their own."""
    match = re.compile(r"([AaPp])\.\s?[Mm]\.").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return Candidate(
        "time", position, kept_period(sentence, match.end()), f"{SPELLED}{match[1].upper()}M", 70, "the half of the day"
    )
