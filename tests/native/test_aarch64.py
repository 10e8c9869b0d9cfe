"""The portable kernels, compiled for 64-bit ARM and run by an emulator.

What they share makes what plain C makes, what is done to samples what NumPy makes, and models what they make here.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys

import numpy as np
import pytest

from loadtest.engines.sound_distance import signal_to_noise_db
from tests.native.model_programs import (
    FOLDER,
    KERNELS,
    PROGRAM_FLAGS,
    hibari_calls,
    kokoro_calls,
    linked_program,
    piper_calls,
    run_model,
)
from tests.native.sample_cases import call_of, made_by, sample_cases
from tests.native.test_products import PROGRAMS, expect_no_faults, source_of
from tritone.audio.sample_passes import NumpyPasses
from tritone.native.build import STRICT_FLAGS, source_files
from tritone.native.variants import VARIANTS

_LEAST_DB = 90.0
"""With one C library the bits are the same; another one's exponentials and logarithms are other ones."""
_PORTABLE = VARIANTS[-1]


def cross_compiler() -> list[str] | None:
    """A C compiler that makes static programs for 64-bit ARM."""
    if shutil.which("aarch64-linux-gnu-gcc"):
        return ["aarch64-linux-gnu-gcc"]
    if importlib.util.find_spec("ziglang"):
        return [sys.executable, "-m", "ziglang", "cc", "-target", "aarch64-linux-musl"]
    return ["zig", "cc", "-target", "aarch64-linux-musl"] if shutil.which("zig") else None


EMULATOR = next((name for name in ("qemu-aarch64-static", "qemu-aarch64") if shutil.which(name)), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        cross_compiler() is None or EMULATOR is None,
        reason="needs a cross compiler (ziglang, or gcc-aarch64-linux-gnu) and an emulator (qemu-user-static)",
    ),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build a program of some sources for the other processor; what runs it here."""

    def build(name: str, *sources: str) -> list[str]:
        target = tmp_path_factory.mktemp(name) / name
        # static: the emulator needs no libraries of the other processor's then
        command = cross_compiler() or []
        if "aarch64-linux-gnu-gcc" in command:  # other compilers warn of other things
            command += [*STRICT_FLAGS, "-Wno-unused-function"]
        command += [*PROGRAM_FLAGS, "-static", "-DSTATIC_PROGRAM", f"-I{KERNELS}", "-o", str(target), *sources, "-lm"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return [str(EMULATOR), str(target)]

    return build


@pytest.fixture(scope="module")
def models(built) -> list[str]:
    """What runs one model on the other processor."""
    return built("models", str(FOLDER / "run_kernels.c"), *map(str, source_files()))


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_kernels_share_makes_what_plain_c_makes(built, program):
    expect_no_faults(built(program, source_of(program)), program)


@pytest.mark.parametrize("calls", [hibari_calls, kokoro_calls, piper_calls])
def test_every_model_makes_the_same_on_the_other_processor(models, tmp_path, calls):
    programs = [[str(linked_program(tmp_path, _PORTABLE))], models]
    for call in calls():
        for here, there in zip(*(run_model(command, call, tmp_path) for command in programs), strict=True):
            assert np.abs(here).max() > 0, call.kind
            if here.dtype == np.int32:
                np.testing.assert_array_equal(there, here)
            else:
                assert signal_to_noise_db(here, there) > _LEAST_DB, call.kind


def test_samples_become_the_same_as_numpy_makes_of_them(models, tmp_path):
    for case in list(sample_cases())[::5]:
        for there, wanted in zip(run_model(models, call_of(case), tmp_path), made_by(NumpyPasses(), case), strict=True):
            if wanted is not None:
                np.testing.assert_array_equal(there, wanted, str(case))
