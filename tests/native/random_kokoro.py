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
    """Arguments of a generator's run that fit together: frames, excitation, style, samples."""
    rows = length * int(np.prod(shape.strides))
    return [
        random.standard_normal((length, shape.frames)).astype(np.float32),
        random.standard_normal((rows + 1) * shape.source).astype(np.float32),
        random.standard_normal(shape.style).astype(np.float32),
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
        layer(f"block.{block}.first", outputs, inputs, 3)
        layer(f"block.{block}.second", outputs, outputs, 5)
        if inputs != outputs:
            layer(f"block.{block}.shortcut", outputs, inputs, 1)
        for norm, width in enumerate((inputs, outputs)):
            name = f"block.{block}.norm.{norm}"
            tensors |= {f"{name}.weight": floats(random, 2 * width, 4), f"{name}.bias": floats(random, 2 * width)}
        inputs = outputs + 5
    tensors |= {"block.2.up.weight": floats(random, 30, 1, 3), "block.2.up.bias": floats(random, 30)}
    return tensors


def decoder_call(length: int, random: np.random.Generator) -> list[np.ndarray]:
    """Sounds, pitch, energy, style, features."""
    curves = [floats(random, 2 * length) for _ in range(2)]
    return [floats(random, length, 9), *curves, floats(random, 4), np.full(2 * length * 6, np.nan, np.float32)]


def floats(random: np.random.Generator, *shape: int) -> np.ndarray:
    """Normal deviates."""
    return random.standard_normal(shape).astype(np.float32)


def number(value: int) -> np.ndarray:
    """As a tensor of one element."""
    return np.array([value], np.float32)
