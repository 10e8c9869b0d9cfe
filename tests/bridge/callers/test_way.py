"""HTTP callers, whose JSON carries no bytes: who they are, and what they are answered with."""

import numpy as np
import pytest

from tests import fake_pb_utils as triton
from tritone.bridge.callers.way import CallersWays
from tritone.errors import InvalidRequest

GRPC = {"user-agent": "grpc-python/1.70"}


def inputs(ways, parameters=None, **texts):
    tensors = [triton.Tensor(name, np.array([text.encode()], np.object_)) for name, text in texts.items()]
    return ways.inputs(triton.InferenceRequest("tts", tensors, parameters=parameters))


@pytest.fixture
def ways():
    """Those of a server that hands the user-agent of gRPC requests on."""
    return CallersWays(True)


def test_http_callers_get_base64_and_grpc_callers_bytes(ways):
    assert inputs(ways, text="Hi") == {"text": b"Hi", "encoding": b"base64"}
    assert inputs(ways, {"id": "7"}, text="Hi", op="begin")["encoding"] == b"base64"
    assert inputs(ways, GRPC, text="Hi") == {"text": b"Hi"}
    assert inputs(ways, GRPC, encoding="base64") == {"encoding": b"base64"}


def test_an_operation_that_sends_no_audio_gets_no_encoding(ways):
    assert inputs(ways, op="append", text="x") == {"op": b"append", "text": b"x"}


def test_bytes_in_json_are_refused(ways):
    with pytest.raises(InvalidRequest, match='"binary" cannot be answered over HTTP.*allowed: "base64"'):
        inputs(ways, text="Hi", encoding="binary")


def test_a_key_that_is_no_input_is_refused_by_name(ways):
    with pytest.raises(InvalidRequest, match='^input "voise" is unknown; allowed: "text", "voice", .*"op"'):
        inputs(ways, {"id": "7", "voise": "heart"}, text="Hi")
    assert inputs(ways, GRPC | {"mine": 1}, text="Hi") == {"text": b"Hi"}


def test_where_ways_cannot_be_told_only_a_whole_utterance_must_say_how():
    ways = CallersWays(False)
    assert inputs(ways, {"anything": 1}, text="Hi") == {"text": b"Hi"}
    with pytest.raises(InvalidRequest, match='^input "encoding" is missing; it is required with "mode" "whole"'):
        inputs(ways, text="Hi", mode="whole")
    assert inputs(ways, mode="whole", encoding="binary")["encoding"] == b"binary"
