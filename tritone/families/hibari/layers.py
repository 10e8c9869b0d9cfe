"""Building blocks shared by the hibari acoustic model and vocoder.

Everything is channels-last ([batch, time, channels]): the Linear layers dominate and want rows, and one row then
never depends on how many others are in the batch.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tritone.families.hibari.network_sizes import ATTENTION_HEADS, LAYER_NORM_EPSILON, TEXT_BLOCKS, TEXT_KERNEL


class DepthwiseConvolution(nn.Module):
    """Depthwise 1-D convolution over time, "same" length or valid, on [batch, time, channels]."""

    def __init__(self, channels: int, kernel_size: int, dilation: int = 1):
        super().__init__()
        self.kernel_size, self.dilation = kernel_size, dilation
        self.weight = nn.Parameter(torch.empty(channels, 1, kernel_size))
        self.bias = nn.Parameter(torch.empty(channels))

    def forward(self, x: Tensor, valid: bool = False) -> Tensor:
        """valid: no padding, the result is (kernel_size - 1) * dilation steps shorter."""
        padding = 0 if valid else (self.kernel_size - 1) * self.dilation // 2
        y = F.conv1d(
            x.transpose(1, 2), self.weight, self.bias, padding=padding, dilation=self.dilation, groups=x.shape[2]
        )
        return y.transpose(1, 2)


class ConvNeXtBlock(nn.Module):
    """Depthwise convolution, layer norm, widen, GELU, narrow, scale, add. Source: ConvNeXt, arXiv:2201.03545."""

    def __init__(self, channels: int, hidden: int, kernel_size: int, dilation: int = 1):
        super().__init__()
        self.dw = DepthwiseConvolution(channels, kernel_size, dilation)
        self.norm = nn.LayerNorm(channels, eps=LAYER_NORM_EPSILON)
        self.pw1 = nn.Linear(channels, hidden)
        self.pw2 = nn.Linear(hidden, channels)
        self.gamma = nn.Parameter(torch.empty(channels))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x: [batch, time, channels]; mask: [batch, time, 1], zero outside each item, kept zero in the result."""
        return (x + self._transform(self.dw(x))) * mask

    def forward_valid(self, x: Tensor) -> Tensor:
        """Like forward without padding or mask; the result is (kernel_size - 1) * dilation steps shorter."""
        y = self._transform(self.dw(x, valid=True))
        margin = (x.shape[1] - y.shape[1]) // 2
        return x[:, margin : margin + y.shape[1]] + y

    def _transform(self, y: Tensor) -> Tensor:
        # pw1 and pw2 may be bfloat16 where all else is float32
        hidden = F.gelu(self.pw1(self.norm(y).to(self.pw1.weight.dtype)))
        narrow: Tensor = self.pw2(hidden)
        return self.gamma * narrow.to(y.dtype)


class SelfAttentionLayer(nn.Module):
    """Pre-norm transformer layer with two heads; the convolutions before it carry position, nothing is encoded."""

    def __init__(self, channels: int, hidden: int, heads: int = ATTENTION_HEADS):
        super().__init__()
        self.heads = heads
        self.self_attn = _AttentionProjections(channels)
        self.linear1 = nn.Linear(channels, hidden)
        self.linear2 = nn.Linear(hidden, channels)
        self.norm1 = nn.LayerNorm(channels, eps=LAYER_NORM_EPSILON)
        self.norm2 = nn.LayerNorm(channels, eps=LAYER_NORM_EPSILON)

    def forward(self, x: Tensor, attend: Tensor) -> Tensor:
        """x: [batch, time, channels]; attend: [batch, 1, 1, time], true where a key may be attended to."""
        batch, time, channels = x.shape
        qkv = F.linear(self.norm1(x), self.self_attn.in_proj_weight, self.self_attn.in_proj_bias)
        query, key, value = qkv.view(batch, time, 3, self.heads, channels // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=attend)
        x = x + self.self_attn.out_proj(mixed.transpose(1, 2).reshape(batch, time, channels))
        fed_forward: Tensor = self.linear2(F.gelu(self.linear1(self.norm2(x))))
        return x + fed_forward


class _AttentionProjections(nn.Module):
    """The four projections of attention, named as the checkpoint names them."""

    def __init__(self, channels: int):
        super().__init__()
        self.in_proj_weight = nn.Parameter(torch.empty(3 * channels, channels))
        self.in_proj_bias = nn.Parameter(torch.empty(3 * channels))
        self.out_proj = nn.Linear(channels, channels)


class TextEncoder(nn.Module):
    """Phoneme ids → one vector per phoneme: embedding, two ConvNeXt blocks, one attention layer applied repeatedly."""

    def __init__(self, symbols: int, channels: int, attention_passes: int):
        super().__init__()
        self.attention_passes = attention_passes
        self.emb = nn.Embedding(symbols, channels)
        self.convs = nn.ModuleList(ConvNeXtBlock(channels, 2 * channels, TEXT_KERNEL) for _ in range(TEXT_BLOCKS))
        self.attn = SelfAttentionLayer(channels, 2 * channels)
        self.norm = nn.LayerNorm(channels, eps=LAYER_NORM_EPSILON)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """ids: int64 [batch, phonemes]; mask: bool [batch, phonemes]. Returns [batch, phonemes, channels]."""
        keep = mask.unsqueeze(-1)
        x = self.emb(ids) * keep
        for block in self.convs:
            x = block(x, keep)
        attend = mask[:, None, None, :]
        for _ in range(self.attention_passes):  # the passes share their weights
            x = self.attn(x, attend)
        normalised: Tensor = self.norm(x)
        return normalised * keep
