"""The kernels compile without a warning, and sanitizers find nothing, whatever they are called with."""

import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.native.checked_library import build_for_tests, sanitizer_environment
from tritone.devices.processor import machine_cpu_features
from tritone.native.library import why_unsupported
from tritone.native.variants import variant_for

pytestmark = pytest.mark.skipif(why_unsupported() is not None, reason=str(why_unsupported()))
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Builds, each made once."""
    return functools.cache(lambda sanitize, name: build_for_tests(tmp_path_factory.mktemp("kernels"), sanitize, name))


@pytest.mark.slow
@pytest.mark.parametrize("exercise", ["exercise_kernels", "exercise_kokoro", "exercise_piper", "exercise_samples"])
@pytest.mark.parametrize(
    ("name", "sanitize"),
    [("", False), ("", True), ("avx2_vnni", True), ("avx2_fma", True), ("portable", True)],
)
def test_odd_sizes_malformed_calls_and_short_memory_end_in_results_or_clear_errors(library, name, sanitize, exercise):
    """A fault ends the process by a signal, an assertion, or a sanitizer (status 99)."""
    here = machine_cpu_features()
    if (variant := variant_for(here, name)) is None:
        pytest.skip(f"this processor cannot run {name}")
    if name and variant == variant_for(here):
        pytest.skip(f"{name} is this processor's fastest, which is run at length")
    environment = os.environ | {"TRITONE_KERNELS": str(library(sanitize, name)), "PYTHONPATH": str(ROOT)}
    if sanitize:
        environment |= sanitizer_environment()
    done = subprocess.run(
        [sys.executable, "-m", f"tests.native.{exercise}", *(["few"] if name else [])],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-6000:]
    assert re.match(r"[1-9]\d* ", done.stdout), done.stdout


@pytest.mark.slow
def test_the_sanitizer_build_would_find_a_read_beyond_an_array(library):
    """Else the test above proved nothing: weights whose array is shorter than the shape it is said to have."""
    script = """if True:
        import ctypes, sys
        from tritone.native.tensors import KernelError, NamedTensor
        short = ctypes.create_string_buffer(8)
        shapes = {b"m.dec_in.weight": (256, 130, 7), b"m.dec_in.bias": (256,)}
        table = (NamedTensor * 2)(*(
            NamedTensor(name, 0, len(shape), (ctypes.c_long * 4)(*shape), ctypes.addressof(short))
            for name, shape in shapes.items()
        ))
        ctypes.CDLL(sys.argv[1]).hibari_vocoder_create(table, ctypes.c_long(2), ctypes.byref(KernelError()))
    """
    done = subprocess.run(
        [sys.executable, "-c", script, str(library(True, ""))],
        cwd=ROOT,
        env=os.environ | sanitizer_environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 99 and "heap-buffer-overflow" in done.stderr, done.stderr[-3000:]
