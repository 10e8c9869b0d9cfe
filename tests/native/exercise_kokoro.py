"""Run Kokoro's kernels over odd sizes, malformed models and calls, short memory; `test_kernels.py` does, sanitized.

    TRITONE_KERNELS=library python -m tests.native.exercise_kokoro

The library is one of tests/native/checked_library.py. Weights are random: PyTorch, which reads voices, is not imported.
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from tests.native import random_kokoro as some
from tests.native.exercise_kernels import expect_refusal
from tests.native.random_kokoro import LONGEST, SHAPES
from tritone.errors import SynthesisFailed
from tritone.families.kokoro.native.functions import kokoro_kernels
from tritone.native.kernel_model import KernelModel

LENGTHS = (1, 2, 3, 7, 16, LONGEST)
MOST_FRAMES = 100_000
Call = Callable[[int, np.random.Generator], list[np.ndarray]]


@dataclass(frozen=True)
class Subject:
    """A function of a model of the kernels' that is exercised."""

    kind: str
    """How the names of the model's functions begin."""
    function: str
    tensors: dict[str, np.ndarray]
    call: Callable[[int], list[np.ndarray]]
    """Arrays for a segment of some length; those that are filled are the last."""
    filled: int = 1
    threads_at: int | None = -1
    """Where among the arguments the number of threads stands, as list.insert has it; None: nowhere."""

    def made(self) -> KernelModel:
        """The model; raises SynthesisFailed."""
        return KernelModel(kokoro_kernels(), self.kind, self.tensors)

    def run(self, model: KernelModel, arrays: list[np.ndarray]) -> list[np.ndarray]:
        """Those that are filled. Raises SynthesisFailed."""
        arguments: list[np.ndarray | int] = [*arrays]
        if self.threads_at is not None:
            arguments.insert(self.threads_at, 3)
        model.run(self.function, *arguments)
        return arrays[-self.filled :]


def subjects(random: np.random.Generator) -> list[Subject]:
    """Every function; of the generator several shapes, the first of which is small."""
    prosody = some.prosody_tensors(random)

    def of(kind: str, function: str, tensors: dict[str, np.ndarray], call: Call, *more: int | None) -> Subject:
        return Subject(kind, function, tensors, lambda length: call(length, random), *more)

    return [
        of("kokoro_albert", "kokoro_albert_run", some.albert_tensors(random), some.albert_call),
        of("kokoro_sounds", "kokoro_sounds_run", some.sounds_tensors(random), some.sounds_call),
        of("kokoro_prosody", "kokoro_prosody_encode", prosody, some.encode_call, 2, -2),
        of("kokoro_prosody", "kokoro_prosody_curves", prosody, some.curves_call, 2, -2),
        of("kokoro_frame_decoder", "kokoro_frame_decoder_run", some.decoder_tensors(random), some.decoder_call),
        of(
            "kokoro_excitation", "kokoro_excitation_run", some.excitation_tensors(random), some.excitation_call, 1, None
        ),
        *(
            of(
                "kokoro_generator",
                "kokoro_generate",
                some.generator_tensors(shape, random),
                functools.partial(some.generator_call, shape),
                1,
                len(some.generator_call(shape, 1, random)),
            )
            for shape in SHAPES
        ),
    ]


def odd_sizes(random: np.random.Generator) -> int:
    """Segments of lengths around every tile's and vector's, and of numbers that no voice would make."""
    runs = 0
    for subject in subjects(random):
        model = subject.made()
        for length in (*LENGTHS, 700) if subject.kind != "kokoro_albert" else LENGTHS:
            made = subject.run(model, subject.call(length))
            assert all(np.isfinite(array).all() for array in made), (subject.function, length)
            runs += 1
        for worse in (0.0, 3e38, -3e38, np.inf, np.nan):
            for index, array in enumerate(subject.call(5)[: -subject.filled]):
                if array.dtype == np.float32:
                    arrays = subject.call(5)
                    arrays[index][...] = worse
                    subject.run(model, arrays)
                    runs += 1
    return runs


