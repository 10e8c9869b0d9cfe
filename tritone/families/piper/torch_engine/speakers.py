"""The vectors of a voice's speakers."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.config import PiperConfig
from tritone.voices.voice import Voice


class Speakers(nn.Module):
    """The vectors of the speakers that a batch's voices name."""

    def __init__(self, checkpoint: PiperCheckpoint, config: PiperConfig):
        super().__init__()
        self.vectors: Tensor | None
        self.register_buffer("vectors", checkpoint.speaker_embedding())
        self._ids = config.speakers

    def forward(self, voices: Sequence[Voice]) -> Tensor | None:
        """float32 [batch, channels, 1]; None for a voice of one speaker."""
        if self.vectors is None:
            return None
        ids = [self._ids.get(voice.speaker, 0) for voice in voices]
        return self.vectors[torch.tensor(ids, device=self.vectors.device)][:, :, None]
