"""What is done to every sample of a stream, by the native kernels where they are (native/kernels/samples.c)."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from tritone.audio.sample_passes import NumpyPasses, SamplePasses
from tritone.audio.true_peak import FILTERS, LARGEST_BEND, LARGEST_SUM
from tritone.errors import TritoneError
from tritone.native.library import Signature, built_library
from tritone.pipeline.arrays import Float32Array

_ARRAY, _COUNT = ctypes.c_void_p, ctypes.c_long
_NOTHING_OF = ctypes.c_char * 0
"""Of no bytes, where an array begins: made in half the time of what ndarray has for it."""
_SIGNATURES: Mapping[str, Signature] = {
    "samples_encode": (
        ctypes.c_int,
        (
            *(_ARRAY, _COUNT, _ARRAY, _COUNT),
            *(ctypes.c_float, ctypes.c_double, _ARRAY, ctypes.c_double, ctypes.c_double),
            *(_COUNT, _COUNT, _ARRAY, ctypes.c_char_p),
        ),
    ),
    "samples_to_pcm": (None, (_ARRAY, _COUNT, ctypes.c_char_p)),
    "samples_first_above": (_COUNT, (_ARRAY, _COUNT, ctypes.c_float)),
    "samples_last_above": (_COUNT, (_ARRAY, _COUNT, ctypes.c_float)),
}
# bytes of a size whose contents are not set: the C API lets whoever made them fill them, before anybody else has them
_new_bytes = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_char_p, ctypes.c_ssize_t)(
    ("PyBytes_FromStringAndSize", ctypes.pythonapi)
)
_BOUNDS = (FILTERS.ctypes.data, LARGEST_SUM, LARGEST_BEND)
"""What the waveform between samples is found by."""
_LOOK_AGAIN_SECONDS = 10.0
"""For the library: in a checkout the models' processes may be compiling it."""


class NativePasses:
    """Implements SamplePasses.

    Its library's functions are called with the interpreter's lock held: they take some microseconds for a chunk, and to
    let go of the lock has another thread take it, for which this one then waits.
    """

    def __init__(self, library: ctypes.PyDLL):
        """Raises AttributeError where the library has no such functions."""
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
        self._encode, self._to_pcm = library.samples_encode, library.samples_to_pcm
        self._first_above, self._last_above = library.samples_first_above, library.samples_last_above

    def encode(
        self,
        before: Float32Array,
        samples: Float32Array,
        gain: float,
        ceiling: float,
        told: slice,
    ) -> tuple[bytes, Float32Array] | None:
        before, samples, count = _floats(before), _floats(samples), told.stop - told.start
        after = np.empty(len(before) + len(samples) - count, np.float32)
        pcm: bytes = _new_bytes(None, 2 * count)
        is_soft = self._encode(
            _address(before),
            len(before),
            _address(samples),
            len(samples),
            gain,
            ceiling,
            *_BOUNDS,
            told.start,
            count,
            _address(after),
            pcm,
        )
        return (pcm, after) if is_soft else None

    def pcm(self, samples: Float32Array) -> bytes:
        samples = _floats(samples)
        pcm: bytes = _new_bytes(None, 2 * len(samples))
        self._to_pcm(_address(samples), len(samples), pcm)
        return pcm

    def first_above(self, samples: Float32Array, level: float) -> int | None:
        samples = _floats(samples)
        place: int = self._first_above(_address(samples), len(samples), level)
        return place if place < len(samples) else None

    def last_above(self, samples: Float32Array, level: float) -> int | None:
        samples = _floats(samples)
        place: int = self._last_above(_address(samples), len(samples), level)
        return None if place < 0 else place


def _address(array: Float32Array) -> Any:
    """As an argument that is an array."""
    try:
        return _NOTHING_OF.from_buffer(array.data)
    except TypeError:  # an array that must not be written to
        return array.ctypes.data


def _floats(samples: Float32Array) -> Float32Array:
    """As C reads them: the same object where they lie so."""
    return np.ascontiguousarray(samples, np.float32)


def _built_native_passes() -> NativePasses | None:
    """Those of this processor's library, if it is built and has them."""
    try:
        path = built_library()
        return None if path is None else NativePasses(ctypes.PyDLL(str(path)))
    except (TritoneError, OSError, AttributeError):  # the models say what is wrong with it: these can do without
        return None


class _Choice:
    """Which one this process uses: the kernels from the moment their library is there."""

    def __init__(self) -> None:
        self._native: SamplePasses | None = None
        self._looks_at = 0.0
        """Monotonic seconds, before which it need not be looked for again."""

    def current(self) -> SamplePasses:
        now = time.monotonic()
        if self._native is None and now >= self._looks_at:
            self._looks_at = now + _LOOK_AGAIN_SECONDS
            self._native = _built_native_passes()
        return self._native or _NUMPY


_NUMPY, _CHOICE = NumpyPasses(), _Choice()


def sample_passes() -> SamplePasses:
    """The native kernels where their library lies built already, NumPy elsewhere: no stream waits for a compiler."""
    return _CHOICE.current()
