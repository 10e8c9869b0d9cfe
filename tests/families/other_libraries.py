"""Run a module's tests again with each other library of kernels that this processor can run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tritone.devices.processor import machine_cpu_features
from tritone.errors import TritoneError
from tritone.native.library import chosen_variant
from tritone.native.variants import VARIANTS

LIBRARIES = tuple(variant.name for variant in VARIANTS)
in_this_process_only = pytest.mark.skipif("TRITONE_ISA" in os.environ, reason="is run once for each library already")
_ROOT = Path(__file__).parents[2]


def run_tests_with(library: str, module: str, *options: str) -> None:
    """options: pytest's. Skips where the library cannot run, or is the one that this process has."""
    (variant,) = (variant for variant in VARIANTS if variant.name == library)
    if not variant.cpu_features <= machine_cpu_features():
        pytest.skip(f"{library} needs {', '.join(sorted(variant.cpu_features - machine_cpu_features()))}")
    try:
        if variant is chosen_variant():
            pytest.skip(f"{library} is what the other tests ran")
    except TritoneError:
        pass
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, module],
        cwd=_ROOT,
        env={**os.environ, "TRITONE_ISA": library, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-3000:]
