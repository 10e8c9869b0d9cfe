"""Small tensors that were sent before and lie in shared memory still: sending them again costs next to nothing.

Five of the seven tensors of a chunk are the same for many chunks. Used by the backend of `tts` only.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import triton_python_backend_utils as pb_utils

_MOST_TENSORS = 256


class SentTensors:
    """The tensors used last, by what they hold.

    A tensor is written to shared memory when it is first sent, by the sending thread and without a lock, so two threads
    must not send it at once: it is kept for others when that send has returned.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, pb_utils.Tensor] = OrderedDict()

    def begin(self) -> ResponseTensors:
        """For one response."""
        return ResponseTensors(self)

    def find(self, key: Hashable) -> pb_utils.Tensor | None:
        """A tensor that was sent."""
        with self._lock:
            tensor = self._kept.get(key)
            if tensor is not None:
                self._kept.move_to_end(key)
            return tensor

    def keep(self, key: Hashable, tensor: pb_utils.Tensor) -> None:
        """It was sent."""
        with self._lock:
            self._kept[key] = tensor
            if len(self._kept) > _MOST_TENSORS:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Let go of all: shared memory goes before the interpreter does."""
        with self._lock:
            self._kept.clear()


class ResponseTensors:
    """Those of one response: sent ones, and new ones to keep when it was sent."""

    def __init__(self, sent: SentTensors) -> None:
        self._sent = sent
        self._new: list[tuple[Hashable, pb_utils.Tensor]] = []

    def get(self, key: Hashable, make: Callable[[], pb_utils.Tensor]) -> pb_utils.Tensor:
        """The tensor that `key` (name and value) describes."""
        tensor = self._sent.find(key)
        if tensor is None:
            tensor = make()
            self._new.append((key, tensor))
        return tensor

    def sent(self) -> None:
        """The send has returned."""
        for key, tensor in self._new:
            self._sent.keep(key, tensor)
