"""How many frames to either side a sample of a Piper decoder depends on, from its layers' sizes.

The decoder in C makes several outputs of a layer at a time, and rounds what all of them hear together: so it needs some
frames more, as far as such blocks of outputs reach (tritone/native/kernels/winograd_convolution.h).
"""

from __future__ import annotations

import math

from tritone.families.piper.checkpoint import ConvolutionLayer, PiperCheckpoint

_OUTPUTS_OF_TAPS = {2: 3, 3: 6, 5: 6, 7: 6}
"""Taps that a layer's scheme has: outputs that it makes at a time, a dilation apart."""
_OUTPUTS_OF_GROUPS, _TAPS_OF_A_GROUP = 6, 6
"""Layers of more taps are made of groups."""


def reach_frames(checkpoint: PiperCheckpoint, whole_blocks: bool = False) -> int:
    """Frames to either side that a frame's samples depend on, from kernels, dilations and strides.

    whole_blocks: at most, by the decoder in C, wherever in a segment a window begins.
    """
    ups = [checkpoint.layer(f"dec.ups.{i}") for i in range(checkpoint.count("dec.ups"))]
    kinds = checkpoint.count("dec.resblocks") // len(ups)
    low, high = 0, math.prod(up.stride for up in ups) - 1  # the samples of frame 0
    own = _reach(checkpoint.layer("dec.conv_post"))
    low, high = low - own, high + own
    for index in reversed(range(len(ups))):
        widest = max(_residual_reach(checkpoint, index * kinds + kind, whole_blocks) for kind in range(kinds))
        low, high = low - widest, high + widest
        up, taps = ups[index], ups[index].weight.shape[2]
        # output t hears inputs i with 0 <= t + padding - i * stride < taps
        low, high = -(-(low + up.padding - taps + 1) // up.stride), (high + up.padding) // up.stride
        beside = _block_reach_rows(taps // up.stride, 1) if whole_blocks else 0
        low, high = low - beside, high + beside
    own = _reach(checkpoint.layer("dec.conv_pre"))
    return max(own - low, own + high)


def _residual_reach(checkpoint: PiperCheckpoint, block: int, whole_blocks: bool) -> int:
    name = f"dec.resblocks.{block}"
    layers = [
        checkpoint.layer(f"{name}.{part}.{step}")
        for part in ("convs", "convs1", "convs2")
        for step in range(checkpoint.count(f"{name}.{part}"))
    ]
    blocks = (_block_reach_rows(layer.weight.shape[2], layer.dilation) for layer in layers if whole_blocks)
    return sum(map(_reach, layers)) + sum(blocks)


def _block_reach_rows(taps: int, dilation: int) -> int:
    """Rows beyond its own that a block of outputs and what it is rounded to take up at most."""
    own = next((own for own in _OUTPUTS_OF_TAPS if taps <= own), None)
    outputs, filled = (_OUTPUTS_OF_TAPS[own], own - taps) if own else (_OUTPUTS_OF_GROUPS, -taps % _TAPS_OF_A_GROUP)
    return (outputs - 1 + filled) * dilation + dilation - 1


def _reach(layer: ConvolutionLayer) -> int:
    return (layer.weight.shape[2] - 1) // 2 * layer.dilation
