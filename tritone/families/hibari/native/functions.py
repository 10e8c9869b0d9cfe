"""The functions of hibari's kernels with the types of their arguments; the C sources say what each does."""

from __future__ import annotations

import ctypes
import functools

from tritone.native.library import kernels_with
from tritone.native.tensors import KernelError, NamedTensor

_MODEL = _ARRAY = ctypes.c_void_p
_LONG = _SIZE = ctypes.c_long
_CREATE = (ctypes.POINTER(NamedTensor), _SIZE, ctypes.POINTER(KernelError))
_ERROR = ctypes.POINTER(KernelError)
_SIGNATURES = {
    "hibari_vocoder_create": (_MODEL, _CREATE),
    "hibari_vocoder_free": (None, (_MODEL,)),
    # model; frames [rows][channels]; start, stop, total; noise seed; state, next state and samples with their sizes
    "hibari_vocode": (
        ctypes.c_int,
        (_MODEL, _ARRAY, _SIZE, _SIZE, _LONG, _LONG, _LONG, ctypes.c_uint64, *(_ARRAY, _SIZE) * 3, _ERROR),
    ),
    "hibari_acoustic_create": (_MODEL, _CREATE),
    "hibari_acoustic_free": (None, (_MODEL,)),
    # model; ids, rates and their numbers; durations and their number; where the number of frames goes
    "hibari_acoustic_durations": (
        ctypes.c_int,
        (_MODEL, *(_ARRAY, _SIZE) * 3, ctypes.POINTER(_LONG), _ERROR),
    ),
    # model; frames [rows][channels]
    "hibari_acoustic_frames": (ctypes.c_int, (_MODEL, _ARRAY, _SIZE, _SIZE, _ERROR)),
}


@functools.lru_cache(maxsize=1)
def hibari_kernels() -> ctypes.CDLL:
    """The library; raises TritoneError saying what is missing where it cannot run."""
    return kernels_with(_SIGNATURES)
