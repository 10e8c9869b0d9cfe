"""Layers that several parts of a Piper voice are made of."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tritone.families.piper.checkpoint import PiperCheckpoint

_EPSILON = 1e-5


class ChannelNorm(nn.Module):
    """Layer normalisation over the channels of [batch, channels, time]."""

    def __init__(self, checkpoint: PiperCheckpoint, name: str):
        super().__init__()
        self.gamma: Tensor
        self.beta: Tensor
        self.register_buffer("gamma", checkpoint.tensor(f"{name}.gamma"))
        self.register_buffer("beta", checkpoint.tensor(f"{name}.beta"))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x.transpose(1, 2), (len(self.gamma),), self.gamma, self.beta, _EPSILON).transpose(1, 2)


class SeparableConvolutions(nn.Module):
    """Dilated depthwise and pointwise convolutions with residual sums, of the duration predictor."""

    def __init__(self, checkpoint: PiperCheckpoint, name: str):
        super().__init__()
        layers = range(checkpoint.count(f"{name}.convs_sep"))
        self.depthwise = nn.ModuleList(checkpoint.convolution(f"{name}.convs_sep.{i}") for i in layers)
        self.pointwise = nn.ModuleList(checkpoint.convolution(f"{name}.convs_1x1.{i}") for i in layers)
        self.norms_1 = nn.ModuleList(ChannelNorm(checkpoint, f"{name}.norms_1.{i}") for i in layers)
        self.norms_2 = nn.ModuleList(ChannelNorm(checkpoint, f"{name}.norms_2.{i}") for i in layers)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        for depthwise, norm_1, pointwise, norm_2 in zip(
            self.depthwise, self.norms_1, self.pointwise, self.norms_2, strict=True
        ):
            y = F.gelu(norm_1(depthwise(x * mask)))
            x = x + F.gelu(norm_2(pointwise(y)))
        return x * mask


class GatedConvolutions(nn.Module):
    """WaveNet's gated convolutions, of the flow."""

    def __init__(self, checkpoint: PiperCheckpoint, name: str):
        super().__init__()
        layers = range(checkpoint.count(f"{name}.in_layers"))
        self.inputs = nn.ModuleList(checkpoint.convolution(f"{name}.in_layers.{i}") for i in layers)
        self.outputs = nn.ModuleList(checkpoint.convolution(f"{name}.res_skip_layers.{i}") for i in layers)
        self.condition = checkpoint.convolution(f"{name}.cond_layer") if checkpoint.has(f"{name}.cond_layer") else None

    def forward(self, x: Tensor, mask: Tensor, speakers: Tensor | None) -> Tensor:
        channels, total = x.shape[1], torch.zeros_like(x)
        conditions = None if self.condition is None else self.condition(speakers).chunk(len(self.inputs), dim=1)
        for index, (enter, leave) in enumerate(zip(self.inputs, self.outputs, strict=True)):
            wide = enter(x) if conditions is None else enter(x) + conditions[index]
            gated = torch.tanh(wide[:, :channels]) * torch.sigmoid(wide[:, channels:])
            out = leave(gated)
            if index < len(self.inputs) - 1:
                x = (x + out[:, :channels]) * mask
                total = total + out[:, channels:]
            else:
                total = total + out
        return total * mask
