"""What a frame's channels are, the contract between acoustic model and vocoder; and what a segment's frames bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tritone.errors import InvalidRequest
from tritone.pipeline.windows import VocodedWindow, VocoderWindow

FRAMES_PER_STEP = 2
"""Frames that one step of the duration predictor lasts."""
HOP_SAMPLES = 300
"""Samples a frame lasts."""
PITCH, PHASE, PHONEMES, STANDS_FOR, EXTRA_CHANNELS = range(5)
"""After the features: pitch in Hz; the fundamental's phase in the middle of the frame, in cycles; how many phonemes
the segment has, which chooses the style; how many frames of silence the first and the last frame stand for (themselves
included)."""
KEPT_FRAMES = 8
"""Of silence that is cut off, around the sound."""
_MOST_FRAMES = 100_000
"""20 minutes. Anybody may call the vocoder, and a frame says itself how many frames of silence it stands for."""


@dataclass(frozen=True)
class SegmentFrames:
    """A segment as the generator reads it."""

    features: npt.NDArray[np.float32]
    """[frames, channels]."""
    pitch: npt.NDArray[np.float32]
    """Hz, [frames]."""
    phases: npt.NDArray[np.float32]
    """Of the fundamental in the middle of each frame, in cycles, [frames]."""
    phonemes: int
    """How many the segment's text has."""
    silence: tuple[int, int]
    """Frames that were cut off before the first and after the last: the generator's norms count them, as being like the
    KEPT_FRAMES at that end."""


def segment_frames(window: VocoderWindow) -> SegmentFrames:
    """What a segment's first window brings; raises InvalidRequest when its ends stand for more than 20 minutes."""
    frames = np.asarray(window.frames, np.float32)
    features, extra = frames[:, :-EXTRA_CHANNELS], frames[:, -EXTRA_CHANNELS:]
    ends = np.fmin(np.fmax(extra[[0, -1], STANDS_FOR], 1), _MOST_FRAMES + 1)  # 1 for what is not a number
    before, after = (int(count) - 1 for count in ends)
    if len(frames) == 1:
        after = 0
    if len(frames) + before + after > _MOST_FRAMES:
        raise InvalidRequest(
            f'input "frames": they stand for at least {len(frames) + before + after} frames, silence included; '
            f"allowed: up to {_MOST_FRAMES}"
        )
    return SegmentFrames(
        features,
        np.ascontiguousarray(extra[:, PITCH]),
        np.ascontiguousarray(extra[:, PHASE]),
        int(extra[0, PHONEMES]),
        (before, after),
    )


def spoken(window: VocoderWindow, samples: npt.NDArray[np.float32]) -> VocodedWindow:
    """A window's own samples, and those of the windows after it as state. samples: from the window's first one on."""
    length = (window.stop - window.start) * HOP_SAMPLES
    return VocodedWindow(samples[:length].copy(), samples[length:].copy())
