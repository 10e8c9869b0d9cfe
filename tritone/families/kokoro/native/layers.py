"""A Kokoro checkpoint's layers under the names that the kernels look them up by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.frame_layout import HOP_SAMPLES
from tritone.families.kokoro.network_sizes import (
    ALBERT_LAYER,
    BINS,
    DILATIONS,
    FFT_HOP,
    FFT_SIZE,
    HEADS,
    LAYERS,
    SAMPLE_RATE_HZ,
    UPS,
)

Floats = npt.NDArray[np.float32]
Tensors = dict[str, Floats]
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
        source_channels=2 * BINS,
        style_floats=checkpoint.array(f"{name}.resblocks.0.adain1.0.fc.weight").shape[1],
        fft_hop=FFT_HOP,
    )
    for stage, stride in enumerate(UPS):
        taps = checkpoint.array(f"{name}.ups.{stage}.weight").shape[2]
        tensors |= _weights(f"up.{stage}", checkpoint, f"{name}.ups.{stage}")
        tensors |= _numbers(f"up.{stage}", stride=stride, padding=(taps - stride + 1) // 2)
        tensors |= _source_layer(f"source.{stage}", checkpoint, f"{name}.noise_convs.{stage}", UPS[stage + 1 :])
        tensors |= _block(f"source_block.{stage}", checkpoint, f"{name}.noise_res.{stage}")
        for kind in range(kinds):
            tensors |= _block(f"block.{stage}.{kind}", checkpoint, f"{name}.resblocks.{stage * kinds + kind}")
    leave = _weights("leave", checkpoint, f"{name}.conv_post")
    synthesis = synthesis_basis().T  # [samples, real and imaginary parts]
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
    heard = [_linear("heard", checkpoint, f"{ALBERT_LAYER}.attention.{name}") for name in ("query", "key", "value")]
    kind = checkpoint.array(f"{embeddings}.token_type_embeddings.weight")[0]
    tensors = _numbers("albert", heads=HEADS, layers=LAYERS) | {
        "words.weight": checkpoint.array(f"{embeddings}.word_embeddings.weight"),
        "positions.weight": (checkpoint.array(f"{embeddings}.position_embeddings.weight") + kind),
        "query_key_value.weight": np.concatenate([part["heard.weight"] for part in heard]),
        "query_key_value.bias": np.concatenate([part["heard.bias"] for part in heard]),
        "query_key_value.dilation": _number(1),
    }
    for own, name in (
        ("entered", f"{embeddings}.LayerNorm"),
        ("attended", f"{ALBERT_LAYER}.attention.LayerNorm"),
        ("left", f"{ALBERT_LAYER}.full_layer_layer_norm"),
    ):
        tensors |= _weights(own, checkpoint, name)
    for own, name in (
        ("enter", "bert.encoder.embedding_hidden_mapping_in"),
        ("dense", f"{ALBERT_LAYER}.attention.dense"),
        ("widen", f"{ALBERT_LAYER}.ffn"),
        ("narrow", f"{ALBERT_LAYER}.ffn_output"),
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
        style_floats=checkpoint.array(f"{names[0]}.norm1.fc.weight").shape[1],
    )
    for curve, name in enumerate(("F0", "N")):
        tensors |= _weights(f"curve.{curve}", checkpoint, f"decoder.{name}_conv")
    for block, name in enumerate(names):
        tensors |= _adaptive_block(f"block.{block}", checkpoint, name)
    return tensors


def sounds_tensors(checkpoint: KokoroCheckpoint) -> Tensors:
    """Of what knows the sound of each phoneme."""
    layers = checkpoint.count("text_encoder.cnn")
    tensors = _numbers("sounds", layers=layers) | _lstm("lstm", checkpoint, "text_encoder.lstm")
    tensors["embedding.weight"] = checkpoint.array("text_encoder.embedding.weight")
    for layer in range(layers):
        name = f"text_encoder.cnn.{layer}"
        tensors |= _weights(f"layer.{layer}", checkpoint, f"{name}.0") | _numbers(f"layer.{layer}", dilation=1)
        for own, part in (("weight", "gamma"), ("bias", "beta")):
            tensors[f"norm.{layer}.{own}"] = checkpoint.array(f"{name}.1.{part}")
    return tensors


def prosody_tensors(checkpoint: KokoroCheckpoint) -> Tensors:
    """Of what decides durations, pitch and energy."""
    encoder = "predictor.text_encoder.lstms"
    layers, blocks = (checkpoint.count(encoder) + 1) // 2, checkpoint.count("predictor.F0")
    channels, style_floats = checkpoint.array(f"{encoder}.1.fc.weight").shape
    tensors = _numbers("prosody", channels=channels // 2, style_floats=style_floats, layers=layers, blocks=blocks)
    for layer in range(layers):
        tensors |= _lstm(f"layer.{layer}", checkpoint, f"{encoder}.{2 * layer}")
        tensors |= _weights(f"layer.{layer}.style", checkpoint, f"{encoder}.{2 * layer + 1}.fc")
    tensors |= _lstm("before_durations", checkpoint, "predictor.lstm")
    tensors |= _lstm("before_curves", checkpoint, "predictor.shared")
    tensors |= _linear("durations", checkpoint, "predictor.duration_proj.linear_layer")
    for curve, name in enumerate(("F0", "N")):
        for block in range(blocks):
            tensors |= _adaptive_block(f"curve.{curve}.{block}", checkpoint, f"predictor.{name}.{block}")
        tensors |= _weights(f"curve.{curve}.leave", checkpoint, f"predictor.{name}_proj")
    return tensors


def excitation_tensors(checkpoint: KokoroCheckpoint) -> Tensors:
    """Of what makes pitch audible to the generator."""
    name = "decoder.generator.m_source.l_linear"
    numbers = _numbers("excitation", rate_hz=SAMPLE_RATE_HZ, hop=HOP_SAMPLES, fft_size=FFT_SIZE, fft_hop=FFT_HOP)
    return numbers | {
        "excitation.weight": checkpoint.array(f"{name}.weight")[0],
        "excitation.bias": checkpoint.array(f"{name}.bias"),
    }


def synthesis_basis() -> Floats:
    """Inverse Fourier transform, window and division by what windows add up to; float32 [2 BINS, FFT_SIZE]."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT_SIZE) / FFT_SIZE)
    overlap = sum(np.roll(np.square(window), shift) for shift in range(0, FFT_SIZE, FFT_HOP))
    identity = np.eye(BINS)
    rows = np.concatenate([np.fft.irfft(identity, FFT_SIZE), np.fft.irfft(identity * 1j, FFT_SIZE)])
    basis: Floats = (rows * window / overlap).astype(np.float32)
    return basis


