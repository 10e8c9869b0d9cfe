"""Compile the native kernels into a shared library in the user's cache, once for each version of their sources."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tritone.errors import TritoneError

SOURCE_FOLDER = Path(__file__).parent
SHIPPED_LIBRARY = SOURCE_FOLDER / "libtritone_kernels.so"
"""A library built ahead of time, as images have it; the cache is for machines that have a compiler."""
# Named features instead of the building machine's own: a library runs wherever library.CPU_FEATURES are there.
# Contraction is off so that only explicit fused operations are fused, on every compiler alike.
_FLAGS = (
    "-O3",
    "-std=gnu11",
    "-shared",
    "-fPIC",
    "-ffp-contract=off",
    "-mavx512f",
    "-mavx512bw",
    "-mavx512dq",
    "-mavx512vl",
    "-mavx512vnni",
    "-mfma",
    "-mprefer-vector-width=512",
)


class NoCompiler(TritoneError):
    """The kernels have to be compiled and nothing on this machine can."""


def find_or_build() -> Path:
    """The library, built now if it is not there yet; raises NoCompiler, or TritoneError with the compiler's message."""
    if SHIPPED_LIBRARY.is_file():
        return SHIPPED_LIBRARY
    from frontend_text.cache import cache_folder  # here: compiling needs nothing but this file

    target = cache_folder("kernels") / f"tritone_kernels-{_fingerprint()}.so"
    if not target.is_file():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError:  # a read-only home: compile for this process alone
            target = Path(tempfile.mkdtemp(prefix="tritone-kernels-")) / target.name
        compile_to(target)
    return target


def compile_to(target: Path) -> None:
    """Compile the kernels; processes that do so at the same time each write a file of their own and rename it."""
    command = compiler()
    sources = sorted(str(path) for path in SOURCE_FOLDER.glob("*.c"))
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        built = Path(folder) / "library.so"
        result = subprocess.run([*command, *_FLAGS, "-o", str(built), *sources, "-lm"], capture_output=True, text=True)
        if result.returncode:
            raise TritoneError(f"{' '.join(command)} could not compile the native kernels:\n{result.stderr.strip()}")
        os.replace(built, target)


def compiler() -> list[str]:
    """The command of a C compiler: the machine's, or the one in the Python package ziglang."""
    for name in ("cc", "gcc", "clang"):
        if shutil.which(name):
            return [name]
    if importlib.util.find_spec("ziglang"):
        return [sys.executable, "-m", "ziglang", "cc"]
    raise NoCompiler(
        "no C compiler (cc, gcc, clang) on PATH: install one, or the Python package ziglang, for the native kernels"
    )


def _fingerprint() -> str:
    digest = hashlib.sha256(" ".join(_FLAGS).encode())
    for path in sorted([*SOURCE_FOLDER.glob("*.c"), *SOURCE_FOLDER.glob("*.h")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    print(find_or_build() if len(sys.argv) == 1 else compile_to(Path(sys.argv[1])) or sys.argv[1])
