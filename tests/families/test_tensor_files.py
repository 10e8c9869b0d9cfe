"""Tensors are read out of PyTorch's files as PyTorch reads them, and nothing in a file is run."""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from collections import OrderedDict

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from tritone.families.tensor_files import read_safetensors, read_torch_file


def saved(folder, value):
    path = folder / "file.pth"
    torch.save(value, path)
    return path


def with_program(folder, program: bytes, numbers: bytes = b"\0" * 40):
    """An archive like PyTorch's around any pickle; its one run of numbers is called "0"."""
    path = folder / "made.pth"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("made/data.pkl", program)
        archive.writestr("made/data/0", numbers)
    return path


def test_dictionaries_of_tensors_are_read_as_they_were_saved(tmp_path):
    base = torch.arange(60, dtype=torch.float32).reshape(3, 4, 5)
    value = {
        "whole": base,
        "turned": base.transpose(0, 2),
        "part": base[1:, ::2],
        "one": torch.tensor(2.5),
        "none": torch.zeros(0, 3),
        "nested": OrderedDict(counts=torch.tensor([1, -2]), bytes=torch.tensor([3, 250], dtype=torch.uint8)),
        "learnt": torch.nn.Parameter(torch.ones(2)),
        "list": [torch.zeros(1), (1, "word", None, True, 0.5)],
        "double": torch.tensor([1e-300], dtype=torch.float64),
        "half": torch.tensor([0.1, 65504.0], dtype=torch.float16),
    }
    found = read_torch_file(saved(tmp_path, value))
    for name in ("whole", "turned", "part", "one", "none", "learnt", "double", "half"):
        expected = value[name].detach().numpy()
        np.testing.assert_array_equal(found[name], expected)
        assert found[name].dtype == expected.dtype and found[name].shape == expected.shape
    assert found["nested"]["counts"].tolist() == [1, -2] and found["nested"]["bytes"].tolist() == [3, 250]
    assert found["list"][1] == (1, "word", None, True, 0.5)


def test_bfloat16_becomes_float32(tmp_path):
    value = torch.tensor([1.0, -0.1, 3e38, float("inf")]).to(torch.bfloat16)
    np.testing.assert_array_equal(read_torch_file(saved(tmp_path, value)), value.float().numpy())
    save_file({"a": value}, tmp_path / "file.safetensors")
    np.testing.assert_array_equal(read_safetensors(tmp_path / "file.safetensors")["a"], value.float().numpy())


def test_safetensors_are_read_as_they_were_saved(tmp_path):
    value = {"a": torch.randn(3, 4), "b.c": torch.tensor([1, 2]), "none": torch.zeros(0, 2), "one": torch.tensor(1.5)}
    save_file(value, tmp_path / "file.safetensors", metadata={"format": "pt"})
    found = read_safetensors(tmp_path / "file.safetensors")
    assert set(found) == set(value)
    for name, tensor in value.items():
        np.testing.assert_array_equal(found[name], tensor.numpy())


class Stranger:
    """Says what is to be called when it is unpickled."""

    def __init__(self, *call):
        self._call = call

    def __reduce__(self):
        return self._call


def test_what_a_file_asks_to_be_called_is_not_called(tmp_path):
    made = tmp_path / "made-by-the-file"
    for value in (
        Stranger(os.mkdir, (str(made),)),
        {"weight": torch.zeros(2), "more": Stranger(exec, (f"open({str(made)!r}, 'w')",))},
        Stranger(getattr, (OrderedDict, "__init__")),
        np.zeros(3),
        torch.nn.Linear(2, 2),
    ):
        with pytest.raises(ValueError, match="holds other things than tensors"):
            read_torch_file(saved(tmp_path, value))
    for protocol in range(6):
        program = pickle.dumps(Stranger(os.mkdir, (str(made),)), protocol=protocol)
        with pytest.raises(ValueError, match="."):
            read_torch_file(with_program(tmp_path, program))
    assert not made.exists()


class Shaped(pickle.Pickler):
    """Writes a tensor of a shape and strides of one's choice over ten numbers."""

    def persistent_id(self, value):
        return ("storage", torch.FloatStorage, "0", "cpu", 10) if value == "numbers" else None


@pytest.mark.parametrize(
    ("first", "shape", "strides"),
    [
        (0, (11,), (1,)),
        (1, (10,), (1,)),
        (0, (2, 5), (6, 1)),
        (0, (2,), (10,)),
        (-1, (2,), (1,)),
        (0, (2,), (-1,)),
        (0, (1 << 40,), (0,)),
        (0, (3, 4), (0, 0)),
        (11, (1,), (1,)),
        (0, (2,), ()),
    ],
)
def test_numbers_beyond_those_that_are_there_are_not_read(tmp_path, first, shape, strides):
    rebuild = torch._utils._rebuild_tensor_v2
    program = io.BytesIO()
    Shaped(program, protocol=2).dump(Stranger(rebuild, ("numbers", first, shape, strides, False, OrderedDict())))
    with pytest.raises(ValueError, match="holds other things than tensors"):
        read_torch_file(with_program(tmp_path, program.getvalue()))
    with pytest.raises(ValueError, match="10 numbers where it says|9 numbers where it says"):
        read_torch_file(with_program(tmp_path, program.getvalue(), b"\0" * 36))


def test_a_damaged_file_is_refused_wherever_it_ends(tmp_path):
    whole = saved(tmp_path, {"a": torch.zeros(30), "b": [torch.ones(2)]}).read_bytes()
    cut = tmp_path / "cut.pth"
    for end in range(0, len(whole), 37):
        cut.write_bytes(whole[:end])
        with pytest.raises(ValueError, match="."):
            read_torch_file(cut)


def test_a_damaged_program_is_refused_or_read(tmp_path):
    """Never anything else than a ValueError, whichever byte is wrong."""
    with zipfile.ZipFile(saved(tmp_path, {"a": torch.zeros(10)})) as archive:
        program = archive.read("file/data.pkl")
    random = np.random.default_rng(1)
    for place in range(len(program)):
        changed = bytearray(program)
        changed[place] ^= int(random.integers(1, 256))
        try:
            read_torch_file(with_program(tmp_path, bytes(changed)))
        except ValueError:
            continue


@pytest.mark.parametrize(
    "header",
    [
        {"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}},
        {"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 400]}},
        {"a": {"dtype": "F32", "shape": [-1, -2], "data_offsets": [0, 8]}},
        {"a": {"dtype": "F32", "shape": [0], "data_offsets": [-8, -4]}},
        {"a": {"dtype": "F99", "shape": [2], "data_offsets": [0, 8]}},
        {"a": {"shape": [2]}},
        ["a"],
    ],
)
def test_a_damaged_header_is_refused(tmp_path, header):
    text = json.dumps(header).encode()
    path = tmp_path / "file.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"\0" * 8)
    if header == {"a": {"dtype": "F32", "shape": [0], "data_offsets": [-8, -4]}}:
        assert read_safetensors(path)["a"].size == 0
        return
    with pytest.raises(ValueError, match="."):
        read_safetensors(path)
    path.write_bytes((1 << 60).to_bytes(8, "little") + text)
    with pytest.raises(ValueError, match="its header would have"):
        read_safetensors(path)
