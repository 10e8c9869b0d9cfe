"""How near the large convolutions of each family come to what a core can do: the same products, of registers alone.

`loadtest.bench_engines` prints it. CPU time of one thread, the best of several runs, with the library of kernels that
this process has loaded.
"""

from __future__ import annotations

import ctypes
import functools
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tritone.native.kernel_model import KernelModel
from tritone.native.library import kernels_with
from tritone.native.tensors import KernelError, NamedTensor

_RUNS, _SECONDS = 5, 0.05
"""Of a measurement, and what each takes at least."""
_KINDS = {"float32": 0, "bfloat16": 1, "16 bits": 2}
"""As single_layer.c has them; bfloat16 is "16 bits" where a processor has none, and that is float32 without AVX2."""
_NESTED = "nested Winograd"
_WAYS = ("", "Winograd", _NESTED)
"""How a layer is made, behind its kind, as single_layer.c counts them (winograd_convolution.h)."""


@dataclass(frozen=True)
class Convolution:
    """A layer as the engines run it."""

    family: str
    name: str
    kind: str
    rows: int
    """That are made at a time."""
    inputs: int
    outputs: int
    taps: int
    dilation: int = 1


CONVOLUTIONS = (
    Convolution("kokoro", "generator, first stage, 11 taps", "16 bits, nested Winograd", 256, 256, 256, 11),
    Convolution("kokoro", "generator, first stage, 3 taps", "16 bits, Winograd", 256, 256, 256, 3),
    Convolution("kokoro", "generator, second stage, 11 taps", "16 bits, nested Winograd", 512, 128, 128, 11, 3),
    Convolution("kokoro", "generator, second stage, 7 taps", "16 bits, Winograd", 512, 128, 128, 7),
    Convolution("kokoro", "frame decoder", "bfloat16", 160, 1090, 1024, 3),
    Convolution("kokoro", "pitch and energy", "float32", 160, 512, 512, 3),
    Convolution("piper", "decoder, first stage, 7 taps", "16 bits, Winograd", 96, 128, 128, 7, 3),
    Convolution("piper", "decoder, second stage, 7 taps", "16 bits, Winograd", 96, 64, 64, 7, 3),
    Convolution("piper", "decoder, third stage, 7 taps", "16 bits, Winograd", 96, 32, 32, 7, 3),
    Convolution("piper", "flow", "16 bits, Winograd", 240, 192, 384, 5),
    Convolution("hibari", "first convolution, a phoneme's part", "16 bits", 40, 128, 1792, 1),
)


@dataclass(frozen=True)
class LayerSpeed:
    """What was measured."""

    layer: Convolution
    per_second: float
    """Multiplications that the layer stands for; Winograd's way fewer are made."""
    made_per_second: float
    """Multiplications that were made."""
    ceiling_per_second: float
    """Of the same kind, of registers alone."""

    @property
    def share(self) -> float:
        """Of the ceiling."""
        return self.made_per_second / self.ceiling_per_second


def layer_speeds() -> list[LayerSpeed]:
    """Measure all of them; raises TritoneError where there are no kernels."""
    ceilings = [_ceiling(kind) for kind in _KINDS.values()]
    return [_speed(layer, ceilings[_operands(layer)]) for layer in CONVOLUTIONS]


def _operands(layer: Convolution) -> int:
    return _KINDS[layer.kind.partition(", ")[0]]


def _speed(layer: Convolution, ceiling: float) -> LayerSpeed:
    weight = np.random.default_rng(1).standard_normal((layer.outputs, layer.inputs, layer.taps)).astype(np.float32)
    tensors = {"layer.weight": weight / np.sqrt(weight[0].size)}
    way = layer.kind.partition(", ")[2]
    numbers = {"layer.dilation": layer.dilation, "single.kind": _operands(layer), "single.rows": layer.rows}
    numbers["single.way"] = _WAYS.index(way)
    tensors |= {name: np.array([value], np.float32) for name, value in numbers.items()}
    model = KernelModel(_kernels(), "single_layer", tensors)
    products = float(model.size("single_layer_rows")) * weight.size

    def run(times: int) -> float:
        model.repeat("single_layer_run", times)
        return times * products

    made = _products_made(layer.taps, way == _NESTED) / layer.taps if way else 1.0
    rate = _best(run)
    return LayerSpeed(layer, rate, rate * made, ceiling)


def _products_made(taps: int, is_nested: bool) -> float:
    """For each output and input."""
    if is_nested and 7 < taps <= 12:
        return 44 / 18
    outputs, points = {3: (6, 8), 5: (6, 10), 7: (6, 12)}.get(taps, (6, 11 * -(-taps // 6)))
    return points / outputs


def _ceiling(kind: int) -> float:
    """Multiplications a second; kind: as kernel_ceiling has it."""
    return _best(lambda times: float(_kernels().kernel_ceiling(kind, 1000 * times)))


def _best(run: Callable[[int], float]) -> float:
    """What `run` does in a second of CPU time; it is given how often, and returns how much that was."""
    times = 1
    while True:
        began = time.thread_time()
        run(times)
        if time.thread_time() - began > _SECONDS:
            break
        times *= 2
    rates = []
    for _ in range(_RUNS):
        began = time.thread_time()
        rates.append(run(times) / (time.thread_time() - began))
    return max(rates)


@functools.lru_cache(maxsize=1)
def _kernels() -> ctypes.CDLL:
    model, size = ctypes.c_void_p, ctypes.c_long
    return kernels_with(
        {
            "single_layer_create": (model, (ctypes.POINTER(NamedTensor), size, ctypes.POINTER(KernelError))),
            "single_layer_free": (None, (model,)),
            "single_layer_rows": (size, (model,)),
            "single_layer_run": (None, (model, size)),
            "kernel_ceiling": (ctypes.c_double, (size, size)),
        }
    )
