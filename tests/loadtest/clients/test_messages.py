"""The benchmark's client: it sends what tritonclient sends, and notices audio that is not all there."""

import numpy as np
import pytest
import tritonclient.grpc as triton
from tritonclient.grpc import service_pb2

from loadtest.clients.messages import AudioCheck, chunk_facts, tts_request
from tritone.client.messages import outputs_of

NUMPY = {"FP32": np.float32, "INT32": np.int32, "INT64": np.int64}


@pytest.mark.parametrize(
    ("name", "value", "kind", "elements"),
    [
        ("text", "Grüße", "BYTES", ["Grüße".encode()]),
        ("text", b"caf\xe9", "BYTES", [b"caf\xe9"]),
        ("text", ("one", "two"), "BYTES", [b"one", b"two"]),
        ("speed", 1.25, "FP32", [1.25]),
        ("sample_rate", 8000, "INT32", [8000]),
        ("seed", -1, "INT64", [-1]),
    ],
)
def test_the_request_is_tritonclients(name, value, kind, elements):
    tensor = triton.InferInput(name, [len(elements)], kind)
    tensor.set_data_from_numpy(np.array(elements, NUMPY.get(kind, np.object_)))
    expected = service_pb2.ModelInferRequest(
        model_name="tts", inputs=[tensor._get_tensor()], raw_input_contents=[tensor._get_content()]
    )
    assert tts_request("tts", **{name: value}, voice=None) == expected


def response(index, is_last, samples, announced_samples=None, rate=8000):
    """A response of `tts` with so many samples, as Triton sends it."""
    audio = bytes(2 * samples)
    seconds = np.float32((samples if announced_samples is None else announced_samples) / rate)
    values = {
        "audio": len(audio).to_bytes(4, "little") + audio,
        "sample_rate": np.int32(rate).tobytes(),
        "chunk_index": np.int32(index).tobytes(),
        "duration_seconds": seconds.tobytes(),
        "is_last": bytes([is_last]),
    }
    kinds = {"audio": "BYTES", "sample_rate": "INT32", "chunk_index": "INT32", "duration_seconds": "FP32"}
    message = service_pb2.ModelInferResponse(raw_output_contents=list(values.values()))
    for name in values:
        message.outputs.add(name=name, datatype=kinds.get(name, "BOOL"))
    return message


def test_outputs_are_read():
    assert chunk_facts(response(3, True, 800)) == (3, True, pytest.approx(0.1), 1600, 8000)
    assert outputs_of(response(3, True, 800)) == {
        "audio": bytes(1600),
        "sample_rate": 8000,
        "chunk_index": 3,
        "duration_seconds": pytest.approx(0.1),
        "is_last": True,
    }


def test_a_response_without_outputs_has_no_audio():
    assert AudioCheck().add(service_pb2.ModelInferResponse()) == 0.0
    assert outputs_of(service_pb2.ModelInferResponse()) == {}


@pytest.mark.parametrize(
    ("responses", "complaint"),
    [
        ([response(0, False, 800), response(1, True, 0)], None),
        ([response(0, False, 800)], "without the last one"),
        ([], "0 chunks without the last one"),
        ([response(1, True, 800)], "chunk 1 came where 0 was due"),
        ([response(0, False, 800), response(2, True, 800)], "chunk 2 came where 1 was due"),
        ([response(0, True, 800), response(1, True, 800)], "after the end"),
        ([response(0, True, 800, announced_samples=900)], "holds 1600 bytes and announces 0.1125 s"),
    ],
)
def test_audio_that_is_not_all_there_is_noticed(responses, complaint):
    audio = AudioCheck()
    for message in responses:
        audio.add(message)
    assert audio.missing() is None if complaint is None else complaint in audio.missing()
