"""The small tensors of calls: made once for so many rows, and written over for the next call.

As with those of chunks (chunk_tensors.py), a tensor lies in shared memory from its first call on, and whoever was
called has read it when the call returns. Numbers are written over where they lie; texts are kept for as long as they
are the same, as the voices of calls mostly are.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Sequence

import numpy as np
import triton_python_backend_utils as pb_utils

from tritone.bridge.wire.tensors import Array, text_rows

_MOST_TEXTS, _MOST_TEXT_LENGTH = 50, 200
"""Kept in one set: callers choose voices, and may name as many blends as they like."""


class KeptRows:
    """A tensor of numbers, for one call at a time."""

    def __init__(self, name: str, first: Array) -> None:
        self._name, self._written = name, first
        self.tensor = pb_utils.Tensor(name, first)
        self._has_moved = False

    def write(self, rows: Sequence[Sequence[float]]) -> pb_utils.Tensor:
        """The tensor with those numbers, as many as it was made with."""
        if self._has_moved:
            self._written[...] = rows
        else:
            self._written = np.array(rows, self._written.dtype)
            self.tensor = pb_utils.Tensor(self._name, self._written)
        return self.tensor

    def was_sent(self) -> None:
        """The call has returned: from now on numbers are written where they lie, if they were moved."""
        if not self._has_moved:
            address, written = np.from_dlpack(self.tensor).ctypes.data, self._written
            if address != written.ctypes.data:
                shared = (ctypes.c_char * written.nbytes).from_address(address)
                self._written = np.frombuffer(memoryview(shared).cast("B"), written.dtype).reshape(written.shape)
                self._has_moved = True


class CallTensors:
    """For one call at a time."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int], KeptRows] = {}
        """By name and number of rows."""
        self._texts: dict[tuple[str, ...], pb_utils.Tensor] = {}
        """By name and values."""
        self._sent: list[KeptRows] = []
        """In the call that is being made."""

    def numbers(self, name: str, rows: Sequence[Sequence[float]], kind: type[np.generic]) -> pb_utils.Tensor:
        """[rows, numbers of each], of which there must always be as many under that name."""
        kept = self._numbers.get((name, len(rows)))
        if kept is None:
            kept = self._numbers[name, len(rows)] = KeptRows(name, np.array(rows, kind))
            tensor = kept.tensor
        else:
            tensor = kept.write(rows)
        self._sent.append(kept)
        return tensor

    def texts(self, name: str, values: Sequence[str]) -> pb_utils.Tensor:
        """One element a row."""
        key = (name, *values)
        tensor = self._texts.get(key)
        if tensor is None:
            tensor = text_rows(name, values)
            if sum(map(len, values)) <= _MOST_TEXT_LENGTH * len(values):
                if len(self._texts) >= _MOST_TEXTS:
                    self._texts.clear()
                self._texts[key] = tensor
        return tensor

    def were_sent(self) -> None:
        """The call has returned."""
        for kept in self._sent:
            kept.was_sent()
        self._sent.clear()


class KeptCallTensors:
    """As many sets as calls were ever made at the same time. A deque's ends are safe to use from several threads."""

    def __init__(self) -> None:
        self._free: deque[CallTensors] = deque()

    def take(self) -> CallTensors:
        """A set that nobody uses."""
        try:
            return self._free.pop()
        except IndexError:
            return CallTensors()

    def give_back(self, tensors: CallTensors) -> None:
        """The call has returned."""
        tensors.were_sent()
        self._free.append(tensors)

    def clear(self) -> None:
        """Let go of all: shared memory goes before the interpreter does."""
        self._free.clear()
