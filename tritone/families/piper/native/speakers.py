"""What a voice's speakers add to the layers of its model, worked out once for each speaker."""

from __future__ import annotations

import numpy as np

from tritone.families.piper.checkpoint import Floats, PiperCheckpoint
from tritone.families.piper.config import PiperConfig
from tritone.voices.voice import Voice


class SpeakerConditions:
    """The output of one conditioning layer for every speaker of a model."""

    def __init__(self, checkpoint: PiperCheckpoint, config: PiperConfig, *modules: str):
        """modules: convolutions of one tap that read a speaker's vector; their outputs are put side by side."""
        vectors = checkpoint.speaker_vectors()
        self._ids = config.speakers
        self._values: Floats | None = None
        if vectors is not None and all(checkpoint.has(module) for module in modules):
            layers = [checkpoint.layer(module) for module in modules]
            values = [vectors @ layer.weight[:, :, 0].T + (0 if layer.bias is None else layer.bias) for layer in layers]
            self._values = np.ascontiguousarray(np.concatenate(values, axis=1), np.float32)

    def of(self, voice: Voice) -> Floats | None:
        """What the speaker that a voice names adds; None for a voice of one speaker."""
        return None if self._values is None else self._values[self._ids.get(voice.speaker, 0)]
