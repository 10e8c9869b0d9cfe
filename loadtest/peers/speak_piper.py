"""The package piper-tts, as its users call it, on one thread of ONNX Runtime: MODEL."""

import os
import sys
from collections.abc import Iterator

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # before it is loaded

import onnxruntime  # noqa: E402
from line_worker import serve  # noqa: E402
from piper import PiperVoice  # noqa: E402

(model,) = sys.argv[1:]
voice = PiperVoice.load(model)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
voice.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def speak(text: str) -> Iterator[float]:
    """Sentences, as it yields them."""
    for chunk in voice.synthesize(text):
        yield len(chunk.audio_int16_bytes) / 2 / chunk.sample_rate


list(speak("Warm up."))
serve(speak)
