"""The tensors of `acoustic`: segments of phoneme ids in, frames and durations out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import triton_python_backend_utils as pb_utils

from tritone.bridge.tensors import batch, filled, output, same_rows, text_rows, voice_names
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.voices.voice import Voice

_INPUTS = ("phoneme_ids", "speed", "noise_seed", "voice")
_NO_PHONEME = -1
"""Fills rows up to the longest; no phoneme has it."""


def pack_phonemes(segments: Sequence[tuple[AcousticSegment, Voice]]) -> list[pb_utils.Tensor]:
    """Inputs of `acoustic`."""
    speeds = np.array([[segment.speed] for segment, _ in segments], np.float32)
    seeds = np.array([[segment.noise_seed] for segment, _ in segments], np.int64)
    ids = filled([np.asarray(segment.phoneme_ids, np.int32) for segment, _ in segments], _NO_PHONEME)
    return [
        pb_utils.Tensor("phoneme_ids", ids),
        pb_utils.Tensor("speed", speeds),
        pb_utils.Tensor("noise_seed", seeds),
        text_rows("voice", [voice.name for _, voice in segments]),
    ]


def unpack_phonemes(request: pb_utils.InferenceRequest) -> list[tuple[str, AcousticSegment]]:
    """Voice name and segment of each row of a request to `acoustic`; raises InvalidRequest.

    Whether a segment fits the voice is for who knows the voice to say.
    """
    ids = batch(request, "phoneme_ids", np.int32, None)
    speeds = batch(request, "speed", np.float32, 1)
    seeds = batch(request, "noise_seed", np.int64, 1)
    names = voice_names(request)
    same_rows(_INPUTS, ids, speeds, seeds, names)
    return [
        (name, AcousticSegment(row[row != _NO_PHONEME], speed, seed))
        for name, row, (speed,), (seed,) in zip(names, ids, speeds.tolist(), seeds.tolist(), strict=True)
    ]


def pack_frames(results: Sequence[AcousticResult]) -> pb_utils.InferenceResponse:
    """The response of `acoustic`."""
    return pb_utils.InferenceResponse(
        [
            pb_utils.Tensor("frames", filled([result.frames for result in results])),
            pb_utils.Tensor("durations", filled([result.durations for result in results])),
        ]
    )


def unpack_frames(response: pb_utils.InferenceResponse, phoneme_ids: Sequence[int]) -> list[AcousticResult]:
    """The opposite of pack_frames; phoneme_ids: how many each segment has."""
    durations = [row[:count] for row, count in zip(output(response, "durations"), phoneme_ids, strict=True)]
    frames = output(response, "frames")
    return [AcousticResult(row[: int(counts.sum())], counts) for row, counts in zip(frames, durations, strict=True)]
