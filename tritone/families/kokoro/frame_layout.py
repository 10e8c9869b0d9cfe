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
the segment has, which chooses the style; how many frames of silence the frame stands for (itself included)."""
_MOST_FRAMES = 100_000
"""20 minutes. Anybody may call the vocoder, and a frame says itself how many frames of silence it stands for."""


@dataclass(frozen=True)
class WideFrames:
    """A segment as the generator normalises over it: silence that was cut off is there again."""

    features: npt.NDArray[np.float32]
    """[frames, channels]."""
    pitch: npt.NDArray[np.float32]
    """Hz, [frames]."""
    phases: npt.NDArray[np.float32]
    """Of the fundamental in the middle of each frame, in cycles, [frames]."""
    phonemes: int
    """How many the segment's text has."""
    first_sample: int
    """Of the frames that the window brought; the samples before it are of silence that was cut off."""
    samples: int
    """Of those frames."""

    def cut(self, sound: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The samples of the frames that the window brought, out of the whole sound."""
        return sound[self.first_sample : self.first_sample + self.samples]


def wide_frames(window: VocoderWindow) -> WideFrames:
    """Raises InvalidRequest when frames stand for more than 20 minutes."""
    frames = np.asarray(window.frames, np.float32)
    features, extra = frames[:, :-EXTRA_CHANNELS], frames[:, -EXTRA_CHANNELS:]
    counts = np.fmin(np.fmax(extra[:, STANDS_FOR], 1), _MOST_FRAMES + 1).astype(np.int64)  # 1 for what is not a number
    if counts.sum() > _MOST_FRAMES:
        raise InvalidRequest(
            f'input "frames": they stand for at least {counts.sum()} frames, silence included; '
            f"allowed: up to {_MOST_FRAMES}"
        )
    # a frame that stands for silence before it is the last of its copies, one for silence after it the first
    features, pitch, phases = (np.repeat(part, counts, axis=0) for part in (features, extra[:, PITCH], extra[:, PHASE]))
    return WideFrames(
        features,
        pitch,
        phases,
        phonemes=int(extra[0, PHONEMES]),
        first_sample=int(counts[0] - 1) * HOP_SAMPLES,
        samples=len(frames) * HOP_SAMPLES,
    )


def spoken(window: VocoderWindow, samples: npt.NDArray[np.float32]) -> VocodedWindow:
    """A window's own samples, and those of the windows after it as state. samples: from the window's first one on."""
    length = (window.stop - window.start) * HOP_SAMPLES
    return VocodedWindow(samples[:length].copy(), samples[length:].copy())
