"""Load the native kernels, and say whether a process should use them."""

from __future__ import annotations

import ctypes
import functools

from tritone.devices.gpus import usable_gpus
from tritone.devices.processor import machine_cpu_features
from tritone.errors import TritoneError
from tritone.native.build import find_or_build

CPU_FEATURES = frozenset({"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni", "fma"})
"""What the kernels need, as /proc/cpuinfo names it."""

_POINTER, _LONG, _INT, _FLOAT = ctypes.c_void_p, ctypes.c_long, ctypes.c_int, ctypes.c_float
_SEED = ctypes.c_uint64
_SIGNATURES = {
    "hibari_vocoder_state_floats": (_INT, []),
    "hibari_vocoder_create": (_POINTER, [_POINTER, _POINTER, _POINTER, _LONG, _LONG]),
    "hibari_vocoder_free": (None, [_POINTER]),
    "hibari_vocode": (_INT, [_POINTER, _POINTER, _LONG, _LONG, _LONG, _LONG, _SEED, _POINTER, _POINTER, _POINTER]),
    "hibari_acoustic_create": (_POINTER, [_POINTER, _POINTER]),
    "hibari_acoustic_free": (None, [_POINTER]),
    "hibari_acoustic_durations": (_LONG, [_POINTER, _POINTER, _INT, _FLOAT, _POINTER]),
    "hibari_acoustic_frames": (_INT, [_POINTER, _POINTER]),
}


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


def missing_cpu_features() -> list[str]:
    """The instructions that the kernels need and this processor lacks."""
    return sorted(CPU_FEATURES - machine_cpu_features())


@functools.lru_cache(maxsize=1)
def load_kernels() -> ctypes.CDLL:
    """The library with its functions' types declared; raises TritoneError saying what is missing."""
    missing = missing_cpu_features()
    if missing:
        raise TritoneError(
            f"the native kernels need a processor with {', '.join(sorted(CPU_FEATURES))}; "
            f"this one lacks {', '.join(missing)}"
        )
    library = ctypes.CDLL(str(find_or_build()))
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
