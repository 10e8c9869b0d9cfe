"""What is done to an acoustic model's frames so that a segment is said as asked: pitch moved, pauses heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tritone.families.question_rise import VOICED_ABOVE_HZ
from tritone.pipeline.frames import AcousticResult, Delivery

_GLIDE = np.hanning(7)[1:-1] / np.hanning(7).sum()
"""Weights of the frames around one, over which pitch goes from what is asked of one phoneme to the next."""
LEAST_PAUSE_SECONDS = {",": 0.12, ";": 0.2, ":": 0.2, "—": 0.26, "…": 0.3}
"""Silence that is heard at least at a mark inside a sentence. Models leave it out in short sentences: as their training
voices did, and as listeners do not expect. In the order of a full stop's 0.5 s and above (frontend_text's table)."""


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
    """How a family's pauses are made longer: by frames of the model's own silence."""

    least_frames: Mapping[int, int]
    """Phoneme id of a mark → frames of silence to be heard there, at speed 1."""
    blanks: frozenset[int]
    """Ids that may stand between a mark and the next sound: blanks, padding, closing quotes and brackets."""
    sounding_frames: int
    """Frames of a mark and the blanks after it in which the sounds around it still are."""

    def lengthened(
        self, ids: npt.NDArray[np.int32], result: AcousticResult, silence: npt.NDArray[np.float32], speed: float
    ) -> AcousticResult:
        """The result with pauses at its inner marks at least so long; itself where they are long enough.

        silence: one frame [channels] in which nothing is heard.
        """
        missing = self._missing(ids, result.durations, speed)
        if not missing:
            return result
        durations, ends = result.durations.copy(), np.cumsum(result.durations)
        parts, position = [], 0
        for index, frames in missing.items():
            parts += [result.frames[position : ends[index]], np.repeat(silence[None], frames, axis=0)]
            position = int(ends[index])
            durations[index] += frames
        return AcousticResult(np.concatenate([*parts, result.frames[position:]]), durations)

    def _missing(self, ids: npt.NDArray[np.int32], durations: npt.NDArray[np.int32], speed: float) -> dict[int, int]:
        """Index of a mark → frames that its pause is too short; what ends a segment is not looked at."""
        missing: dict[int, int] = {}
        for index in np.flatnonzero(np.isin(ids, list(self.least_frames))).tolist():
            after = index + 1
            while after < len(ids) and int(ids[after]) in self.blanks:
                after += 1
            if after == len(ids) or index == 0 or int(ids[after]) in self.least_frames:
                continue
            silent = max(0, int(durations[index:after].sum()) - self.sounding_frames)
            frames = round(self.least_frames[int(ids[index])] / speed) - silent
            if frames > 0:
                missing[index] = frames
        return missing


def least_pause_frames(
    symbols: Mapping[str, int], frames_per_second: float, seconds: Mapping[str, float] = LEAST_PAUSE_SECONDS
) -> dict[int, int]:
    """PauseMaking.least_frames of a family whose marks have these ids."""
    return {symbols[mark]: round(least * frames_per_second) for mark, least in seconds.items() if mark in symbols}
