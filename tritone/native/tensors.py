"""How Python hands arrays to the kernels: weights as named tensors, others with their sizes, errors as exceptions."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tritone.errors import SynthesisFailed

_MOST_AXES = 4
_TYPES: Mapping[np.dtype[Any], int] = {np.dtype(np.float32): 0, np.dtype(np.int8): 1}


class NamedTensor(ctypes.Structure):
    """`named_tensor` of kernels/named_tensors.h."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("type", ctypes.c_int),
        ("axes", ctypes.c_int),
        ("shape", ctypes.c_long * _MOST_AXES),
        ("data", ctypes.c_void_p),
    )


class KernelError(ctypes.Structure):
    """`kernel_error` of kernels/errors.h."""

    _fields_ = (("code", ctypes.c_int), ("message", ctypes.c_char * 252))

    code: int
    message: bytes


def create_model(constructor: Callable[..., int | None], tensors: Mapping[str, npt.NDArray[Any]]) -> int:
    """Have a model made out of float32 and int8 arrays, which it copies; returns its address.

    Raises SynthesisFailed naming the tensor that is missing or has another shape or type than the model wants, or when
    memory is short.
    """
    kept = {name: np.ascontiguousarray(array) for name, array in tensors.items()}
    table = (NamedTensor * len(kept))(*(_named(name, array) for name, array in kept.items()))
    error = KernelError()
    model = constructor(table, len(table), ctypes.byref(error))
    raise_error(error)
    assert model is not None
    return model


def raise_error(error: KernelError) -> None:
    """Raise SynthesisFailed with the kernel's message, if there is one."""
    if error.code:
        raise SynthesisFailed(error.message.decode(errors="replace"))


def _named(name: str, array: npt.NDArray[Any]) -> NamedTensor:
    if array.dtype not in _TYPES or array.ndim > _MOST_AXES:
        raise SynthesisFailed(
            f"tensor {name} is {array.dtype} with {array.ndim} axes; the kernels know float32 and int8, "
            f"up to {_MOST_AXES} axes"
        )
    shape = (ctypes.c_long * _MOST_AXES)(*array.shape)
    return NamedTensor(name.encode(), _TYPES[array.dtype], array.ndim, shape, array.ctypes.data)
