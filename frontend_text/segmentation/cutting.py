"""Cut a sentence where a reader would breathe: one that is too long, or the first of a text, whose sound is awaited."""

from __future__ import annotations

import re
import unicodedata

from frontend_text.segmentation.breaks import Break, Span
from frontend_text.segmentation.sentence_marks import CLOSERS

SHORTEST_CHARACTERS = 15
"""Shorter sentences are read together with the next one: alone they sound clipped."""
FIRST_SPLIT_FROM = 60
"""The first sentence of a text, if longer, may end at an early clause mark, so that sound starts early."""

_BREATHS = re.compile(r"\s+|(?<=[、，,;；：])(?=[^\x00-\x7f])|(?<=—)(?=\w)")
_CONJUNCTIONS = frozenset(
    "and but or because which that while although so where when who if as than with for to".split()
)
_SEEN_AFTER = 16
"""Characters after a place that decide how well a sentence can be cut there."""
_CLAUSE_AFTER = re.compile(
    r"\w+\s+(?:I|you|he|she|it|we|they|there|this|that|these|those|who|which|when|where|while|if|then|so|not|now|"
    r"nobody|everyone|everybody|someone|to)\b",
    re.IGNORECASE,
)
"""`and` or `or` before what is likely a clause: elsewhere it joins two words, which nobody parts by a breath."""


def cut(text: str, span: Span, *, ideal: int, longest: int) -> Span:
    """The best first part of a span, about `ideal` and at most `longest` characters long."""
    window = text[span.start : span.start + longest + 1]
    best, best_cost = 0, 1e9
    for match in _BREATHS.finditer(window):
        position = match.start()
        if not _may_cut_at(position, ideal):
            continue
        cost = _cost(window, position, match.end())[0] + _cost_of_distance(position, ideal)
        if cost < best_cost:
            best, best_cost = position, cost
    if not best:
        best = _cut_inside_word(window, min(ideal, longest))
    kind = _cost(window, best, best)[1]
    return Span(span.start, span.start + best, kind)


def _may_cut_at(position: int, ideal: int) -> bool:
    return position >= min(SHORTEST_CHARACTERS, ideal) and 4 * position >= ideal


def _cost_of_distance(position: int, ideal: int) -> float:
    return 120 * abs(position - ideal) / max(ideal, 1)


def _cost(window: str, position: int, after: int) -> tuple[float, Break]:
    """How bad a cut before `position` is (smaller is better), and what kind of break it makes."""
    previous = window[position - 1]
    if previous in CLOSERS and position > 1:
        previous = window[position - 2] if window[position - 2] in ".!?…" else previous
    if previous in ".!?…。！？।॥؟۔":
        return 0, Break.SENTENCE
    if previous in ";:—–；：؛":
        return 10, Break.CLAUSE
    if previous in ",、，،)":
        return 45, Break.COMMA
    upcoming = window[after : after + _SEEN_AFTER]
    word = re.match(r"\w+", upcoming)
    if upcoming and upcoming[0] in "(—–":
        return 45, Break.COMMA
    if word and word[0].lower() in _CONJUNCTIONS:
        joins_words = word[0].lower() in ("and", "or") and not _CLAUSE_AFTER.match(window, after, after + _SEEN_AFTER)
        return 150 if joins_words else 90, Break.BREATH
    if previous.isdigit() or upcoming[:1].isdigit():
        return 200, Break.BREATH
    return 140, Break.BREATH


def kind_of_end(written: str) -> Break:
    """The break that the last character of a text makes."""
    return _cost(f"{written.rstrip()} ", len(written.rstrip()), len(written))[1] if written.strip() else Break.BREATH


def _cut_inside_word(window: str, ideal: int) -> int:
    """A cut in a run without blanks: after a sign if there is one near, never inside a cluster of combined marks."""
    ideal = position = min(ideal, len(window) - 1)
    for candidate in range(position, max(position - 40, position // 2, 1), -1):
        if not window[candidate - 1].isalnum() and window[candidate].isalnum() and not window[candidate - 1].isspace():
            return candidate
    while position > 1 and (
        unicodedata.category(window[position]) in ("Mn", "Mc", "Me", "Cf") or window[position - 1] == "\u200d"
    ):
        position -= 1
        if ideal - position > 20:
            return max(ideal, 1)  # no cluster is that long: a heap of accents
    return max(position, 1)


def early_cut(text: str, start: int, end: int) -> Span | None:
    """A clause that can be spoken while the rest of a long first sentence is still being worked on."""
    for match in re.finditer(r"[,;:—–][\"'”’)]*\s+(?=[^\d\s])|\s[—–-]\s", text[start : min(end, start + 100)]):
        position = match.start() + len(match[0].rstrip()) if match[0].strip()[0] in ",;:" else match.start()
        if match[0].strip() in ("—", "–", "-"):
            position = match.start() + 2
        if position >= SHORTEST_CHARACTERS and end - start - position >= SHORTEST_CHARACTERS:
            kind = Break.COMMA if "," in match[0] else Break.CLAUSE
            return Span(start, start + position, kind)
    return None


def certain_early_cut(text: str, start: int, undecided: int, target: int) -> Span | None:
    """The early clause of a first sentence that has not ended at `undecided`, where it is one however it goes on.

    None where that cannot be said. A sentence that turns out to be longer than `target` is cut first, and the early
    clause looked for in its first part: what is known must rule out all cuts that would make another one.
    """
    words = text[start:undecided]
    window = words[: target + 1]
    # the last word may become a list number or belong to what ends the sentence
    known = len(re.sub(r"\S*$", "", words).rstrip())
    clause = early_cut(text, start, start + known) if known > FIRST_SPLIT_FROM else None
    if clause is None or not text[clause.end : clause.end + SHORTEST_CHARACTERS].strip():
        return None
    position = clause.end - start
    leaves_it = max(FIRST_SPLIT_FROM + 1, position + SHORTEST_CHARACTERS)
    places: list[tuple[int, float]] = []
    for match in _BREATHS.finditer(window[:known]):
        if match.end() + _SEEN_AFTER <= known or known > target:
            cost, kind = _cost(window, match.start(), match.end())
            if match.start() == position and kind is not clause.ends_with:
                return None
            places.append((match.start(), cost))
        elif match.start() < leaves_it:
            return None
    for ideal in range(target // 2, target + 1):
        costs = [(cost + _cost_of_distance(at, ideal), at) for at, cost in places if _may_cut_at(at, ideal)]
        best = min(costs)[1] if costs else 0
        if best != position and best < leaves_it:
            return None
    return clause
