"""What the kernels share, on every instruction set that this processor has, beside plain C.

AMX's tiles are emulated where there are none.
"""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.native.model_programs import FOLDER, KERNELS, PROGRAM_FLAGS, QUICKLY_COMPILED
from tritone.devices.processor import machine_cpu_features
from tritone.native.build import STRICT_FLAGS, NoCompiler, compiler
from tritone.native.variants import VARIANTS

PROGRAMS = {"products": 100_000, "winograd": 100_000, "lstm": 50_000, "mathematics": 300_000}
"""Each is the beginning of a source's name; and of how many numbers it compares at least."""


def has_compiler() -> bool:
    try:
        return bool(compiler())
    except NoCompiler:
        return False


def source_of(program: str) -> str:
    return str(FOLDER / f"{program}_against_reference.c")


def expect_no_faults(command: list[str], program: str) -> None:
    """Run it."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.match(r"(\d+) compared, 0 faults", done.stdout)[1]) > PROGRAMS[program], done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not has_compiler(), reason="needs a C compiler")
@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_what_kernels_share_makes_what_plain_c_makes_whatever_the_sizes(variant, program, tmp_path):
    here = machine_cpu_features()
    is_emulated = variant.isa == "amx" and not variant.cpu_features <= here
    flags = [*PROGRAM_FLAGS, *QUICKLY_COMPILED, *STRICT_FLAGS]
    built, tiles = str(tmp_path / program), str(tmp_path / "tiles.o")
    commands = [
        [compiler(), *flags, "-c", "-o", tiles, FOLDER / "emulated_tiles.c"],
        [compiler(), *flags, "-Wno-unused-function", *variant.flags, f"-I{KERNELS}", "-o", built]
        + [*(["-DEMULATED_TILES", tiles] if is_emulated else []), source_of(program), "-lm"],
    ]
    for command in commands if is_emulated else commands[1:]:
        made = subprocess.run(command, capture_output=True, text=True)
        assert made.returncode == 0, made.stderr
    lacking = variant.cpu_features - here - ({"amx_tile", "amx_int8", "amx_bf16"} if is_emulated else set())
    if lacking:
        pytest.skip(f"it compiles; this processor lacks {', '.join(sorted(lacking))}")
    expect_no_faults([built], program)
