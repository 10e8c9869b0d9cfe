"""Thousands of malformed calls to the models behind `tts`: no process dies, each answer is one clear error, nobody else
hears of it. And strangers' calls are not answered at all.

TRITONE_FUZZ_CALLS: how many calls to each model (1000).
"""

from __future__ import annotations

import concurrent.futures
import os

import grpc
import pytest
import requests
from tritonclient.grpc import service_pb2_grpc

from loadtest.fuzz.tensors import MADE, TYPES, answer, malformed_calls, segment_call, text_call, window_call
from tests.end_to_end.plain_client import say
from tritone.bridge.call_key import server_key
from tritone.server.running.stubs import find_stubs

pytestmark = pytest.mark.triton

CALLS = int(os.environ.get("TRITONE_FUZZ_CALLS", "1000"))
SENTENCE = {"text": "A quiet sentence, spoken among calls that make no sense.", "seed": 1}


@pytest.fixture(scope="module")
def key(server) -> str:
    found = server_key(server.pid)
    assert found
    return found


def test_a_call_that_makes_sense_is_answered(server, key):
    with grpc.insecure_channel(server.grpc_url) as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        for call in (window_call(), window_call(20, 50), window_call(50, 60, rows=3), segment_call(3), text_call()):
            assert answer(stub, call.message(key)) == ("OK", "")


@pytest.mark.parametrize("stranger_key", [None, "", "0" * 64, "ключ"])
def test_strangers_are_not_answered(server, stranger_key):
    with grpc.insecure_channel(server.grpc_url) as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        for call in (window_call(), segment_call(), text_call()):
            code, said = answer(stub, call.message(stranger_key))
            assert code == "INVALID_ARGUMENT" and 'answers "tts" only' in said


def test_strangers_are_not_answered_over_http_either(server):
    inputs = [
        {"name": name, "datatype": TYPES[str(array.dtype)], "shape": list(array.shape), "data": array.ravel().tolist()}
        for name, array in segment_call().arrays.items()
        if name != "voice"
    ]
    inputs.append({"name": "voice", "datatype": "BYTES", "shape": [1, 1], "data": ["heart"]})
    response = requests.post(f"{server.http_url}/v2/models/acoustic/infer", json={"inputs": inputs}, timeout=60)
    assert response.status_code == 400 and 'answers "tts" only' in response.json()["error"]


def test_malformed_calls_get_one_clear_error_each_and_disturb_nobody(server, key):
    stubs = {stub.pid for stub in find_stubs(server.pid)}
    quiet = say(server.grpc_url, **SENTENCE)
    assert quiet.error is None and stubs
    each, disturbed = 4, []
    with concurrent.futures.ThreadPoolExecutor(len(MADE) * each) as pool:
        running = [
            pool.submit(malformed_calls, server.grpc_url, key, model, seed, CALLS // each)
            for model in MADE
            for seed in range(each)
        ]
        while not all(future.done() for future in running):
            heard = say(server.grpc_url, **SENTENCE)
            if heard.error is not None or heard.audio() != quiet.audio():
                disturbed.append(heard.error or f"{len(heard.audio())} bytes instead of {len(quiet.audio())}")
    wrong = [line for future in running for line in future.result()]
    assert not wrong, f"{len(wrong)} answers: " + "\n".join(wrong[:20])
    assert not disturbed
    assert {stub.pid for stub in find_stubs(server.pid)} == stubs
    assert say(server.grpc_url, **SENTENCE).audio() == quiet.audio()
