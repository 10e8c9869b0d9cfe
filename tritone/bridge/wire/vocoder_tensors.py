"""The tensors of `vocoder`: windows of frames in, samples and carried state out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import triton_python_backend_utils as pb_utils

from tritone.bridge.wire.call_tensors import CallTensors
from tritone.bridge.wire.tensors import (
    Array,
    batch,
    end_to_end,
    inputs_of,
    outputs,
    same_rows,
    taken_apart,
    voice_names,
    within,
)
from tritone.errors import InvalidRequest
from tritone.pipeline.windows import NO_STATE, VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice

_INPUTS = ("window", "frames", "state", "voice")
_NUMBERS = 6
"""Of a window: start, stop, frames in the segment, noise seed; sizes of `frames` and `state`."""


def pack_windows(
    windows: Sequence[tuple[VocoderWindow, Voice]], kept: CallTensors | None = None
) -> list[pb_utils.Tensor]:
    """Inputs of `vocoder`; kept: those that are written over, to be given back when they were sent."""
    kept = kept or CallTensors()
    states = [NO_STATE if window.state is None else window.state for window, _ in windows]
    numbers = [
        [window.start, window.stop, window.total, window.noise_seed, len(window.frames), len(state)]
        for (window, _), state in zip(windows, states, strict=True)
    ]
    return [
        pb_utils.Tensor("frames", end_to_end([window.frames for window, _ in windows])),
        kept.numbers("window", numbers, np.int64),
        pb_utils.Tensor("state", end_to_end(states)),
        kept.texts("voice", [voice.name for _, voice in windows]),
    ]


def unpack_windows(request: pb_utils.InferenceRequest) -> list[tuple[str, VocoderWindow]]:
    """Voice name and window of each row of a request to `vocoder`; raises InvalidRequest.

    What a row says it holds is there, and frames are finite. Whether it fits the voice, who knows the voice says.
    """
    inputs = inputs_of(request)
    numbers = batch(inputs, "window", np.int64, _NUMBERS)
    frames = batch(inputs, "frames", np.float32, None, None)
    states = batch(inputs, "state", np.float32, None)
    names = voice_names(inputs)
    same_rows(_INPUTS, numbers, frames, states, names)
    _require_finite("frames", frames)
    rows, longest, channels = frames.shape
    # they lie end to end, since some have little and many no state
    frames, states, windows = frames.reshape(rows * longest, channels), states.reshape(-1), []
    for name, (start, stop, total, noise_seed, read, held) in zip(names, numbers.tolist(), strict=True):
        within("window", "the number of frames", read, 0, len(frames))
        within("window", "the size of the state", held, 0, len(states))
        state = states[:held] if held else None
        windows.append((name, VocoderWindow(frames[:read], start, stop, total, noise_seed, state)))
        frames, states = frames[read:], states[held:]
    return windows


def _require_finite(name: str, values: Array) -> None:
    """Raises InvalidRequest for NaN and infinities, of which engines make numbers of frames and rows of tables."""
    flat = values.reshape(-1)
    # one pass at the speed of memory; only if it ends beyond all numbers, a slow look at each
    if not math.isfinite(flat.dot(flat)) and not np.isfinite(flat).all():
        raise InvalidRequest(f'input "{name}" holds {flat[~np.isfinite(flat)][0]}; allowed: finite numbers')


def pack_samples(vocoded: Sequence[VocodedWindow]) -> pb_utils.InferenceResponse:
    """The response of `vocoder`."""
    sizes = np.array([[len(window.samples), len(window.state)] for window in vocoded], np.int32)
    return pb_utils.InferenceResponse(
        [
            pb_utils.Tensor("samples", end_to_end([window.samples for window in vocoded])),
            pb_utils.Tensor("state", end_to_end([window.state for window in vocoded])),
            pb_utils.Tensor("sizes", sizes),
        ]
    )


def unpack_samples(response: pb_utils.InferenceResponse) -> list[VocodedWindow]:
    """The opposite of pack_samples."""
    sizes, samples, states = outputs(response, "sizes", "samples", "state")
    counts, held = sizes.T.tolist()
    of_each = zip(taken_apart(samples.reshape(-1), counts), taken_apart(states.reshape(-1), held), strict=True)
    return [VocodedWindow(*window) for window in of_each]
