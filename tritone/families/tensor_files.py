"""Read tensors from files of PyTorch's and of safetensors, with NumPy alone: nothing that a file holds is ever run.

A file of PyTorch's is an archive: a pickle, which says what the tensors are called and where their numbers lie, and a
member for each run of numbers. Pickles are programs that may call anything; here the few of their steps that
`torch.save` writes for dictionaries of tensors are followed, and no other.
"""

from __future__ import annotations

import json
import math
import pickletools
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_TYPES = {
    "torch FloatStorage": "f4",
    "torch DoubleStorage": "f8",
    "torch HalfStorage": "f2",
    "torch BFloat16Storage": "bfloat16",
    "torch LongStorage": "i8",
    "torch IntStorage": "i4",
    "torch ShortStorage": "i2",
    "torch CharStorage": "i1",
    "torch ByteStorage": "u1",
}
_SAFE_TYPES = {
    "F32": "f4",
    "F64": "f8",
    "F16": "f2",
    "BF16": "bfloat16",
    "I64": "i8",
    "I32": "i4",
    "I8": "i1",
    "U8": "u1",
}
_MOST_PICKLE_BYTES = 32 << 20
"""Names and shapes; the published Kokoro checkpoint has 60 kB of them."""
_MOST_HEADER_BYTES = 100 << 20
"""As safetensors has it."""
_STRANGE = "it holds other things than tensors, or is damaged"
_MARK = object()


def read_torch_file(path: Path) -> Any:
    """Dictionaries, lists and tuples of arrays, as they were saved (bfloat16 as float32); raises ValueError or OSError.

    Files of PyTorch before 1.6, which are no archives, cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _Pickled(archive).read()
    except (zipfile.BadZipFile, NotImplementedError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(f"{_STRANGE} ({error})") from None


def read_safetensors(path: Path) -> dict[str, Array]:
    """Arrays by name, bfloat16 as float32; raises ValueError or OSError."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > min(_MOST_HEADER_BYTES, len(content) - 8):
        raise ValueError(f"its header would have {length} bytes, of a file of {len(content)}")
    try:
        header = json.loads(content[8 : 8 + length])
        header.pop("__metadata__", None)
        return {
            name: _safe_tensor(content, 8 + length, entry["dtype"], entry["shape"], *entry["data_offsets"])
            for name, entry in header.items()
        }
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"its header is damaged: {error!r}") from None


def _safe_tensor(content: bytes, origin: int, kind: str, shape: list[int], begin: int, end: int) -> Array:
    numbers = _numbers(_SAFE_TYPES[kind], content[origin + begin : origin + end] if 0 <= begin <= end else b"")
    if math.prod(shape) != numbers.size or any(size < 0 for size in shape):
        raise ValueError(f"a tensor of shape {shape} has {numbers.size} numbers")
    return numbers.reshape(shape)


def _numbers(kind: str, content: bytes) -> Array:
    """One axis of numbers, those of bfloat16 as float32."""
    if kind == "bfloat16":
        return (np.frombuffer(content, "<u2").astype(np.uint32) << 16).view(np.float32)
    return np.frombuffer(content, f"<{kind}")


