"""What the channels of a frame are: the contract between acoustic model and vocoder."""

from __future__ import annotations

FRAMES_PER_STEP = 2
"""Frames that one step of the duration predictor lasts."""
PITCH, PHASE, PHONEMES, STANDS_FOR, EXTRA_CHANNELS = range(5)
"""After the features: pitch in Hz; the fundamental's phase in the middle of the frame, in cycles; how many phonemes
the segment has, which chooses the style; how many frames of silence the frame stands for (itself included)."""
HOP_SAMPLES = 300
"""Samples a frame lasts."""
