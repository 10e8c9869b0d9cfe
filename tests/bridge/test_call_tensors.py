"""Small tensors of calls are written over where they lie in shared memory, and texts kept while they are the same."""

import numpy as np

from tests import fake_pb_utils as triton
from tritone.bridge.wire.call_tensors import CallTensors
from tritone.bridge.wire.kept_tensors import KeptTensors


def called(tensors: CallTensors, *packed: triton.Tensor) -> list[list]:
    """A call with these tensors, which moves them to shared memory: what the called model reads."""
    read = [tensor.move_to_shared_memory().tolist() for tensor in packed]
    tensors.were_sent()
    return read


def test_numbers_that_were_sent_are_written_over_where_there_are_as_many_rows():
    kept, made = CallTensors(), set()
    for rows in ([[1, 2]], [[3, -4]], [[5, 6], [7, 8]], [[9, 1 << 40]], [[0, 0], [0, 1]]):
        tensor = kept.numbers("window", rows, np.int64)
        made.add(id(tensor))
        assert called(kept, tensor) == [rows]
        assert tensor.as_numpy().dtype == np.int64
    assert len(made) == 2


def test_numbers_of_a_call_that_never_went_out_are_made_anew():
    """They lie in no shared memory: written over, they would change under whoever holds the first ones."""
    kept = CallTensors()
    first = kept.numbers("speed", [[1.0]], np.float32)
    kept.were_sent()
    second = kept.numbers("speed", [[2.0]], np.float32)
    assert first is not second and first.as_numpy().tolist() == [[1.0]] and second.as_numpy().tolist() == [[2.0]]


def test_texts_are_kept_while_they_are_the_same_and_not_long_nor_many():
    kept = CallTensors()
    heart = kept.texts("voice", ["heart", "joe"])
    assert heart.as_numpy().tolist() == [[b"heart"], [b"joe"]]
    assert kept.texts("voice", ["heart", "joe"]) is heart
    assert kept.texts("voice", ["joe", "heart"]) is not heart and kept.texts("lexicon", ["heart", "joe"]) is not heart
    long = kept.texts("lexicon", ["x" * 1000])
    assert kept.texts("lexicon", ["x" * 1000]) is not long
    for number in range(60):
        kept.texts("voice", [str(number)])
    assert kept.texts("voice", ["heart", "joe"]) is not heart


def test_a_set_is_used_again_once_it_was_given_back():
    kept = KeptTensors(CallTensors)
    one, other = kept.take(), kept.take()
    assert one is not other
    kept.give_back(one)
    assert kept.take() is one
    kept.give_back(one)
    kept.clear()
    assert kept.take() is not one
