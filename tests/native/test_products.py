"""Every product of the kernels, on every instruction set that this processor has, beside plain sums in C."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tritone.devices.processor import machine_cpu_features
from tritone.native.build import FLAGS, STRICT_FLAGS, NoCompiler, compiler
from tritone.native.variants import VARIANTS

_PROGRAM = Path(__file__).with_name("products_against_reference.c")
_KERNELS = Path(__file__).parents[2] / "tritone" / "native" / "kernels"


def has_compiler() -> bool:
    try:
        return bool(compiler())
    except NoCompiler:
        return False


@pytest.mark.slow
@pytest.mark.skipif(not has_compiler(), reason="needs a C compiler")
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_products_are_those_of_plain_sums_whatever_the_sizes(variant, tmp_path):
    flags = [flag for flag in FLAGS if flag not in ("-shared", "-fvisibility=hidden", "-O3")] + ["-O1"]
    program = tmp_path / "products"
    built = subprocess.run(
        [compiler(), *flags, *STRICT_FLAGS, "-Wno-unused-function", *variant.flags, f"-I{_KERNELS}", "-o", program]
        + [str(_PROGRAM), "-lm"],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    if not variant.cpu_features <= machine_cpu_features():
        pytest.skip(
            f"it compiles; this processor lacks {', '.join(sorted(variant.cpu_features - machine_cpu_features()))}"
        )
    done = subprocess.run([program], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.match(r"(\d+) compared, 0 faults", done.stdout)[1]) > 100_000, done.stdout
