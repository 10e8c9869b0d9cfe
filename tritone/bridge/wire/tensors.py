"""Read and check one tensor of a request, and make one: what the tensors of all models have in common.

In `text_frontend`, `acoustic` and `vocoder` every tensor has the batch's dimension in front. Any client may call them,
so a tensor is checked here before anything looks into it; what its values must be is checked by who knows that.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence, Sized
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import triton_python_backend_utils as pb_utils

from tritone.bridge.error_codes import code_and_message
from tritone.errors import InvalidRequest, SynthesisFailed

Array = npt.NDArray[Any]
Inputs: TypeAlias = "dict[str, pb_utils.Tensor]"
"""Of one request, by name."""
Number = TypeVar("Number", int, float)
_MOST_NAME_BYTES = 1000
"""A blend of eight voices takes a few hundred."""


def text_tensor(name: str, value: str | bytes) -> pb_utils.Tensor:
    """A BYTES tensor of one element."""
    return pb_utils.Tensor(
        name, np.array([value.encode("utf-8", "replace") if isinstance(value, str) else value], np.object_)
    )


def text_rows(name: str, values: Sequence[str]) -> pb_utils.Tensor:
    """A BYTES tensor of one element a row."""
    return pb_utils.Tensor(name, np.array([[value.encode()] for value in values], np.object_))


def filled(rows: Sequence[Array], filler: float = 0) -> Array:
    """Rows of different lengths as one array, the shorter ones filled up at their ends.

    Joined as bytes: to assign arrays, NumPy lets go of the interpreter's lock at each, and other threads take it.
    """
    first = np.ascontiguousarray(rows[0])
    if len(rows) == 1:
        return first[None]
    longest, inner = max(map(len, rows)), first.shape[1:]
    parts: list[memoryview] = []
    for row in rows:
        parts.append(np.ascontiguousarray(row, first.dtype).data)
        if missing := longest - len(row):
            parts.append(np.full((missing, *inner), filler, first.dtype).data)
    return np.frombuffer(b"".join(parts), first.dtype).reshape(len(rows), longest, *inner)


def end_to_end(rows: Sequence[Array]) -> Array:
    """Rows of different lengths, one after the other, cut into as many of the same length; zeros after the last."""
    if len(rows) == 1:
        return np.ascontiguousarray(rows[0])[None]
    parts = [np.ascontiguousarray(row).data for row in rows]
    inner, item, total = rows[0].shape[1:], rows[0].dtype, sum(map(len, rows))
    longest = -(-total // len(rows))
    if missing := longest * len(rows) - total:
        parts.append(np.zeros((missing, *inner), item).data)
    return np.frombuffer(b"".join(parts), item).reshape(len(rows), longest, *inner)


def taken_apart(values: Array, sizes: Sequence[int]) -> list[Array]:
    """The opposite, of what the rows are together; no size is less than 0, and they are no more than there is."""
    return [values[end - size : end] for size, end in zip(sizes, itertools.accumulate(sizes), strict=True)]


def outputs(response: pb_utils.InferenceResponse, *names: str) -> list[Array]:
    """The tensors that a called model answered, in the order of their names."""
    found = {tensor.name(): tensor for tensor in response.output_tensors()}
    for name in names:
        if name not in found:
            raise SynthesisFailed(f'output "{name}" is missing in what a called model answered')
    return [found[name].as_numpy() for name in names]


def inputs_of(request: pb_utils.InferenceRequest) -> Inputs:
    """All its inputs at once: Triton's function to find one makes objects of all of them each time."""
    return {tensor.name(): tensor for tensor in request.inputs()}


def batch(inputs: Inputs, name: str, kind: type[np.generic], *dimensions: int | None) -> Array:
    """An input whose dtype is `kind` and whose shape is [rows, *dimensions]; a dimension of None may be any.

    Raises InvalidRequest.
    """
    tensor = inputs.get(name)
    if tensor is None:
        raise InvalidRequest(f'input "{name}" is missing; it is required')
    values = tensor.as_numpy()
    if values.dtype.type is not kind and values.dtype != kind:  # the comparison takes as long as all the rest
        raise InvalidRequest(f'input "{name}" holds {values.dtype}; allowed: {np.dtype(kind)}')
    shape = values.shape
    fits = len(shape) == len(dimensions) + 1
    for size, found in zip(dimensions, shape[1:], strict=False):
        fits = fits and size in (None, found)
    if not fits:
        wanted = ", ".join("any" if size is None else str(size) for size in dimensions)
        raise InvalidRequest(f'input "{name}" has shape {list(shape)}; allowed: [rows, {wanted}]')
    return values


def same_rows(names: Sequence[str], *inputs: Sized) -> None:
    """Raises InvalidRequest when inputs of one request have different numbers of rows."""
    if len(set(map(len, inputs))) > 1:
        counts = ", ".join(f'{len(values)} in "{name}"' for name, values in zip(names, inputs, strict=True))
        raise InvalidRequest(f'input "{names[0]}": numbers of rows differ: {counts}; allowed: the same in every input')


def within(name: str, what: str, value: Number, least: Number, most: Number) -> Number:
    """The value; raises InvalidRequest when it lies outside of [least, most] or is NaN."""
    if not least <= value <= most:
        raise InvalidRequest(f'input "{name}": {what} is {value}; allowed: {least} to {most}')
    return value


def voice_names(inputs: Inputs) -> list[str]:
    """Input "voice" of each row."""
    return [text_of("voice", name, _MOST_NAME_BYTES) for name in batch(inputs, "voice", np.object_, 1)[:, 0].tolist()]


def optional_text(request: pb_utils.InferenceRequest, name: str) -> str | None:
    """A BYTES input of one element, None where it was not sent; raises InvalidRequest."""
    tensor = pb_utils.get_input_tensor_by_name(request, name)
    if tensor is None:
        return None
    values = tensor.as_numpy()
    if values.size != 1:
        raise InvalidRequest(f'input "{name}" has {values.size} elements; allowed: exactly 1')
    return text_of(name, values.reshape(-1)[0], _MOST_NAME_BYTES)


def text_of(name: str, value: bytes, most_bytes: int) -> str:
    """An element of a BYTES input; raises InvalidRequest when it is too long or not UTF-8."""
    if len(value) > most_bytes:
        raise InvalidRequest(f'input "{name}" has {len(value)} bytes; allowed: up to {most_bytes}')
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidRequest(
            f'input "{name}" is not UTF-8: byte {value[error.start]:#04x} at position {error.start}; allowed: UTF-8'
        ) from None


def error_response(error: Exception) -> pb_utils.InferenceResponse:
    """The response that tells a caller what went wrong, with the status that says whose fault it is; never raises."""
    code, message = code_and_message(error)
    return pb_utils.InferenceResponse(error=pb_utils.TritonError(message, getattr(pb_utils.TritonError, code)))
