"""Words that the server speaks for itself, to be warm or to know that it is well: no caller, no metric, no door."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from tritone.pipeline.chunks import Chunk, ChunkSink

TEXT = "Yes."
NO_ANSWER = "one word took longer than"


class OwnWords:
    """One word with the default voice, or with one of all weights that are loaded at the start."""

    def __init__(self, voices: Sequence[str], start: Callable[[str, str, ChunkSink], None]):
        """voices: the default voice first; start: begins a stream of (text, voice, sink) that nothing counts."""
        self._voices, self._start = voices, start

    def speak(self, seconds: float, with_all: bool = False) -> str | None:
        """All at once; what is wrong, or None when each came whole within that time."""
        deadline, voices = time.monotonic() + seconds, self._voices if with_all else self._voices[:1]
        sinks = [OneWord() for _ in voices]
        for voice, sink in zip(voices, sinks, strict=True):
            try:
                self._start(TEXT, voice, sink)
            except Exception as error:
                return f"{voice}: {error}"
        try:
            for voice, sink in zip(voices, sinks, strict=True):
                if not sink.over.wait(max(0.0, deadline - time.monotonic())):
                    return f"{voice}: {NO_ANSWER} {seconds:g} s"
                if sink.error is not None:
                    return f"{voice}: {sink.error}"
        finally:
            for sink in sinks:
                sink.is_unwanted = True
        return None


class OneWord:
    """Implements ChunkSink: throws the sound away and knows how it ended."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.error: Exception | None = None
        self.is_unwanted = False

    def send(self, chunk: Chunk) -> None:
        if chunk.is_last:
            self.over.set()

    def fail(self, error: Exception) -> None:
        self.error = error
        self.over.set()

    def is_cancelled(self) -> bool:
        return self.is_unwanted
