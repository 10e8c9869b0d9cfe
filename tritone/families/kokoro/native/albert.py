"""What reads the phonemes for prosody, in C, in float32: it decides durations."""

from __future__ import annotations

import ctypes
import threading
import weakref

import numpy as np
import torch
from torch import Tensor

from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.native.functions import kokoro_kernels
from tritone.families.kokoro.native.layers import albert_tensors
from tritone.native.tensors import KernelError, create_model, raise_error, size_bytes


class NativeAlbert:
    """Stands in for tritone.families.kokoro.text_encoders.Albert, one segment at a time."""

    def __init__(self, checkpoint: KokoroCheckpoint):
        self._kernels = kokoro_kernels()
        tensors = albert_tensors(checkpoint)
        self.memory_bytes = size_bytes(tensors)
        self.symbols, self.longest = len(tensors["words.weight"]), len(tensors["positions.weight"])
        self._channels = len(tensors["leave.weight"])
        self._model = create_model(self._kernels.kokoro_albert_create, tensors)
        weakref.finalize(self, self._kernels.kokoro_albert_free, self._model)
        self._one_at_a_time = threading.Lock()  # the model's scratch memory serves one segment

    def __call__(self, ids: Tensor, mask: Tensor | None) -> Tensor:
        """ids: int64 [1, n]; mask: None. Returns [1, n, channels]; raises SynthesisFailed for unknown ids."""
        assert mask is None and len(ids) == 1, "segments run one at a time"
        numbers = np.ascontiguousarray(ids[0].numpy(), np.int32)
        made, error = np.empty((numbers.size, self._channels), np.float32), KernelError()
        with self._one_at_a_time:
            self._kernels.kokoro_albert_run(
                self._model, numbers.ctypes.data, numbers.size, made.ctypes.data, made.size, ctypes.byref(error)
            )
        raise_error(error)
        return torch.from_numpy(made)[None]
