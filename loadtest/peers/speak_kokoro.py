"""The package kokoro-onnx, as its users run it, on one thread of ONNX Runtime: MODEL STYLES VOCABULARY VOICE."""

import asyncio
import os
import sys
from collections.abc import Iterator

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # before it is loaded

import onnxruntime  # noqa: E402
from kokoro_onnx import Kokoro  # noqa: E402
from line_worker import serve  # noqa: E402

model, styles, vocabulary, voice = sys.argv[1:]
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
kokoro = Kokoro.from_session(session, styles, vocab_config=vocabulary)
loop = asyncio.new_event_loop()


def speak(text: str) -> Iterator[float]:
    """Pieces as its `create_stream` yields them: up to 510 phonemes each."""
    pieces = kokoro.create_stream(text, voice=voice, lang="en-us")
    while True:
        try:
            samples, rate = loop.run_until_complete(pieces.__anext__())
        except StopAsyncIteration:
            return
        yield len(samples) / rate


list(speak("Warm up."))
serve(speak)