def _block(own: str, checkpoint: KokoroCheckpoint, name: str) -> Tensors:
    tensors: Tensors = {}
    for step, dilation in enumerate(DILATIONS):
        for layer, spread in enumerate((dilation, 1)):
            inner = f"{own}.{step}.{layer}"
            tensors |= _weights(inner, checkpoint, f"{name}.convs{layer + 1}.{step}")
            tensors |= _weights(f"{inner}.norm", checkpoint, f"{name}.adain{layer + 1}.{step}.fc")
            alpha = checkpoint.array(f"{name}.alpha{layer + 1}.{step}")
            tensors |= {f"{inner}.dilation": _number(spread), f"{inner}.norm.alpha": alpha.reshape(-1)}
    return tensors


def _adaptive_block(own: str, checkpoint: KokoroCheckpoint, name: str) -> Tensors:
    tensors: Tensors = {}
    parts = {"first": "conv1", "second": "conv2", "norm.0": "norm1.fc", "norm.1": "norm2.fc"}
    parts |= {part: other for part, other in (("up", "pool"),) if checkpoint.has(f"{name}.{other}.weight")}
    for part, other in parts.items():
        tensors |= _weights(f"{own}.{part}", checkpoint, f"{name}.{other}")
    if checkpoint.has(f"{name}.conv1x1.weight"):
        tensors[f"{own}.shortcut.weight"] = checkpoint.array(f"{name}.conv1x1.weight")
    for part in ("first", "second", "shortcut"):
        tensors[f"{own}.{part}.dilation"] = _number(1)
    return tensors


def _lstm(own: str, checkpoint: KokoroCheckpoint, name: str) -> Tensors:
    """Both directions, one after the other."""
    ways = ("", "_reverse")
    return {
        f"{own}.inward": np.concatenate([checkpoint.array(f"{name}.weight_ih_l0{way}") for way in ways]),
        f"{own}.across": np.concatenate([checkpoint.array(f"{name}.weight_hh_l0{way}") for way in ways]),
        f"{own}.bias": np.concatenate(
            [checkpoint.array(f"{name}.bias_ih_l0{way}") + checkpoint.array(f"{name}.bias_hh_l0{way}") for way in ways]
        ),
    }


def _source_layer(own: str, checkpoint: KokoroCheckpoint, name: str, ups_after: Sequence[int]) -> Tensors:
    """Rows that it hears lie side by side in memory: a layer of one tap and as many times the inputs."""
    tensors = _weights(own, checkpoint, name)
    weight = tensors[f"{own}.weight"]
    stride = int(np.prod(ups_after, dtype=np.int64))
    tensors[f"{own}.weight"] = weight.transpose(0, 2, 1).reshape(len(weight), -1, 1)
    padding = (stride + 1) // 2 if ups_after else (weight.shape[2] - 1) // 2
    return tensors | _numbers(own, stride=stride, padding=padding, dilation=1)


def _weights(own: str, checkpoint: KokoroCheckpoint, name: str) -> Tensors:
    return {f"{own}.{part}": checkpoint.array(f"{name}.{part}") for part in ("weight", "bias")}


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
    halves = np.split(array, [BINS], axis)
    room = [(0, _BINS_ROOM - BINS if at == axis else 0) for at in range(array.ndim)]
    return np.concatenate([np.pad(half, room) for half in halves], axis)


def _numbers(module: str, **values: int) -> Tensors:
    return {f"{module}.{name}": _number(value) for name, value in values.items()}


def _number(value: int) -> Floats:
    return np.array([value], np.float32)
