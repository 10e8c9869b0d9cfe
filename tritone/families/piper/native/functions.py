"""The functions of Piper's kernels with the types of their arguments; the C sources say what each does."""

from __future__ import annotations

import ctypes
import functools

from tritone.native.library import kernels_with
from tritone.native.tensors import KernelError, NamedTensor

_MODEL = _ARRAY = ctypes.c_void_p
_SIZE = ctypes.c_long
_ERROR = ctypes.POINTER(KernelError)
_CREATE = (_MODEL, (ctypes.POINTER(NamedTensor), _SIZE, _ERROR))
_FREE = (None, (_MODEL,))
_WITH_SIZE = (_ARRAY, _SIZE)
_SIGNATURES = {
    "piper_text_create": _CREATE,
    "piper_text_free": _FREE,
    # ids, noise, a speaker's condition, mean and spread, log frames, each with its size
    "piper_text_run": (ctypes.c_int, (_MODEL, *_WITH_SIZE * 5, _ERROR)),
    "piper_flow_create": _CREATE,
    "piper_flow_free": _FREE,
    # mean and spread [phonemes][2 * channels]; durations with their size; the noise's scale; frames [rows][channels]
    "piper_flow_draw": (
        ctypes.c_int,
        (_MODEL, _ARRAY, _SIZE, _SIZE, *_WITH_SIZE, ctypes.c_float, _ARRAY, _SIZE, _SIZE, _ERROR),
    ),
    # frames [rows][channels]; a speaker's condition with its size
    "piper_flow_run": (ctypes.c_int, (_MODEL, _ARRAY, _SIZE, _SIZE, *_WITH_SIZE, _ERROR)),
    "piper_decoder_create": _CREATE,
    "piper_decoder_free": _FREE,
    "piper_decoder_hop": (_SIZE, (_MODEL,)),
    # frames [rows][channels]; which of the segment the first one is; a speaker's condition with its size; the first
    # frame spoken; samples with their size
    "piper_decode": (ctypes.c_int, (_MODEL, _ARRAY, *(_SIZE,) * 3, *_WITH_SIZE, _SIZE, *_WITH_SIZE, _ERROR)),
}


@functools.lru_cache(maxsize=1)
def piper_kernels() -> ctypes.CDLL:
    """The library; raises TritoneError saying what is missing where it cannot run."""
    return kernels_with(_SIGNATURES)
