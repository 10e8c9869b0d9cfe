"""Read the parts of an ONNX file that voices' weights lie in: initialisers, and nodes with their attributes.

The part of ONNX's schema (onnx.proto, version 1) that this takes is declared here, and protobuf does the parsing. The
package onnx would do the same, at 55 MB on the disk, and a tenth of a second and 13 MB of memory in each process.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from tritone.errors import MissingVoice

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Node:
    """One operation of the graph."""

    op_type: str
    name: str
    inputs: Sequence[str]
    outputs: Sequence[str]
    attributes: Mapping[str, Any]
    """Numbers, bytes, arrays, and lists of numbers, by name; other kinds are left out."""


@dataclass(frozen=True)
class Graph:
    """What a file holds."""

    arrays: Mapping[str, Array]
    """The initialisers by name; not to be written to."""
    nodes: Sequence[Node]


_FIELDS = {
    "Model": {"graph": (7, "Graph", False)},
    "Graph": {"node": (1, "Node", True), "initializer": (5, "Tensor", True)},
    "Node": {
        "input": (1, "string", True),
        "output": (2, "string", True),
        "name": (3, "string", False),
        "op_type": (4, "string", False),
        "attribute": (5, "Attribute", True),
    },
    "Attribute": {
        "name": (1, "string", False),
        "f": (2, "float", False),
        "i": (3, "int64", False),
        "s": (4, "bytes", False),
        "t": (5, "Tensor", False),
        "floats": (7, "float", True),
        "ints": (8, "int64", True),
        "type": (20, "int32", False),
    },
    "Tensor": {
        "dims": (1, "int64", True),
        "data_type": (2, "int32", False),
        "float_data": (4, "float", True),
        "int32_data": (5, "int32", True),
        "int64_data": (7, "int64", True),
        "name": (8, "string", False),
        "raw_data": (9, "bytes", False),
        "double_data": (10, "double", True),
        "data_location": (14, "int32", False),
    },
}
"""Message → field → number, type, whether it is repeated."""
_ATTRIBUTE_FIELDS = {1: "f", 2: "i", 3: "s", 4: "t", 6: "floats", 7: "ints"}
"""Which field holds an attribute's value, by its type."""
_TYPES: Mapping[int, tuple[type[np.generic], str]] = {
    1: (np.float32, "float_data"),
    2: (np.uint8, "int32_data"),
    3: (np.int8, "int32_data"),
    6: (np.int32, "int32_data"),
    7: (np.int64, "int64_data"),
    9: (np.bool_, "int32_data"),
    11: (np.float64, "double_data"),
}
"""Element type → NumPy's, and the field that holds elements when they are not raw bytes."""
_HALF = 10
_EXTERNAL = 1


def read_graph(path: Path) -> Graph:
    """Raises MissingVoice when the file is not there, is damaged, or keeps its weights in other files."""
    try:
        graph = _model_class().FromString(path.read_bytes()).graph
        return Graph({item.name: _array(item) for item in graph.initializer}, [_node(item) for item in graph.node])
    except FileNotFoundError:
        raise MissingVoice(f"{path} does not exist") from None
    except Exception as error:  # protobuf has exceptions of its own for damaged files, NumPy for sizes that do not fit
        raise MissingVoice(f"{path.name} is damaged or not an ONNX file: {error}") from error


def _node(node: Any) -> Node:
    attributes: dict[str, Any] = {}
    for item in node.attribute:
        field = _ATTRIBUTE_FIELDS.get(item.type)
        if field is not None:
            value = getattr(item, field)
            attributes[item.name] = (
                _array(value) if field == "t" else list(value) if field in ("floats", "ints") else value
            )
    return Node(node.op_type, node.name, list(node.input), list(node.output), attributes)


def _array(tensor: Any) -> Array:
    if tensor.data_location == _EXTERNAL:
        raise ValueError(f"tensor {tensor.name} lies in another file")
    shape = tuple(tensor.dims)
    if tensor.data_type == _HALF:
        if tensor.HasField("raw_data"):
            return np.frombuffer(tensor.raw_data, np.float16).reshape(shape)
        return np.array(tensor.int32_data, np.uint16).view(np.float16).reshape(shape)
    if tensor.data_type not in _TYPES:
        raise ValueError(f"tensor {tensor.name} is of element type {tensor.data_type}, which no voice has")
    kind, field = _TYPES[tensor.data_type]
    if tensor.HasField("raw_data"):
        return np.frombuffer(tensor.raw_data, kind).reshape(shape)
    return np.array(getattr(tensor, field), kind).reshape(shape)


@functools.lru_cache(maxsize=1)
def _model_class() -> Any:
    """The class of the message that a file is."""
    file = descriptor_pb2.FileDescriptorProto(name="tritone/onnx.proto", package="tritone.onnx")
    kinds = descriptor_pb2.FieldDescriptorProto
    for message, fields in _FIELDS.items():
        described = file.message_type.add(name=message)
        for name, (number, kind, is_repeated) in fields.items():
            field = described.field.add(name=name, number=number)
            field.label = kinds.LABEL_REPEATED if is_repeated else kinds.LABEL_OPTIONAL
            if kind in _FIELDS:
                field.type, field.type_name = kinds.TYPE_MESSAGE, f".tritone.onnx.{kind}"
            else:
                field.type = getattr(kinds, f"TYPE_{kind.upper()}")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("tritone.onnx.Model"))
