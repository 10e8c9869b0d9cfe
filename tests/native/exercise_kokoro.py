"""Run Kokoro's kernels over odd sizes, malformed models and calls, short memory; `test_kernels.py` does, sanitized.

    TRITONE_KERNELS=library python -m tests.native.exercise_kokoro

The library is one of tests/native/checked_library.py. Weights are random: PyTorch, which reads voices, is not imported.
"""

from __future__ import annotations

import ctypes
import gc
from dataclasses import dataclass, replace

import numpy as np

from tests.native.exercise_kernels import expect_refusal
from tritone.errors import SynthesisFailed
from tritone.families.kokoro.native.functions import kokoro_kernels
from tritone.native.tensors import KernelError, create_model, raise_error

LENGTHS = (1, 2, 3, 7, 16, 31)
BINS_ROOM, MOST_FRAMES = 16, 100_000


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

    @property
    def rows_per_frame(self) -> int:
        """Of the excitation."""
        return int(np.prod(self.strides))


SHAPES = (
    Shape(),
    Shape(channels=(64, 48)),
    Shape(frames=33, channels=(16, 17), strides=(1, 2), kernels=(1,), dilations=(3,)),
    Shape(channels=(20,), strides=(4,), kernels=(5, 3, 1), dilations=(1, 2, 3)),
)


def tensors_of(shape: Shape, random: np.random.Generator) -> dict[str, np.ndarray]:
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


class Generator:
    """A model of the kernels', freed with the object."""

    def __init__(self, tensors: dict[str, np.ndarray]):
        self._kernels = kokoro_kernels()
        self._model = create_model(self._kernels.kokoro_generator_create, tensors)

    def __del__(self):
        if hasattr(self, "_model"):
            self._kernels.kokoro_generator_free(self._model)

    def run(self, frames, excitation, style, samples) -> np.ndarray:
        """Raises SynthesisFailed."""
        error = KernelError()
        with_sizes = [part for array in (excitation, style, samples) for part in (array.ctypes.data, array.size)]
        self._kernels.kokoro_generate(self._model, frames.ctypes.data, *frames.shape, *with_sizes, ctypes.byref(error))
        raise_error(error)
        return samples


def call_of(shape: Shape, length: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    """Arguments of a run that fit together."""
    rows = length * shape.rows_per_frame
    return {
        "frames": random.standard_normal((length, shape.frames)).astype(np.float32),
        "excitation": random.standard_normal((rows + 1, shape.source)).astype(np.float32),
        "style": random.standard_normal(shape.style).astype(np.float32),
        "samples": np.full(rows * shape.hop, np.nan, np.float32),
    }


def odd_sizes(random: np.random.Generator) -> int:
    """Segments of lengths around every tile's and vector's, and of numbers that no voice would make."""
    runs = 0
    for shape in SHAPES:
        model = Generator(tensors_of(shape, random))
        for length in (*LENGTHS, 4000 // shape.rows_per_frame):
            assert np.isfinite(model.run(**call_of(shape, length, random))).all()
            runs += 1
        for worse in (0.0, 3e38, -3e38, np.inf, np.nan):
            for name in ("frames", "excitation", "style"):
                call = call_of(shape, 5, random)
                call[name][...] = worse
                model.run(**call)
                runs += 1
    return runs


def malformed(random: np.random.Generator) -> int:
    """Models and calls whose numbers contradict each other; each has to be refused."""
    shape, refused = Shape(), 0
    tensors = tensors_of(shape, random)
    for name, array in tensors.items():
        wrong = [
            tensors | {name: array[None]},
            tensors | {name: np.zeros((70_000, *array.shape[1:]), np.float32)},
        ]
        if not name.endswith(".bias"):  # convolutions do without
            wrong.append({key: value for key, value in tensors.items() if key != name})
        if array.size == 1:
            wrong += [tensors | {name: np.array([value], np.float32)} for value in (-1, 0.5, 1e6, np.nan)]
        for other in wrong:
            expect_refusal(lambda other=other: Generator(other), name)
            refused += 1
    for name in ("up.1.stride", "source.0.stride", "source.1.stride", "up.0.padding"):
        expect_refusal(lambda name=name: Generator(tensors | {name: tensors[name] + 1}), name)
    for name in ("leave.weight", "block.0.1.0.1.weight", "source.0.weight"):
        expect_refusal(lambda name=name: Generator(tensors | {name: tensors[name][..., :-1]}), name)
    model, call = Generator(tensors), call_of(shape, 9, random)
    for name, array in call.items():
        for other in (array[:0], array[:-1], np.concatenate([array, array])):
            expect_refusal(lambda name=name, other=other: model.run(**(call | {name: other})), name)
            refused += 1
    many = np.zeros((MOST_FRAMES + 1, shape.frames), np.float32)
    expect_refusal(lambda: model.run(**(call | {"frames": many})), "frames")
    return refused + 8


def short_memory(random: np.random.Generator) -> int:
    """Every allocation of the constructor and of a call fails once; nothing is left behind."""
    kernels = kokoro_kernels()
    shape = replace(Shape(), channels=(64, 32))
    tensors, call = tensors_of(shape, random), call_of(shape, 40, random)
    fewest = kernels.allocations_in_use()
    for successes in range(100):
        kernels.fail_allocations_after(successes)
        try:
            Generator(tensors).run(**call)
        except SynthesisFailed as error:
            assert "memory" in str(error), error
        else:
            return successes
        finally:
            kernels.fail_allocations_after(-1)
            gc.collect()
            assert kernels.allocations_in_use() == fewest, "memory was left behind"
    raise AssertionError("a hundred allocations and no end")


def main() -> None:
    """All of it."""
    random = np.random.default_rng(1)
    refused, sizes = malformed(random), odd_sizes(random)
    print(f"{sizes} segments, {refused} calls refused, {short_memory(random)} allocations failed")


if __name__ == "__main__":
    main()
