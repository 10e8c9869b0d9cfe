"""VITS' stochastic duration predictor, run backwards: noise → log durations, through spline flows."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.torch_engine.layers import SeparableConvolutions

_BOUND = 5.0
_LEAST_BIN = 1e-3
_LEAST_SLOPE = 1e-3


class DurationPredictor(nn.Module):
    """How long each phoneme lasts, in frames before rounding up, as a logarithm."""

    mean: Tensor
    inverse_scale: Tensor

    def __init__(self, checkpoint: PiperCheckpoint):
        super().__init__()
        self.enter = checkpoint.convolution("dp.pre")
        self.condition = checkpoint.convolution("dp.cond") if checkpoint.has("dp.cond") else None
        self.layers = SeparableConvolutions(checkpoint, "dp.convs")
        self.project = checkpoint.convolution("dp.proj")
        flows = [i for i in range(checkpoint.count("dp.flows")) if checkpoint.has(f"dp.flows.{i}.pre")]
        self.flows = nn.ModuleList(_SplineFlow(checkpoint, f"dp.flows.{i}") for i in reversed(flows))
        self.register_buffer("mean", checkpoint.tensor("dp.flows.0.m"))
        # the exporter folds exp(-log scale) into a constant
        folded = checkpoint.has_tensor("/dp/flows.0/Exp_output_0")
        self.register_buffer(
            "inverse_scale",
            checkpoint.tensor("/dp/flows.0/Exp_output_0")
            if folded
            else torch.exp(-checkpoint.tensor("dp.flows.0.logs")),
        )

    def forward(self, hidden: Tensor, mask: Tensor, noise: Tensor, speakers: Tensor | None) -> Tensor:
        """hidden: [batch, channels, phonemes]; noise: [batch, 2, phonemes], scaled. Returns [batch, phonemes]."""
        x = self.enter(hidden)
        if self.condition is not None:
            x = x + self.condition(speakers)
        x = self.project(self.layers(x, mask)) * mask
        z = noise * mask
        for flow in self.flows:
            z = flow(z.flip(1), x, mask)
        z = (z.flip(1) - self.mean) * self.inverse_scale * mask
        return z[:, 0]


class _SplineFlow(nn.Module):
    """Half of the variables transformed by a monotonic spline whose knots depend on the other half."""

    def __init__(self, checkpoint: PiperCheckpoint, name: str):
        super().__init__()
        self.enter = checkpoint.convolution(f"{name}.pre")
        self.layers = SeparableConvolutions(checkpoint, f"{name}.convs")
        self.project = checkpoint.convolution(f"{name}.proj")
        self.bins = (self.project.out_channels + 1) // 3
        self.shrink = 1 / math.sqrt(self.enter.out_channels)

    def forward(self, z: Tensor, condition: Tensor, mask: Tensor) -> Tensor:
        fixed, moved = z[:, :1], z[:, 1:]
        knots = self.project(self.layers(self.enter(fixed) + condition, mask)) * mask
        knots = knots.transpose(1, 2)  # [batch, phonemes, 3 bins - 1]
        widths, heights, slopes = knots.split([self.bins, self.bins, self.bins - 1], dim=2)
        moved = inverse_spline(moved[:, 0], widths * self.shrink, heights * self.shrink, slopes)
        return torch.cat([fixed, moved[:, None]], dim=1) * mask


def inverse_spline(y: Tensor, widths: Tensor, heights: Tensor, slopes: Tensor) -> Tensor:
    """The inverse of a monotonic rational-quadratic spline on [-5, 5], the identity outside (Durkan et al. 2019).

    y: [...]; widths, heights: [..., bins] before softmax; slopes: [..., bins - 1] before softplus.
    """
    edge = math.log(math.exp(1 - _LEAST_SLOPE) - 1)
    slope = _LEAST_SLOPE + F.softplus(F.pad(slopes, (1, 1), value=edge))
    x_edges, x_sizes = _bins(widths)
    y_edges, y_sizes = _bins(heights)
    inside = (y >= -_BOUND) & (y <= _BOUND)
    clamped = y.clamp(-_BOUND, _BOUND)
    index = (clamped[..., None] >= y_edges[..., 1:-1]).sum(dim=-1, keepdim=True)

    def pick(values: Tensor) -> Tensor:
        return values.gather(-1, index)[..., 0]

    x0, width, y0, height = pick(x_edges), pick(x_sizes), pick(y_edges), pick(y_sizes)
    left, right = pick(slope), pick(slope[..., 1:])
    steepness = height / width
    rise = clamped - y0
    bend = left + right - 2 * steepness
    a = rise * bend + height * (steepness - left)
    b = height * left - rise * bend
    c = -steepness * rise
    root = 2 * c / (-b - torch.sqrt((b * b - 4 * a * c).clamp(min=0)))
    return torch.where(inside, root * width + x0, y)


def _bins(sizes: Tensor) -> tuple[Tensor, Tensor]:
    """Edges [..., bins + 1] and sizes [..., bins] of bins that fill [-5, 5]."""
    count = sizes.shape[-1]
    sizes = _LEAST_BIN + (1 - _LEAST_BIN * count) * sizes.softmax(dim=-1)
    edges = F.pad(sizes.cumsum(dim=-1), (1, 0)) * (2 * _BOUND) - _BOUND
    edges[..., -1] = _BOUND
    return edges, edges[..., 1:] - edges[..., :-1]
