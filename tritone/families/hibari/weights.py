"""Read a hibari voice's weights from its ONNX file as dequantised float32 arrays under their module names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from tritone.errors import MissingVoice
from tritone.families.hibari.frame_layout import DECODER_BLOCKS
from tritone.families.hibari.network_sizes import PROSODY_DILATIONS, TEXT_BLOCKS
from tritone.families.onnx_graph import read_graph

FloatArray = npt.NDArray[np.float32]

# The exporter folded each transposed Linear weight into an int8 initializer named after the graph node, not after the
# module. Nodes of the two text encoders share names and differ by a suffix: the decoder's encoder is traced first.
_ENCODER_LINEARS = {
    "m": {
        "in_proj": "/Transpose_2",
        "out_proj": "/out_proj/Transpose",
        "linear1": "/linear1/Transpose",
        "linear2": "/linear2/Transpose",
        "pw1": "/convs.{}/pw1/Transpose",
        "pw2": "/convs.{}/pw2/Transpose",
    },
    "pn": {
        "in_proj": "/Transpose_25",
        "out_proj": "/out_proj_4/Transpose",
        "linear1": "/linear1_4/Transpose",
        "linear2": "/linear2_4/Transpose",
        "pw1": "/convs.{}/pw1_1/Transpose",
        "pw2": "/convs.{}/pw2_1/Transpose",
    },
}


def load_weights(checkpoint: Path) -> dict[str, FloatArray]:
    """Return every weight of a hibari voice as float32, Linear weights as [out, in] like torch's.

    The file stores Linear weights as int8 with one scale and zero point each (exact after dequantisation) and the
    rest as float32. Raises MissingVoice when the file is not a hibari voice.
    """
    quantised, weights = _read(checkpoint)
    try:
        weights.update(_name_linears(quantised))
    except KeyError as missing:
        raise MissingVoice(f"{checkpoint.name} is not a hibari voice: tensor {missing} is not in it") from None
    return weights


def load_quantised_linears(checkpoint: Path) -> dict[str, tuple[npt.NDArray[np.int8], float, int]]:
    """Return the Linear weights as stored: name -> (int8 [in, out], scale, zero point)."""
    initializers = read_graph(checkpoint).arrays
    return {
        name: (
            initializers[f"{node}_output_0_quantized"],
            float(initializers[f"{node}_output_0_scale"]),
            int(initializers[f"{node}_output_0_zero_point"]),
        )
        for name, node in _linear_nodes().items()
    }


def _read(checkpoint: Path) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    initializers = read_graph(checkpoint).arrays
    quantised, floats = {}, {}
    for name, array in initializers.items():
        if name.endswith("_quantized"):
            node = name.removesuffix("_output_0_quantized")
            scale, zero_point = initializers[f"{node}_output_0_scale"], initializers[f"{node}_output_0_zero_point"]
            # int8 minus zero point spans 9 bits: widen before subtracting
            quantised[node] = (array.astype(np.float32) - np.float32(zero_point)) * scale
        elif name.startswith(("m.", "pn.")):
            floats[name] = array.astype(np.float32)
    return quantised, floats


def _linear_nodes() -> dict[str, str]:
    """Module name of each Linear -> the graph node that carries its weight."""
    nodes = {}
    for encoder, node_of in _ENCODER_LINEARS.items():
        nodes[f"{encoder}.text.attn.self_attn.in_proj_weight"] = node_of["in_proj"]
        nodes[f"{encoder}.text.attn.self_attn.out_proj.weight"] = node_of["out_proj"]
        for linear in ("linear1", "linear2"):
            nodes[f"{encoder}.text.attn.{linear}.weight"] = node_of[linear]
        for index in range(TEXT_BLOCKS):
            for linear in ("pw1", "pw2"):
                nodes[f"{encoder}.text.convs.{index}.{linear}.weight"] = node_of[linear].format(index)
    for stack, prefix, count in (("pro", "pn.pro", len(PROSODY_DILATIONS)), ("dec", "m.dec", DECODER_BLOCKS)):
        for index in range(count):
            for linear in ("pw1", "pw2"):
                nodes[f"{prefix}.{index}.{linear}.weight"] = f"/{stack}.{index}/{linear}/Transpose"
    nodes["m.head.weight"] = "/head/Transpose"
    return nodes


def _name_linears(quantised: dict[str, FloatArray]) -> dict[str, FloatArray]:
    return {name: np.ascontiguousarray(quantised[node].T) for name, node in _linear_nodes().items()}
