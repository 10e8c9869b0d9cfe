"""A program that asks espeak-ng for phonemes: one JSON line in, one JSON line out.

    worker.py LIBRARY DATA SECONDS

LIBRARY is the `espeakbridge` extension of the package piper-tts (GPL-3.0-or-later), DATA espeak-ng's data folder. The
service starts this file as a script and never imports it: only text passes between the two.

    {"id": 7, "voice": "de", "texts": ["Guten Tag, Welt."]}
    {"id": 7, "voice": "de", "clauses": [[["ɡˈuːtən tˈɑːk", ","], ["vˈɛlt", "."]]]}
    {"id": 8, "error": "…"}

It ends when its input does (the service is gone), and by the kernel's alarm when one request takes longer than SECONDS:
a library that hangs holds the interpreter, and nothing else could end it.
"""

import importlib.util
import json
import re
import signal
import sys

_LANGUAGE_SWITCH = re.compile(r"\([^)]*\)")
"""espeak's `(en)` around a word that it reads as another language's."""


def load(library, data):
    spec = importlib.util.spec_from_file_location("espeakbridge", library)
    bridge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bridge)
    bridge.initialize(data)
    return bridge


def clauses(bridge, text):
    """The phonemes of each clause of a text, and the mark that ends it ("" for none)."""
    return [[_LANGUAGE_SWITCH.sub("", phonemes), mark] for phonemes, mark, _ in bridge.get_phonemes(text)]


def main():
    library, data, seconds = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which then closes the input
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    bridge, current = load(library, data), None
    for line in sys.stdin.buffer:
        signal.setitimer(signal.ITIMER_REAL, float(seconds))
        request = json.loads(line)
        answer = {"id": request["id"]}
        try:
            if request["voice"] != current:
                current = None  # a voice that could not be set leaves the library with no voice or the last one
                bridge.set_voice(request["voice"])
                current = request["voice"]
            answer |= {"voice": current, "clauses": [clauses(bridge, text) for text in request["texts"]]}
        except (RuntimeError, ValueError) as error:
            answer["error"] = str(error)
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
