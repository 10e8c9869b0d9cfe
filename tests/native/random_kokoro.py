"""Small Kokoro models of random weights, under the names that the kernels look them up by, and calls of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LONGEST, BINS_ROOM = 31, 16
"""Phonemes that the transformer can read; as in generator.c."""


@dataclass(frozen=True)
class Shape:
    """Of a generator."""

    frames: int = 10
    """Channels of what it reads."""
    channels: tuple[int, ...] = (7, 3)
    strides: tuple[int, ...] = (3, 2)
    kernels: tuple[int, ...] = (3, 11)
    dilations: tuple[int, ...] = (1, 5)
    source: int = 6
    style: int = 5
    size: int = 8
    """Of the Fourier transform."""
    hop: int = 2


SHAPES = (
    Shape(),
    Shape(channels=(64, 48)),
    Shape(frames=33, channels=(16, 17), strides=(1, 2), kernels=(5,), dilations=(3,)),
    Shape(channels=(20,), strides=(4,), kernels=(5, 3, 7), dilations=(1, 2, 3)),
)


def generator_tensors(shape: Shape, random: np.random.Generator) -> dict[str, np.ndarray]:
    """Random weights under the names that generator.c looks them up by."""
    tensors: dict[str, np.ndarray] = {}

    def layer(name: str, *size: int, outputs: int | None = None, **numbers: int) -> None:
        tensors[f"{name}.weight"] = (random.standard_normal(size) / np.sqrt(np.prod(size[1:]))).astype(np.float32)
        tensors[f"{name}.bias"] = random.standard_normal(size[0] if outputs is None else outputs).astype(np.float32)
        for number, value in numbers.items():
            tensors[f"{name}.{number}"] = np.array([value], np.float32)

    def block(name: str, channels: int, kernel: int) -> None:
        for step, dilation in enumerate(shape.dilations):
            for part, spread in enumerate((dilation, 1)):
                inner = f"{name}.{step}.{part}"
                layer(inner, channels, channels, kernel, dilation=spread)
                layer(f"{inner}.norm", 2 * channels, shape.style)
                tensors[f"{inner}.norm.alpha"] = np.linspace(0, 3, channels, dtype=np.float32)

    stages = len(shape.channels)
    for name, value in {
        "stages": stages,
        "kinds": len(shape.kernels),
        "steps": len(shape.dilations),
        "source_channels": shape.source,
        "style_floats": shape.style,
        "fft_hop": shape.hop,
    }.items():
        tensors[f"generator.{name}"] = np.array([value], np.float32)
    for stage, (channels, stride) in enumerate(zip(shape.channels, shape.strides, strict=True)):
        inputs = shape.channels[stage - 1] if stage else shape.frames
        taps = 2 * stride if stride % 2 == 0 else 3 * stride
        layer(f"up.{stage}", inputs, channels, taps, outputs=channels, stride=stride, padding=(taps - stride) // 2)
        later = int(np.prod(shape.strides[stage + 1 :]))
        heard = (2 * later if later > 1 else 1) * shape.source
        layer(f"source.{stage}", channels, heard, 1, dilation=1, stride=later, padding=later // 2)
        block(f"source_block.{stage}", channels, 7)
        for kind, kernel in enumerate(shape.kernels):
            block(f"block.{stage}.{kind}", channels, kernel)
    layer("leave", 2 * BINS_ROOM, shape.channels[-1], 7, dilation=1)
    layer("synthesis", shape.size, 2 * BINS_ROOM, 1, dilation=1)
    return tensors


def generator_call(shape: Shape, length: int, random: np.random.Generator) -> list[np.ndarray]:
    """Arguments of a generator's run that fit together: frames, excitation, style, silence at the ends, samples."""
    rows = length * int(np.prod(shape.strides))
    return [
        random.standard_normal((length, shape.frames)).astype(np.float32),
        random.standard_normal((rows + 1) * shape.source).astype(np.float32),
        random.standard_normal(shape.style).astype(np.float32),
        np.array([17, 3, 8], np.int32),
        np.full(rows * shape.hop, np.nan, np.float32),
    ]


