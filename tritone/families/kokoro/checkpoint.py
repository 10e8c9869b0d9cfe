"""Read a Kokoro model's parameters: from the published checkpoint, or from its ONNX export, quantised or not.

Whatever the file, parameters are found under the names of the modules of the published checkpoint (`bert`,
`bert_encoder`, `predictor`, `text_encoder`, `decoder`), weight normalisation folded in and int8 dequantised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from tritone.errors import MissingVoice
from tritone.families.kokoro.styles import load_tensors
from tritone.families.onnx_graph import Graph, Node, read_graph
from tritone.voices.bounds import require_unpacked_size

_ONNX_GATES = (0, 2, 3, 1)
"""Where PyTorch's gates (input, forget, cell, output) lie among ONNX's (input, output, forget, cell)."""
_WANTED = (
    "bert.embeddings.word_embeddings.weight",
    "predictor.duration_proj.linear_layer.weight",
    "decoder.generator.conv_post.weight",
    "text_encoder.embedding.weight",
)


_Layer = TypeVar("_Layer", bound=nn.Module)


class KokoroCheckpoint:
    """The parameters of one model, by the name of their module."""

    def __init__(self, path: Path):
        """path: a .onnx, .safetensors or .pth file. Raises MissingVoice when it is damaged or holds something else."""
        if not path.is_file():
            raise MissingVoice(f"{path} does not exist")
        read: Callable[[Path], Mapping[str, Tensor]] = {
            ".safetensors": _read_safetensors,
            ".pth": _read_pickle,
            ".pt": _read_pickle,
        }.get(path.suffix, _read_onnx)
        try:
            self._tensors = dict(_without_weight_norm(read(path)))
        except Exception as error:  # each of the readers has exceptions of its own for damaged files
            raise MissingVoice(f"{path.name} is damaged or not a Kokoro model: {error}") from error
        self._file = path.name
        for name in _WANTED:
            self.tensor(name)

    def tensor(self, name: str) -> Tensor:
        """A parameter as float32; raises MissingVoice when there is none of that name."""
        if name not in self._tensors:
            raise MissingVoice(f"{self._file} is not a Kokoro model that can be run: it has no {name}")
        return self._tensors[name].float()

    def has(self, name: str) -> bool:
        """Whether there is such a parameter."""
        return name in self._tensors

    def count(self, prefix: str) -> int:
        """How many modules there are named prefix.0, prefix.1, and so on."""
        pattern = re.compile(re.escape(prefix) + r"\.(\d+)\.")
        return 1 + max((int(match[1]) for match in map(pattern.match, self._tensors) if match), default=-1)

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
                raise MissingVoice(f"{self._file}: {module}.{name} is {list(found.shape)}, not {list(parameter.shape)}")
            parameter.data = found
        layer.requires_grad_(False)
        return layer


def _read_safetensors(path: Path) -> Mapping[str, Tensor]:
    from safetensors.torch import load_file

    return _official(load_file(str(path)))


_MOST_BYTES = 4 << 30
"""Of a checkpoint, unpacked; the published one has 330 MB."""


def _read_pickle(path: Path) -> Mapping[str, Tensor]:
    require_unpacked_size(path, _MOST_BYTES)
    return _official(load_tensors(path))


def _official(nested: Mapping[str, Any], prefix: str = "") -> dict[str, Tensor]:
    """Parameters by name out of dictionaries of dictionaries, without the "module." that parallel training left."""
    flat: dict[str, Tensor] = {}
    for name, value in nested.items():
        name = f"{prefix}{name}".replace(".module.", ".")
        flat |= _official(value, f"{name}.") if isinstance(value, Mapping) else {name: value}
    return flat


def _without_weight_norm(tensors: Mapping[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    """Each pair of direction and length as the weight it stands for."""
    for name, value in tensors.items():
        module, _, last = name.rpartition(".")
        if last == "weight_g":
            direction = tensors[f"{module}.weight_v"].float()
            length = torch.linalg.vector_norm(direction, dim=(1, 2), keepdim=True)
            yield f"{module}.weight", direction / length * value.float()
        elif last != "weight_v":
            yield name, value


# --- ONNX ---------------------------------------------------------------------------------------------------------


def _read_onnx(path: Path) -> Mapping[str, Tensor]:
    return _OnnxReader(read_graph(path)).tensors


class _OnnxReader:
    """The exporter keeps the names of biases and norms; a layer's other weights are found by its node's name."""

    def __init__(self, graph: Graph):
        self._arrays = graph.arrays
        self.tensors: dict[str, Tensor] = {}
        for name, array in self._arrays.items():
            if name.startswith(("encoder.", "decoder.")) and array.dtype == np.float32 and not _is_scale(name):
                self._add(name.partition(".")[2], array)
        for node in graph.nodes:
            if node.op_type in ("Conv", "ConvTranspose", "MatMul", "Gemm"):
                self._add_float(node)
            elif node.op_type in ("ConvInteger", "MatMulInteger"):
                self._add_quantised(node)
            elif node.op_type in ("DynamicQuantizeLSTM", "LSTM"):
                self._add_lstm(node)
            elif node.op_type in ("Gather", "DequantizeLinear"):
                self._add_embedding(node)

    def _add(self, name: str, array: npt.NDArray[Any]) -> None:
        self.tensors.setdefault(name, torch.from_numpy(np.array(array, np.float32)))

    def _add_float(self, node: Node) -> None:
        if node.inputs[1] in self._arrays:
            weight = self._arrays[node.inputs[1]]
            self._add(f"{_module(node.name)}.weight", weight.T if node.op_type == "MatMul" else weight)

    def _add_quantised(self, node: Node) -> None:
        weight = self._arrays.get(node.inputs[1])
        if weight is not None:
            scale = self._arrays[node.inputs[1].removesuffix("_quantized") + "_scale"]
            zero = self._arrays[node.inputs[3]] if len(node.inputs) > 3 else np.zeros(1, weight.dtype)
            value = _dequantised(weight, scale, zero, channels_last=node.op_type == "MatMulInteger")
            self._add(f"{_module(node.name)}.weight", value.T if node.op_type == "MatMulInteger" else value)

    def _add_lstm(self, node: Node) -> None:
        inward, across, bias = (self._arrays[name] for name in node.inputs[1:4])
        if node.op_type == "DynamicQuantizeLSTM":
            scale_in, zero_in, scale_across, zero_across = (self._arrays[name] for name in node.inputs[8:12])
            inward = _dequantised(inward, scale_in, zero_in).transpose(0, 2, 1)
            across = _dequantised(across, scale_across, zero_across).transpose(0, 2, 1)
        module, hidden = _module(node.name), across.shape[2]
        for direction, suffix in enumerate(("", "_reverse")):
            first, second = bias[direction].reshape(2, 4 * hidden)
            for name, array in (
                ("weight_ih", inward[direction]),
                ("weight_hh", across[direction]),
                ("bias_ih", first),
                ("bias_hh", second),
            ):
                gates = array.reshape(4, hidden, -1)[list(_ONNX_GATES)].reshape(array.shape)
                self._add(f"{module}.{name}_l0{suffix}", gates)

    def _add_embedding(self, node: Node) -> None:
        if (
            node.op_type == "Gather"
            and node.inputs[0].endswith("embeddings.weight_quantized")
            or node.op_type == "Gather"
            and node.inputs[0].endswith("embedding.weight_quantized")
        ):
            base = node.inputs[0].removesuffix("_quantized")
            zero = self._arrays.get(f"{base}_zero_point", np.zeros(1, np.int8))
            self._add(
                base.partition(".")[2], _dequantised(self._arrays[node.inputs[0]], self._arrays[f"{base}_scale"], zero)
            )


def _is_scale(name: str) -> bool:
    return name.endswith(("_scale", "_zero_point"))


def _dequantised(
    weight: npt.NDArray[Any], scale: npt.NDArray[Any], zero: npt.NDArray[Any], channels_last: bool = True
) -> npt.NDArray[Any]:
    """int8 or uint8 weights as float32; scale and zero point for the whole, or for each output channel."""

    def spread(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        values = np.atleast_1d(np.asarray(values, np.float32))
        if values.ndim > 1:  # one row a direction of an LSTM
            return values.reshape(len(values), 1, -1)
        return values if channels_last or values.size == 1 else values.reshape(-1, *([1] * (weight.ndim - 1)))

    if weight.ndim == 3 and np.ndim(scale) == 1 and np.size(scale) == len(weight) and channels_last:
        scale, zero = np.reshape(scale, (-1, 1)), np.reshape(zero, (-1, 1))
    value: npt.NDArray[np.float32] = (weight.astype(np.float32) - spread(zero)) * spread(scale)
    return value


def _module(node_name: str) -> str:
    """`/encoder/F0.0/conv1/Conv_quant` → `predictor.F0.0.conv1`."""
    root, *parts = node_name.strip("/").split("/")[:-1]
    if root == "decoder":
        parts = parts[1:]
    kept = [
        re.sub(r"_\d+$", "", part)
        for part, following in zip(parts, [*parts[1:], ""], strict=True)
        if not following.startswith(f"{part}.")
    ]
    if root == "decoder":
        return ".".join(["decoder", *kept])
    inside_predictor = re.match(r"(F0|N)(\.|_proj)|shared$", kept[0]) if kept else None
    return ".".join(["predictor", *kept] if inside_predictor else kept)
