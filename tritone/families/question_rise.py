"""The rise at a question's end: the pitch of a model that would fall, led up from the last stressed syllable on.

The melody that speakers of American English use most: low on the last stress, then up to the end (L* H-H%). Source:
Hedberg, Sosa and Görgülü, The meaning of intonation in yes-no questions in American English (2014).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tritone.pipeline.arrays import Float32Array

VOICED_ABOVE_HZ = 40.0
"""Below it is no pitch: noise, or silence."""
_LOW_SEMITONES = -1.0
"""Of the last stress against the segment's median, at most."""
_LED_AFTER = 0.4
"""Share of the stretch over which the model's own pitch gives way to the rise."""
_BEND = 1.2
"""Above 1: slow at first, steepest at the end."""
_LEAST_SEMITONES, _MOST_SEMITONES = 2.5, 8.0
"""Above where the model would end; above the segment's median, beyond which nothing is added."""
_LEAST_FRAMES = 4
_END_FRAMES = 4
_STRESS_FRAMES = 4


def risen(
    pitch: Float32Array, energy: Float32Array, durations: npt.NDArray[Any], rise: Float32Array, slack: float
) -> tuple[Float32Array, Float32Array]:
    """Pitch in Hz and energy, float32 [frames], over each run of ids with a `rise` in semitones above the median.

    durations: frames of each phoneme id. Frames without a pitch stay without one. The energy may fall by no more than
    `slack`, in the model's own measure, below that of the last stress: where it falls models creak, whatever the pitch.
    """
    voiced = pitch > VOICED_ABOVE_HZ
    if not voiced.any():
        return pitch, energy
    median = float(np.median(np.log2(pitch[voiced])))
    pitch, energy, ends = pitch.copy(), energy.copy(), np.concatenate([[0], np.cumsum(durations)])
    edges = np.flatnonzero(np.diff(np.concatenate([[0], rise > 0, [0]]).astype(np.int8)))
    for first, end in edges.reshape(-1, 2).tolist():
        frames = np.flatnonzero(voiced[ends[first] : ends[end]]) + ends[first]
        if len(frames) < _LEAST_FRAMES:
            continue
        share = (frames - frames[0]) / (frames[-1] - frames[0])
        led = np.clip(share / _LED_AFTER, 0, 1)
        led = led * led * (3 - 2 * led)
        pitch[frames] = np.exp2(_led_up(np.log2(pitch[frames]), share, led, median, float(rise[first])))
        strong = float(np.median(energy[frames[:_STRESS_FRAMES]])) - slack
        energy[frames] += led * np.maximum(strong - energy[frames], 0)
    return pitch, energy


def _led_up(
    octaves: npt.NDArray[np.float32],
    share: npt.NDArray[np.float64],
    led: npt.NDArray[np.float64],
    median: float,
    rise: float,
) -> npt.NDArray[np.float64]:
    """Pitch of the voiced frames of a stretch, in octaves; share: of it before each frame; led: the rise's weights."""
    own_end = float(np.median(octaves[-_END_FRAMES:]))
    top = min(max(median + rise / 12, own_end + _LEAST_SEMITONES / 12), median + _MOST_SEMITONES / 12)
    if top <= own_end:
        return octaves.astype(np.float64)
    low = min(float(octaves[0]), median + _LOW_SEMITONES / 12)
    return (1 - led) * octaves + led * (low + (top - low) * share**_BEND)
