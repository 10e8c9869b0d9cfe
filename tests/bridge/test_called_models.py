"""The three stages as called models: what is asked, what comes back, and errors that say whose fault it was."""

import numpy as np
import pytest

from tests import fake_pb_utils as triton
from tests.bridge.requests import HEART, window
from tritone.bridge.batches import answer_each
from tritone.bridge.call_key import CallKey
from tritone.bridge.called_models import CalledModels
from tritone.bridge.wire.acoustic_tensors import pack_frames, unpack_phonemes
from tritone.bridge.wire.text_tensors import pack_passage, unpack_text
from tritone.bridge.wire.vocoder_tensors import pack_samples, unpack_windows
from tritone.errors import InvalidRequest, ModelDown, SynthesisFailed, VoiceLoading
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.segments import Passage, Segment, TextPosition
from tritone.pipeline.windows import VocodedWindow

CALLED = CalledModels(CallKey("key"))


@pytest.fixture(autouse=True)
def models():
    triton.models.clear()
    return triton.models


def answers(answer):
    """A model as its backend answers."""
    return lambda request: answer_each([request], answer)[0]


def test_texts_are_read_one_call_each(models):
    def read(request):
        asked = unpack_text(request)
        ids = np.array([ord(letter) for letter in asked.text[asked.start :]], np.int32)
        return pack_passage(Passage([Segment(ids, 0.5, asked.start, len(asked.text))], None, []))

    models["text_frontend"] = answers(read)
    passages = CALLED.read_text([TextPosition("abc", 1, HEART, ""), TextPosition("xyz", 2, HEART, "")])
    assert ["".join(map(chr, passage.segments[0].phoneme_ids)) for passage in passages] == ["bc", "z"]


def test_segments_of_different_lengths_share_a_call(models):
    def synthesise(request):
        segments = [segment for _, segment in unpack_phonemes(request)]
        return pack_frames(
            [
                AcousticResult(np.ones((len(ids), 2), np.float32) * segment.speed, np.ones(len(ids), np.int32))
                for segment in segments
                for ids in [segment.phoneme_ids]
            ]
        )

    models["acoustic"] = answers(synthesise)
    asked = [(AcousticSegment(np.arange(n, dtype=np.int32), speed), HEART) for n, speed in ((2, 1.0), (4, 2.0))]
    results = CALLED.synthesize_frames(asked)
    assert [result.frames.tolist() for result in results] == [[[1, 1]] * 2, [[2, 2]] * 4]
    assert [result.durations.tolist() for result in results] == [[1] * 2, [1] * 4]


def test_windows_share_a_call_and_bring_their_states_back(models):
    def vocode(request):
        windows = [item for _, item in unpack_windows(request)]
        return pack_samples([VocodedWindow(item.frames[:, 0], item.frames[-1]) for item in windows])

    models["vocoder"] = answers(vocode)
    vocoded = CALLED.vocode([(window(), HEART), (window(4, 6, 10, state=np.ones(3, np.float32)), HEART)])
    assert [item.samples.tolist() for item in vocoded] == [[0, 2, 4, 6], [0, 2, 4, 6, 8, 10]]
    assert [item.state.tolist() for item in vocoded] == [[6, 7], [10, 11]]


@pytest.mark.parametrize(
    ("raised", "kind", "said"),
    [
        (InvalidRequest('input "text": SSML at line 1'), InvalidRequest, 'input "text": SSML at line 1'),
        (VoiceLoading("language de"), VoiceLoading, "loading language de"),
        (SynthesisFailed("no way to say it"), SynthesisFailed, "model text_frontend failed: no way to say it"),
        (ZeroDivisionError("bug"), SynthesisFailed, "model text_frontend failed: internal error: ZeroDivisionError"),
        (InvalidRequest('input "start": the offset is 9'), SynthesisFailed, 'failed: input "start"'),
    ],
)
def test_an_error_says_whose_fault_it_was(models, caplog, raised, kind, said):
    def fail(request):
        raise raised

    models["text_frontend"] = answers(fail)
    with pytest.raises(kind, match=said):
        CALLED.read_text([TextPosition("abc", 0, HEART, "")])


def test_a_model_whose_process_died_is_to_be_asked_again(models):
    died = triton.InferenceResponse(error=triton.TritonError("Stub process 'vocoder_0_0' is not healthy."))
    models["vocoder"] = lambda request: died
    with pytest.raises(ModelDown, match="model vocoder: Stub process"):
        CALLED.vocode([(window(), HEART)])


def test_an_output_that_is_missing_is_our_fault(models):
    models["vocoder"] = lambda request: triton.InferenceResponse([])
    with pytest.raises(SynthesisFailed, match='output "sizes" is missing'):
        CALLED.vocode([(window(), HEART)])


def test_a_call_that_a_strangers_call_spoilt_is_made_again(models):
    spoilt = triton.InferenceResponse(
        error=triton.TritonError("incomplete string data for inference input 'voice', expecting string of length 5")
    )
    answers_in_turn = [spoilt, spoilt, pack_samples([VocodedWindow(np.ones(3, np.float32), np.zeros(0, np.float32))])]
    models["vocoder"] = lambda request: answers_in_turn.pop(0)
    (vocoded,) = CALLED.vocode([(window(), HEART)])
    assert vocoded.samples.tolist() == [1, 1, 1] and not answers_in_turn
    models["vocoder"] = lambda request: spoilt
    with pytest.raises(ModelDown, match="incomplete string"):
        CALLED.vocode([(window(), HEART)])
