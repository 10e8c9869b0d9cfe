"""The first half of the decoder in C: convolutions in bfloat16 where the processor multiplies it, else float32."""

from __future__ import annotations

import ctypes
import threading
import weakref

import numpy as np
import torch
from torch import Tensor

from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.frame_layout import FRAMES_PER_STEP
from tritone.families.kokoro.native.functions import kokoro_kernels
from tritone.families.kokoro.native.layers import frame_decoder_tensors
from tritone.native.tensors import KernelError, create_model, raise_error, size_bytes


class NativeFrameDecoder:
    """Stands in for tritone.families.kokoro.frame_decoder.FrameDecoder, one segment at a time."""

    def __init__(self, checkpoint: KokoroCheckpoint):
        self._kernels = kokoro_kernels()
        tensors = frame_decoder_tensors(checkpoint)
        self.memory_bytes = size_bytes(tensors)
        self._model = create_model(self._kernels.kokoro_frame_decoder_create, tensors)
        weakref.finalize(self, self._kernels.kokoro_frame_decoder_free, self._model)
        self._features = int(self._kernels.kokoro_frame_decoder_features(self._model))
        self._one_at_a_time = threading.Lock()  # the model's scratch memory serves one segment

    def __call__(self, sounds: Tensor, pitch: Tensor, energy: Tensor, style: Tensor, mask: Tensor | None) -> Tensor:
        """sounds: [1, channels, t]; pitch, energy: [1, 1, 2 t]; style: [1, numbers]; mask: None, all float32.

        Returns [1, features, 2 t].
        """
        assert mask is None and len(sounds) == 1, "segments run one at a time"
        steps = sounds[0].T.contiguous().numpy()
        others = [tensor.contiguous().numpy() for tensor in (pitch, energy, style)]
        made = np.empty((FRAMES_PER_STEP * len(steps), self._features), np.float32)
        error = KernelError()
        with_sizes = [part for array in (*others, made) for part in (array.ctypes.data, array.size)]
        with self._one_at_a_time:
            self._kernels.kokoro_frame_decoder_run(
                self._model, steps.ctypes.data, *steps.shape, *with_sizes, ctypes.byref(error)
            )
        raise_error(error)
        return torch.from_numpy(made).T[None]
