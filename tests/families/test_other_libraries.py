"""The families' native engines, tested again with each other library of kernels that this processor can run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tritone.devices.processor import machine_cpu_features
from tritone.errors import TritoneError
from tritone.native.library import chosen_variant, why_unsupported
from tritone.native.variants import VARIANTS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(why_unsupported() is not None, reason=str(why_unsupported())),
]
ROOT = Path(__file__).parents[2]
MODULES = tuple(str(Path(__file__).with_name(f"test_{family}_native.py")) for family in ("hibari", "kokoro", "piper"))


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_every_library_passes_the_same_tests(variant):
    """One process for all families, which loads PyTorch once; Piper's high quality takes long and is left out."""
    if not variant.cpu_features <= machine_cpu_features():
        pytest.skip(f"{variant.name} needs {', '.join(sorted(variant.cpu_features - machine_cpu_features()))}")
    try:
        if variant is chosen_variant():
            pytest.skip(f"{variant.name} is what the other tests ran")
    except TritoneError:
        pass
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not high", *MODULES],
        cwd=ROOT,
        env={**os.environ, "TRITONE_ISA": variant.name, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout[-3000:]
