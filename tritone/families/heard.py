"""Where a segment is heard: silence at its edges found, words' borders put where their sound ends and begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Loudness = npt.NDArray[np.float32]
"""float32 [frames]: how loud the model means each frame to be, in decibels, roughly, above what is heard at all (-60
dBFS)."""
_OF_A_WORD_DB = 6.0
"""Above it sound is a word's: what is softer is its room, and its dying away."""
_LEAST_AT_MARK, _LEAST_AT_BLANK = 4, 8
"""Frames of silence that part two words, at a mark and without one: shorter ones may be the closure of a p, t or k."""


def heard_span(loudness: Loudness) -> tuple[int, int]:
    """The first frame that is heard, and the one after the last; all of them where none is."""
    heard = np.flatnonzero(loudness > 0)
    return (int(heard[0]), int(heard[-1]) + 1) if len(heard) else (0, len(loudness))


def quiet_runs(ids: npt.NDArray[np.int32], quiet: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Each run of ids [first, end) that stand for no sound: marks, blanks and padding."""
    first: int | None = None
    for place, number in enumerate(ids.tolist()):
        if number in quiet:
            first = place if first is None else first
        elif first is not None:
            yield first, place
            first = None
    if first is not None:
        yield first, len(ids)


def fitted_to_sound(
    ids: npt.NDArray[np.int32],
    durations: npt.NDArray[np.int32],
    loudness: Loudness,
    quiet: frozenset[int],
    marks: frozenset[int],
) -> npt.NDArray[np.int32]:
    """Durations whose words end and begin with their sound; their sum, and the number of ids, stay.

    Models give silence to the sounds around it as well: of a pause at a comma most lies in the last sound before it.
    The longest silence between two words becomes what lies between them; where there is none, the next word begins
    where the one before it ends. quiet: ids that stand for no sound; marks: those of them at which speakers pause.
    """
    fitted = durations.tolist()
    silences = _silences(loudness)
    opening = silences[0][1] if silences and not silences[0][0] else 0
    closing = silences[-1][0] if silences and silences[-1][1] == len(loudness) else len(loudness)
    parting = [silence for silence in silences if silence[1] - silence[0] >= _LEAST_AT_MARK]
    ends = [0, *np.cumsum(durations).tolist()]  # where each id begins, and the last one ends
    at_marks = [number in marks for number in ids.tolist()]
    for first, end in quiet_runs(ids, quiet):
        if not first and end == len(ids):
            break  # there is no word
        at_mark = any(at_marks[first:end])
        # the sounds on either side may be shortened, to one frame
        if not first:
            begins, goes, least = 0, min(opening, ends[end + 1] - 1), 0
        elif end == len(ids):
            begins, goes, least = max(closing, ends[first - 1] + 1), len(loudness), 0
        else:
            begins, goes = _longest_between(parting, ends[first - 1] + 1, ends[end + 1] - 1)
            least = _LEAST_AT_MARK if at_mark else _LEAST_AT_BLANK
        if goes - begins < least:
            if not at_mark:  # the next word begins to sound in the blank
                fitted[end] += sum(fitted[first:end])
                fitted[first:end] = [0] * (end - first)
                ends[first:end] = [ends[first]] * (end - first)
                ends[end] = ends[first]
            continue
        if first:
            fitted[first - 1] += begins - ends[first]
        if end < len(ids):
            fitted[end] += ends[end] - goes
        _share_out(fitted, first, end, goes - begins)
        for place in range(first, end):
            ends[place] = begins + sum(fitted[first:place])
        ends[end] = goes
    return np.array(fitted, durations.dtype)


def _silences(loudness: Loudness) -> list[tuple[int, int]]:
    """Every stretch of frames [first, end) that are no word's, in order."""
    heard = np.concatenate([[True], loudness > _OF_A_WORD_DB, [True]])
    borders = np.flatnonzero(heard[1:] != heard[:-1])
    return list(zip(borders[::2].tolist(), borders[1::2].tolist(), strict=True))


def _longest_between(silences: Sequence[tuple[int, int]], start: int, stop: int) -> tuple[int, int]:
    """The longest silence in frames [start, stop)."""
    longest = start, start
    for first, end in silences:
        begins, goes = max(first, start), min(end, stop)
        if goes - begins > longest[1] - longest[0]:
            longest = begins, goes
    return longest


def _share_out(durations: list[int], first: int, end: int, frames: int) -> None:
    """Make ids [first, end) last so many frames in all, in place: the first of them takes or gives what it can."""
    missing = frames - sum(durations[first:end])
    for index in range(first, end):
        changed = max(-durations[index], missing)
        durations[index] += changed
        missing -= changed
