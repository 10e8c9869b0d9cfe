"""VITS' residual coupling flow, run backwards: what the text encoder draws → the latent that the decoder reads."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.torch_engine.layers import GatedConvolutions


class Flow(nn.Module):
    """Coupling layers with the channels' order reversed between them."""

    def __init__(self, checkpoint: PiperCheckpoint):
        super().__init__()
        layers = [i for i in range(checkpoint.count("flow.flows")) if checkpoint.has(f"flow.flows.{i}.pre")]
        self.layers = nn.ModuleList(_Coupling(checkpoint, f"flow.flows.{i}") for i in reversed(layers))

    def forward(self, z: Tensor, mask: Tensor, speakers: Tensor | None) -> Tensor:
        """z: [batch, channels, frames]; mask: [batch, 1, frames]."""
        for layer in self.layers:
            z = layer(z.flip(1), mask, speakers)
        return z


class _Coupling(nn.Module):
    def __init__(self, checkpoint: PiperCheckpoint, name: str):
        super().__init__()
        self.enter = checkpoint.convolution(f"{name}.pre")
        self.layers = GatedConvolutions(checkpoint, f"{name}.enc")
        self.leave = checkpoint.convolution(f"{name}.post")

    def forward(self, z: Tensor, mask: Tensor, speakers: Tensor | None) -> Tensor:
        fixed, moved = z.chunk(2, dim=1)
        hidden = self.layers(self.enter(fixed) * mask, mask, speakers)
        return torch.cat([fixed, (moved - self.leave(hidden) * mask) * mask], dim=1)
