"""Sets of tensors that are used again, and where a tensor lies once it was sent.

A tensor lies in memory that is shared with the server from its first way there on, and whoever it was for has read it
when the send, or the call, returns. To make it anew for each costs more than to write it over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import triton_python_backend_utils as pb_utils


class TensorSet(Protocol):
    """Tensors for one send or call at a time."""

    def were_sent(self) -> None:
        """It has returned."""


Tensors = TypeVar("Tensors", bound=TensorSet)


class KeptTensors(Generic[Tensors]):
    """As many sets as were ever used at the same time. A deque's ends are safe to use from several threads."""

    def __init__(self, make: Callable[[], Tensors]) -> None:
        """make: one more set."""
        self._make = make
        self._free: deque[Tensors] = deque()

    def take(self) -> Tensors:
        """A set that nobody uses."""
        try:
            return self._free.pop()
        except IndexError:
            return self._make()

    def give_back(self, tensors: Tensors) -> None:
        """The send, or the call, has returned."""
        tensors.were_sent()
        self._free.append(tensors)

    def clear(self) -> None:
        """Let go of all: shared memory goes before the interpreter does."""
        self._free.clear()


def moved_to(tensor: pb_utils.Tensor, made_of: npt.NDArray[Any]) -> int | None:
    """The address in shared memory to which a tensor was moved when it was sent; None where it was not.

    made_of: the array that it was made with.
    """
    address = int(np.from_dlpack(tensor).ctypes.data)
    return None if address == made_of.ctypes.data else address
