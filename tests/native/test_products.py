"""Every product of the kernels, on every instruction set that this processor has, beside plain sums in C.

AMX's tiles are emulated where there are none.
"""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.native.model_programs import FOLDER, KERNELS, PROGRAM_FLAGS
from tritone.devices.processor import machine_cpu_features
from tritone.native.build import STRICT_FLAGS, NoCompiler, compiler
from tritone.native.variants import VARIANTS


def has_compiler() -> bool:
    try:
        return bool(compiler())
    except NoCompiler:
        return False


@pytest.mark.slow
@pytest.mark.skipif(not has_compiler(), reason="needs a C compiler")
@pytest.mark.parametrize("source", ["products_against_reference.c", "winograd_against_reference.c"])
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_products_are_those_of_plain_sums_whatever_the_sizes(variant, source, tmp_path):
    here = machine_cpu_features()
    is_emulated = variant.isa == "amx" and not variant.cpu_features <= here
    flags = [*PROGRAM_FLAGS, "-O1", *STRICT_FLAGS]
    program, tiles = tmp_path / "products", tmp_path / "tiles.o"
    commands = [
        [compiler(), *flags, "-c", "-o", tiles, FOLDER / "emulated_tiles.c"],
        [compiler(), *flags, "-Wno-unused-function", *variant.flags, f"-I{KERNELS}", "-o", program]
        + [*(["-DEMULATED_TILES", tiles] if is_emulated else []), FOLDER / source, "-lm"],
    ]
    for command in commands if is_emulated else commands[1:]:
        built = subprocess.run(command, capture_output=True, text=True)
        assert built.returncode == 0, built.stderr
    lacking = variant.cpu_features - here - ({"amx_tile", "amx_int8", "amx_bf16"} if is_emulated else set())
    if lacking:
        pytest.skip(f"it compiles; this processor lacks {', '.join(sorted(lacking))}")
    done = subprocess.run([program], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.match(r"(\d+) compared, 0 faults", done.stdout)[1]) > 100_000, done.stdout
