"""A real Triton server with one tiny model in place of Tritone's four: it does what the text of a request tells it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

SAMPLE_RATE_HZ = 8000
CHUNK_SAMPLES = 800

_CONFIG = """
name: "tts"
backend: "python"
max_batch_size: 0
model_transaction_policy { decoupled: true }
input [
  { name: "text"   data_type: TYPE_STRING dims: [ 1 ] },
  { name: "voice"  data_type: TYPE_STRING dims: [ 1 ] optional: true },
  { name: "speed"  data_type: TYPE_FP32   dims: [ 1 ] optional: true },
  { name: "format" data_type: TYPE_STRING dims: [ 1 ] optional: true },
  { name: "seed"   data_type: TYPE_INT64  dims: [ 1 ] optional: true }
]
output [
  { name: "audio"            data_type: TYPE_STRING dims: [ 1 ] },
  { name: "sample_rate"      data_type: TYPE_INT32  dims: [ 1 ] },
  { name: "chunk_index"      data_type: TYPE_INT32  dims: [ 1 ] },
  { name: "start_seconds"    data_type: TYPE_FP32   dims: [ 1 ] },
  { name: "duration_seconds" data_type: TYPE_FP32   dims: [ 1 ] },
  { name: "timestamps"       data_type: TYPE_STRING dims: [ 1 ] },
  { name: "is_last"          data_type: TYPE_BOOL   dims: [ 1 ] }
]
instance_group [ { kind: KIND_CPU count: 1 } ]
"""

# Texts: "N" speaks N chunks whose samples are 1, 2, … N; "endless" speaks until cancelled and then writes a file named
# by the voice; "refuse", "break", "unfinished", "gap" and "silent" misbehave as the tests need it.
_MODEL = f"""
import os
import threading
import time

import numpy as np
import triton_python_backend_utils as pb_utils

from tritone.audio.format import create_encoder
from tritone.bridge.process.private_listener import PrivateListener
from tritone.server.running.private_line import LOAD, STOP, UNLOAD, WORD, WORK

FINAL = pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL


class TritonPythonModel:
    def initialize(self, args):
        self.listener = PrivateListener(args["model_instance_name"], answers)

    def finalize(self):
        self.listener.close()

    def execute(self, requests):
        for request in requests:
            threading.Thread(target=answer, args=(request, request.get_response_sender())).start()


def value(request, name, default):
    tensor = pb_utils.get_input_tensor_by_name(request, name)
    return default if tensor is None else tensor.as_numpy().reshape(-1)[0]


def answer(request, sender):
    text, format = value(request, "text", b"").decode(), value(request, "format", b"pcm").decode()
    encoder = create_encoder(format, {SAMPLE_RATE_HZ}, {SAMPLE_RATE_HZ})

    def chunk(index, last):
        samples = np.full({CHUNK_SAMPLES}, (index + 1) / 32767, np.float32)
        text = lambda name, content: pb_utils.Tensor(name, np.array([content], np.object_))
        number = lambda name, content, kind: pb_utils.Tensor(name, np.array([content], kind))
        return pb_utils.InferenceResponse([
            text("audio", encoder.encode(samples, last)), number("sample_rate", {SAMPLE_RATE_HZ}, np.int32),
            number("chunk_index", index, np.int32), number("start_seconds", index * 0.1, np.float32),
            number("duration_seconds", 0.1, np.float32), text("timestamps", b"[]"), number("is_last", last, np.bool_)])

    def fail(message):
        error = pb_utils.TritonError(message, pb_utils.TritonError.INVALID_ARG)
        sender.send(pb_utils.InferenceResponse(error=error), flags=FINAL)

    if text.isdigit():
        for index in range(int(text)):
            sender.send(chunk(index, index == int(text) - 1))
        sender.send(flags=FINAL)
    elif text == "endless":
        index = 0
        while not sender.is_cancelled():
            sender.send(chunk(index, False))
            index += 1
            time.sleep(0.01)
        open(value(request, "voice", b"").decode(), "w").close()
        sender.send(flags=FINAL)
    elif text == "break":
        sender.send(chunk(0, False))
        fail("the models caught fire")
    elif text == "unfinished":
        sender.send(chunk(0, False))
        sender.send(flags=FINAL)
    elif text == "gap":
        sender.send(chunk(0, False))
        sender.send(chunk(2, True), flags=FINAL)
    elif text == "silent":
        silence.append(sender)
    else:
        fail(f"input \\"text\\": {{text}} cannot be served")


silence = []


def call(change, model):
    change(model_name=model)
    return {{}}


words = 0


def work(question):
    # a stub that calls for ever: the file "stuck" names its model
    stuck = open(STUCK).read() if os.path.exists(STUCK) else ""
    return {{"calls": {{model: (words, 1e6 * (model == stuck)) for model in ("vocoder", "side")}}, "streams": 0}}


def word(question):
    return {{"problem": None}}


STUCK = os.path.join(os.path.dirname(__file__), "stuck")
answers = {{
    WORK: work,
    WORD: word,
    STOP: lambda question: {{"problem": None}},
    LOAD: lambda question: call(pb_utils.load_model, question["model"]),
    UNLOAD: lambda question: call(pb_utils.unload_model, question["model"]),
}}
"""


def write_tiny_repository(folder: Path) -> Path:
    """A model repository with the model `tts` above."""
    (folder / "tts" / "1").mkdir(parents=True)
    (folder / "tts" / "config.pbtxt").write_text(_CONFIG)
    (folder / "tts" / "1" / "model.py").write_text(textwrap.dedent(_MODEL))
    return folder


@pytest.fixture(scope="module")
def tiny_server(tmp_path_factory):
    """A server with it, on free ports."""
    from tritone.server.launcher import running_server
    from tritone.server.options import ServeOptions

    repository = write_tiny_repository(tmp_path_factory.mktemp("models"))
    # A second, since the streams of "silent" never end.
    with running_server(ServeOptions(exit_timeout_seconds=1), model_repository=repository) as server:
        yield server
