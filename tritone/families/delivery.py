"""What is done to an acoustic model's frames so that a segment is said as asked: pitch moved, pauses heard."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tritone.families.heard import Loudness, fitted_to_sound
from tritone.families.question_rise import VOICED_ABOVE_HZ
from tritone.pipeline.frames import AcousticResult, Delivery

_GLIDE = np.hanning(7)[1:-1] / np.hanning(7).sum()
"""Weights of the frames around one, over which pitch goes from what is asked of one phoneme to the next."""


@dataclass(frozen=True)
class PauseBounds:
    """How long silence at a mark inside a sentence is heard, in seconds or frames, at speed 1."""

    short: float
    """At least, between a few sounds: "Yes, sir"."""
    long: float
    """At least, between whole clauses, where models pause longer at a comma too."""
    most: float = math.inf


PAUSE_BOUNDS_SECONDS = {
    ",": PauseBounds(0.12, 0.12),
    ";": PauseBounds(0.2, 0.4),
    ":": PauseBounds(0.2, 0.4),
    "—": PauseBounds(0.26, 0.45, 0.48),
    "…": PauseBounds(0.32, 0.49, 0.52),
    ".": PauseBounds(0.45, 0.55),
    "!": PauseBounds(0.25, 0.25),
    "?": PauseBounds(0.25, 0.25),
}
"""Models leave silence out in short sentences: as their training voices did, and as listeners do not expect. All are
less than at a full stop that ends a segment (frontend_text's table); one within it ends a tiny sentence, while !
and ? may also stand before "he said"."""
_FEW_SOUNDS, _CLAUSE_SOUNDS = 8, 16
"""Symbols on the mark's shorter side, blanks counted, between which the least pause grows from short to long."""


def inflected_pitch(
    pitch: npt.NDArray[np.float32], durations: npt.NDArray[Any], delivery: Delivery
) -> npt.NDArray[np.float32]:
    """Pitch in Hz, float32 [frames], moved as asked; durations: frames of each phoneme id.

    Where nothing is asked the values stay the same, to the bit.
    """
    factor = np.exp2(_gliding(np.repeat(delivery.pitch, durations)) / 12).astype(np.float32)
    reach = np.repeat(delivery.pitch_range - np.float32(1), durations)
    voiced = pitch > VOICED_ABOVE_HZ
    mean = pitch[voiced].mean() if voiced.any() else np.float32(0)
    moved = pitch * factor + reach * (pitch - mean) * factor
    return np.where(voiced, np.maximum(moved, np.float32(VOICED_ABOVE_HZ)), pitch).astype(np.float32)


def _gliding(semitones: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The same without steps: a voice glides from one pitch to the next."""
    if len(semitones) < len(_GLIDE) or (semitones == semitones[0]).all():
        return semitones
    around = np.pad(semitones, len(_GLIDE) // 2, mode="edge")
    return np.convolve(around, _GLIDE, mode="valid").astype(np.float32)


@dataclass(frozen=True)
class PauseMaking:
    """How a family's pauses are made longer or shorter: by frames of the model's own silence."""

    bounds: Mapping[int, PauseBounds]
    """Phoneme id of a mark → frames of silence to be heard there, at speed 1."""
    blanks: frozenset[int]
    """Ids that may stand between a mark and the next sound: blanks, padding, closing quotes and brackets."""
    sounding_frames: int
    """Frames of a mark and the blanks after it in which the sounds around it still are, where loudness is not known."""
    sounds_per_id: float = 1.0

    def paused(
        self,
        ids: npt.NDArray[np.int32],
        result: AcousticResult,
        silence: npt.NDArray[np.float32],
        speed: float,
        loudness: Loudness | None = None,
    ) -> AcousticResult:
        """The result with pauses at its inner marks within their bounds.

        silence: one frame [channels] in which nothing is heard. loudness: of the frames; where it is known, durations
        are fitted to it, and pauses may be made shorter too.
        """
        if loudness is not None:
            durations = fitted_to_sound(ids, result.durations, loudness, self._quiet, self._marks)
            result = AcousticResult(result.frames, durations, result.energy)
        changes = self._changes(ids.tolist(), result.durations, speed, loudness)
        if not changes:
            return result
        durations, ends = result.durations.copy(), result.durations.cumsum().tolist()
        parts: list[tuple[int, int, int]] = []
        position = 0
        for index, frames in changes.items():
            # where the mark ends there is silence, where there is any: more of it, or less
            parts.append((position, ends[index] + min(0, frames), max(0, frames)))
            position = ends[index]
            durations[index] += frames
        parts.append((position, len(result.frames), 0))
        frames_of_all = _put_together(result.frames, parts, silence)
        if result.energy is None:
            return AcousticResult(frames_of_all, durations)
        return AcousticResult(frames_of_all, durations, _put_together(result.energy, parts, result.energy.min()))

    @functools.cached_property
    def _marks(self) -> frozenset[int]:
        return frozenset(self.bounds)

    @functools.cached_property
    def _quiet(self) -> frozenset[int]:
        return self.blanks | self._marks

    def _changes(
        self, ids: Sequence[int], durations: npt.NDArray[np.int32], speed: float, loudness: Loudness | None
    ) -> dict[int, int]:
        """Index of a mark → frames that its pause is too short, or less than 0: too long; what ends a segment is not
        looked at."""
        changes: dict[int, int] = {}
        runs = self._runs_with_marks(ids)
        ends = durations.cumsum() if loudness is not None else durations
        for number, (first, end) in enumerate(runs):
            if not first or end == len(ids):
                continue
            marks = [index for index in range(first, end) if ids[index] in self._marks]
            mark = max(marks, key=lambda index: self.bounds[ids[index]].short)
            before = first - (runs[number - 1][1] if number else 0)
            after = (runs[number + 1][0] if number + 1 < len(runs) else len(ids)) - end
            least, most = _bounds_between(self.bounds[ids[mark]], min(before, after) * self.sounds_per_id, speed)
            if loudness is None:
                silent, at = max(0, int(durations[mark:end].sum()) - self.sounding_frames), mark
            else:
                silent = int((loudness[ends[first - 1] : ends[end - 1]] <= 0).sum())
                at = first if loudness[ends[first] - 1] <= 0 else mark
            if silent < least:
                changes[at] = least - silent
            elif silent > most and loudness is not None:
                changes[at] = -min(int(silent - most), int(durations[at]))
        return changes

    def _runs_with_marks(self, ids: Sequence[int]) -> list[tuple[int, int]]:
        """The runs of ids [first, end) that stand for no sound and hold a mark, found from their marks: of a family
        that has padding between sounds, every second id would be a run."""
        runs: list[tuple[int, int]] = []
        marks, quiet, end = self._marks, self._quiet, 0
        for place in [place for place, number in enumerate(ids) if number in marks]:
            if place < end:
                continue
            first, end = place, place + 1
            while first and ids[first - 1] in quiet:
                first -= 1
            while end < len(ids) and ids[end] in quiet:
                end += 1
            runs.append((first, end))
        return runs


def _put_together(
    values: npt.NDArray[np.float32], parts: Sequence[tuple[int, int, int]], silence: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """The values of parts [first, end) one after the other, after each as often `silence` as its third number says."""
    put: list[npt.NDArray[np.float32]] = []
    for first, end, silent in parts:
        put.append(values[first:end])
        if silent:
            put.append(silence[None].repeat(silent, axis=0))
    return np.concatenate(put)


def _bounds_between(bounds: PauseBounds, sounds: float, speed: float) -> tuple[int, float]:
    """Frames of silence at least and at most where the mark's shorter side has so many sounds."""
    share = min(1.0, max(0.0, (sounds - _FEW_SOUNDS) / (_CLAUSE_SOUNDS - _FEW_SOUNDS)))
    return round((bounds.short + share * (bounds.long - bounds.short)) / speed), bounds.most / speed


def bounds_in_frames(
    symbols: Mapping[str, int],
    frames_per_second: float,
    seconds: Mapping[str, PauseBounds] = PAUSE_BOUNDS_SECONDS,
) -> dict[int, PauseBounds]:
    """PauseMaking.bounds of a family whose marks have these ids."""
    return {
        symbols[mark]: PauseBounds(*(value * frames_per_second for value in (bounds.short, bounds.long, bounds.most)))
        for mark, bounds in seconds.items()
        if mark in symbols
    }
