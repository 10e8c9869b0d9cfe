"""Load the native kernels, and say whether a process should use them."""

from __future__ import annotations

import ctypes
import functools
import os
from pathlib import Path

from tritone.devices.gpus import usable_gpus
from tritone.errors import TritoneError
from tritone.native.build import find_or_build
from tritone.native.variants import VARIANTS, machine_cpu_features, variant_for


def use_native(engine: str, device: str) -> bool:
    """Whether to run the native kernels; engine is "auto", "torch" or "native", device "auto", "cpu" or "cuda[:N]".

    "auto" runs them on a CPU that has the instructions when the library is there or can be built, PyTorch otherwise.
    "native" where that is impossible raises TritoneError saying why. Imports torch only where there may be a GPU.
    """
    if engine == "torch":
        return False
    if engine == "native":
        if device.startswith("cuda"):
            raise TritoneError(f'engine "native" runs on the CPU only, and device is "{device}"; allowed: cpu, auto')
        load_kernels()
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

    Families declare the types of their own functions (tritone/families/hibari/native/functions.py).
    """
    return ctypes.CDLL(str(library_path()))


def library_path() -> Path:
    """Where that library lies, built now if it is not there yet; TRITONE_KERNELS names another one to use instead."""
    named = os.environ.get("TRITONE_KERNELS")
    if named:
        return Path(named)
    here = machine_cpu_features()
    variant = variant_for(here)
    if variant is None:
        least = VARIANTS[-1].cpu_features
        raise TritoneError(
            f"the native kernels need a processor with {', '.join(sorted(least))}; "
            f"this one lacks {', '.join(sorted(least - here))}"
        )
    return find_or_build(variant)
