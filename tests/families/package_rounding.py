"""Make the PyTorch engines of the hibari family round as the package's own graph does."""

from types import SimpleNamespace

import torch
from torch import nn
from torch.nn import functional

from tritone.families.hibari import layers


class package_rounding:
    """Inside this context the PyTorch engines round like the package's graph: the input of every Linear layer to 8
    bits with one scale and zero point per tensor (ONNX DynamicQuantizeLinear). What is left is rounding order."""

    def __init__(self, *modules):
        self._linears = [layer for module in modules for layer in module.modules() if isinstance(layer, nn.Linear)]

    def __enter__(self):
        self._hooks = [
            layer.register_forward_pre_hook(lambda _, inputs: (self.round(inputs[0]),)) for layer in self._linears
        ]
        layers.F = SimpleNamespace(
            **{name: getattr(functional, name) for name in ("gelu", "conv1d", "scaled_dot_product_attention")},
            linear=lambda x, *rest: functional.linear(self.round(x), *rest),
        )

    def __exit__(self, *_):
        layers.F = functional
        for hook in self._hooks:
            hook.remove()

    @staticmethod
    def round(x):
        low, high = x.min().clamp(max=0), x.max().clamp(min=0)
        scale = (high - low) / 255
        zero = torch.round(-low / scale).clamp(0, 255)
        return (torch.round(x / scale).add(zero).clamp(0, 255) - zero) * scale
