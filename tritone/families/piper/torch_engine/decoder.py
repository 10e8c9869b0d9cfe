"""The HiFi-GAN decoder: latent frames → samples, and how many frames to either side a sample depends on."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tritone.families.piper.checkpoint import PiperCheckpoint

_SLOPE = 0.1
_LAST_SLOPE = 0.01
_CONVOLUTION = (nn.Conv1d, nn.ConvTranspose1d)


class Decoder(nn.Module):
    """Transposed convolutions, each followed by residual blocks of several kernel sizes whose outputs are averaged."""

    def __init__(self, checkpoint: PiperCheckpoint):
        super().__init__()
        self.enter = checkpoint.convolution("dec.conv_pre")
        self.condition = checkpoint.convolution("dec.cond") if checkpoint.has("dec.cond") else None
        ups = [checkpoint.convolution(f"dec.ups.{i}") for i in range(checkpoint.count("dec.ups"))]
        self.up = nn.ModuleList(ups)
        blocks = checkpoint.count("dec.resblocks")
        self.kinds = blocks // len(self.up)
        self.blocks = nn.ModuleList(_ResidualBlock(checkpoint, f"dec.resblocks.{i}") for i in range(blocks))
        self.leave = checkpoint.convolution("dec.conv_post")
        self.hop_length_samples = math.prod(layer.stride[0] for layer in ups)

    def forward(self, frames: Tensor, speakers: Tensor | None, lengths: Tensor | None = None) -> Tensor:
        """frames: [batch, channels, n]; lengths: int64 [batch], frames of each item where they differ, else None.

        Returns [batch, n * hop_length_samples]. Beyond an item's length everything is kept zero between layers, as at
        the end of an item alone.
        """
        masks = _Masks(lengths, frames.shape[2])
        x = self.enter(masks.apply(frames))
        if self.condition is not None:
            x = x + self.condition(speakers)
        x = masks.apply(x)
        for index, layer in enumerate(self.up):
            x = masks.apply(layer(F.leaky_relu(x, _SLOPE)))
            blocks = self.blocks[index * self.kinds : (index + 1) * self.kinds]
            x = sum((block(x, masks) for block in blocks[1:]), blocks[0](x, masks)) / self.kinds
        return torch.tanh(self.leave(F.leaky_relu(x, _LAST_SLOPE)))[:, 0]

    def reach_frames(self) -> int:
        """Frames to either side that a frame's samples depend on, from kernels, dilations and strides."""
        low, high = 0, self.hop_length_samples - 1  # the samples of frame 0
        low, high = low - _reach(self.leave), high + _reach(self.leave)
        for index in reversed(range(len(self.up))):
            blocks = self.blocks[index * self.kinds : (index + 1) * self.kinds]
            widest = max(block.reach() for block in blocks if isinstance(block, _ResidualBlock))
            low, high = low - widest, high + widest
            layer = self.up[index]
            assert isinstance(layer, _CONVOLUTION) and not isinstance(layer.padding, str)
            stride, kernel, padding = layer.stride[0], layer.kernel_size[0], layer.padding[0]
            # output t hears inputs i with 0 <= t + padding - i * stride < kernel
            low, high = -(-(low + padding - kernel + 1) // stride), (high + padding) // stride
        low, high = low - _reach(self.enter), high + _reach(self.enter)
        return max(-low, high)


class _ResidualBlock(nn.Module):
    """Either kind of HiFi-GAN: pairs of convolutions (V1) or single ones (V3)."""

    def __init__(self, checkpoint: PiperCheckpoint, name: str):
        super().__init__()
        pairs = checkpoint.count(f"{name}.convs1")
        names = (
            [(f"{name}.convs1.{i}", f"{name}.convs2.{i}") for i in range(pairs)]
            if pairs
            else [(f"{name}.convs.{i}",) for i in range(checkpoint.count(f"{name}.convs"))]
        )
        self._layers = [[checkpoint.convolution(part) for part in step] for step in names]
        self.steps = nn.ModuleList(nn.ModuleList(step) for step in self._layers)

    def forward(self, x: Tensor, masks: _Masks) -> Tensor:
        for step in self._layers:
            y = x
            for layer in step:
                y = masks.apply(layer(F.leaky_relu(y, _SLOPE)))
            x = x + y
        return x

    def reach(self) -> int:
        return sum(_reach(layer) for step in self._layers for layer in step)


class _Masks:
    """Zeroes what lies beyond each item's length, at every sample rate of the decoder; nothing where all are alike."""

    def __init__(self, lengths: Tensor | None, frames: int):
        self._lengths, self._frames = lengths, frames
        self._masks: dict[int, Tensor] = {}

    def apply(self, x: Tensor) -> Tensor:
        if self._lengths is None:
            return x
        scale = x.shape[2] // self._frames
        if scale not in self._masks:
            position = torch.arange(x.shape[2], device=x.device)
            self._masks[scale] = (position < (self._lengths * scale)[:, None])[:, None]
        return x * self._masks[scale]


def _reach(layer: nn.Conv1d | nn.ConvTranspose1d) -> int:
    return (layer.kernel_size[0] - 1) // 2 * layer.dilation[0]
