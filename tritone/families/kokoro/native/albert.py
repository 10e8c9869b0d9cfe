"""What reads the phonemes for prosody, in C, in float32: it decides durations."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.native.functions import kokoro_kernels
from tritone.families.kokoro.native.layers import albert_tensors
from tritone.native.kernel_model import KernelModel


class NativeAlbert:
    """Stands in for tritone.families.kokoro.text_encoders.Albert, one segment at a time."""

    def __init__(self, checkpoint: KokoroCheckpoint):
        tensors = albert_tensors(checkpoint)
        self._model = KernelModel(kokoro_kernels(), "kokoro_albert", tensors)
        self.memory_bytes = self._model.memory_bytes
        self.symbols, self.longest = len(tensors["words.weight"]), len(tensors["positions.weight"])
        self._channels = len(tensors["leave.weight"])

    def __call__(self, ids: Tensor, mask: Tensor | None) -> Tensor:
        """ids: int64 [1, n]; mask: None. Returns [1, n, channels]; raises SynthesisFailed for unknown ids."""
        assert mask is None and len(ids) == 1, "segments run one at a time"
        numbers = np.ascontiguousarray(ids[0].numpy(), np.int32)
        made = np.empty(numbers.size * self._channels, np.float32)
        self._model.run("kokoro_albert_run", numbers, made)
        return torch.from_numpy(made.reshape(1, numbers.size, self._channels))
