"""The window: the unit of work of every vocoder, and the plan that cuts a segment into windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tritone.pipeline.arrays import Float32Array

WINDOW_GROWTH = 4.0
"""How much longer than the one before each window is, up to the longest."""


@dataclass(slots=True)
class VocoderWindow:
    """Some frames of one segment to be turned into samples.

    A vocoder with carried state reads ahead: to speak frames [start, stop) it must have read frames up to
    stop + lookahead. So the first window brings [0, stop + lookahead) and each later one
    [start + lookahead, stop + lookahead), cut off at the segment's end. `frames_to_read` does that sum.

    Nobody changes one; a frozen one takes four times as long to make.
    """

    frames: Float32Array
    """float32 [n, channels]: the frames not read by earlier windows."""
    start: int
    """First frame to speak; 0 marks the segment's first window."""
    stop: int
    """First frame not to speak; total marks the segment's last window."""
    total: int
    """Frames in the whole segment."""
    noise_seed: int
    """Chooses the segment's noise; the same for all its windows."""
    state: Float32Array | None
    """float32 [state_size]: what the previous window of the segment returned; None in the first window."""


@dataclass(slots=True)
class VocodedWindow:
    """The sound of one window."""

    samples: Float32Array
    """float32 [(stop - start) * hop_length_samples], nominally in [-1, 1]."""
    state: Float32Array
    """float32 [state_size]: to be handed to the segment's next window, whatever engine instance runs it; of no size
    where there is none to come."""


NO_STATE = np.zeros(0, np.float32)
"""After a segment's last window."""


def frames_to_read(start: int, stop: int, total: int, lookahead_frames: int) -> tuple[int, int]:
    """The slice of the segment's frames that a window speaking [start, stop) brings along."""
    first = 0 if start == 0 else min(start + lookahead_frames, total)
    return first, min(stop + lookahead_frames, total)


def plan_windows(
    total: int, first_frames: int, window_frames: int, growth: float = WINDOW_GROWTH, silent_frames: int = 0
) -> list[tuple[int, int]]:
    """Cut `total` frames into windows: the first short, each later one `growth` times longer up to window_frames.

    silent_frames: before the first sound, which nobody will hear: the first window is longer by as many.

    No window is longer than window_frames; a short remainder is shared out with the window before it, so that no
    sliver is left at the end of a segment.
    """
    if total <= 0:
        return []
    windows: list[tuple[int, int]] = []
    start, heard = 0, first_frames
    while start < total:
        size = min(window_frames, heard if start else heard + silent_frames)
        left = total - start
        if left <= size:
            stop = total
        elif left < size * 1.5:  # two windows are left: share what remains, the longer one last
            stop = start + (left if left <= window_frames and start > 0 else left // 2)
        else:
            stop = start + size
        windows.append((start, stop))
        start, heard = stop, min(window_frames, max(1, int(heard * growth)))
    return windows


def cut_window(
    frames: Float32Array, start: int, stop: int, lookahead_frames: int, noise_seed: int, state: Float32Array | None
) -> VocoderWindow:
    """Cut the window that speaks [start, stop) out of a segment's frames, float32 [total, channels]."""
    total = len(frames)
    first, last = frames_to_read(start, stop, total, lookahead_frames)
    return VocoderWindow(frames[first:last], start, stop, total, noise_seed, state)
