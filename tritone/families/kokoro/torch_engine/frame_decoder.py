"""The first half of the decoder: sounds, pitch and energy → the features that the generator makes into a waveform.

It normalises over a whole segment and costs a twentieth of the generator, so the acoustic stage runs it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tritone.families.kokoro.torch_engine.checkpoint_layers import CheckpointLayers
from tritone.families.kokoro.torch_engine.layers import AdaptiveResidualBlock, masked


class FrameDecoder(nn.Module):
    """Residual blocks, the last of which doubles the frame rate."""

    def __init__(self, checkpoint: CheckpointLayers):
        super().__init__()
        self.pitch, self.energy = (checkpoint.convolution(f"decoder.{what}_conv", stride=2) for what in ("F0", "N"))
        self.sounds = checkpoint.convolution("decoder.asr_res.0")
        self.enter = AdaptiveResidualBlock(checkpoint, "decoder.encode")
        self.blocks = nn.ModuleList(
            AdaptiveResidualBlock(checkpoint, f"decoder.decode.{i}") for i in range(checkpoint.count("decoder.decode"))
        )

    def forward(self, sounds: Tensor, pitch: Tensor, energy: Tensor, style: Tensor, mask: Tensor | None) -> Tensor:
        """sounds: [batch, channels, t]; pitch, energy: [batch, 1, 2 t]. Returns [batch, features, 2 t]."""
        curves = torch.cat([masked(self.pitch(pitch), mask), masked(self.energy(energy), mask)], dim=1)
        x: Tensor
        x, _ = self.enter(torch.cat([sounds, curves], dim=1), style, mask)
        beside = torch.cat([masked(self.sounds(sounds), mask), curves], dim=1)
        for block in self.blocks:  # every block but what follows the doubling hears sounds and curves again
            if x.shape[2] == sounds.shape[2]:
                x = torch.cat([x, beside], dim=1)
            assert isinstance(block, AdaptiveResidualBlock)
            x, mask = block.forward(x, style, mask)
        return x
