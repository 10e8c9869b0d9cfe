"""Numbers are written over where they lie in shared memory; where they do not lie there, a new tensor is made."""

import numpy as np
import pytest

from tests import fake_pb_utils as triton
from tests.bridge.requests import answered
from tritone.bridge.wire.chunk_tensors import ChunkTensors, KeptNumber
from tritone.bridge.wire.kept_tensors import KeptTensors
from tritone.pipeline.chunks import Chunk


@pytest.mark.parametrize(("kind", "values"), [(np.int32, [1, -2, 48_000]), (np.float32, [0.25, 1e-7, 20_000.5])])
def test_a_number_that_was_sent_is_written_over(kind, values):
    sender, number, tensors = triton.ResponseSender(), KeptNumber("n", kind), set()
    for value in values:
        tensor = number.holding(value)
        tensors.add(id(tensor))
        sender.send(triton.InferenceResponse([tensor]))
        number.was_sent()
    assert len(tensors) == 1
    sent = [answered(response)["n"] for response in sender.sent]
    assert [array.dtype for array in sent] == [kind] * 3
    assert [array.tolist() for array in sent] == [np.array([value], kind).tolist() for value in values]


def test_a_number_that_was_left_out_of_a_response_is_made_anew():
    """It lies in no shared memory: written over, it would change under whoever holds the first one."""
    number = KeptNumber("n", np.int32)
    first = number.holding(1)
    number.was_sent()
    second = number.holding(2)
    assert first is not second and first.as_numpy().tolist() == [1] and second.as_numpy().tolist() == [2]


def test_a_set_is_used_again_once_it_was_given_back():
    kept, sender = KeptTensors(ChunkTensors), triton.ResponseSender()
    one = kept.take()
    other = kept.take()
    assert one is not other
    sender.send(one.response(Chunk(b"a", 24_000, 0, 0.0, 1.5, False), None))
    kept.give_back(one)
    assert kept.take() is one
    sender.send(one.response(Chunk(b"bc", 22_050, 1, 1.5, 0.5, True, [{"word": "a"}], ["w"]), None))
    assert [{name: values.tolist() for name, values in answered(response).items()} for response in sender.sent] == [
        {
            "audio": [b"a"],
            "sample_rate": [24_000],
            "chunk_index": [0],
            "start_seconds": [0.0],
            "duration_seconds": [1.5],
            "is_last": [False],
            "timestamps": [b"[]"],
        },
        {
            "audio": [b"bc"],
            "sample_rate": [22_050],
            "chunk_index": [1],
            "start_seconds": [1.5],
            "duration_seconds": [0.5],
            "is_last": [True],
            "timestamps": [b'[{"word": "a"}]'],
            "warnings": [b'["w"]'],
        },
    ]
    kept.clear()
    assert kept.take() is not one
