"""The tensors of `acoustic`: segments of phoneme ids in, frames and durations out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import triton_python_backend_utils as pb_utils

from tritone.bridge.wire.call_tensors import CallTensors
from tritone.bridge.wire.tensors import batch, filled, inputs_of, outputs, same_rows, voice_names
from tritone.errors import InvalidRequest
from tritone.pipeline.arrays import Float32Array
from tritone.pipeline.frames import AcousticResult, AcousticSegment, Delivery
from tritone.voices.voice import Voice

_INPUTS = ("phoneme_ids", "speed", "noise_seed", "delivery", "voice")
_NO_PHONEME = -1
"""Fills rows up to the longest; no phoneme has it."""
_NO_DELIVERY = (0.0,)
"""In a row's place where it has none: 0 is no rate."""


def pack_phonemes(
    segments: Sequence[tuple[AcousticSegment, Voice]], kept: CallTensors | None = None
) -> list[pb_utils.Tensor]:
    """Inputs of `acoustic`; kept: those that are written over, to be given back when they were sent."""
    kept = kept or CallTensors()
    ids = filled([np.asarray(segment.phoneme_ids, np.int32) for segment, _ in segments], _NO_PHONEME)
    if any(segment.delivery is not None for segment, _ in segments):
        delivery = pb_utils.Tensor("delivery", filled([_delivery_row(segment.delivery) for segment, _ in segments]))
    else:
        delivery = kept.numbers("delivery", [_NO_DELIVERY] * len(segments), np.float32)
    return [
        pb_utils.Tensor("phoneme_ids", ids),
        kept.numbers("speed", [[segment.speed] for segment, _ in segments], np.float32),
        kept.numbers("noise_seed", [[segment.noise_seed] for segment, _ in segments], np.int64),
        delivery,
        kept.texts("voice", [voice.name for _, voice in segments]),
    ]


def unpack_phonemes(request: pb_utils.InferenceRequest) -> list[tuple[str, AcousticSegment]]:
    """Voice name and segment of each row of a request to `acoustic`; raises InvalidRequest.

    Whether a segment fits the voice is for who knows the voice to say.
    """
    inputs = inputs_of(request)
    ids = batch(inputs, "phoneme_ids", np.int32, None)
    speeds = batch(inputs, "speed", np.float32, 1)
    seeds = batch(inputs, "noise_seed", np.int64, 1)
    deliveries = batch(inputs, "delivery", np.float32, None)
    names = voice_names(inputs)
    same_rows(_INPUTS, ids, speeds, seeds, deliveries, names)
    segments = []
    for row, (speed,), (seed,), delivery in zip(ids, speeds.tolist(), seeds.tolist(), deliveries, strict=True):
        own = row[row != _NO_PHONEME]
        segments.append(AcousticSegment(own, speed, seed, _delivery_of(delivery, len(own))))
    return list(zip(names, segments, strict=True))


def _delivery_row(delivery: Delivery | None) -> Float32Array:
    """Its four arrays end to end."""
    if delivery is None:
        return np.array(_NO_DELIVERY, np.float32)
    rise = np.zeros_like(delivery.rate) if delivery.rise is None else delivery.rise
    return np.concatenate([delivery.rate, delivery.pitch, delivery.pitch_range, rise])


def _delivery_of(row: Float32Array, ids: int) -> Delivery | None:
    """The opposite of _delivery_row, filled up or not; raises InvalidRequest."""
    if not len(row) or row[0] == 0:
        return None
    if len(row) < 4 * ids:
        raise InvalidRequest(f'input "delivery" has {len(row)} numbers for {ids} phoneme ids; allowed: 0, or {4 * ids}')
    rise = row[3 * ids : 4 * ids]
    return Delivery(row[:ids], row[ids : 2 * ids], row[2 * ids : 3 * ids], rise if rise.any() else None)


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
    frames, durations = outputs(response, "frames", "durations")
    # what rows are filled up with adds nothing
    lengths = np.add.reduce(durations, axis=1).tolist()
    return [
        AcousticResult(row[:length], counts[:count])
        for row, length, counts, count in zip(frames, lengths, durations, phoneme_ids, strict=True)
    ]
