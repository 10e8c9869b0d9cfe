"""The tensors of chunks beside their audio: made once, and written over for the next chunk.

To make four such tensors for each chunk, put them into shared memory and take them out again cost more than all that is
in them (kept_tensors.py). Used by the backend of `tts` only.
"""

from __future__ import annotations

import ctypes
import json
from collections.abc import Set
from typing import Any

import numpy as np
import triton_python_backend_utils as pb_utils

from tritone.bridge.wire.kept_tensors import moved_to
from tritone.bridge.wire.tensors import text_tensor
from tritone.pipeline.chunks import Chunk

_C_TYPES: dict[type[np.generic], Any] = {np.int32: ctypes.c_int32, np.float32: ctypes.c_float}


class KeptNumber:
    """A tensor of one number, for one response at a time."""

    def __init__(self, name: str, kind: type[np.generic]) -> None:
        self._name, self._kind = name, kind
        self._make(0)
        self._shared: Any = None
        """The number in shared memory, as an object of ctypes; None before the tensor lies there."""

    def holding(self, value: float) -> pb_utils.Tensor:
        """The tensor with that number, to be sent before the next one is asked for."""
        if self._shared is None:
            self._make(value)
        else:
            self._shared.value = value
        return self._tensor

    def _make(self, value: float) -> None:
        self._array = np.array([value], self._kind)
        self._tensor = pb_utils.Tensor(self._name, self._array)

    def was_sent(self) -> None:
        """The send has returned: from now on the number is written where it lies, if it was moved."""
        if self._shared is None:
            address = moved_to(self._tensor, self._array)
            if address is not None:
                self._shared = _C_TYPES[self._kind].from_address(address)


class ChunkTensors:
    """For one response at a time."""

    def __init__(self) -> None:
        self._rate, self._index = KeptNumber("sample_rate", np.int32), KeptNumber("chunk_index", np.int32)
        self._start = KeptNumber("start_seconds", np.float32)
        self._duration = KeptNumber("duration_seconds", np.float32)
        self._numbers = (self._rate, self._index, self._start, self._duration)
        self._is_last = [pb_utils.Tensor("is_last", np.array([is_last])) for is_last in (False, True)]
        self._no_timestamps = text_tensor("timestamps", b"[]")
        self._have_moved = False

    def response(self, chunk: Chunk, wanted: Set[str] | None) -> pb_utils.InferenceResponse:
        """With the chunk's outputs, or those of them that are wanted."""
        timestamps, warnings = chunk.timestamps, chunk.warnings
        tensors = [
            text_tensor("audio", chunk.audio),
            self._rate.holding(chunk.sample_rate_hz),
            self._index.holding(chunk.index),
            self._start.holding(chunk.start_seconds),
            self._duration.holding(chunk.duration_seconds),
            self._is_last[chunk.is_last],
            text_tensor("timestamps", json.dumps(timestamps, ensure_ascii=False))
            if timestamps
            else self._no_timestamps,
        ]
        if warnings:
            tensors.append(text_tensor("warnings", json.dumps(warnings, ensure_ascii=False)))
        return pb_utils.InferenceResponse(only(wanted, tensors))

    def were_sent(self) -> None:
        """The send has returned."""
        if not self._have_moved:
            for number in self._numbers:
                number.was_sent()
            self._have_moved = True


def only(wanted: Set[str] | None, tensors: list[pb_utils.Tensor]) -> list[pb_utils.Tensor]:
    """Those that are wanted; all for None.

    Triton 24.10 leaves out the others itself, but without the interpreter's lock: it frees their arrays while other
    threads run, which ends the process (response_sender.cc, PruneOutputTensors). So none may be left for it.
    """
    return tensors if wanted is None else [tensor for tensor in tensors if tensor.name() in wanted]
