"""A model of the kernels: made out of named tensors, called with arrays and their sizes, freed with its object."""

from __future__ import annotations

import ctypes
import threading
import weakref
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tritone.native.tensors import KernelError, create_model, raise_error


class KernelModel:
    """One of a library's models; calls wait for each other, since its scratch memory serves one."""

    def __init__(self, kernels: ctypes.CDLL, kind: str, tensors: Mapping[str, npt.NDArray[Any]]):
        """kernels: what library.kernels_with returns. kind: how its constructor's name begins.

        Raises SynthesisFailed for tensors that are not what the model wants, and when memory is short.
        """
        self._kernels = kernels
        self._address = create_model(getattr(kernels, f"{kind}_create"), tensors)
        weakref.finalize(self, getattr(kernels, f"{kind}_free"), self._address)
        self.memory_bytes = int(kernels.model_memory_bytes(self._address))
        """Of its weights as its layers have them, which may be several times what the tensors were."""
        self._one_at_a_time = threading.Lock()

    def run(self, function: str, *arguments: Any) -> None:
        """Call one of its functions, all in the order of its declaration but the model and the error.

        An array of two axes goes with its rows and its channels, another with its size, None as an array of no
        numbers; all else goes as it is. Arrays are contiguous and of the type that C wants. Raises SynthesisFailed.
        """
        called, error = getattr(self._kernels, function), KernelError()
        passed: list[Any] = [self._address]
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                passed.append(_address_of(argument))
                passed += argument.shape if argument.ndim == 2 else (argument.size,)
            else:
                passed += (None, 0) if argument is None else (argument,)
        passed.append(ctypes.byref(error))
        # ctypes takes more than are declared, and a size would be read as an array
        assert len(passed) == len(called.argtypes), f"{function}: {len(passed)} values for {len(called.argtypes)}"
        with self._one_at_a_time:
            called(*passed)
        raise_error(error)

    def repeat(self, function: str, times: int) -> None:
        """Call a function that can't fail and takes but a number of times, as benchmarks do."""
        with self._one_at_a_time:
            getattr(self._kernels, function)(self._address, times)

    def size(self, function: str) -> int:
        """Ask a function that tells one of the model's sizes."""
        return int(getattr(self._kernels, function)(self._address))


def _address_of(array: npt.NDArray[Any]) -> int:
    assert array.flags.c_contiguous, f"an array of {array.shape} whose numbers do not lie side by side"
    buffer: Any = array
    try:
        return ctypes.addressof(ctypes.c_char.from_buffer(buffer))  # a third of what `array.ctypes.data` takes
    except (TypeError, ValueError):  # one that cannot be written to, or of no numbers
        return array.ctypes.data
