"""The functions of Kokoro's kernels with the types of their arguments; the C sources say what each does."""

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
_ROWS = (_ARRAY, _SIZE, _SIZE)
_SIGNATURES = {
    "kokoro_albert_create": _CREATE,
    "kokoro_albert_free": _FREE,
    # ids with their size; threads; what is made of them, [ids][channels], with its size
    "kokoro_albert_run": (ctypes.c_int, (_MODEL, *_WITH_SIZE, _SIZE, *_WITH_SIZE, _ERROR)),
    "kokoro_sounds_create": _CREATE,
    "kokoro_sounds_free": _FREE,
    # the same
    "kokoro_sounds_run": (ctypes.c_int, (_MODEL, *_WITH_SIZE, _SIZE, *_WITH_SIZE, _ERROR)),
    "kokoro_prosody_create": _CREATE,
    "kokoro_prosody_free": _FREE,
    # what the transformer made [ids][channels]; style; threads; encoded [ids][channels]; steps of each id
    "kokoro_prosody_encode": (
        ctypes.c_int,
        (_MODEL, *_ROWS, *_WITH_SIZE, _SIZE, *_ROWS, *_WITH_SIZE, _ERROR),
    ),
    # encoded [ids][channels]; steps of each id; style; threads; pitch and energy
    "kokoro_prosody_curves": (
        ctypes.c_int,
        (_MODEL, *_ROWS, *_WITH_SIZE, *_WITH_SIZE, _SIZE, *_WITH_SIZE, *_WITH_SIZE, _ERROR),
    ),
    "kokoro_frame_decoder_create": _CREATE,
    "kokoro_frame_decoder_free": _FREE,
    "kokoro_frame_decoder_features": (_SIZE, (_MODEL,)),
    # sounds [steps][channels]; pitch, energy, style; threads; features
    "kokoro_frame_decoder_run": (ctypes.c_int, (_MODEL, *_ROWS, *_WITH_SIZE * 3, _SIZE, *_WITH_SIZE, _ERROR)),
    "kokoro_excitation_create": _CREATE,
    "kokoro_excitation_free": _FREE,
    # pitch, phases, noise and the spectrum, with their sizes
    "kokoro_excitation_run": (ctypes.c_int, (_MODEL, *_WITH_SIZE * 4, _ERROR)),
    "kokoro_generator_create": _CREATE,
    "kokoro_generator_free": _FREE,
    "kokoro_generator_hop": (_SIZE, (_MODEL,)),
    # frames [rows][channels]; excitation, style, silence and samples with their sizes; threads
    "kokoro_generate": (ctypes.c_int, (_MODEL, *_ROWS, *_WITH_SIZE * 4, _SIZE, _ERROR)),
}


@functools.lru_cache(maxsize=1)
def kokoro_kernels() -> ctypes.CDLL:
    """The library; raises TritoneError saying what is missing where it cannot run."""
    return kernels_with(_SIGNATURES)
