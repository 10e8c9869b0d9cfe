"""Our reader of ONNX files against the package onnx, on every voice that is here and on each kind of tensor."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from tritone.errors import MissingVoice
from tritone.families.onnx_graph import read_graph
from tritone.voices.installed import get_voice
from tritone.voices.voice import WEIGHTS


def saved(path, initializers, nodes=()):
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1])
    path.write_bytes(
        helper.make_model(helper.make_graph(list(nodes), "tiny", [], [output], initializers)).SerializeToString()
    )
    return path


@pytest.mark.parametrize("name", ["heart", "joe"])
def test_a_voices_file_is_read_as_the_package_onnx_reads_it(name):
    voice = get_voice(name)
    if not voice.is_present():
        pytest.skip(f"{voice.source} is not installed")
    path = voice.checked(WEIGHTS)
    ours, theirs = read_graph(path), onnx.load(str(path)).graph
    assert list(ours.arrays) == [item.name for item in theirs.initializer]
    for item in theirs.initializer:
        np.testing.assert_array_equal(ours.arrays[item.name], numpy_helper.to_array(item), strict=True)
    for node, their in zip(ours.nodes, theirs.node, strict=True):
        assert (node.op_type, node.name) == (their.op_type, their.name)
        assert (list(node.inputs), list(node.outputs)) == (list(their.input), list(their.output))
        for item in their.attribute:
            value = onnx.helper.get_attribute_value(item)
            if isinstance(value, TensorProto):
                np.testing.assert_array_equal(node.attributes[item.name], numpy_helper.to_array(value), strict=True)
            elif item.type != onnx.AttributeProto.GRAPH:
                assert node.attributes[item.name] == value


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.float16, np.int8, np.uint8, np.int32, np.int64, np.bool_])
@pytest.mark.parametrize("raw", [True, False])
@pytest.mark.parametrize("shape", [(), (3,), (0,), (2, 1, 3)])
def test_every_kind_of_tensor_comes_back(tmp_path, kind, raw, shape):
    array = (np.arange(np.prod(shape, dtype=int)).reshape(shape) - 2).astype(kind)
    code = helper.np_dtype_to_tensor_dtype(array.dtype)
    values = array.tobytes() if raw else array.flatten().tolist()
    path = saved(tmp_path / "model.onnx", [helper.make_tensor("x", code, shape, values, raw=raw)])
    np.testing.assert_array_equal(read_graph(path).arrays["x"], array, strict=True)


def test_attributes_of_every_kind_come_back(tmp_path):
    given = {"number": 3, "share": 0.5, "word": b"same", "numbers": [1, 2], "shares": [0.5, 2.0]}
    path = saved(tmp_path / "model.onnx", [], [helper.make_node("Conv", ["x"], ["y"], name="layer", **given)])
    (node,) = read_graph(path).nodes
    assert (node.op_type, node.name, node.inputs, node.outputs) == ("Conv", "layer", ["x"], ["y"])
    assert node.attributes == given


def test_files_that_hold_no_weights_are_refused_by_name(tmp_path):
    with pytest.raises(MissingVoice, match="gone.onnx does not exist"):
        read_graph(tmp_path / "gone.onnx")
    (tmp_path / "text.onnx").write_text("no model")
    with pytest.raises(MissingVoice, match="text.onnx is damaged or not an ONNX file"):
        read_graph(tmp_path / "text.onnx")
    short = numpy_helper.from_array(np.zeros(4, np.float32), "weight")
    short.raw_data = short.raw_data[:-4]
    with pytest.raises(MissingVoice, match="is damaged or not an ONNX file: cannot reshape"):
        read_graph(saved(tmp_path / "short.onnx", [short]))
    elsewhere = numpy_helper.from_array(np.zeros(4, np.float32), "weight")
    elsewhere.data_location = TensorProto.EXTERNAL
    with pytest.raises(MissingVoice, match="tensor weight lies in another file"):
        read_graph(saved(tmp_path / "external.onnx", [elsewhere]))
    odd = helper.make_tensor("weight", TensorProto.STRING, [1], [b"word"])
    with pytest.raises(MissingVoice, match="tensor weight is of element type 8, which no voice has"):
        read_graph(saved(tmp_path / "odd.onnx", [odd]))
