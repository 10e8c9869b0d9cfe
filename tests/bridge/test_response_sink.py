"""The caller's end of a stream: chunks in order, one end whatever happens, and nothing shared between two loads."""

import time

import numpy as np
import pytest

from tests import fake_pb_utils as triton
from tests.bridge.requests import answered, refused
from tests.waiting import until
from tritone.bridge.response_sink import ResponseSinks
from tritone.errors import InvalidRequest, Overloaded, StreamCancelled
from tritone.pipeline.chunks import Chunk


def chunk(index: int, is_last: bool = False, **more) -> Chunk:
    return Chunk(bytes([index] * 4), 24_000, index, index * 2.0, 2.0, is_last, **more)


@pytest.fixture
def sinks():
    made = ResponseSinks(cancelled_final_seconds=0.01, error_seconds=0.01)
    yield made
    made.close()


def test_chunks_are_sent_in_order_and_the_last_one_ends_the_stream(sinks):
    request = triton.InferenceRequest("tts")
    sink = sinks.of(request)
    for index in range(3):
        assert not request.sender.ended
        sink.send(chunk(index, index == 2))
    assert request.sender.ended
    sent = [answered(response) for response in request.sender.sent]
    assert [tensors["chunk_index"].tolist() for tensors in sent] == [[0], [1], [2]]
    assert [tensors["audio"].tolist() for tensors in sent] == [[bytes([n] * 4)] for n in range(3)]
    assert [tensors["is_last"].tolist() for tensors in sent] == [[False], [False], [True]]
    assert sent[1]["start_seconds"].dtype == np.float32 and sent[1]["start_seconds"].tolist() == [2.0]
    assert sent[0]["timestamps"].tolist() == [b"[]"]


def test_timestamps_are_json_of_the_callers_own_letters(sinks):
    request = triton.InferenceRequest("tts")
    sinks.of(request).send(chunk(0, True, timestamps=[{"word": "Grüße", "start": 0.5}]))
    assert answered(request.sender.sent[0])["timestamps"].tolist() == ['[{"word": "Grüße", "start": 0.5}]'.encode()]


@pytest.mark.parametrize("names", [["audio"], ["is_last", "chunk_index"], ["warnings"]])
def test_outputs_that_a_caller_does_not_ask_for_are_not_handed_to_triton(sinks, names):
    """It would leave them out without the interpreter's lock, and the process would end."""
    request = triton.InferenceRequest("tts", requested_output_names=names)
    sink = sinks.of(request)
    sink.send(chunk(0, warnings=["slow"]))
    sink.send(chunk(1, True, warnings=["slow"]))
    assert [set(answered(response)) for response in request.sender.sent] == [set(names)] * 2


def test_an_event_that_a_caller_does_not_ask_for_is_not_handed_to_triton(sinks):
    request = triton.InferenceRequest("tts", requested_output_names=["audio"])
    sinks.of(request).answer({"op": "append", "text_chars": 3})
    until(lambda: request.sender.ended)
    assert answered(request.sender.sent[0]) == {}


def test_chunks_sent_at_the_same_time_do_not_share_their_numbers(sinks):
    """The second is sent while the first send has not returned."""
    outer, inner = triton.InferenceRequest("tts"), triton.InferenceRequest("tts")
    inner_sink = sinks.of(inner)
    for index in range(4):
        send = outer.sender.send
        outer.sender.send = lambda response, flags, index=index, send=send: (
            inner_sink.send(chunk(10 + index, index == 3)),
            send(response, flags),
        )
        sinks.of(outer).send(chunk(index))
        outer.sender.send = send
    for request, first in ((outer, 0), (inner, 10)):
        sent = [answered(response) for response in request.sender.sent]
        assert [tensors["chunk_index"].tolist() for tensors in sent] == [[first + n] for n in range(4)]
        assert [tensors["start_seconds"].tolist() for tensors in sent] == [[2.0 * (first + n)] for n in range(4)]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidRequest('input "text" is empty'), triton.TritonError.INVALID_ARG),
        (Overloaded("full"), triton.TritonError.UNAVAILABLE),
        (ZeroDivisionError("bug"), triton.TritonError.INTERNAL),
        (InvalidRequest('input "voice": "\ud800"'), triton.TritonError.INVALID_ARG),
    ],
)
def test_an_error_ends_the_stream_with_its_code_a_little_later(sinks, error, code):
    request = triton.InferenceRequest("tts")
    sinks.of(request).fail(error)
    until(lambda: request.sender.ended)
    assert refused(request.sender.sent[0])[0] == code and len(request.sender.sent) == 1


def test_who_goes_away_is_noticed_and_gets_an_end_without_an_answer(sinks):
    request = triton.InferenceRequest("tts")
    sink = sinks.of(request)
    assert not sink.is_cancelled()
    request.sender.cancelled = True
    until(sink.is_cancelled)
    sink.fail(StreamCancelled("gone"))
    until(lambda: request.sender.ended)
    assert request.sender.sent == [None]


@pytest.mark.parametrize("operation", ["append", "interrupt"])
def test_an_operation_is_answered_once_its_request_has_been_noted(operation):
    """Triton's front end notes it after it has handed it on: an answer within that moment would leave it noted."""
    sinks = ResponseSinks(answer_seconds=0.01, interrupted_seconds=0.01)
    request = triton.InferenceRequest("tts")
    began = time.monotonic()
    sinks.of(request).answer({"op": operation, "text_chars": 3})
    until(lambda: request.sender.ended)
    assert time.monotonic() - began >= 0.01 and len(request.sender.sent) == 1
    assert operation in answered(request.sender.sent[0])["event"].tolist()[0].decode()
    sinks.close()


def test_closing_answers_what_was_asked():
    sinks = ResponseSinks(answer_seconds=3600, interrupted_seconds=3600)
    requests = {operation: triton.InferenceRequest("tts") for operation in ("end", "interrupt")}
    for operation, request in requests.items():
        sinks.of(request).answer({"op": operation})
        assert not request.sender.ended
    sinks.close()
    assert all(request.sender.ended for request in requests.values())


def test_closing_sends_the_ends_that_are_held_back():
    sinks = ResponseSinks(cancelled_final_seconds=3600, error_seconds=3600)
    requests = [triton.InferenceRequest("tts") for _ in range(2)]
    for request, error in zip(requests, (StreamCancelled("gone"), Overloaded("full")), strict=True):
        sinks.of(request).fail(error)
    assert not any(request.sender.ended for request in requests)
    sinks.close()
    assert all(request.sender.ended for request in requests)


def test_a_second_load_in_the_same_process_works_after_the_first_was_closed():
    ResponseSinks().close()
    sinks = ResponseSinks(error_seconds=0.01)
    request = triton.InferenceRequest("tts")
    sink = sinks.of(request)
    request.sender.cancelled = True
    until(sink.is_cancelled)
    other = triton.InferenceRequest("tts")
    sinks.of(other).fail(Overloaded("full"))
    until(lambda: other.sender.ended)
    sinks.close()