def albert_tensors(random: np.random.Generator, channels: int = 14, symbols: int = 9) -> dict[str, np.ndarray]:
    """Of a transformer with seven heads."""
    tensors = {"albert.heads": number(7), "albert.layers": number(3)}
    tensors |= {"words.weight": floats(random, symbols, 6), "positions.weight": floats(random, LONGEST, 6)}
    for name, width in (("entered", 6), ("attended", channels), ("left", channels)):
        tensors |= {f"{name}.weight": floats(random, width), f"{name}.bias": floats(random, width)}
    for name, inputs, outputs in (
        ("enter", 6, channels),
        ("query_key_value", channels, 3 * channels),
        ("dense", channels, channels),
        ("widen", channels, 37),
        ("narrow", 37, channels),
        ("leave", channels, 5),
    ):
        tensors |= {f"{name}.weight": floats(random, outputs, inputs, 1), f"{name}.bias": floats(random, outputs)}
        tensors[f"{name}.dilation"] = number(1)
    return tensors


def albert_call(length: int, random: np.random.Generator) -> list[np.ndarray]:
    """Ids, and room for what is made of them."""
    return [random.integers(0, 9, length).astype(np.int32), np.full(length * 5, np.nan, np.float32)]


def decoder_tensors(random: np.random.Generator, channels: int = 9) -> dict[str, np.ndarray]:
    """Of a frame decoder of three blocks: one with a shortcut, one without, one that doubles the rate."""
    tensors = {"decoder.blocks": number(3), "decoder.channels": number(channels), "decoder.style_floats": number(4)}

    def layer(name: str, outputs: int, inputs: int, taps: int) -> None:
        tensors[f"{name}.weight"], tensors[f"{name}.bias"] = (
            floats(random, outputs, inputs, taps),
            floats(random, outputs),
        )
        tensors[f"{name}.dilation"] = number(1)

    layer("sounds", 3, channels, 1)
    for curve in range(2):
        tensors |= {f"curve.{curve}.weight": floats(random, 1, 1, 3), f"curve.{curve}.bias": floats(random, 1)}
    inputs = channels + 2
    for block, outputs in enumerate((20, 25, 6)):
        tensors |= block_tensors(random, f"block.{block}", inputs, outputs, 4, second=5)
        inputs = outputs + 5
    tensors |= {"block.2.up.weight": floats(random, 30, 1, 3), "block.2.up.bias": floats(random, 30)}
    return tensors


def decoder_call(length: int, random: np.random.Generator) -> list[np.ndarray]:
    """Sounds, pitch, energy, style, features."""
    curves = [floats(random, 2 * length) for _ in range(2)]
    return [floats(random, length, 9), *curves, floats(random, 4), np.full(2 * length * 6, np.nan, np.float32)]


def sounds_tensors(random: np.random.Generator, channels: int = 21) -> dict[str, np.ndarray]:
    """Of what knows the sound of each phoneme: two layers of different reach, and an LSTM of five units."""
    tensors = {"sounds.layers": number(2), "embedding.weight": floats(random, 9, channels)}
    for layer, taps in enumerate((5, 3)):
        tensors |= {
            f"layer.{layer}.weight": floats(random, channels, channels, taps) / 9,
            f"layer.{layer}.bias": floats(random, channels),
            f"layer.{layer}.dilation": number(1 + layer),
            f"norm.{layer}.weight": floats(random, channels),
            f"norm.{layer}.bias": floats(random, channels),
        }
    return tensors | lstm_tensors(random, "lstm", channels, 5)


def sounds_call(length: int, random: np.random.Generator) -> list[np.ndarray]:
    """Ids, and room for what is made of them."""
    return [random.integers(0, 9, length).astype(np.int32), np.full(length * 10, np.nan, np.float32)]


