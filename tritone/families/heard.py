"""Where a segment is heard: silence at its edges found, words' borders put where their sound ends and begins."""

from __future__ import annotations

from collections.abc import Iterator

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
    is_quiet = np.concatenate([[False], np.isin(ids, list(quiet)), [False]])
    borders = np.flatnonzero(np.diff(is_quiet.astype(np.int8)))
    return zip(borders[::2].tolist(), borders[1::2].tolist(), strict=True)


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
    fitted = durations.copy()
    ends = np.cumsum(durations)
    heard = loudness > _OF_A_WORD_DB
    for first, end in quiet_runs(ids, quiet):
        if not first and end == len(ids):
            break  # there is no word
        at_mark = any(int(number) in marks for number in ids[first:end])
        # the sounds on either side may be shortened, to one frame
        start = int(ends[first - 2] if first > 1 else 0) + 1 if first else 0
        stop = int(ends[end]) - 1 if end < len(ids) else int(ends[-1])
        least = _LEAST_AT_MARK if at_mark else _LEAST_AT_BLANK
        silence = _longest_silence(heard[start:stop], least, opens=not first, closes=end == len(ids))
        if silence is None:
            if not at_mark:  # the next word begins to sound in the blank
                fitted[end] += fitted[first:end].sum()
                fitted[first:end] = 0
            continue
        begins, goes = start + silence[0], start + silence[1]
        if first:
            fitted[first - 1] += begins - int(ends[first - 1])
        if end < len(ids):
            fitted[end] += int(ends[end - 1]) - goes
        _share_out(fitted[first:end], goes - begins)
        ends = np.cumsum(fitted)
    return fitted


def _longest_silence(heard: npt.NDArray[np.bool_], least: int, opens: bool, closes: bool) -> tuple[int, int] | None:
    """Of some frames [first, end); what lies before the first sound where they open a segment, after the last one
    where they close it. None where there are fewer silent frames than `least` in a row."""
    if opens or closes:
        sounding = np.flatnonzero(heard)
        if opens:
            return 0, int(sounding[0]) if len(sounding) else len(heard)
        return int(sounding[-1]) + 1 if len(sounding) else 0, len(heard)
    borders = np.flatnonzero(np.diff(np.concatenate([[True], heard, [True]]).astype(np.int8)))
    starts, ends = borders[::2], borders[1::2]  # of what is silent
    if not len(starts) or (ends - starts).max() < least:
        return None
    longest = int(np.argmax(ends - starts))
    return int(starts[longest]), int(ends[longest])


def _share_out(run: npt.NDArray[np.int32], frames: int) -> None:
    """Make a run of ids last so many frames in all, in place: the first of them takes or gives what it can."""
    missing = frames - int(run.sum())
    for index in range(len(run)):
        changed = max(-int(run[index]), missing)
        run[index] += changed
        missing -= changed
