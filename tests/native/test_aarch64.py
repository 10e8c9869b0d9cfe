"""The portable kernels, compiled for 64-bit ARM and run by an emulator, make what they make here."""

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
    piper_calls,
    run_model,
)
from tritone.native.build import compiler, source_files

_LEAST_DB = 90.0
"""Between processors: one fuses multiplications with additions, the other does not."""


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
def programs(tmp_path_factory) -> list[list[str]]:
    """The command that runs a model here, and the one that does so on the other processor."""
    folder = tmp_path_factory.mktemp("programs")
    ours, theirs = folder / "ours", folder / "theirs"
    for command, target in (([compiler()], ours), ([*(cross_compiler() or []), "-static", "-DSTATIC_PROGRAM"], theirs)):
        sources = [str(FOLDER / "run_kernels.c"), *map(str, source_files())]
        done = subprocess.run(
            [*command, *PROGRAM_FLAGS, f"-I{KERNELS}", "-o", str(target), *sources, "-lm"],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    return [[str(ours)], [str(EMULATOR), str(theirs)]]


@pytest.mark.parametrize("calls", [hibari_calls, kokoro_calls, piper_calls])
def test_every_model_makes_the_same_on_the_other_processor(programs, tmp_path, calls):
    for call in calls():
        made = [run_model(command, call, tmp_path) for command in programs]
        assert np.abs(made[0]).max() > 0, call[0]
        if made[0].dtype == np.int32:
            np.testing.assert_array_equal(*made)
        else:
            assert signal_to_noise_db(*made) > _LEAST_DB, call[0]