class _Pickled:
    """The steps of a pickle, followed on a stack of dictionaries, lists, tuples, words, numbers and arrays."""

    def __init__(self, archive: zipfile.ZipFile):
        """archive: what `torch.save` wrote."""
        self._archive = archive
        (pickled,) = (name for name in archive.namelist() if name.rpartition("/")[2] == "data.pkl")
        self._folder = pickled.removesuffix("data.pkl")
        if archive.getinfo(pickled).file_size > _MOST_PICKLE_BYTES:
            raise ValueError(_STRANGE)
        order = f"{self._folder}byteorder"
        if order in archive.namelist() and archive.read(order).strip() != b"little":
            raise ValueError("its numbers are big-endian")
        self._program = archive.read(pickled)
        self._stack: list[Any] = []
        self._kept: dict[int, Any] = {}
        self._runs: dict[str, Array] = {}

    def read(self) -> Any:
        """What the pickle makes; raises ValueError at a step that tensors do not need."""
        for step, argument, _ in pickletools.genops(self._program):
            if step.name in _PUSHED:
                self._stack.append(argument)
            elif step.name in _IGNORED:
                continue
            elif step.name in _STEPS:
                _STEPS[step.name](self, argument)
            else:
                raise ValueError(_STRANGE)
        return self._stack.pop()

    def _push(self, make: Callable[[], Any]) -> None:
        self._stack.append(make())

    def _keep(self, place: int | None) -> None:
        self._kept[len(self._kept) if place is None else place] = self._stack[-1]

    def _recall(self, place: int) -> None:
        self._stack.append(self._kept[place])

    def _since_mark(self) -> list[Any]:
        mark = max(i for i, item in enumerate(self._stack) if item is _MARK)
        items = self._stack[mark + 1 :]
        del self._stack[mark:]
        return items

    def _last(self, count: int) -> None:
        items = tuple(self._stack[-count:])
        del self._stack[-count:]
        self._stack.append(items)

    def _set_items(self, items: list[Any]) -> None:
        target = self._stack[-1]
        if not isinstance(target, dict):
            raise ValueError(_STRANGE)
        target.update(zip(items[::2], items[1::2], strict=True))

    def _append(self, items: list[Any]) -> None:
        target = self._stack[-1]
        if not isinstance(target, list):
            raise ValueError(_STRANGE)
        target.extend(items)

    def _build(self) -> None:
        """Attributes that a dictionary of PyTorch's has beside its items, as its version, are left out."""
        self._stack.pop()
        if not isinstance(self._stack[-1], dict):
            raise ValueError(_STRANGE)

    def _call(self) -> None:
        arguments, named = self._stack.pop(), self._stack.pop()
        if not isinstance(named, _Named):
            raise ValueError(_STRANGE)
        if named.name == "collections OrderedDict" and arguments == ():
            self._stack.append({})
        elif named.name == "torch._utils _rebuild_tensor_v2":
            self._stack.append(_tensor(*arguments[:4]))
        elif named.name == "torch._utils _rebuild_parameter" and isinstance(arguments[0], np.ndarray):
            self._stack.append(arguments[0])
        else:
            raise ValueError(_STRANGE)

    def _run_of_numbers(self) -> None:
        what, kind, key, _, count = self._stack.pop()
        if what != "storage" or not isinstance(kind, _Named) or kind.name not in _TYPES:
            raise ValueError(_STRANGE)
        if key not in self._runs:
            self._runs[key] = _numbers(_TYPES[kind.name], self._archive.read(f"{self._folder}data/{key}"))
        if self._runs[key].size != count:
            raise ValueError(f"{self._runs[key].size} numbers where it says {count}")
        self._stack.append(self._runs[key])


class _Named:
    """A class or function that a pickle names; never looked up."""

    def __init__(self, name: str):
        self.name = name


def _tensor(numbers: Array, first: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> Array:
    """A view of a run of numbers; strides in numbers."""
    if len(shape) != len(strides) or min((first, *shape, *strides)) < 0 or math.prod(shape) > numbers.size:
        raise ValueError(_STRANGE)
    last = first + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True))
    if math.prod(shape) and last >= numbers.size:
        raise ValueError(_STRANGE)
    size = numbers.itemsize
    return np.lib.stride_tricks.as_strided(
        numbers[first:], shape, tuple(stride * size for stride in strides), writeable=False
    )


_IGNORED = ("PROTO", "FRAME", "STOP")
_PUSHED = (
    *("BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT"),
    *("SHORT_BINSTRING", "BINSTRING"),
)
_STEPS: Mapping[str, Callable[[_Pickled, Any], None]] = {
    "GLOBAL": lambda self, name: self._push(lambda: _Named(name)),
    "NONE": lambda self, _: self._push(lambda: None),
    "NEWTRUE": lambda self, _: self._push(lambda: True),
    "NEWFALSE": lambda self, _: self._push(lambda: False),
    "EMPTY_DICT": lambda self, _: self._push(dict),
    "EMPTY_LIST": lambda self, _: self._push(list),
    "EMPTY_TUPLE": lambda self, _: self._push(tuple),
    "MARK": lambda self, _: self._push(lambda: _MARK),
    "TUPLE": lambda self, _: self._push(lambda: tuple(self._since_mark())),
    "TUPLE1": lambda self, _: self._last(1),
    "TUPLE2": lambda self, _: self._last(2),
    "TUPLE3": lambda self, _: self._last(3),
    "BINPUT": lambda self, place: self._keep(place),
    "LONG_BINPUT": lambda self, place: self._keep(place),
    "MEMOIZE": lambda self, _: self._keep(None),
    "BINGET": lambda self, place: self._recall(place),
    "LONG_BINGET": lambda self, place: self._recall(place),
    "SETITEMS": lambda self, _: self._set_items(self._since_mark()),
    "SETITEM": lambda self, _: self._set_items([self._stack.pop(-2), self._stack.pop()]),
    "APPENDS": lambda self, _: self._append(self._since_mark()),
    "APPEND": lambda self, _: self._append([self._stack.pop()]),
    "BUILD": lambda self, _: self._build(),
    "REDUCE": lambda self, _: self._call(),
    "BINPERSID": lambda self, _: self._run_of_numbers(),
}
