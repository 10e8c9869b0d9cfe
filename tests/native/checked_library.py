"""Builds of the kernels for tests: every warning an error, allocations that can be made to fail, sanitizers."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tritone.devices.processor import machine_cpu_features
from tritone.native.build import compile_to, compiler
from tritone.native.variants import variant_for

_BENCHMARKED = "single_layer.c"
"""Layers as benchmarks run them, which the models' own sources have too: a fifth of a build for nothing that is run."""
_ALLOCATIONS = Path(__file__).with_name("failing_allocations.c")
_WRAPPED = "-Wl,--wrap=malloc,--wrap=calloc,--wrap=aligned_alloc,--wrap=free"
# -g1: lines, and no variables, which would take a third of the time to compile. -Og and registers given out for a
# function at once: on Zen 4 half of the time that -O1 takes to compile, and what it makes runs as fast.
_SANITIZERS = (
    *("-Og", "-fira-region=one", "-g1", "-fno-omit-frame-pointer"),
    *("-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
)


def build_for_tests(folder: Path, sanitize: bool, name: str = "") -> Path:
    """Compile into folder; what tests/native/failing_allocations.c exports is in the library.

    name: the library's; the fastest that runs here without.
    """
    target = folder / ("sanitized.so" if sanitize else "strict.so")
    variant = variant_for(machine_cpu_features(), name)
    assert variant is not None
    more = ["-Werror", *(_SANITIZERS if sanitize else ()), _WRAPPED, str(_ALLOCATIONS)]
    compile_to(target, variant, more, leaving_out=[_BENCHMARKED] if sanitize else [])
    return target


def sanitizer_environment() -> dict[str, str]:
    """What a Python that loads a sanitized library has to be started with."""
    libraries = [
        subprocess.run([compiler(), f"-print-file-name={name}"], capture_output=True, text=True, check=True).stdout
        for name in ("libasan.so", "libubsan.so")
    ]
    return {
        "LD_PRELOAD": ":".join(library.strip() for library in libraries),
        # the interpreter keeps memory until it ends: leaks are counted by the test itself
        "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=0:exitcode=99:allocator_may_return_null=1",
        "UBSAN_OPTIONS": "print_stacktrace=1:exitcode=99",
        "PYTHONMALLOC": "malloc",
    }
