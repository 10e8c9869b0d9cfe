"""The first half of the decoder in C: convolutions in bfloat16 where the processor multiplies it, else float32."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.frame_layout import FRAMES_PER_STEP
from tritone.families.kokoro.native.functions import kokoro_kernels
from tritone.families.kokoro.native.layers import frame_decoder_tensors
from tritone.native.kernel_model import KernelModel


class NativeFrameDecoder:
    """Stands in for tritone.families.kokoro.frame_decoder.FrameDecoder, one segment at a time."""

    def __init__(self, checkpoint: KokoroCheckpoint):
        self._model = KernelModel(kokoro_kernels(), "kokoro_frame_decoder", frame_decoder_tensors(checkpoint))
        self.memory_bytes = self._model.memory_bytes
        self._features = self._model.size("kokoro_frame_decoder_features")

    def __call__(self, sounds: Tensor, pitch: Tensor, energy: Tensor, style: Tensor, mask: Tensor | None) -> Tensor:
        """sounds: [1, channels, t]; pitch, energy: [1, 1, 2 t]; style: [1, numbers]; mask: None, all float32.

        Returns [1, features, 2 t].
        """
        assert mask is None and len(sounds) == 1, "segments run one at a time"
        steps = sounds[0].T.contiguous().numpy()
        others = [tensor.contiguous().numpy().reshape(-1) for tensor in (pitch, energy, style)]
        made = np.empty(FRAMES_PER_STEP * len(steps) * self._features, np.float32)
        self._model.run("kokoro_frame_decoder_run", steps, *others, made)
        return torch.from_numpy(made.reshape(-1, self._features)).T[None]
