"""Cut what was spoken into cues that can be read: at sentence and clause ends, two lines and seven seconds at most.

Of all ways to cut the one that costs least is taken (dynamic programming over the words).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from frontend_text.segmentation.abbreviations import NEVER_END_SETS

Timing: TypeAlias = dict[str, Any]
"""A word or mark and its time, as the server tells it (README, `timestamps`)."""

LINE_CHARACTERS = 42
"""What television subtitles put on one line."""
MOST_LINES = 2
MOST_SECONDS = 7.0
_LEAST_SECONDS = 1.0
"""Shorter ones flash by."""
_SILENCE_SECONDS = 0.6
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]»]*\s*$|\n\s*$")
_TITLE = re.compile(r"\W*((?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Sen|Rep|Gov|Capt|Col|Lt|Sgt|Rev|Hon|No|Vol|Fig|[A-Z])\.)\s*$")
_CAPITALISED = frozenset(word for words in NEVER_END_SETS.values() for word in words if word[:1].isupper())
"""Abbreviations of any language; small ones are words of another too often (`no.`)."""
_CLAUSE_END = re.compile(r"[,;:—–、，；：)\]][\"'”’»]*\s*$")
# What a cue costs, and what it costs to end one somewhere or to run over a sentence's end.
_CUE, _AT_CLAUSE, _AT_WORD, _SENTENCE_INSIDE, _SHORT = 3.0, 1.0, 8.0, 4.0, 4.0


@dataclass(frozen=True)
class Cue:
    """Lines that stand on the screen together."""

    lines: tuple[str, ...]
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True)
class _Word:
    text: str
    """With what follows it."""
    start: float
    end: float


def cues(told: Sequence[Timing]) -> list[Cue]:
    """The cues of all that was told, in order."""
    words = _words(told)
    cost = [0.0] + [math.inf] * len(words)
    begins = [0] * (len(words) + 1)
    for end in range(1, len(words) + 1):
        for begin in range(end - 1, -1, -1):
            if begin < end - 1 and not _fits(words[begin:end]):
                break
            total = cost[begin] + _cost(words, begin, end)
            if total < cost[end]:
                cost[end], begins[end] = total, begin
    bounds = [len(words)]
    while bounds[-1]:
        bounds.append(begins[bounds[-1]])
    bounds.reverse()
    return [_cue(words[begin:end]) for begin, end in zip(bounds, bounds[1:], strict=False)]


def _words(told: Sequence[Timing]) -> list[_Word]:
    """Words with their text; one that says nothing of its own, as of "5 km" the second, prolongs the one before."""
    words: list[_Word] = []
    for timing in told:
        if "word" not in timing:
            continue
        text = timing.get("display", f"{timing['word']} ")
        if words and not text.strip():
            words[-1] = replace(words[-1], text=words[-1].text + text, end=max(words[-1].end, timing["end"]))
        elif text.strip():
            words += _pieces(_Word(text, timing["start"], timing["end"]))
    return words


def _pieces(word: _Word) -> Iterator[_Word]:
    """A word that alone is more than a cue, cut; one that only lasts too long is shown again."""
    most = MOST_LINES * LINE_CHARACTERS
    text = word.text.strip()
    by_length, by_time = math.ceil(len(text) / most), math.ceil((word.end - word.start) / MOST_SECONDS)
    count = max(1, by_length, by_time)
    if count == 1:
        yield word
        return
    size, seconds = math.ceil(len(text) / count), (word.end - word.start) / count
    for number in range(count):
        shown = text[number * size : (number + 1) * size] if by_length > 1 else word.text
        yield _Word(shown, word.start + number * seconds, word.start + (number + 1) * seconds)


def _fits(words: Sequence[_Word]) -> bool:
    if words[-1].end - words[0].start > MOST_SECONDS:
        return False
    if any(after.start - before.end > _SILENCE_SECONDS for before, after in zip(words, words[1:], strict=False)):
        return False
    return _lines("".join(word.text for word in words)) is not None


def _cost(words: Sequence[_Word], begin: int, end: int) -> float:
    last = words[end - 1]
    is_over = end == len(words) or words[end].start - last.end > _SILENCE_SECONDS
    cost = _CUE + _SENTENCE_INSIDE * sum(_ends_sentence(words, index) for index in range(begin, end - 1))
    if last.end - words[begin].start < _LEAST_SECONDS:
        cost += _SHORT
    if is_over or _ends_sentence(words, end - 1):
        return cost
    return cost + (_AT_CLAUSE if _CLAUSE_END.search(last.text) else _AT_WORD)


def _ends_sentence(words: Sequence[_Word], index: int) -> bool:
    """Whether a sentence ends with a word: not behind a title, nor where a small letter goes on."""
    text = words[index].text
    if not _SENTENCE_END.search(text):
        return False
    following = words[index + 1].text.lstrip("\"'“‘«([") if index + 1 < len(words) else ""
    return not (following[:1].islower() or _TITLE.match(text) or text.strip() in _CAPITALISED)


def _cue(words: Sequence[_Word]) -> Cue:
    text = "".join(word.text for word in words)
    lines = _lines(text)
    if lines is None:  # one word without a place to break it
        whole = " ".join(text.split())
        lines = tuple(whole[at : at + LINE_CHARACTERS] for at in range(0, len(whole), LINE_CHARACTERS))
    return Cue(lines, words[0].start, words[-1].end)


def _lines(text: str) -> tuple[str, ...] | None:
    """One line, or two of like length broken at a blank, better behind punctuation; None where that is too little."""
    text = " ".join(text.split())
    if len(text) <= LINE_CHARACTERS:
        return (text,)
    if len(text) > MOST_LINES * LINE_CHARACTERS + 1:
        return None
    places = [at for at, character in enumerate(text) if character == " "]
    halves = [(text[:at], text[at + 1 :]) for at in places]
    halves = [(first, second) for first, second in halves if max(len(first), len(second)) <= LINE_CHARACTERS]
    if not halves and " " not in text:  # scripts without blanks
        middle = math.ceil(len(text) / 2)
        return (text[:middle], text[middle:]) if middle <= LINE_CHARACTERS else None
    return min(halves, key=_imbalance, default=None)


def _imbalance(halves: tuple[str, str]) -> float:
    first, second = halves
    ends_a_part = _SENTENCE_END.search(first) or _CLAUSE_END.search(first)
    return abs(len(first) - len(second)) - (12 if ends_a_part else 0)
