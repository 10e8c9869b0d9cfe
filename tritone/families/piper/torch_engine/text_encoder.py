"""VITS' text encoder: phoneme ids → mean and spread of the latent, with attention over relative positions."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.torch_engine.layers import ChannelNorm


class TextEncoder(nn.Module):
    """Transformer layers of attention and a convolutional feed-forward network, each normalised after its sum."""

    def __init__(self, checkpoint: PiperCheckpoint):
        super().__init__()
        vectors = checkpoint.phoneme_embedding()
        self.embedding = nn.Embedding(vectors.shape[0], vectors.shape[1], _weight=vectors).requires_grad_(False)
        self.scale = math.sqrt(self.embedding.embedding_dim)
        layers = range(checkpoint.count("enc_p.encoder.attn_layers"))
        self.attention = nn.ModuleList(_Attention(checkpoint, f"enc_p.encoder.attn_layers.{i}") for i in layers)
        self.norms_1 = nn.ModuleList(ChannelNorm(checkpoint, f"enc_p.encoder.norm_layers_1.{i}") for i in layers)
        self.widen = nn.ModuleList(_same_length(checkpoint, f"enc_p.encoder.ffn_layers.{i}.conv_1") for i in layers)
        self.narrow = nn.ModuleList(_same_length(checkpoint, f"enc_p.encoder.ffn_layers.{i}.conv_2") for i in layers)
        self.norms_2 = nn.ModuleList(ChannelNorm(checkpoint, f"enc_p.encoder.norm_layers_2.{i}") for i in layers)
        self.project = checkpoint.convolution("enc_p.proj")

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """ids: int64 [batch, phonemes]; mask: float32 [batch, 1, phonemes].

        Returns hidden, mean and log spread, each float32 [batch, channels, phonemes].
        """
        x = (self.embedding(ids) * self.scale).transpose(1, 2) * mask
        for attention, norm_1, widen, narrow, norm_2 in zip(
            self.attention, self.norms_1, self.widen, self.narrow, self.norms_2, strict=True
        ):
            x = norm_1(x + attention(x, mask))
            x = norm_2(x + narrow(torch.relu(widen(x * mask)) * mask) * mask)
        x = x * mask
        mean, log_spread = (self.project(x) * mask).chunk(2, dim=1)
        return x, mean, log_spread


class _Attention(nn.Module):
    """Self-attention with learnt vectors for the nearest relative positions."""

    relative_keys: Tensor
    relative_values: Tensor

    def __init__(self, checkpoint: PiperCheckpoint, name: str):
        super().__init__()
        self.query, self.key, self.value, self.output = (
            checkpoint.convolution(f"{name}.conv_{which}") for which in "qkvo"
        )
        self.register_buffer("relative_keys", checkpoint.tensor(f"{name}.emb_rel_k"))
        self.register_buffer("relative_values", checkpoint.tensor(f"{name}.emb_rel_v"))
        self.size = self.relative_keys.shape[2]
        self.heads = self.query.out_channels // self.size
        self.reach = self.relative_keys.shape[1] // 2

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, channels, count = x.shape
        query, key, value = (
            layer(x).view(batch, self.heads, self.size, count).transpose(2, 3)
            for layer in (self.query, self.key, self.value)
        )
        query = query / math.sqrt(self.size)
        # which relative position each pair of phonemes has, and which pairs are near enough to have one
        offset = torch.arange(count, device=x.device)
        offset = offset[None, :] - offset[:, None] + self.reach
        near = (offset >= 0) & (offset <= 2 * self.reach)
        offset = offset.clamp(0, 2 * self.reach).expand(batch, self.heads, count, count)
        scores = query @ key.transpose(2, 3)
        scores = scores + (query @ self.relative_keys.transpose(1, 2)).gather(3, offset) * near
        scores = scores.masked_fill((mask.transpose(1, 2) * mask)[:, None] == 0, -1e4)
        weights = scores.softmax(dim=3)
        by_position = torch.zeros(batch, self.heads, count, 2 * self.reach + 1, device=x.device, dtype=x.dtype)
        by_position.scatter_add_(3, offset, weights * near)
        mixed = weights @ value + by_position @ self.relative_values
        heard: Tensor = self.output(mixed.transpose(2, 3).reshape(batch, channels, count))
        return heard


def _same_length(checkpoint: PiperCheckpoint, name: str) -> nn.Conv1d | nn.ConvTranspose1d:
    """The exporter pads these outside the convolution."""
    layer = checkpoint.convolution(name)
    layer.padding = ((layer.kernel_size[0] - 1) // 2,)
    return layer
