"""A process that speaks for a pool: a text in a line of standard input, a line of JSON out for every piece of audio.

Runs in the Python of a peer, so it imports nothing but the standard library.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator


def serve(speak: Callable[[str], Iterator[float]]) -> None:
    """Say that it is ready, then speak text by text; `speak` yields seconds of audio, piece by piece.

    `at` is time.perf_counter() when the piece was ready, which on Linux is one clock for all processes.
    """
    _tell(ready=True)
    for line in sys.stdin:
        try:
            for seconds in speak(json.loads(line)):
                _tell(seconds=seconds, at=time.perf_counter())
            _tell(end=True)
        except Exception as error:  # one text that cannot be spoken is one failed stream
            _tell(end=True, error=repr(error))


def _tell(**message) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()
