"""A Kokoro checkpoint's layers as PyTorch's modules."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import Tensor, nn

from tritone.errors import MissingVoice
from tritone.families.kokoro.checkpoint import KokoroCheckpoint

_Layer = TypeVar("_Layer", bound=nn.Module)


class CheckpointLayers:
    """Makes modules out of parameters, by the name of their module."""

    def __init__(self, checkpoint: KokoroCheckpoint):
        """checkpoint: where parameters are found; what it does not have raises MissingVoice."""
        self._checkpoint = checkpoint
        self.has, self.count = checkpoint.has, checkpoint.count

    def tensor(self, name: str) -> Tensor:
        """A parameter as float32."""
        return torch.from_numpy(self._checkpoint.array(name).copy())

    def linear(self, module: str) -> nn.Linear:
        """A fully connected layer."""
        weight = self.tensor(f"{module}.weight")
        layer = nn.Linear(weight.shape[1], weight.shape[0], bias=self.has(f"{module}.bias"))
        return self._fill(layer, module)

    def convolution(self, module: str, stride: int = 1, dilation: int = 1, padding: int | None = None) -> nn.Conv1d:
        """A convolution; padding: what keeps the length, unless given."""
        outputs, inputs, kernel = self.tensor(f"{module}.weight").shape
        padding = (kernel - 1) // 2 * dilation if padding is None else padding
        return self._fill(
            nn.Conv1d(inputs, outputs, kernel, stride, padding, dilation, bias=self.has(f"{module}.bias")), module
        )

    def transposed(self, module: str, stride: int, depthwise: bool = False) -> nn.ConvTranspose1d:
        """A transposed convolution that makes its input `stride` times longer."""
        inputs, outputs, kernel = self.tensor(f"{module}.weight").shape
        padding = (kernel - stride + 1) // 2
        return self._fill(
            nn.ConvTranspose1d(
                inputs,
                inputs if depthwise else outputs,
                kernel,
                stride,
                padding,
                output_padding=stride - kernel + 2 * padding,
                groups=inputs if depthwise else 1,
            ),
            module,
        )

    def lstm(self, module: str) -> nn.LSTM:
        """A bidirectional LSTM."""
        inputs = self.tensor(f"{module}.weight_ih_l0").shape[1]
        hidden = self.tensor(f"{module}.weight_hh_l0").shape[1]
        layer = nn.LSTM(inputs, hidden, batch_first=True, bidirectional=True)
        return self._fill(layer, module)

    def embedding(self, module: str) -> nn.Embedding:
        """A table of vectors."""
        weight = self.tensor(f"{module}.weight")
        return self._fill(nn.Embedding(weight.shape[0], weight.shape[1], _weight=weight), module)

    def layer_norm(self, module: str, epsilon: float) -> nn.LayerNorm:
        """A layer normalisation over the last dimension."""
        return self._fill(nn.LayerNorm(len(self.tensor(f"{module}.weight")), epsilon), module)

    def _fill(self, layer: _Layer, module: str) -> _Layer:
        for name, parameter in layer.named_parameters():
            found = self.tensor(f"{module}.{name}")
            if found.shape != parameter.shape:
                raise MissingVoice(
                    f"{self._checkpoint.file_name}: {module}.{name} is {list(found.shape)}, not {list(parameter.shape)}"
                )
            parameter.data = found
        layer.requires_grad_(False)
        return layer
