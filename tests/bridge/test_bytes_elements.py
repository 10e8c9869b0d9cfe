"""Elements of BYTES tensors lie in shared memory as Triton reads them."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from tests import fake_pb_utils as triton
from tritone.bridge.wire.bytes_elements import deserialized, serialized, use_quick_elements


def elements_in(laid_out: bytes) -> list[bytes]:
    """As a client or Triton takes them apart: four bytes of length before each."""
    found = []
    while laid_out:
        (length,) = struct.unpack_from("<I", laid_out)
        found.append(laid_out[4 : 4 + length])
        assert len(found[-1]) == length
        laid_out = laid_out[4 + length :]
    return found


@pytest.mark.parametrize(
    "elements",
    [
        np.array([b"audio \x00 and zeros at its end \x00\x00"], np.object_),
        np.array([[b"heart"], [b""], ["süß"]], np.object_),
        np.array([[b"a", b"b"], [b"c", b"d"]], np.object_).T,
        np.array([bytearray(b"x"), 7, None], np.object_),
        np.array([b"ab", b"c"], "S2"),
        np.zeros((0, 1), np.object_),
    ],
)
def test_each_element_follows_its_length(elements):
    expected = [item if isinstance(item, bytes) else str(item).encode() for item in elements.flatten().tolist()]
    laid_out = serialized(elements)
    assert laid_out.dtype == np.uint8 and laid_out.ndim == 1
    assert elements_in(laid_out.tobytes()) == expected


@pytest.mark.parametrize("elements", [[b"heart"], [b"a \x00", b"", "süß".encode()], [b""], [], [b"x" * 70_000, b"y"]])
def test_elements_are_taken_apart_as_they_were_put_together(elements):
    back = deserialized(serialized(np.array([*elements, None], np.object_)[:-1]))
    assert back.dtype == np.object_ and back.shape == (len(elements),) and back.tolist() == elements


@pytest.mark.parametrize("laid_out", [b"\x05\x00\x00\x00ab", b"\x01\x00\x00\x00a\x09", b"\xff\xff\xff\xff"])
def test_an_element_that_ends_before_its_length_is_an_error(laid_out):
    with pytest.raises(ValueError, match=f"a BYTES tensor of {len(laid_out)} bytes holds elements of"):
        deserialized(np.frombuffer(laid_out, np.uint8))


def test_the_stub_calls_them_by_the_names_that_triton_has_for_them(monkeypatch):
    monkeypatch.setattr(triton, "serialize_byte_tensor", None, raising=False)
    monkeypatch.setattr(triton, "deserialize_bytes_tensor", None, raising=False)
    use_quick_elements()
    assert triton.serialize_byte_tensor is serialized
    assert triton.deserialize_bytes_tensor is deserialized
