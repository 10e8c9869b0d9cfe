"""A Kokoro model of a few thousand random weights, in the layout of the published checkpoint, and a voice of it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import torch

from tritone.voices.files import VoiceFile
from tritone.voices.voice import Voice

WIDTH, ALBERT, STYLE, FEATURES = 16, 24, 128, 16
SYMBOLS = '$;:,.!?—…"() abcdefghijklmnopqrstuvwxyzæðŋəɛɜɡɪɹɾʃʊʌʒθɑɔʤʧˈˌAIOWY'


class _Parameters:
    def __init__(self, seed: int):
        self._random = torch.Generator().manual_seed(seed)
        self.tensors: dict[str, torch.Tensor] = {}

    def array(self, name: str, *shape: int, scale: float | None = None) -> None:
        scale = 1 / np.sqrt(np.prod(shape[1:])) if scale is None else scale
        self.tensors[name] = torch.randn(shape, generator=self._random) * float(scale)

    def linear(self, name: str, inputs: int, outputs: int) -> None:
        self.array(f"{name}.weight", outputs, inputs)
        self.array(f"{name}.bias", outputs, scale=0.1)

    def convolution(
        self,
        name: str,
        inputs: int,
        outputs: int,
        kernel: int = 1,
        transposed: bool = False,
        bias: bool = True,
        normed: bool = True,
    ) -> None:
        shape = (inputs, outputs, kernel) if transposed else (outputs, inputs, kernel)
        self.array(f"{name}.weight", *shape)
        if normed:
            direction = self.tensors.pop(f"{name}.weight")
            self.tensors[f"{name}.weight_v"] = direction * 3
            self.tensors[f"{name}.weight_g"] = torch.linalg.vector_norm(direction, dim=(1, 2), keepdim=True)
        if bias:
            self.array(f"{name}.bias", 1 if transposed and outputs == 1 and inputs > 1 else outputs, scale=0.1)

    def lstm(self, name: str, inputs: int, hidden: int) -> None:
        for suffix in ("", "_reverse"):
            self.array(f"{name}.weight_ih_l0{suffix}", 4 * hidden, inputs)
            self.array(f"{name}.weight_hh_l0{suffix}", 4 * hidden, hidden)
            for which in ("ih", "hh"):
                self.array(f"{name}.bias_{which}_l0{suffix}", 4 * hidden, scale=0.1)

    def norm(self, name: str, width: int) -> None:
        self.tensors[f"{name}.weight"], self.tensors[f"{name}.bias"] = torch.ones(width), torch.zeros(width)

    def residual(self, name: str, inputs: int, outputs: int, up: bool = False) -> None:
        self.linear(f"{name}.norm1.fc", STYLE, 2 * inputs)
        self.linear(f"{name}.norm2.fc", STYLE, 2 * outputs)
        self.convolution(f"{name}.conv1", inputs, outputs, 3)
        self.convolution(f"{name}.conv2", outputs, outputs, 3)
        if inputs != outputs:
            self.convolution(f"{name}.conv1x1", inputs, outputs, bias=False)
        if up:
            self.convolution(f"{name}.pool", inputs, 1, 3, transposed=True, bias=False)
            self.array(f"{name}.pool.bias", inputs, scale=0.1)

    def snake_block(self, name: str, channels: int, kernel: int) -> None:
        for i in range(3):
            for k in (1, 2):
                self.convolution(f"{name}.convs{k}.{i}", channels, channels, kernel)
                self.linear(f"{name}.adain{k}.{i}.fc", STYLE, 2 * channels)
                self.tensors[f"{name}.alpha{k}.{i}"] = torch.ones(1, channels, 1)


def tiny_parameters(seed: int = 1) -> dict[str, torch.Tensor]:
    """Parameters by name, weight normalisation as in training."""
    p = _Parameters(seed)
    albert = "bert.encoder.albert_layer_groups.0.albert_layers.0"
    for table, rows in (("word", len(SYMBOLS)), ("position", 512), ("token_type", 2)):
        p.array(f"bert.embeddings.{table}_embeddings.weight", rows, 8, scale=0.5)
    p.norm("bert.embeddings.LayerNorm", 8)
    p.linear("bert.encoder.embedding_hidden_mapping_in", 8, ALBERT)
    for name in ("query", "key", "value", "dense"):
        p.linear(f"{albert}.attention.{name}", ALBERT, ALBERT)
    p.norm(f"{albert}.attention.LayerNorm", ALBERT)
    p.linear(f"{albert}.ffn", ALBERT, 2 * ALBERT)
    p.linear(f"{albert}.ffn_output", 2 * ALBERT, ALBERT)
    p.norm(f"{albert}.full_layer_layer_norm", ALBERT)
    p.linear("bert_encoder", ALBERT, WIDTH)
    for i in (0, 2, 4):
        p.lstm(f"predictor.text_encoder.lstms.{i}", WIDTH + STYLE, WIDTH // 2)
        p.linear(f"predictor.text_encoder.lstms.{i + 1}.fc", STYLE, 2 * WIDTH)
    p.lstm("predictor.lstm", WIDTH + STYLE, WIDTH // 2)
    p.linear("predictor.duration_proj.linear_layer", WIDTH, 8)
    p.lstm("predictor.shared", WIDTH + STYLE, WIDTH // 2)
    for what in ("F0", "N"):
        p.residual(f"predictor.{what}.0", WIDTH, WIDTH)
        p.residual(f"predictor.{what}.1", WIDTH, 8, up=True)
        p.residual(f"predictor.{what}.2", 8, 8)
        p.convolution(f"predictor.{what}_proj", 8, 1, normed=False)
    p.tensors["predictor.F0_proj.bias"] += 150  # so that there is a voice
    p.array("text_encoder.embedding.weight", len(SYMBOLS), WIDTH, scale=0.5)
    for i in range(3):
        p.convolution(f"text_encoder.cnn.{i}.0", WIDTH, WIDTH, 5)
        p.tensors[f"text_encoder.cnn.{i}.1.gamma"] = torch.ones(WIDTH)
        p.tensors[f"text_encoder.cnn.{i}.1.beta"] = torch.zeros(WIDTH)
    p.lstm("text_encoder.lstm", WIDTH, WIDTH // 2)
    for what in ("F0", "N"):
        p.convolution(f"decoder.{what}_conv", 1, 1, 3)
    p.convolution("decoder.asr_res.0", WIDTH, 4)
    p.residual("decoder.encode", WIDTH + 2, 32)
    for i in range(4):
        p.residual(f"decoder.decode.{i}", 32 + 2 + 4, 32 if i < 3 else FEATURES, up=i == 3)
    g = "decoder.generator"
    p.linear(f"{g}.m_source.l_linear", 9, 1)
    for i, (channels, kernel) in enumerate(((8, 20), (4, 12))):
        p.convolution(f"{g}.ups.{i}", 2 * channels, channels, kernel, transposed=True)
        p.convolution(f"{g}.noise_convs.{i}", 22, channels, (12, 1)[i], normed=False)
        p.snake_block(f"{g}.noise_res.{i}", channels, (7, 11)[i])
        for k, size in enumerate((3, 7, 11)):
            p.snake_block(f"{g}.resblocks.{3 * i + k}", channels, size)
    p.convolution(f"{g}.conv_post", 4, 22, 7)
    return p.tensors


def write_tiny_model(path: Path, seed: int = 1) -> Path:
    """The model as a .pth (nested, as published) or .safetensors (flat) file."""
    tensors = tiny_parameters(seed)
    if path.suffix == ".safetensors":
        from safetensors.torch import save_file

        save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, str(path))
        return path
    nested: dict[str, dict[str, torch.Tensor]] = {}
    for name, tensor in tensors.items():
        root, _, rest = name.partition(".")
        nested.setdefault(root, {})[f"module.{rest}"] = tensor
    torch.save(nested, path)
    return path


def write_tiny_voice(folder: Path, name: str = "xf_tiny", seed: int = 1, model_seed: int = 1) -> Voice:
    """A voice of the tiny model; voices of one folder and model seed share their weights."""
    model = folder / f"tiny-{model_seed}.pth"
    if not model.exists():
        write_tiny_model(model, model_seed)
    style, vocabulary = folder / f"{name}.bin", folder / "config.json"
    np.random.default_rng(seed).standard_normal((510, 2 * STYLE)).astype(np.float32).tofile(style)
    vocabulary.write_text(json.dumps({"vocab": {symbol: i for i, symbol in enumerate(SYMBOLS)}}), encoding="utf-8")
    files = {
        role: VoiceFile(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        for role, path in (("weights", model), ("style", style), ("vocabulary", vocabulary))
    }
    return Voice(
        name=name,
        family="kokoro",
        language="en-us",
        gender="unknown",
        quality="high",
        sample_rate_hz=24000,
        licence="CC0-1.0",
        licence_note="",
        source="a test",
        files=files,
        folder=folder,
        model={"frame_channels": FEATURES + 4},
    )
