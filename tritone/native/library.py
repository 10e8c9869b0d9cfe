"""Load the native kernels, and say whether a process should use them."""

from __future__ import annotations

import ctypes
import functools
import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from tritone.devices.gpus import usable_gpus
from tritone.devices.processor import machine_cpu_features
from tritone.errors import TritoneError
from tritone.native.build import NoCompiler, find_built, find_or_build
from tritone.native.variants import ISAS, VARIANTS, KernelVariant, variant_for

logger = logging.getLogger(__name__)
Signature: TypeAlias = "tuple[Any, Sequence[Any]]"
"""The type of a function's result, and those of its arguments."""
_OF_ANY_MODEL: Mapping[str, Signature] = {"model_memory_bytes": (ctypes.c_long, (ctypes.c_void_p,))}
"""Functions that no family owns."""


def use_native(engine: str, device: str) -> bool:
    """Whether to run the native kernels.

    engine is "auto", "torch" or "native", device "auto", "cpu" or "cuda[:N]".

    "auto" runs them on a CPU when the library is there or can be built, PyTorch otherwise.
    "native" where that is impossible raises TritoneError saying why. Imports torch only where there may be a GPU.
    """
    if engine == "torch":
        return False
    if engine == "native":
        if device.startswith("cuda"):
            raise TritoneError(f'engine "native" runs on the CPU only, and device is "{device}"; allowed: cpu, auto')
        reason = why_unsupported()
        if reason:
            raise TritoneError(reason)
        return True
    return (device == "cpu" or (device == "auto" and not usable_gpus())) and why_unsupported() is None


def why_unsupported() -> str | None:
    """What keeps the kernels from running here; None when nothing does."""
    try:
        load_kernels()
    except (TritoneError, OSError) as error:
        return str(error)
    return None


@functools.lru_cache(maxsize=1)
def load_kernels() -> ctypes.CDLL:
    """The fastest library that this processor can run; raises TritoneError saying what is missing.

    Families declare the types of their own functions (`kernels_with`).
    """
    path = library_path()
    logger.info("native kernels: %s", path.name)
    return ctypes.CDLL(str(path))


def kernels_with(signatures: Mapping[str, Signature]) -> ctypes.CDLL:
    """That library, with the types of some functions' results and arguments declared; raises the same."""
    library = load_kernels()
    for name, (result, arguments) in {**signatures, **_OF_ANY_MODEL}.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def library_path() -> Path:
    """Where that library lies, built now if it is not there yet; TRITONE_KERNELS names another one to use instead."""
    named = os.environ.get("TRITONE_KERNELS")
    if named:
        return Path(named)
    variant = chosen_variant()
    if os.environ.get("TRITONE_ISA"):
        return find_or_build(variant)
    while True:
        try:
            return find_or_build(variant)
        except NoCompiler:
            raise
        except TritoneError:  # compilers before GCC 11 do not know the newest processors' instructions
            slower = variant_for(machine_cpu_features(), after=variant)
            if slower is None:
                raise
            logger.warning("no kernels for %s could be compiled; those for %s are taken", variant.name, slower.name)
            variant = slower


def built_library() -> Path | None:
    """Where that library lies, if it is there already, or else the fastest of the slower ones that is.

    Raises TritoneError where TRITONE_ISA names one that cannot run.
    """
    named = os.environ.get("TRITONE_KERNELS")
    if named:
        return Path(named)
    variant: KernelVariant | None = chosen_variant()
    built = None
    while variant is not None and (built := find_built(variant)) is None and not os.environ.get("TRITONE_ISA"):
        variant = variant_for(machine_cpu_features(), after=variant)
    return built


@functools.lru_cache(maxsize=1)
def chosen_variant() -> KernelVariant:
    """The library's kind: the fastest that runs here, or that runs here of those that TRITONE_ISA names.

    Raises TritoneError where that one cannot run.
    """
    named = os.environ.get("TRITONE_ISA", "")
    libraries = [variant.name for variant in VARIANTS if variant.name not in ISAS]
    if named and named not in (*ISAS, *libraries):
        raise TritoneError(f'TRITONE_ISA is "{named}"; allowed: {", ".join((*ISAS, *libraries))}')
    here = machine_cpu_features()
    variant = variant_for(here, named)
    if variant is None:
        wanted = min((v.cpu_features for v in VARIANTS if named in (v.isa, v.name)), key=len)
        raise TritoneError(
            f'TRITONE_ISA is "{named}", which needs a processor with {", ".join(sorted(wanted))}; '
            f"this one lacks {', '.join(sorted(wanted - here))}"
        )
    return variant
