"""A Kokoro checkpoint's layers under the names that the kernels look them up by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.generator import DILATIONS, UPS, synthesis_basis
from tritone.families.kokoro.source import FFT_HOP, FFT_SIZE
from tritone.families.kokoro.text_encoders import HEADS, LAYER, LAYERS

Floats = npt.NDArray[np.float32]
Tensors = dict[str, Floats]
_BINS = FFT_SIZE // 2 + 1
_BINS_ROOM = 16
"""As in generator.c: what magnitudes take up in a row of the spectrum that leaves; phases lie behind them."""


def generator_tensors(checkpoint: KokoroCheckpoint) -> Tensors:
    """Of the generator, but for what makes the excitation."""
    name = "decoder.generator"
    kinds = checkpoint.count(f"{name}.resblocks") // len(UPS)
    tensors = _numbers(
        "generator",
        stages=len(UPS),
        kinds=kinds,
        steps=len(DILATIONS),
        source_channels=2 * _BINS,
        style_floats=checkpoint.tensor(f"{name}.resblocks.0.adain1.0.fc.weight").shape[1],
        fft_hop=FFT_HOP,
    )
    for stage, stride in enumerate(UPS):
        taps = checkpoint.tensor(f"{name}.ups.{stage}.weight").shape[2]
        tensors |= _weights(f"up.{stage}", checkpoint, f"{name}.ups.{stage}")
        tensors |= _numbers(f"up.{stage}", stride=stride, padding=(taps - stride + 1) // 2)
        tensors |= _source_layer(f"source.{stage}", checkpoint, f"{name}.noise_convs.{stage}", UPS[stage + 1 :])
        tensors |= _block(f"source_block.{stage}", checkpoint, f"{name}.noise_res.{stage}")
        for kind in range(kinds):
            tensors |= _block(f"block.{stage}.{kind}", checkpoint, f"{name}.resblocks.{stage * kinds + kind}")
    leave = _weights("leave", checkpoint, f"{name}.conv_post")
    synthesis = synthesis_basis()[:, 0].T.numpy()  # [samples, real and imaginary parts]
    return tensors | {
        "leave.weight": _spread(leave["leave.weight"], axis=0),
        "leave.bias": _spread(leave["leave.bias"], axis=0),
        "leave.dilation": _number(1),
        "synthesis.weight": _spread(synthesis, axis=1)[:, :, None],
        "synthesis.dilation": _number(1),
    }


def albert_tensors(checkpoint: KokoroCheckpoint) -> Tensors:
    """Of the transformer that reads phonemes."""
    embeddings = "bert.embeddings"
    heard = [_linear("heard", checkpoint, f"{LAYER}.attention.{name}") for name in ("query", "key", "value")]
    kind = checkpoint.tensor(f"{embeddings}.token_type_embeddings.weight")[0]
    tensors = _numbers("albert", heads=HEADS, layers=LAYERS) | {
        "words.weight": checkpoint.tensor(f"{embeddings}.word_embeddings.weight").numpy(),
        "positions.weight": (checkpoint.tensor(f"{embeddings}.position_embeddings.weight") + kind).numpy(),
        "query_key_value.weight": np.concatenate([part["heard.weight"] for part in heard]),
        "query_key_value.bias": np.concatenate([part["heard.bias"] for part in heard]),
        "query_key_value.dilation": _number(1),
    }
    for own, name in (
        ("entered", f"{embeddings}.LayerNorm"),
        ("attended", f"{LAYER}.attention.LayerNorm"),
        ("left", f"{LAYER}.full_layer_layer_norm"),
    ):
        tensors |= _weights(own, checkpoint, name)
    for own, name in (
        ("enter", "bert.encoder.embedding_hidden_mapping_in"),
        ("dense", f"{LAYER}.attention.dense"),
        ("widen", f"{LAYER}.ffn"),
        ("narrow", f"{LAYER}.ffn_output"),
        ("leave", "bert_encoder"),
    ):
        tensors |= _linear(own, checkpoint, name)
    return tensors


def frame_decoder_tensors(checkpoint: KokoroCheckpoint) -> Tensors:
    """Of what makes sounds, pitch and energy into the generator's frames."""
    names = ["decoder.encode", *(f"decoder.decode.{i}" for i in range(checkpoint.count("decoder.decode")))]
    tensors = _weights("sounds", checkpoint, "decoder.asr_res.0") | {"sounds.dilation": _number(1)}
    tensors |= _numbers(
        "decoder",
        blocks=len(names),
        channels=tensors["sounds.weight"].shape[1],
        style_floats=checkpoint.tensor(f"{names[0]}.norm1.fc.weight").shape[1],
    )
    for curve, name in enumerate(("F0", "N")):
        tensors |= _weights(f"curve.{curve}", checkpoint, f"decoder.{name}_conv")
    for block, name in enumerate(names):
        parts = {"first": "conv1", "second": "conv2", "norm.0": "norm1.fc", "norm.1": "norm2.fc"}
        parts |= {own: part for own, part in (("up", "pool"),) if checkpoint.has(f"{name}.{part}.weight")}
        for own, part in parts.items():
            tensors |= _weights(f"block.{block}.{own}", checkpoint, f"{name}.{part}")
        if checkpoint.has(f"{name}.conv1x1.weight"):
            tensors[f"block.{block}.shortcut.weight"] = checkpoint.tensor(f"{name}.conv1x1.weight").numpy()
        for own in ("first", "second", "shortcut"):
            tensors[f"block.{block}.{own}.dilation"] = _number(1)
    return tensors


