"""The elements of BYTES tensors on their way into shared memory: written as Triton's own function does, only quicker.

The stub calls `triton_python_backend_utils.serialize_byte_tensor` for each such tensor that is made. Triton's goes
through the elements with an iterator and returns bytes, which are then copied into an array: 7 µs for a chunk's audio,
in a process that spends 250 on a chunk. Whoever looks that function up elsewhere gets the same elements.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import numpy.typing as npt
import triton_python_backend_utils as pb_utils


def use_quick_elements() -> None:
    """Have the stub of this process call ours; where a release of Triton calls none, nothing changes."""
    pb_utils.serialize_byte_tensor = serialized


def serialized(elements: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """All elements in C order, each after its length in four bytes; uint8. What is no bytes is written as UTF-8."""
    parts = []
    for element in elements.reshape(-1).tolist():
        value = element if type(element) is bytes else str(element).encode()
        parts += [struct.pack("<I", len(value)), value]
    return np.frombuffer(b"".join(parts), np.uint8)
