"""Run Kokoro's kernels over odd sizes, malformed models and calls, short memory; `test_kernels.py` does, sanitized.

    TRITONE_KERNELS=library python -m tests.native.exercise_kokoro

The library is one of tests/native/checked_library.py. Weights are random: PyTorch, which reads voices, is not imported.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

import numpy as np

from tests.native.exercise_kernels import expect_refusal
from tests.native.random_kokoro import (
    LONGEST,
    SHAPES,
    albert_call,
    albert_tensors,
    decoder_call,
    decoder_tensors,
    generator_call,
    generator_tensors,
)
from tritone.errors import SynthesisFailed
from tritone.families.kokoro.native.functions import kokoro_kernels
from tritone.native.kernel_model import KernelModel

LENGTHS = (1, 2, 3, 7, 16, LONGEST)
MOST_FRAMES = 100_000


class Model:
    """A model of the kernels' and the one function that is called."""

    def __init__(self, kind: str, tensors: dict[str, np.ndarray]):
        """kind: how its functions' names begin."""
        self._function = "kokoro_generate" if kind == "kokoro_generator" else f"{kind}_run"
        self._model = KernelModel(kokoro_kernels(), kind, tensors)

    def run(self, *arrays: np.ndarray) -> np.ndarray:
        """The last array is what it fills. Raises SynthesisFailed."""
        self._model.run(self._function, *arrays, *([3] if self._function == "kokoro_generate" else []))  # threads
        return arrays[-1]


def subjects(random: np.random.Generator) -> list[tuple[str, dict[str, np.ndarray], Callable[[int], list[np.ndarray]]]]:
    """What is exercised: the beginning of its functions' names, weights, arguments for a segment of some length."""
    generators = [
        (
            "kokoro_generator",
            generator_tensors(shape, random),
            lambda length, shape=shape: generator_call(shape, length, random),
        )
        for shape in SHAPES
    ]
    return [
        ("kokoro_albert", albert_tensors(random), lambda length: albert_call(length, random)),
        ("kokoro_frame_decoder", decoder_tensors(random), lambda length: decoder_call(length, random)),
        *generators,
    ]


def odd_sizes(random: np.random.Generator) -> int:
    """Segments of lengths around every tile's and vector's, and of numbers that no voice would make."""
    runs = 0
    for kind, tensors, call in subjects(random):
        model = Model(kind, tensors)
        for length in (*LENGTHS, 700) if kind != "kokoro_albert" else LENGTHS:
            assert np.isfinite(model.run(*call(length))).all(), (kind, length)
            runs += 1
        for worse in (0.0, 3e38, -3e38, np.inf, np.nan):
            for index, array in enumerate(call(5)[:-1]):
                if array.dtype == np.float32:
                    arrays = call(5)
                    arrays[index][...] = worse
                    model.run(*arrays)
                    runs += 1
    return runs


def malformed(random: np.random.Generator) -> int:
    """Models and calls whose numbers contradict each other; each has to be refused."""
    refused = 0
    for kind, tensors, call in subjects(random)[:3]:
        for name, array in tensors.items():
            wrong = [tensors | {name: array[None]}, tensors | {name: np.zeros((70_000, *array.shape[1:]), np.float32)}]
            if not name.endswith(".bias") and "shortcut" not in name and ".up." not in name:  # which may be missing
                wrong.append({key: value for key, value in tensors.items() if key != name})
            if array.size == 1 and not name.endswith(".bias"):
                wrong += [tensors | {name: np.array([value], np.float32)} for value in (-1, 0.5, 1e6, np.nan)]
            for other in wrong:
                expect_refusal(lambda kind=kind, other=other: Model(kind, other), name)
                refused += 1
        model, arrays = Model(kind, tensors), call(9)
        for index, array in enumerate(arrays):
            for other in (array[:0], array[:-1], np.concatenate([array, array])):
                changed = [*arrays[:index], other, *arrays[index + 1 :]]
                expect_refusal(lambda model=model, changed=changed: model.run(*changed), f"{kind}: argument {index}")
                refused += 1
    tensors = generator_tensors(SHAPES[0], random)
    changes = [
        (name, tensors[name] + 1) for name in ("up.1.stride", "source.0.stride", "source.1.stride", "up.0.padding")
    ]
    changes += [(name, tensors[name][..., :-1]) for name in ("leave.weight", "block.0.1.0.1.weight", "source.0.weight")]
    for name, array in changes:
        expect_refusal(lambda name=name, array=array: Model("kokoro_generator", tensors | {name: array}), name)
    many, arrays = np.zeros((MOST_FRAMES + 1, SHAPES[0].frames), np.float32), generator_call(SHAPES[0], 9, random)
    expect_refusal(lambda: Model("kokoro_generator", tensors).run(many, *arrays[1:]), "frames")
    albert, room = Model("kokoro_albert", albert_tensors(random)), np.zeros(15, np.float32)
    for worse in (-1, 9, 2**31 - 1):
        expect_refusal(lambda worse=worse: albert.run(np.array([0, worse, 0], np.int32), room), worse)
    return refused + len(changes) + 4


def short_memory(random: np.random.Generator) -> int:
    """Every allocation of a constructor and of a call fails once; nothing is left behind."""
    kernels, failures = kokoro_kernels(), 0
    for kind, tensors, call in subjects(random):
        arrays, fewest = call(30), kernels.allocations_in_use()
        for successes in range(100):
            kernels.fail_allocations_after(successes)
            try:
                Model(kind, tensors).run(*arrays)
            except SynthesisFailed as error:
                assert "memory" in str(error), error
                failures += 1
            else:
                break
            finally:
                kernels.fail_allocations_after(-1)
                gc.collect()
                assert kernels.allocations_in_use() == fewest, "memory was left behind"
        else:
            raise AssertionError("a hundred allocations and no end")
    return failures


def main() -> None:
    """All of it."""
    random = np.random.default_rng(1)
    refused, sizes = malformed(random), odd_sizes(random)
    print(f"{sizes} segments, {refused} calls refused, {short_memory(random)} allocations failed")


if __name__ == "__main__":
    main()
