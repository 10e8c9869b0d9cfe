"""What is decided between a Kokoro voice's networks, in every engine alike: whole frames, and pitch as asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tritone.errors import SynthesisFailed
from tritone.families.delivery import inflected_pitch
from tritone.families.kokoro.frame_layout import FRAMES_PER_STEP
from tritone.families.kokoro.source import frame_phases
from tritone.families.pacing import paced_durations
from tritone.families.question_rise import risen
from tritone.pipeline.frames import AcousticSegment

Floats = npt.NDArray[np.float32]
_ENERGY_SLACK = -1.0
"""Of the end of a rising question against its last stress, which it is above: with less, these models creak. Vowels
have 4 to 8, creaky ends 2 to 4."""


def require_readable(segments: Sequence[AcousticSegment], longest: int) -> None:
    """Raise SynthesisFailed for a segment of more phoneme ids than the model reads at once."""
    for segment in segments:
        if len(segment.phoneme_ids) > longest:
            raise SynthesisFailed(
                f"a segment of {len(segment.phoneme_ids)} phonemes; Kokoro voices say up to {longest} at once"
            )


def whole_steps(steps: Floats, rates: Floats) -> npt.NDArray[np.int32]:
    """Steps of FRAMES_PER_STEP frames that each phoneme id lasts, at least one, int32 [ids].

    steps: as the model predicts them at speed 1; rates: the speed of each id; both float32 [ids].
    """
    # the opening padding does not last longer than the model means it to: it would be voiced
    rates = np.concatenate([np.maximum(rates[:1], 1), rates[1:]])
    return paced_durations(np.maximum(np.rint(steps), 1), rates).astype(np.int32)


def curves_as_asked(
    pitch: Floats, energy: Floats, steps: npt.NDArray[np.int32], segment: AcousticSegment
) -> tuple[Floats, Floats]:
    """Pitch in Hz and energy, float32 [frames], moved where the segment asks for it; steps: of each phoneme id."""
    asked, frames = segment.delivery, steps * FRAMES_PER_STEP
    if asked is None:
        return pitch, energy
    pitch = inflected_pitch(pitch, frames, asked)
    return (pitch, energy) if asked.rise is None else risen(pitch, energy, frames, asked.rise, _ENERGY_SLACK)


def frames_of(features: Floats, pitch: Floats, phonemes: int) -> Floats:
    """What the vocoder reads, float32 [frames, channels] as frame_layout says; features: [frames, features].

    pitch: Hz, [frames]; phonemes: how many the segment's text has.
    """
    constant = np.ones_like(pitch)
    extra = np.stack([pitch, frame_phases(pitch), constant * phonemes, constant], axis=1)
    return np.concatenate([features, extra], axis=1, dtype=np.float32)
