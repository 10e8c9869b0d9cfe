"""Layers that several parts of a Kokoro model are made of."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tritone.families.kokoro.network_sizes import NORM_EPSILON
from tritone.families.kokoro.torch_engine.checkpoint_layers import CheckpointLayers

_SLOPE = 0.2


def masked(x: Tensor, mask: Tensor | None) -> Tensor:
    """x, zero beyond each item's end; mask: [batch, 1, time] of 0 and 1, None where no item is shorter."""
    return x if mask is None else x * mask


def convolve(layer: nn.Module, x: Tensor) -> Tensor:
    """A layer's output for x, computed in the type of the layer's weights, in the type of x."""
    assert isinstance(layer.weight, Tensor)
    made: Tensor = layer(x.to(layer.weight.dtype))
    return made.to(x.dtype)


def instance_norm(x: Tensor, gain: Tensor, shift: Tensor, mask: Tensor | None, weights: Tensor | None = None) -> Tensor:
    """Each channel at mean 0 and variance 1 over its item's time, times gain, plus shift; zero beyond the item's end.

    x: [batch, channels, time]; gain, shift: [batch, channels]. weights: how often each moment counts, [batch, 1, time],
    0 beyond the item's end; None: once.
    """
    if mask is None and weights is None:  # PyTorch's batch norm over batch times channels is the same, in one pass
        flat = x.reshape(1, -1, x.shape[2])
        return F.batch_norm(flat, None, None, gain.flatten(), shift.flatten(), True, eps=NORM_EPSILON).view(x.shape)
    counted = mask if weights is None else weights
    assert counted is not None
    count = counted.sum(dim=2, keepdim=True, dtype=torch.float32)
    mean = (x * counted).sum(dim=2, keepdim=True, dtype=torch.float32) / count
    centred = masked(x - mean, mask)
    variance = (centred.square() * counted).sum(dim=2, keepdim=True) / count
    factor = gain[:, :, None] * torch.rsqrt(variance + NORM_EPSILON)
    return masked(centred * factor + shift[:, :, None], mask).to(x.dtype)


class AdaptiveNorm(nn.Module):
    """Normalise each channel over an item's time, then scale and shift it as the style says (AdaIN)."""

    def __init__(self, checkpoint: CheckpointLayers, name: str):
        super().__init__()
        self.style = checkpoint.linear(f"{name}.fc")

    def forward(self, x: Tensor, style: Tensor, mask: Tensor | None) -> Tensor:
        """x: [batch, channels, time]; style: [batch, style channels]."""
        gain, shift = self.style(style).chunk(2, dim=1)
        return instance_norm(x, 1 + gain, shift, mask)


class AdaptiveResidualBlock(nn.Module):
    """Two convolutions, each after an adaptive norm, beside a shortcut; some double the frame rate."""

    def __init__(self, checkpoint: CheckpointLayers, name: str):
        super().__init__()
        self.norm_1, self.norm_2 = (AdaptiveNorm(checkpoint, f"{name}.norm{i}") for i in (1, 2))
        self.first, self.second = (checkpoint.convolution(f"{name}.conv{i}") for i in (1, 2))
        self.shortcut = checkpoint.convolution(f"{name}.conv1x1") if checkpoint.has(f"{name}.conv1x1.weight") else None
        self.up = (
            checkpoint.transposed(f"{name}.pool", 2, depthwise=True) if checkpoint.has(f"{name}.pool.weight") else None
        )

    def forward(self, x: Tensor, style: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """x: [batch, channels, time]; returns as much at this or twice the frame rate, and the mask of that rate."""
        y = F.leaky_relu(self.norm_1(x, style, mask), _SLOPE)
        if self.up is not None:
            x = x.repeat_interleave(2, dim=2)
            mask = None if mask is None else mask.repeat_interleave(2, dim=2)
            y = masked(self.up(y), mask)
        y = masked(self.first(y), mask)
        y = self.second(F.leaky_relu(self.norm_2(y, style, mask), _SLOPE))
        if self.shortcut is not None:
            x = self.shortcut(x)
        return masked((x + y) / math.sqrt(2), mask), mask


def run_lstm(lstm: nn.LSTM, x: Tensor, lengths: Tensor | None) -> Tensor:
    """x: [batch, time, channels]; lengths: int64 [batch] on the CPU where items differ; zero beyond each item's end."""
    if lengths is None:
        heard: Tensor = lstm(x)[0]
        return heard
    packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    return nn.utils.rnn.pad_packed_sequence(lstm(packed)[0], batch_first=True, total_length=x.shape[1])[0]
