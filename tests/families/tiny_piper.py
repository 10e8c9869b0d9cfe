"""A Piper voice of a few thousand random weights: the layers of a real one's graph, without what connects them.

The checkpoint reader takes layers from the graph and runs them itself, so connections are not needed; the real voice in
test_piper.py shows that what is run is what the graph says.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tritone.voices.files import VoiceFile
from tritone.voices.voice import Voice

HIDDEN, FILTER, HEADS, LAYERS, REACH = 32, 48, 2, 2, 4
"""HIDDEN: what the kernels take, whose vectors are up to 16 wide: two halves of a flow, two heads."""
BINS = 10
SYMBOLS = "_^$ abcdefghijklmnopqrstuvwxyzæðŋəɚɛɜɡɪɹɾʃʊʌʒθɑɔɐᵻˈˌː.,:;!?\"'()-"


@dataclass(frozen=True)
class Quality:
    """The shape of a decoder."""

    first_channels: int
    ups: tuple[tuple[int, int], ...]
    """Stride and kernel of each transposed convolution."""
    kernels: tuple[int, ...]
    dilations: tuple[tuple[int, ...], ...]
    in_pairs: bool
    """HiFi-GAN V1's residual blocks, of the high quality; V3's otherwise."""


MEDIUM = Quality(128, ((8, 16), (8, 16), (4, 8)), (3, 5, 7), ((1, 2), (2, 6), (3, 12)), in_pairs=False)
HIGH = Quality(256, ((8, 16), (8, 16), (2, 4), (2, 4)), (3, 7, 11), ((1, 3, 5),) * 3, in_pairs=True)


class _Graph:
    def __init__(self, seed: int):
        self.random = np.random.default_rng(seed)
        self.nodes, self.initializers = [], []

    def array(self, name: str, *shape: int, scale: float | None = None) -> str:
        scale = 1 / np.sqrt(np.prod(shape[1:])) if scale is None else scale
        values = (self.random.standard_normal(shape) * scale).astype(np.float32)
        self.initializers.append(numpy_helper.from_array(values, name))
        return name

    def convolution(
        self,
        name: str,
        inputs: int,
        outputs: int,
        kernel: int = 1,
        dilation: int = 1,
        stride: int = 1,
        groups: int = 1,
        transposed: bool = False,
        bias: bool = True,
        anonymous: bool = False,
        padding: int | None = None,
    ) -> None:
        shape = (inputs, outputs, kernel) if transposed else (outputs, inputs // groups, kernel)
        weight = self.array(f"onnx::Conv_{len(self.nodes)}" if anonymous else f"{name}.weight", *shape)
        names = ["x", weight] + ([self.array(f"{name}.bias", outputs, scale=0.1)] if bias else [])
        if padding is None:
            padding = (kernel - stride) // 2 if transposed else (kernel - 1) // 2 * dilation
        kind = "ConvTranspose" if transposed else "Conv"
        self.nodes.append(
            helper.make_node(
                kind, names, ["y"], dilations=[dilation], strides=[stride], group=groups, pads=[padding, padding]
            )
        )

    def norm(self, name: str) -> None:
        self.initializers.append(numpy_helper.from_array(np.ones(HIDDEN, np.float32), f"{name}.gamma"))
        self.initializers.append(numpy_helper.from_array(np.zeros(HIDDEN, np.float32), f"{name}.beta"))

    def separable(self, name: str) -> None:
        for i in range(3):
            self.convolution(f"{name}.convs_sep.{i}", HIDDEN, HIDDEN, 3, dilation=3**i, groups=HIDDEN)
            self.convolution(f"{name}.convs_1x1.{i}", HIDDEN, HIDDEN)
            self.norm(f"{name}.norms_1.{i}")
            self.norm(f"{name}.norms_2.{i}")

    def gather(self, table: str, index: str) -> None:
        self.nodes.append(helper.make_node("Gather", [table, index], ["y"]))


def _add_decoder(g: _Graph, quality: Quality) -> None:
    g.convolution("dec.conv_pre", HIDDEN, quality.first_channels, 7)
    channels = quality.first_channels
    for i, (stride, kernel) in enumerate(quality.ups):
        g.convolution(f"dec.ups.{i}", channels, channels // 2, kernel, stride=stride, transposed=True)
        channels //= 2
        for k, (size, dilations) in enumerate(zip(quality.kernels, quality.dilations, strict=True)):
            block = f"dec.resblocks.{i * len(quality.kernels) + k}"
            first = "convs1" if quality.in_pairs else "convs"
            for d, dilation in enumerate(dilations):
                g.convolution(f"{block}.{first}.{d}", channels, channels, size, dilation)
                if quality.in_pairs:
                    g.convolution(f"{block}.convs2.{d}", channels, channels, size)
    g.convolution("dec.conv_post", channels, 1, 7, bias=False)


def _graph(quality: Quality, speakers: int, seed: int) -> onnx.ModelProto:
    g = _Graph(seed)
    g.gather(g.array("enc_p.emb.weight", len(SYMBOLS), HIDDEN, scale=0.3), "input")
    if speakers > 1:
        g.gather(g.array("emb_g.weight", speakers, HIDDEN, scale=1.0), "sid")
        for name in ("dp.cond", "dec.cond"):
            g.convolution(name, HIDDEN, HIDDEN if name == "dp.cond" else quality.first_channels)
    for i in range(LAYERS):
        attention = f"enc_p.encoder.attn_layers.{i}"
        for which in "qkvo":
            g.convolution(f"{attention}.conv_{which}", HIDDEN, HIDDEN)
        for which in "kv":
            g.array(f"{attention}.emb_rel_{which}", 1, 2 * REACH + 1, HIDDEN // HEADS)
        g.convolution(f"enc_p.encoder.ffn_layers.{i}.conv_1", HIDDEN, FILTER, 3, padding=0)
        g.convolution(f"enc_p.encoder.ffn_layers.{i}.conv_2", FILTER, HIDDEN, 3, padding=0)
        g.norm(f"enc_p.encoder.norm_layers_1.{i}")
        g.norm(f"enc_p.encoder.norm_layers_2.{i}")
    g.convolution("enc_p.proj", HIDDEN, 2 * HIDDEN)
    g.convolution("dp.pre", HIDDEN, HIDDEN)
    g.separable("dp.convs")
    g.convolution("dp.proj", HIDDEN, HIDDEN)
    g.initializers.append(numpy_helper.from_array(np.array([[-1.0], [0.0]], np.float32), "dp.flows.0.m"))
    g.initializers.append(numpy_helper.from_array(np.ones((2, 1), np.float32), "/dp/flows.0/Exp_output_0"))
    for i in (3, 5, 7):
        g.convolution(f"dp.flows.{i}.pre", 1, HIDDEN)
        g.separable(f"dp.flows.{i}.convs")
        g.convolution(f"dp.flows.{i}.proj", HIDDEN, 3 * BINS - 1)
    for i in (0, 2, 4, 6):
        g.convolution(f"flow.flows.{i}.pre", HIDDEN // 2, HIDDEN)
        for k in range(2):
            g.convolution(f"flow.flows.{i}.enc.in_layers.{k}", HIDDEN, 2 * HIDDEN, 5, anonymous=True)
            g.convolution(f"flow.flows.{i}.enc.res_skip_layers.{k}", HIDDEN, HIDDEN * (2 - k), anonymous=True)
        if speakers > 1:
            g.convolution(f"flow.flows.{i}.enc.cond_layer", HIDDEN, 4 * HIDDEN, anonymous=True)
        g.convolution(f"flow.flows.{i}.post", HIDDEN, HIDDEN // 2)
    _add_decoder(g, quality)
    scalar = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1])
    return helper.make_model(helper.make_graph(g.nodes, "tiny", [], [scalar], g.initializers))


def write_tiny_voice(folder: Path, quality: Quality = MEDIUM, speakers: int = 1, seed: int = 1) -> Voice:
    """The two files of a voice as Piper publishes them, and the voice."""
    model, config = folder / "xx_XX-tiny-low.onnx", folder / "xx_XX-tiny-low.onnx.json"
    model.write_bytes(_graph(quality, speakers, seed).SerializeToString())
    names = {f"p{i}": i for i in range(speakers)} if speakers > 1 else {}
    config.write_text(
        json.dumps(
            {
                "audio": {"sample_rate": 16000, "quality": "low"},
                "espeak": {"voice": "en-us"},
                "phoneme_type": "espeak",
                "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
                "num_speakers": speakers,
                "language": {"code": "en_US"},
                "speaker_id_map": names,
                "phoneme_id_map": {symbol: [i] for i, symbol in enumerate(SYMBOLS)},
            }
        ),
        encoding="utf-8",
    )
    files = {
        role: VoiceFile(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        for role, path in (("weights", model), ("config", config))
    }
    reach = 13 if quality.in_pairs else 11
    return Voice(
        name="tiny",
        family="piper",
        language="en-us",
        gender="unknown",
        quality="low",
        sample_rate_hz=16000,
        licence="CC0-1.0",
        licence_note="",
        source="a test",
        files=files,
        speakers=tuple(names),
        folder=folder,
        model={"frame_channels": HIDDEN, "reach_frames": reach},
    )
