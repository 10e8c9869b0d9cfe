"""A process that says texts with a voice's own runtime: a line of JSON in, a WAV file and a line out.

FAMILY and what it needs: `hibari`; `piper WEIGHTS`; `kokoro WEIGHTS STYLES VOCABULARY VOICE LANGUAGE`. A line in is
{"text", "speed", "path"}. Runs in the Python of a peer, so it imports nothing of ours.
"""

import json
import sys
import wave

import numpy as np


def hibari():
    from hibari import SAMPLE_RATE, Hibari

    voice = Hibari(threads=1)
    return lambda text, speed: (np.concatenate(list(voice.stream(text, speed=speed, seed=1))), SAMPLE_RATE)


def piper(weights):
    from piper import PiperVoice, SynthesisConfig

    voice = PiperVoice.load(weights)

    def speak(text, speed):
        chunks = list(voice.synthesize(text, SynthesisConfig(length_scale=1 / speed)))
        return np.concatenate([chunk.audio_float_array for chunk in chunks]), chunks[0].sample_rate

    return speak


def kokoro(weights, styles, vocabulary, name, language):
    import onnxruntime
    from kokoro_onnx import Kokoro

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    voice = Kokoro.from_session(session, styles, vocab_config=vocabulary)
    return lambda text, speed: voice.create(text, voice=name, speed=speed, lang=language)


def write(path, samples, rate_hz):
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def main():
    family, *files = sys.argv[1:]
    speak = {"hibari": hibari, "piper": piper, "kokoro": kokoro}[family](*files)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            write(asked["path"], *speak(asked["text"], asked["speed"]))
            answer = {}
        except Exception as error:  # a text or a speed that this runtime cannot say is left out of the page
            answer = {"error": repr(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
