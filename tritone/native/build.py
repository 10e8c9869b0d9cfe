"""Find the library of native kernels, or compile it into the user's cache, once for each version of its sources."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

from tritone.errors import TritoneError
from tritone.native.objects import compile_objects, run_compiler
from tritone.native.variants import KernelVariant

_PACKAGE = Path(__file__).parent.parent
PREBUILT_FOLDER = Path(__file__).parent / "prebuilt"
"""Where wheels carry libraries built ahead of time; the cache is for checkouts, on machines that have a compiler."""
# Contraction is off so that only explicit fused operations are fused, on every compiler alike.
FLAGS = ("-O3", "-std=gnu11", "-shared", "-pthread", "-fPIC", "-fvisibility=hidden", "-ffp-contract=off")
_WARNINGS = ("-Wall", "-Wextra")
STRICT_FLAGS = (*_WARNINGS, "-Werror")
"""For tests: other compilers than ours may warn of other things."""


class NoCompiler(TritoneError):
    """The kernels have to be compiled and nothing on this machine can."""


def find_or_build(variant: KernelVariant) -> Path:
    """The library, built now if it is not there yet; raises NoCompiler, or TritoneError with the compiler's message."""
    built = find_built(variant)
    if built is not None:
        return built
    target = _place_in_cache(variant)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError:  # a read-only home: compile for this process alone
        target = Path(tempfile.mkdtemp(prefix="tritone-kernels-")) / target.name
    compile_to(target, variant)
    return target


def find_built(variant: KernelVariant) -> Path | None:
    """The library, if it is there."""
    prebuilt = PREBUILT_FOLDER / library_name(variant)
    if prebuilt.is_file():
        return prebuilt
    target = _place_in_cache(variant)
    return target if target.is_file() else None


def _place_in_cache(variant: KernelVariant) -> Path:
    from frontend_text.cache import cache_folder  # here: compiling needs no other package

    return cache_folder("kernels") / f"tritone_kernels-{variant.name}-{_fingerprint(variant)}.so"


def library_name(variant: KernelVariant) -> str:
    """The file's name where it was built ahead of time."""
    return f"libtritone_kernels-{variant.name}.so"


def compile_to(
    target: Path, variant: KernelVariant, more: Sequence[str] = (), leaving_out: Collection[str] = ()
) -> None:
    """Compile a library, sources side by side; processes that do so at the same time each write files of their own.

    more: further flags and sources; with -Werror a warning is an error. leaving_out: names of sources.
    Raises as find_or_build does.
    """
    # paths as they are found from the package: what is made is the same in every checkout
    command = [compiler(), *FLAGS, *variant.flags, *(f"-I{_inside(folder)}" for folder in _header_folders())]
    sources = [_inside(path) for path in source_files() if path.name not in leaving_out]
    sources += [os.path.abspath(given) for given in more if given.endswith(".c")]
    flags = [given for given in more if not given.endswith(".c")]
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        # warned of everything, whether or not the caller listens: objects of tests and of wheels are the same ones
        of_compiler = [*command, *_WARNINGS, *(flag for flag in flags if not flag.startswith("-Wl,"))]
        objects = compile_objects(of_compiler, sources, _PACKAGE, Path(folder))
        built = Path(folder).absolute() / "library.so"
        run_compiler([*command, *flags, "-o", str(built), *map(str, objects), "-lm"], _PACKAGE)
        os.replace(built, target)


def _inside(path: Path) -> str:
    return str(path.relative_to(_PACKAGE))


def source_files() -> list[Path]:
    """What is compiled: every family's kernels, and what measures them."""
    # the longest to compile is in the first folder: beside it the others are made
    return [*sorted(_PACKAGE.glob("native/kernels/*.c")), *sorted(_PACKAGE.glob("families/*/native/*.c"))]


def compiler() -> str:
    """The command of a C compiler."""
    for name in ("cc", "gcc", "clang"):
        if shutil.which(name):
            return name
    raise NoCompiler(
        "no C compiler (cc, gcc, clang) on PATH: install one, or Tritone's wheel, which has the native kernels inside"
    )


def _header_folders() -> list[Path]:
    return [_PACKAGE / "native" / "kernels"]


def _fingerprint(variant: KernelVariant) -> str:
    digest = hashlib.sha256(" ".join((*FLAGS, *variant.flags)).encode())
    headers = [path for folder in _header_folders() for path in folder.glob("*.h")]
    for path in sorted([*source_files(), *headers, *_PACKAGE.glob("families/*/native/*.h")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