def malformed(random: np.random.Generator) -> int:
    """Models and calls whose numbers contradict each other; each has to be refused."""
    refused, every = 0, subjects(random)
    for subject in every[: 1 - len(SHAPES)]:
        for name, array in subject.tensors.items():
            for other in wrong_tensors(subject.tensors, name, array):
                expect_refusal(replace(subject, tensors=other).made, f"{subject.kind}: {name}")
                refused += 1
        model, arrays = subject.made(), subject.call(9)
        for index, array in enumerate(arrays):
            for other in (array[:0], array[:-1], np.concatenate([array, array])):
                changed = [*arrays[:index], other, *arrays[index + 1 :]]
                expect_refusal(functools.partial(subject.run, model, changed), f"{subject.function}: argument {index}")
                refused += 1
    return refused + contradictions(random, every)


def wrong_tensors(tensors: dict[str, np.ndarray], name: str, array: np.ndarray) -> Iterator[dict[str, np.ndarray]]:
    """With one of another shape, too large, missing, or a number out of bounds."""
    yield tensors | {name: array[None]}
    yield tensors | {name: np.zeros((70_000, *array.shape[1:]), np.float32)}
    if not name.endswith(".bias") and "shortcut" not in name and ".up." not in name:
        yield {key: value for key, value in tensors.items() if key != name}
    if array.size == 1 and not name.endswith(".bias"):
        for value in (-1, 0.5, 1e6 if "rate" not in name else 1e8, np.nan):
            yield tensors | {name: np.array([value], np.float32)}


def contradictions(random: np.random.Generator, every: list[Subject]) -> int:
    """Numbers that are allowed alone, but not with the others."""
    albert, generator = every[0], every[-len(SHAPES)]
    tensors = generator.tensors
    changes = [
        (name, tensors[name] + 1) for name in ("up.1.stride", "source.0.stride", "source.1.stride", "up.0.padding")
    ]
    changes += [(name, tensors[name][..., :-1]) for name in ("leave.weight", "block.0.1.0.1.weight", "source.0.weight")]
    for name, array in changes:
        expect_refusal(replace(generator, tensors=tensors | {name: array}).made, name)
    many, arrays = np.zeros((MOST_FRAMES + 1, SHAPES[0].frames), np.float32), generator.call(9)
    expect_refusal(lambda: generator.run(generator.made(), [many, *arrays[1:]]), "frames")
    for silence in (
        (-1, 0, 8),
        (0, -1, 8),
        (MOST_FRAMES, 0, 8),
        (2**31 - 1, 2**31 - 1, 8),
        (1, 1, 0),
        (1, 1, -(2**31)),
    ):
        call = [*arrays[:3], np.array(silence, np.int32), *arrays[4:]]
        expect_refusal(lambda call=call: generator.run(generator.made(), call), f"silence {silence}")
    made = albert.made()
    for worse in (-1, 9, 2**31 - 1):
        ids, room = np.array([0, worse, 0], np.int32), np.zeros(15, np.float32)
        expect_refusal(lambda ids=ids, room=room: albert.run(made, [ids, room]), worse)
    curves = next(subject for subject in every if subject.function == "kokoro_prosody_curves")
    for worse in (-1, -(2**31), 50_001, 2**31 - 1):
        arrays = curves.call(9)
        arrays[1][3] = worse
        expect_refusal(lambda arrays=arrays: curves.run(curves.made(), arrays), worse)
    return len(changes) + 14


def short_memory(random: np.random.Generator) -> int:
    """Every allocation of a constructor and of a call fails once; nothing is left behind."""
    kernels, failures = kokoro_kernels(), 0
    for subject in subjects(random):
        arrays, fewest = subject.call(30), kernels.allocations_in_use()
        for successes in range(100):
            kernels.fail_allocations_after(successes)
            try:
                subject.run(subject.made(), arrays)
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
