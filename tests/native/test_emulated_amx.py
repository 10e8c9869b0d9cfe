"""The kernels for AMX, where there is none: its instructions emulated, and every model beside the next best kernels."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from loadtest.engines.sound_distance import signal_to_noise_db
from tests.native.model_programs import (
    FOLDER,
    KERNELS,
    PROGRAM_FLAGS,
    QUICKLY_COMPILED,
    hibari_calls,
    kokoro_calls,
    linked_program,
    piper_calls,
    run_model,
)
from tritone.devices.processor import machine_cpu_features
from tritone.native.build import compiler, source_files
from tritone.native.library import why_unsupported
from tritone.native.variants import VARIANTS

_AMX = VARIANTS[0]
_NEXT = VARIANTS[1]
_EXACT = VARIANTS[-1]
_WORSE_DB, _LEAST_DB = 4.0, 30.0
"""Against float32, with tiles than without: two ways to round to bfloat16, of networks with random weights. Where
16-bit integers take bfloat16's place without tiles, tiles may be worse by more, but hold the gate of voices."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(why_unsupported() is not None, reason=str(why_unsupported())),
    pytest.mark.skipif(
        not _NEXT.cpu_features <= machine_cpu_features(),
        reason="needs AVX-512 with bfloat16, as processors with AMX do",
    ),
]


@pytest.fixture(scope="module")
def programs(tmp_path_factory) -> dict[str, Path]:
    """Variant → the program that runs a model with it."""
    folder = tmp_path_factory.mktemp("programs")
    return {_AMX.name: emulated(folder)} | {other.name: linked_program(folder, other) for other in (_NEXT, _EXACT)}


def emulated(folder: Path) -> Path:
    """run_kernels.c with every family's kernels; tiles are emulated, whatever this processor has."""
    command = [compiler(), *PROGRAM_FLAGS, *QUICKLY_COMPILED, f"-I{KERNELS}"]
    tiles, target = folder / "tiles.o", folder / "run_kernels-amx"
    subprocess.run([*command, "-c", "-o", tiles, FOLDER / "emulated_tiles.c"], check=True)
    sources = [FOLDER / "run_kernels.c", *source_files(), tiles]
    subprocess.run([*command, *_AMX.flags, "-DEMULATED_TILES", "-o", target, *sources, "-lm"], check=True)
    return target


@pytest.mark.parametrize("calls", [hibari_calls, kokoro_calls, piper_calls])
def test_every_model_makes_with_tiles_what_it_makes_without(programs, tmp_path, calls):
    for call in calls():
        made = (run_model([programs[variant.name]], call, tmp_path) for variant in (_AMX, _NEXT, _EXACT))
        for with_tiles, without, exact in zip(*made, strict=True):
            assert np.abs(without).max() > 0, call.kind
            if call.kind.startswith("hibari"):  # sums of integers are exact, and the rest is the same
                np.testing.assert_array_equal(with_tiles, without)
            else:
                least = min(signal_to_noise_db(exact, without) - _WORSE_DB, _LEAST_DB)
                assert signal_to_noise_db(exact, with_tiles) > least, call.kind
