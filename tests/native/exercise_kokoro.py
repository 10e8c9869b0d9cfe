"""Run Kokoro's kernels over odd sizes, malformed models and calls, short memory; `test_kernels.py` does, sanitized.

    TRITONE_KERNELS=library python -m tests.native.exercise_kokoro [few]

The library is one of tests/native/checked_library.py. Weights are random: PyTorch, which reads voices, is not imported.
few: a fourth of the malformed models, which are refused by the same code in every library.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tests.native import random_kokoro as some
from tests.native.exercise_kernels import expect_refusal
from tests.native.exercised import Subject, malformed_calls, malformed_models, odd_sizes, short_memory
from tests.native.random_kokoro import LONGEST, SHAPES
from tritone.families.kokoro.native.functions import kokoro_kernels

LENGTHS = (1, 2, 3, 7, 16, LONGEST)
MOST_FRAMES = 100_000
Call = Callable[[int, np.random.Generator], list[np.ndarray]]


def subjects(random: np.random.Generator) -> list[Subject]:
    """Every function; of the generator several shapes, the first of which is small."""
    prosody = some.prosody_tensors(random)

    def of(
        kind: str, function: str, tensors: dict[str, np.ndarray], call: Call, *more: tuple[int, ...] | int | None
    ) -> Subject:
        return Subject(kokoro_kernels, kind, function, tensors, lambda length: call(length, random), *more)

    return [
        of("kokoro_albert", "kokoro_albert_run", some.albert_tensors(random), some.albert_call),
        of("kokoro_sounds", "kokoro_sounds_run", some.sounds_tensors(random), some.sounds_call),
        of("kokoro_prosody", "kokoro_prosody_encode", prosody, some.encode_call, (-2, -1), -2),
        of("kokoro_prosody", "kokoro_prosody_curves", prosody, some.curves_call, (-2, -1), -2),
        of("kokoro_frame_decoder", "kokoro_frame_decoder_run", some.decoder_tensors(random), some.decoder_call),
        of(
            "kokoro_excitation",
            "kokoro_excitation_run",
            some.excitation_tensors(random),
            some.excitation_call,
            (-1,),
            None,
        ),
        *(
            of(
                "kokoro_generator",
                "kokoro_generate",
                some.generator_tensors(shape, random),
                functools.partial(some.generator_call, shape),
                (-1,),
                len(some.generator_call(shape, 1, random)),
            )
            for shape in SHAPES
        ),
    ]


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


def main() -> None:
    """All of it."""
    random, is_few = np.random.default_rng(1), "few" in sys.argv
    every = subjects(random)
    refused = contradictions(random, every)
    for subject in every[: 1 - len(SHAPES)]:
        refused += malformed_models(subject, is_few) + malformed_calls(subject)
    sizes = sum(
        odd_sizes(subject, LENGTHS if subject.kind == "kokoro_albert" else (*LENGTHS, 700)) for subject in every
    )
    failed = sum(short_memory(subject) for subject in every)
    print(f"{sizes} segments, {refused} calls refused, {failed} allocations failed")


if __name__ == "__main__":
    main()
