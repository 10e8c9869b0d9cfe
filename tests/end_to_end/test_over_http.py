"""What HTTP callers get who know nothing of chunks and encodings, from a server of ours and from Triton itself."""

import base64
import io
import json
import wave

import numpy as np
import pytest
import requests
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

from tests.end_to_end.plain_client import say, say_http

pytestmark = pytest.mark.triton


def generate(server, **body):
    return requests.post(f"{server.http_url}/v2/models/tts/generate", json=body, timeout=60)


def test_a_stream_without_encoding_is_base64(server):
    body = {"text": "Hello there.", "seed": 3}
    answer = requests.post(f"{server.http_url}/v2/models/tts/generate_stream", json=body, timeout=60)
    events = [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line]
    spoken = b"".join(base64.b64decode(event["audio"], validate=True) for event in events)
    assert events[-1]["is_last"] and spoken == say(server.grpc_url, text="Hello there.", seed=3).audio()


def test_bytes_are_refused_with_the_way_that_works(server):
    status, heard = say_http(server.http_url, text="Hello there.", encoding="binary")
    assert status == 400 and 'allowed: "base64", or gRPC' in heard.error


def test_a_whole_utterance_comes_in_one_answer(server):
    answer = generate(server, text="Hello there. How are you?", mode="whole", format="wav", seed=3, timestamps="word")
    body = answer.json()
    assert answer.status_code == 200 and body["is_last"] and body["chunk_index"] == 0
    with wave.open(io.BytesIO(base64.b64decode(body["audio"], validate=True))) as file:
        frames = file.readframes(file.getnframes())
    assert frames == say(server.grpc_url, text="Hello there. How are you?", seed=3).audio()
    (whole,) = say(server.grpc_url, text="Hello there. How are you?", seed=3, mode="whole").chunks
    assert whole["audio"] == frames and whole["duration_seconds"] == pytest.approx(len(frames) / 48_000)


def test_an_utterance_that_is_too_long_for_one_answer_is_refused(server):
    answer = generate(server, text="A sentence among very many others that follow. " * 100, mode="whole")
    assert answer.status_code == 400 and "takes more than 120 s to say" in answer.json()["error"]


def test_a_misspelt_input_is_refused_by_name(server):
    for body in ({"voise": "heart"}, {"parameters": {"voise": "heart"}}):
        answer = generate(server, text="Hi.", mode="whole", **body)
        assert answer.status_code == 400 and 'input "voise" is unknown; allowed: "text"' in answer.json()["error"]
    assert generate(server, text="Hi.", mode="whole", id="mine").json()["id"] == "mine"


def test_what_triton_refuses_before_the_model_is_what_the_docs_say(server):
    """docs/limits.md quotes these."""
    said = generate(server, text="Hello there. This one has several chunks, I would think.").json()["error"]
    assert said.startswith("generate expects model to produce exactly 1 response")
    tensor = {"name": "text", "shape": [1], "datatype": "BYTES", "data": ["Hi."]}
    answer = requests.post(f"{server.http_url}/v2/models/tts/infer", json={"inputs": [tensor]}, timeout=10)
    assert answer.status_code == 501 and "doesn't support models with decoupled transaction policy" in answer.text
    with triton.InferenceServerClient(server.grpc_url) as client:
        with pytest.raises(InferenceServerException, match="ModelInfer RPC doesn't support models with decoupled"):
            client.infer(
                "tts", [triton.InferInput("text", [1], "BYTES").set_data_from_numpy(np.array([b"Hi."], np.object_))]
            )
