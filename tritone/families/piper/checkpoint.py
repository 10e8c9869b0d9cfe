"""Read a Piper voice's layers out of its ONNX graph, under the names of the modules that were exported.

The exporter keeps module names except for weights that were normalised in training, which it folds into anonymous
constants; their convolution's bias still has its name. Strides, dilations and paddings are attributes of the graph's
nodes, so a voice of any quality is built as its graph says, without a table of hyperparameters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tritone.errors import MissingVoice
from tritone.families.onnx_graph import Node, read_graph

if TYPE_CHECKING:
    from torch import Tensor, nn

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class ConvolutionLayer:
    """A convolution as the graph has it."""

    weight: Floats
    """[outputs, inputs, taps]; transposed [inputs, outputs, taps]; depthwise [channels, 1, taps]."""
    bias: Floats | None
    stride: int
    dilation: int
    padding: int
    groups: int
    is_transposed: bool


@dataclass(frozen=True)
class _Convolution:
    weight: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32] | None
    is_transposed: bool
    attributes: Mapping[str, Any]


class PiperCheckpoint:
    """The layers of one voice."""

    def __init__(self, path: Path):
        """Raises MissingVoice when the file is damaged or holds something else."""
        graph = read_graph(path)
        self._arrays, self._file = dict(graph.arrays), path.name
        self._convolutions: dict[str, _Convolution] = {}
        self._embeddings: dict[str, npt.NDArray[np.float32]] = {}
        for node in graph.nodes:
            if node.op_type in ("Conv", "ConvTranspose"):
                self._add_convolution(node)
            elif node.op_type == "Gather" and node.inputs[0] in self._arrays and node.inputs[1] in ("input", "sid"):
                self._embeddings[node.inputs[1]] = self._arrays[node.inputs[0]]
            elif node.op_type == "Constant":
                self._add_constant(node)
        for wanted in ("enc_p.proj", "dec.conv_pre", "flow.flows.0.pre", "dp.proj"):
            self._convolution(wanted)

    def _add_convolution(self, node: Node) -> None:
        weight = node.inputs[1]
        bias = node.inputs[2] if len(node.inputs) > 2 else None
        name = bias.removesuffix(".bias") if bias and bias.endswith(".bias") else weight.removesuffix(".weight")
        if weight in self._arrays:
            self._convolutions[name] = _Convolution(
                self._arrays[weight],
                self._arrays.get(bias) if bias else None,
                node.op_type == "ConvTranspose",
                node.attributes,
            )

    def _add_constant(self, node: Node) -> None:
        if "value" in node.attributes:
            self._arrays.setdefault(node.outputs[0], node.attributes["value"])

    def has(self, module: str) -> bool:
        """Whether the voice has such a convolution."""
        return module in self._convolutions

    def count(self, prefix: str) -> int:
        """How many modules there are named prefix.0, prefix.1, and so on."""
        pattern = re.compile(re.escape(prefix) + r"\.(\d+)(\.|$)")
        found = [pattern.match(name) for name in (*self._convolutions, *self._arrays)]
        return 1 + max((int(match[1]) for match in found if match), default=-1)

    def array(self, name: str) -> Floats:
        """A parameter."""
        if name not in self._arrays:
            raise self._not_there(name)
        return np.asarray(self._arrays[name], np.float32)

    def tensor(self, name: str) -> Tensor:
        """A parameter as float32."""
        import torch

        return torch.from_numpy(self.array(name).copy())

    def has_tensor(self, name: str) -> bool:
        """Whether there is such a parameter."""
        return name in self._arrays

    def phoneme_vectors(self) -> Floats:
        """[symbols, channels]."""
        return self._embedding("input")

    def speaker_vectors(self) -> Floats | None:
        """[speakers, channels]; None for a voice of one speaker."""
        return self._embedding("sid") if "sid" in self._embeddings else None

    def phoneme_embedding(self) -> Tensor:
        """float32 [symbols, channels]."""
        import torch

        return torch.from_numpy(self.phoneme_vectors().copy())

    def speaker_embedding(self) -> Tensor | None:
        """float32 [speakers, channels]; None for a voice of one speaker."""
        import torch

        vectors = self.speaker_vectors()
        return None if vectors is None else torch.from_numpy(vectors.copy())

    def layer(self, module: str) -> ConvolutionLayer:
        """A convolution's numbers; raises MissingVoice where there is none or it is padded unevenly."""
        found = self._convolution(module)
        pads = list(found.attributes.get("pads", [0, 0]))
        if pads[0] != pads[1]:
            raise MissingVoice(f"{self._file}: {module} is padded {pads}; Piper voices pad both sides alike")
        return ConvolutionLayer(
            np.asarray(found.weight, np.float32),
            None if found.bias is None else np.asarray(found.bias, np.float32),
            _first(found, "strides", 1),
            _first(found, "dilations", 1),
            int(pads[0]),
            int(found.attributes.get("group", 1)),
            found.is_transposed,
        )

    def convolution(self, module: str) -> nn.Conv1d | nn.ConvTranspose1d:
        """The same for PyTorch."""
        import torch
        from torch import nn

        found = self.layer(module)
        first, second, taps = found.weight.shape
        inputs, outputs = (first, second * found.groups) if found.is_transposed else (second * found.groups, first)
        layer: nn.Conv1d | nn.ConvTranspose1d = (nn.ConvTranspose1d if found.is_transposed else nn.Conv1d)(
            inputs,
            outputs,
            taps,
            stride=found.stride,
            padding=found.padding,
            dilation=found.dilation,
            groups=found.groups,
            bias=found.bias is not None,
        )
        layer.weight.data = torch.from_numpy(found.weight.copy())
        if found.bias is not None and layer.bias is not None:
            layer.bias.data = torch.from_numpy(found.bias.copy())
        return layer.requires_grad_(False)

    def _convolution(self, module: str) -> _Convolution:
        if module not in self._convolutions:
            raise self._not_there(module)
        return self._convolutions[module]

    def _embedding(self, graph_input: str) -> Floats:
        if graph_input not in self._embeddings:
            raise self._not_there(f'the embedding of "{graph_input}"')
        return np.asarray(self._embeddings[graph_input], np.float32)

    def _not_there(self, what: str) -> MissingVoice:
        return MissingVoice(f"{self._file} is not a Piper voice that can be run: {what} is not in its graph")


def _first(found: _Convolution, attribute: str, default: int) -> int:
    return int(list(found.attributes.get(attribute, [default]))[0])