def _block(own: str, checkpoint: KokoroCheckpoint, name: str) -> Tensors:
    tensors: Tensors = {}
    for step, dilation in enumerate(DILATIONS):
        for layer, spread in enumerate((dilation, 1)):
            inner = f"{own}.{step}.{layer}"
            tensors |= _weights(inner, checkpoint, f"{name}.convs{layer + 1}.{step}")
            tensors |= _weights(f"{inner}.norm", checkpoint, f"{name}.adain{layer + 1}.{step}.fc")
            alpha = checkpoint.tensor(f"{name}.alpha{layer + 1}.{step}")
            tensors |= {f"{inner}.dilation": _number(spread), f"{inner}.norm.alpha": alpha.reshape(-1).numpy()}
    return tensors


def _source_layer(own: str, checkpoint: KokoroCheckpoint, name: str, ups_after: Sequence[int]) -> Tensors:
    """Rows that it hears lie side by side in memory: a layer of one tap and as many times the inputs."""
    tensors = _weights(own, checkpoint, name)
    weight = tensors[f"{own}.weight"]
    stride = int(np.prod(ups_after, dtype=np.int64))
    tensors[f"{own}.weight"] = weight.transpose(0, 2, 1).reshape(len(weight), -1, 1)
    padding = (stride + 1) // 2 if ups_after else (weight.shape[2] - 1) // 2
    return tensors | _numbers(own, stride=stride, padding=padding, dilation=1)


def _weights(own: str, checkpoint: KokoroCheckpoint, name: str) -> Tensors:
    return {f"{own}.{part}": checkpoint.tensor(f"{name}.{part}").numpy() for part in ("weight", "bias")}


def _linear(own: str, checkpoint: KokoroCheckpoint, name: str) -> Tensors:
    """A fully connected layer as a convolution of one tap."""
    tensors = _weights(own, checkpoint, name)
    return {
        f"{own}.weight": tensors[f"{own}.weight"][:, :, None],
        f"{own}.bias": tensors[f"{own}.bias"],
        f"{own}.dilation": _number(1),
    }


def _spread(array: Floats, axis: int) -> Floats:
    """Magnitudes and phases of a spectrum, each filled up with zeros to the room they have."""
    halves = np.split(array, [_BINS], axis)
    room = [(0, _BINS_ROOM - _BINS if at == axis else 0) for at in range(array.ndim)]
    return np.concatenate([np.pad(half, room) for half in halves], axis)


def _numbers(module: str, **values: int) -> Tensors:
    return {f"{module}.{name}": _number(value) for name, value in values.items()}


def _number(value: int) -> Floats:
    return np.array([value], np.float32)
