"""Batches: one bad row costs nobody else an answer, rows of an engine run together, and bugs are logged."""

import logging

import numpy as np
import pytest

from tests import fake_pb_utils as triton
from tests.bridge.requests import HEART, answered, refused, window, window_request
from tritone.bridge.batches import answer_by_engine, answer_each
from tritone.bridge.wire.vocoder_tensors import pack_samples, unpack_windows
from tritone.errors import InvalidRequest, SynthesisFailed, UnknownVoice, VoiceLoading
from tritone.pipeline.windows import VocodedWindow
from tritone.voices.voice import Voice

INVALID, INTERNAL = triton.TritonError.INVALID_ARG, triton.TritonError.INTERNAL


class Doubler:
    """A model of two engines, one a voice, that doubles the first channel; 666 is a bug of ours, 13 not to be said."""

    def __init__(self):
        self.runs: list[tuple[str, int]] = []
        self.engines = {name: f"engine of {name}" for name in ("heart", "ann")}

    def engine(self, voice_name: str) -> tuple[Voice, str]:
        if voice_name == "nobody":
            raise UnknownVoice('input "voice": "nobody" is unknown')
        if voice_name == "joe":
            raise VoiceLoading('voice "joe"')
        return HEART, self.engines[voice_name]

    def check(self, engine, voice, item) -> None:
        if item.start < 0:
            raise InvalidRequest(f'input "window" starts at {item.start}')

    def run(self, engine, items, voices):
        self.runs.append((engine, len(items)))
        firsts = [item.frames[:, 0] for item in items]
        if any(666 in first for first in firsts):
            raise ZeroDivisionError("a bug")
        if any(13 in first for first in firsts):
            raise SynthesisFailed("13 cannot be said")
        return [VocodedWindow(first * 2, np.zeros(0, np.float32)) for first in firsts]


def asked(*values: float, voice: str = "heart", start: int = 0) -> triton.InferenceRequest:
    """A request of a row for each value."""
    rows = [window(start, frames=np.array([[value, 0.0]], np.float32)) for value in values]
    names = np.array([[voice.encode()] for _ in values], np.object_)
    return window_request(*rows, voice=names)


def run(*requests):
    model = Doubler()
    return model, answer_by_engine(requests, unpack_windows, model, pack_samples)


def samples(response):
    return answered(response)["samples"].tolist()


def test_rows_of_all_requests_that_one_engine_can_run_are_run_together():
    model, answers = run(asked(1, 2), asked(3, voice="ann"), asked(4))
    assert sorted(model.runs) == [("engine of ann", 1), ("engine of heart", 3)]
    assert [samples(answer) for answer in answers] == [[[2], [4]], [[6]], [[8]]]


def test_a_request_that_cannot_be_unpacked_or_fits_no_voice_costs_nobody_else_an_answer():
    broken = triton.InferenceRequest("vocoder", [])
    model, answers = run(asked(1), broken, asked(2, start=-1), asked(3, voice="nobody"), asked(4))
    assert samples(answers[0]) == [[2]] and samples(answers[4]) == [[8]]
    assert [refused(answer)[0] for answer in answers[1:4]] == [INVALID] * 3
    assert 'input "window" is missing' in refused(answers[1])[1] and "starts at -1" in refused(answers[2])[1]
    assert model.runs == [("engine of heart", 2)]


def test_a_run_that_fails_is_tried_row_by_row_and_only_the_request_at_fault_fails():
    model, answers = run(asked(1, 13), asked(2), asked(3))
    assert refused(answers[0]) == (INTERNAL, "13 cannot be said")
    assert samples(answers[1]) == [[4]] and samples(answers[2]) == [[6]]
    assert model.runs[0] == ("engine of heart", 4) and len(model.runs) == 5


def test_a_bug_is_answered_as_one_and_logged_with_its_traceback(caplog):
    _, answers = run(asked(1), asked(666))
    assert samples(answers[0]) == [[2]]
    assert refused(answers[1]) == (INTERNAL, "internal error: ZeroDivisionError('a bug')")
    (record,) = caplog.records
    assert record.levelno == logging.ERROR and record.exc_info[0] is ZeroDivisionError


def test_a_voice_that_is_loading_is_said_in_words_that_the_caller_knows():
    _, (answer,) = run(asked(1, voice="joe"))
    assert refused(answer) == (triton.TritonError.UNAVAILABLE, 'loading voice "joe"')


def test_an_engine_that_answers_too_few_rows_is_an_error_of_its_requests(caplog):
    class Forgetful(Doubler):
        def run(self, engine, items, voices):
            return super().run(engine, items, voices)[: len(items) - 1]

    answers = answer_by_engine([asked(1)], unpack_windows, Forgetful(), pack_samples)
    assert refused(answers[0])[0] == INTERNAL and "ValueError" in refused(answers[0])[1]


def test_an_answer_that_cannot_be_packed_is_an_error_of_its_request(caplog):
    def pack(results):
        return 1 / 0

    (answer,) = answer_by_engine([asked(1)], unpack_windows, Doubler(), pack)
    assert refused(answer)[0] == INTERNAL


@pytest.mark.parametrize("error", [InvalidRequest('input "lexicon": "\ud800"'), KeyError("\ud800")])
def test_answering_each_gives_each_an_answer_whatever_an_error_holds(error, caplog):
    def answer(request):
        if request.model_name == "bad":
            raise error
        return triton.InferenceResponse([triton.Tensor("said", np.array([1]))])

    answers = answer_each([triton.InferenceRequest(name) for name in ("good", "bad", "good")], answer)
    assert [response.has_error() for response in answers] == [False, True, False]
