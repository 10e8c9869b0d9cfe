"""How many frames to either side a sample of a Piper decoder depends on, from its layers' sizes."""

from __future__ import annotations

import math

from tritone.families.piper.checkpoint import ConvolutionLayer, PiperCheckpoint


def reach_frames(checkpoint: PiperCheckpoint) -> int:
    """Frames to either side that a frame's samples depend on, from kernels, dilations and strides."""
    ups = [checkpoint.layer(f"dec.ups.{i}") for i in range(checkpoint.count("dec.ups"))]
    kinds = checkpoint.count("dec.resblocks") // len(ups)
    low, high = 0, math.prod(up.stride for up in ups) - 1  # the samples of frame 0
    own = _reach(checkpoint.layer("dec.conv_post"))
    low, high = low - own, high + own
    for index in reversed(range(len(ups))):
        widest = max(_block_reach(checkpoint, index * kinds + kind) for kind in range(kinds))
        low, high = low - widest, high + widest
        up, taps = ups[index], ups[index].weight.shape[2]
        # output t hears inputs i with 0 <= t + padding - i * stride < taps
        low, high = -(-(low + up.padding - taps + 1) // up.stride), (high + up.padding) // up.stride
    own = _reach(checkpoint.layer("dec.conv_pre"))
    return max(own - low, own + high)


def _block_reach(checkpoint: PiperCheckpoint, block: int) -> int:
    name = f"dec.resblocks.{block}"
    return sum(
        _reach(checkpoint.layer(f"{name}.{part}.{step}"))
        for part in ("convs", "convs1", "convs2")
        for step in range(checkpoint.count(f"{name}.{part}"))
    )


def _reach(layer: ConvolutionLayer) -> int:
    return (layer.weight.shape[2] - 1) // 2 * layer.dilation
