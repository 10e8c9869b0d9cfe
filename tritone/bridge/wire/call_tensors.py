"""The small tensors of calls: made once for so many rows, and written over for the next call.

Numbers are written over where they lie (kept_tensors.py), as those of chunks are; texts are kept for as long as they
are the same, as the voices of calls mostly are.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np
import triton_python_backend_utils as pb_utils

from tritone.bridge.wire.kept_tensors import moved_to
from tritone.bridge.wire.tensors import Array, text_rows

_MOST_TEXTS, _MOST_TEXT_LENGTH = 50, 200
"""Kept in one set: callers choose voices, and may name as many blends as they like."""


class KeptRows:
    """A tensor of numbers, for one call at a time."""

    def __init__(self, name: str, kind: type[np.generic]) -> None:
        self._name, self._kind = name, kind
        self._has_moved = False

    def write(self, rows: Sequence[Sequence[float]]) -> pb_utils.Tensor:
        """The tensor with those numbers, as many as the first time."""
        if self._has_moved:
            self._written[...] = rows
        else:
            self._written: Array = np.array(rows, self._kind)
            self._tensor = pb_utils.Tensor(self._name, self._written)
        return self._tensor

    def was_sent(self) -> None:
        """The call has returned: from now on numbers are written where they lie, if they were moved."""
        if self._has_moved:
            return
        written, address = self._written, moved_to(self._tensor, self._written)
        if address is not None:
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
            kept = self._numbers[name, len(rows)] = KeptRows(name, kind)
        self._sent.append(kept)
        return kept.write(rows)

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
