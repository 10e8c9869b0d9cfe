"""How far the pulse source of hibari voices turns in a frame, where a pitch was moved after the acoustic model."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tritone.families.hibari.frame_layout import HOP_SAMPLES, SAMPLE_RATE_HZ
from tritone.families.question_rise import VOICED_ABOVE_HZ


def turns_of_frames(pitch: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Turns of each frame, float64 [frames], for a pitch in Hz, float32 [frames].

    They are a sum over samples, whose pitch goes straight from the centre of one frame to the next and is at least
    VOICED_ABOVE_HZ. A frame that is above that all along sums to a weighted mean, one below it to a constant; only
    those that cross it, which are few, are summed sample by sample.
    """
    here = pitch.astype(np.float64)
    before, after = np.concatenate([here[:1], here[:-1]]), np.concatenate([here[1:], here[-1:]])
    corners = np.stack([(before + here) / 2, here, (here + after) / 2])
    highest, lowest = corners.max(axis=0), corners.min(axis=0)
    hertz = (before + 6 * here + after) / 8
    hertz[highest <= VOICED_ABOVE_HZ] = VOICED_ABOVE_HZ
    crossing = np.flatnonzero((lowest < VOICED_ABOVE_HZ) & (highest > VOICED_ABOVE_HZ))
    from_centre = (np.arange(HOP_SAMPLES) + 0.5) / HOP_SAMPLES - 0.5
    centre, earlier, later = here[crossing, None], before[crossing, None], after[crossing, None]
    samples = centre + np.where(from_centre < 0, (centre - earlier) * from_centre, (later - centre) * from_centre)
    hertz[crossing] = np.maximum(samples, VOICED_ABOVE_HZ).mean(axis=1)
    turns: npt.NDArray[np.float64] = hertz * (HOP_SAMPLES / SAMPLE_RATE_HZ)
    return turns
