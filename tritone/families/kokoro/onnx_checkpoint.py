"""A Kokoro model's parameters out of its ONNX export, quantised or not, under the published checkpoint's names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tritone.families.onnx_graph import Graph, Node, read_graph

Floats = npt.NDArray[np.float32]
_ONNX_GATES = (0, 2, 3, 1)
"""Where PyTorch's gates (input, forget, cell, output) lie among ONNX's (input, output, forget, cell)."""


def read_onnx(path: Path) -> dict[str, Floats]:
    """Parameters by name; raises MissingVoice where the file is damaged."""
    return _OnnxReader(read_graph(path)).tensors


class _OnnxReader:
    """The exporter keeps the names of biases and norms; a layer's other weights are found by its node's name."""

    def __init__(self, graph: Graph):
        self._arrays = graph.arrays
        self.tensors: dict[str, Floats] = {}
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
        self.tensors.setdefault(name, np.ascontiguousarray(array, np.float32))

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