def prosody_tensors(random: np.random.Generator, channels: int = 18, style: int = 4) -> dict[str, np.ndarray]:
    """Of what decides durations, pitch and energy: two layers; curves of three blocks, the second doubling the rate."""
    numbers = {"channels": channels, "style_floats": style, "layers": 2, "blocks": 3}
    tensors = {f"prosody.{name}": number(value) for name, value in numbers.items()}
    for name in ("layer.0", "layer.1", "before_durations", "before_curves"):
        tensors |= lstm_tensors(random, name, channels + style, channels // 2)
    for layer in range(2):
        name = f"layer.{layer}.style"
        tensors |= {f"{name}.weight": floats(random, 2 * channels, style), f"{name}.bias": floats(random, 2 * channels)}
    tensors |= {"durations.weight": floats(random, 7, channels, 1), "durations.bias": floats(random, 7)}
    tensors["durations.dilation"] = number(1)
    for curve in range(2):
        inputs = channels
        for block, outputs in enumerate((18, 7, 7)):
            name = f"curve.{curve}.{block}"
            tensors |= block_tensors(random, name, inputs, outputs, style)
            if block == 1:
                tensors |= {
                    f"{name}.up.weight": floats(random, inputs, 1, 3),
                    f"{name}.up.bias": floats(random, inputs),
                }
            inputs = outputs
        leave = f"curve.{curve}.leave"
        tensors |= {f"{leave}.weight": floats(random, 1, inputs, 1), f"{leave}.bias": floats(random, 1)}
    return tensors


def encode_call(length: int, random: np.random.Generator) -> list[np.ndarray]:
    """What the transformer made, a style; room for what is known of each phoneme, and for its steps."""
    room = np.full((length, 22), np.nan, np.float32), np.full(length, np.nan, np.float32)
    return [floats(random, length, 18), floats(random, 4), *room]


def curves_call(length: int, random: np.random.Generator) -> list[np.ndarray]:
    """What is known of each phoneme, its steps, a style; room for pitch and energy."""
    steps = random.integers(0, 4, length).astype(np.int32)
    steps[0] += 1
    room = (np.full(2 * steps.sum(), np.nan, np.float32) for _ in range(2))
    return [floats(random, length, 22), steps, floats(random, 4), *room]


def excitation_tensors(random: np.random.Generator) -> dict[str, np.ndarray]:
    """Of five harmonics, in frames of 30 samples."""
    numbers = {"rate_hz": 24_000, "hop": 30, "fft_size": 20, "fft_hop": 5}
    tensors = {f"excitation.{name}": number(value) for name, value in numbers.items()}
    return tensors | {"excitation.weight": floats(random, 5), "excitation.bias": floats(random, 1)}


def excitation_call(length: int, random: np.random.Generator) -> list[np.ndarray]:
    """Pitch, phases, noise; room for the spectrum."""
    pitch = np.where(random.random(length) < 0.3, 0, 150 + 50 * floats(random, length)).astype(np.float32)
    phases = random.random(length).astype(np.float32)
    return [pitch, phases, floats(random, length * 30), np.full((length * 6 + 1) * 22, np.nan, np.float32)]


def lstm_tensors(random: np.random.Generator, name: str, inputs: int, hidden: int) -> dict[str, np.ndarray]:
    """Of both directions; one output's weights are none at all, and another's whole multiples of something."""
    across = floats(random, 8 * hidden, hidden) / 3
    across[1], across[2] = 0, np.float32(0.013) * random.integers(-64, 65, hidden)
    return {
        f"{name}.inward": floats(random, 8 * hidden, inputs) / 5,
        f"{name}.across": across,
        f"{name}.bias": floats(random, 8 * hidden),
    }


def block_tensors(
    random: np.random.Generator, name: str, inputs: int, outputs: int, style: int, second: int = 3
) -> dict[str, np.ndarray]:
    """Of an adaptive residual block; second: taps of its second convolution."""
    tensors: dict[str, np.ndarray] = {}
    for part, heard, taps in (("first", inputs, 3), ("second", outputs, second)):
        tensors[f"{name}.{part}.weight"] = floats(random, outputs, heard, taps)
        tensors[f"{name}.{part}.bias"] = floats(random, outputs)
        tensors[f"{name}.{part}.dilation"] = number(1)
    if inputs != outputs:
        tensors[f"{name}.shortcut.weight"] = floats(random, outputs, inputs, 1)
        tensors[f"{name}.shortcut.dilation"] = number(1)
    for norm, width in enumerate((inputs, outputs)):
        own = f"{name}.norm.{norm}"
        tensors |= {f"{own}.weight": floats(random, 2 * width, style), f"{own}.bias": floats(random, 2 * width)}
    return tensors


def floats(random: np.random.Generator, *shape: int) -> np.ndarray:
    """Normal deviates."""
    return random.standard_normal(shape).astype(np.float32)


def number(value: int) -> np.ndarray:
    """As a tensor of one element."""
    return np.array([value], np.float32)
