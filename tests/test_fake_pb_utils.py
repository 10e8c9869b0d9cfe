"""The fake of Triton's Python utilities does as Triton does, where the code relies on it."""

import numpy as np
import pytest

from tests import fake_pb_utils as triton


def test_numbers_and_bytes_come_back_as_they_were():
    for values in (np.arange(6, dtype=np.int64).reshape(2, 3), np.array([True]), np.zeros((1, 0, 3), np.float32)):
        back = triton.Tensor("x", values).as_numpy()
        assert back.dtype == values.dtype and np.array_equal(back, values) and back.shape == values.shape
    texts = np.array([["é".encode(), b""], [b"\xff", b"a\0b"]], np.object_)
    assert triton.Tensor("x", texts).as_numpy().tolist() == texts.tolist()


def test_a_text_comes_back_as_its_bytes():
    assert triton.Tensor("x", np.array(["é"], np.object_)).as_numpy().tolist() == ["é".encode()]


def test_a_called_models_error_loses_its_code_as_in_triton_24_10():
    refused = triton.InferenceResponse(error=triton.TritonError("no", triton.TritonError.INVALID_ARG))
    triton.models["asked"] = lambda request: refused
    response = triton.InferenceRequest(model_name="asked").exec()
    assert (response.error().message(), response.error().code()) == ("no", triton.TritonError.INTERNAL)


def test_only_outputs_that_were_asked_for_come_back():
    both = [triton.Tensor(name, np.zeros(1)) for name in ("a", "b")]
    triton.models["asked"] = lambda request: triton.InferenceResponse(both)
    response = triton.InferenceRequest(model_name="asked", requested_output_names=["b"]).exec()
    assert [tensor.name() for tensor in response.output_tensors()] == ["b"]


def test_nothing_is_sent_after_the_end():
    sender = triton.ResponseSender()
    sender.send(flags=triton.TRITONSERVER_RESPONSE_COMPLETE_FINAL)
    with pytest.raises(RuntimeError, match="closed"):
        sender.send(triton.InferenceResponse())


def test_an_error_that_is_not_utf_8_cannot_be_made():
    with pytest.raises(UnicodeEncodeError):
        triton.TritonError("\ud800")


def test_the_first_handle_of_a_series_that_is_freed_takes_it_from_the_others():
    families = [triton.MetricFamily("shared_total", "", triton.MetricFamily.COUNTER) for _ in range(2)]
    first, second = (family.Metric({"voice": "heart"}) for family in families)
    first.increment(2.0)
    second.increment(3.0)
    assert triton.MetricFamily.shown["shared_total"] == {(("voice", "heart"),): 5.0}
    del first
    with pytest.raises(KeyError):
        second.increment(1.0)
