"""The four backends' model.py, run in this process: what Triton calls, from a request to its answer."""

import importlib.util
import json
import threading

import numpy as np
import pytest

from tests import fake_pb_utils as triton
from tests.bridge.requests import HEART, answered, refused, request_of, window_request
from tests.waiting import until
from tritone.bridge import log_records
from tritone.bridge.wire.acoustic_tensors import pack_phonemes
from tritone.bridge.wire.text_tensors import pack_text, unpack_passage
from tritone.pipeline.frames import AcousticSegment
from tritone.pipeline.segments import TextPosition
from tritone.pipeline.windows import cut_window
from tritone.server.model_repository import backends_folder, ensemble_folder, read_config

INVALID = triton.TritonError.INVALID_ARG


def loaded(name: str, instance: int = 0, **config_fields):
    """The model of that name, loaded as Triton loads it."""
    config = read_config(ensemble_folder() / name / "config.pbtxt")
    path = backends_folder() / config.backend / "model.py"
    spec = importlib.util.spec_from_file_location(f"{name}_model", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    parameters = {key: {"string_value": value.string_value} for key, value in config.parameters.items()}
    described = {"parameters": parameters, "max_batch_size": config.max_batch_size} | config_fields
    model = module.TritonPythonModel()
    arguments = {
        "model_config": json.dumps(described),
        "model_instance_name": f"{name}_0_{instance}",
        "model_repository": str(ensemble_folder() / name),
    }
    model.initialize(arguments)
    return model


def backend(name: str):
    """It answers requests that are made of it until its tests are over."""
    model = loaded(name)
    triton.models[name] = lambda request: model.execute([request])[0]
    return model


@pytest.fixture(scope="module", autouse=True)
def logging_as_before():
    hook, before = threading.excepthook, log_records.logging.getLogger().handlers[:]
    yield
    threading.excepthook = hook
    log_records.logging.captureWarnings(False)
    log_records.logging.getLogger().handlers[:] = before


@pytest.fixture(scope="module")
def inner():
    """The three models behind `tts`, as its calls find them."""
    models = {name: backend(name) for name in ("text_frontend", "acoustic", "vocoder")}
    yield models
    models["acoustic"].finalize()
    triton.models.clear()


def test_a_text_becomes_phoneme_ids(inner):
    (response,) = inner["text_frontend"].execute([request_of(pack_text(TextPosition("Hi. Bye.", 0, HEART, "")))])
    passage = unpack_passage(response)
    assert [segment.text_end for segment in passage.segments][-1] == 8 and passage.next_start is None


def test_segments_become_frames_and_windows_samples(inner):
    segment = AcousticSegment(np.array([0, 50, 60, 0], np.int32))
    responses = inner["acoustic"].execute([request_of(pack_phonemes([(segment, HEART)])) for _ in range(2)])
    frames = answered(responses[0])["frames"][0]
    assert np.array_equal(frames, answered(responses[1])["frames"][0])
    window = cut_window(frames, 0, 3, 29, 5, None)
    (response,) = inner["vocoder"].execute([window_request(window)])
    assert answered(response)["samples"].shape == (1, 3 * 300)


def test_what_would_have_read_beyond_the_tensor_is_refused_and_the_next_row_spoken(inner):
    frames = np.zeros((60, 132), np.float32)
    good = window_request(cut_window(frames, 0, 20, 29, 5, None))
    short_state = window_request(cut_window(frames, 20, 21, 29, 5, np.zeros(1, np.float32)))
    answers = inner["vocoder"].execute([good, short_state, good])
    assert refused(answers[1])[0] == INVALID and 'input "state" has 1 numbers' in refused(answers[1])[1]
    assert np.array_equal(answered(answers[0])["samples"], answered(answers[2])["samples"])


def tts_request(**inputs) -> triton.InferenceRequest:
    kinds = {"speed": np.float32, "seed": np.int64, "played_seconds": np.float32}
    tensors = [triton.Tensor(name, np.array([value], kinds.get(name, object))) for name, value in inputs.items()]
    return triton.InferenceRequest("tts", tensors)


def spoken(model, request) -> list[dict]:
    model.execute([request])
    until(lambda: request.sender.ended)
    return request.sender.sent


def test_tts_speaks_through_the_three_models_and_can_be_loaded_twice_in_one_process(inner):
    first = loaded("tts")
    heard = []
    for model in (first, loaded("tts"), first):
        if model is not first:
            second = model
        sent = [answered(response) for response in spoken(model, tts_request(text="Hello there.", seed=3))]
        assert [bool(chunk["is_last"][0]) for chunk in sent] == [False] * (len(sent) - 1) + [True]
        heard.append(b"".join(chunk["audio"][0] for chunk in sent))
    assert heard[0] == heard[1] == heard[2] and len(heard[0]) > 10_000
    first.finalize()
    assert answered(spoken(second, tts_request(text="Still here.", seed=3))[-1])["is_last"][0]
    second.finalize()


def test_tts_refuses_with_the_name_of_the_input_and_goes_on(inner):
    model = loaded("tts", 1)
    for request, said in (
        (tts_request(), 'input "text" is missing'),
        (tts_request(text="Hi", speed=9.0), 'input "speed": 9 is out of range'),
        (tts_request(text="Hi", voice="nobody"), '"nobody"'),
        (triton.InferenceRequest("tts", [triton.Tensor("text", np.array([b"a", b"b"], object))]), "has 2 elements"),
    ):
        ((code, message),) = [refused(response) for response in spoken(model, request)]
        assert code == INVALID and said in message
    assert answered(spoken(model, tts_request(text="Hi."))[-1])["is_last"][0]
    model.finalize()


def test_the_operations_of_a_context_are_answered_one_by_one_and_its_audio_on_the_first_request(inner):
    model, text = loaded("tts", 3), "Hello there, my friend. How are you today?"
    first = tts_request(op="begin", context="one", text=text[:13], seed=3)
    model.execute([first])
    for piece in (text[13:26], text[26:]):
        (answer,) = spoken(model, tts_request(op="append", context="one", text=piece))
    assert json.loads(answered(answer)["event"][0]) == {"op": "append", "text_chars": len(text)}
    (answer,) = spoken(model, tts_request(op="end", context="one"))
    assert list(answered(answer)) == ["event"]
    until(lambda: first.sender.ended)
    in_pieces, whole = (
        [answered(response) for response in sent]
        for sent in (first.sender.sent, spoken(model, tts_request(text=text, seed=3)))
    )
    assert b"".join(c["audio"][0] for c in in_pieces) == b"".join(c["audio"][0] for c in whole)
    (answer,) = spoken(model, tts_request(op="interrupt", context="one", played_seconds=0.5))
    event = json.loads(answered(answer)["event"][0])
    assert text == event["heard"] + event["unheard"] and 0 < event["heard_chars"] == len(event["heard"]) < len(text)
    for request, said in (
        (tts_request(op="append", context="two", text="x"), 'input "context": "two" is not open'),
        (tts_request(context="two", text="x"), 'input "context" came without "op"'),
    ):
        ((code, message),) = [refused(response) for response in spoken(model, request)]
        assert code == INVALID and said in message
    model.finalize()


def test_of_several_instances_none_takes_a_context(inner):
    model = loaded("tts", 4, instance_group=[{"count": 2}])
    ((code, message),) = [refused(one) for one in spoken(model, tts_request(op="begin", context="one", text="Hi."))]
    assert code == INVALID and "several instances" in message
    assert answered(spoken(model, tts_request(text="Hi."))[-1])["is_last"][0]
    model.finalize()


def test_a_bug_in_starting_a_stream_is_its_callers_answer_and_logged(inner, monkeypatch):
    model = loaded("tts", 2)
    monkeypatch.setattr(model.orchestrator, "start_stream", lambda inputs, sink, trace: 1 / 0)
    triton.Logger.lines.clear()
    (response,) = spoken(model, tts_request(text="Hi."))
    assert refused(response)[0] == triton.TritonError.INTERNAL
    severity, message = triton.Logger.lines[-1]
    assert severity == "error" and "tts: a stream could not be started" in message and "ZeroDivisionError" in message
    model.finalize()


def test_the_weights_that_acoustic_has_loaded_are_a_gauge(inner):
    found = until(lambda: triton.MetricFamily.shown.get("tritone_loaded_weights_bytes"))
    ((labels, value),) = found.items()
    assert dict(labels)["family"] == "hibari" and value > 1e6
