"""A function of a kernels' model, and what it is put through: odd sizes, malformed models and calls, short memory."""

from __future__ import annotations

import ctypes
import functools
import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tests.native.exercise_kernels import expect_refusal
from tritone.errors import SynthesisFailed
from tritone.native.kernel_model import KernelModel


@dataclass(frozen=True)
class Subject:
    """A function of a model of the kernels' that is exercised."""

    kernels: Callable[[], ctypes.CDLL]
    kind: str
    """How the names of the model's functions begin."""
    function: str
    tensors: dict[str, np.ndarray]
    call: Callable[[int], list[np.ndarray]]
    """Arrays for a segment of some length."""
    filled: tuple[int, ...] = (-1,)
    """Which of them."""
    threads_at: int | None = -1
    """Where among the arguments the number of threads stands, as list.insert has it; None: nowhere."""

    def made(self) -> KernelModel:
        """The model; raises SynthesisFailed."""
        return KernelModel(self.kernels(), self.kind, self.tensors)

    def run(self, model: KernelModel, arrays: list[np.ndarray]) -> list[np.ndarray]:
        """Those that are filled. Raises SynthesisFailed."""
        arguments: list[np.ndarray | int] = [*arrays]
        if self.threads_at is not None:
            arguments.insert(self.threads_at, 3)
        model.run(self.function, *arguments)
        return [arrays[index] for index in self.filled]


def odd_sizes(subject: Subject, lengths: Sequence[int]) -> int:
    """Segments of lengths around every tile's and vector's, and of numbers that no voice would make."""
    model, runs = subject.made(), 0
    for length in lengths:
        made = subject.run(model, subject.call(length))
        assert all(np.isfinite(array).all() for array in made), (subject.function, length)
        runs += 1
    for worse in (0.0, 3e38, -3e38, np.inf, np.nan):
        for index, array in enumerate(subject.call(5)):
            if array.dtype == np.float32:
                arrays = subject.call(5)
                arrays[index][...] = worse
                subject.run(model, arrays)
                runs += 1
    return runs


def malformed_models(subject: Subject, is_few: bool) -> int:
    """Models whose numbers contradict each other; each has to be refused. is_few: a fourth of them."""
    refused = 0
    for name, array in list(subject.tensors.items())[:: 4 if is_few else 1]:
        for other in wrong_tensors(subject.tensors, name, array):
            expect_refusal(replace(subject, tensors=other).made, f"{subject.kind}: {name}")
            refused += 1
    return refused


def malformed_calls(subject: Subject) -> int:
    """Calls with an array that does not fit the others; each has to be refused."""
    model, arrays, refused = subject.made(), subject.call(9), 0
    for index, array in enumerate(arrays):
        for other in (array[:0], array[:-1], np.concatenate([array, array])):
            changed = [*arrays[:index], other, *arrays[index + 1 :]]
            expect_refusal(functools.partial(subject.run, model, changed), f"{subject.function}: argument {index}")
            refused += 1
    return refused


def wrong_tensors(tensors: dict[str, np.ndarray], name: str, array: np.ndarray) -> Iterator[dict[str, np.ndarray]]:
    """With one of another shape, too large, missing, or a number out of bounds."""
    yield tensors | {name: array[None]}
    yield tensors | {name: np.zeros((70_000, *array.shape[1:]), np.float32)}
    if not name.endswith(".bias") and "shortcut" not in name and ".up." not in name:
        yield {key: value for key, value in tensors.items() if key != name}
    if array.size == 1 and not name.endswith(".bias") and not name.startswith("affine."):  # which may be any number
        for value in (-1, 0.5, 1e6 if "rate" not in name else 1e8, np.nan):
            yield tensors | {name: np.array([value], np.float32)}


def short_memory(subject: Subject) -> int:
    """Every allocation of a constructor and of a call fails once; nothing is left behind."""
    kernels, arrays = subject.kernels(), subject.call(30)
    fewest = kernels.allocations_in_use()
    gc.freeze()  # what was there before is no part of what may be left behind, and is not searched each time
    for failures in range(200):
        kernels.fail_allocations_after(failures)
        try:
            subject.run(subject.made(), arrays)
        except SynthesisFailed as error:
            assert "memory" in str(error), error
        else:
            return failures
        finally:
            kernels.fail_allocations_after(-1)
            gc.collect()
            assert kernels.allocations_in_use() == fewest, "memory was left behind"
    raise AssertionError("two hundred allocations and no end")
