"""Contexts as tests drive them: real texts over tiny voices, and callers who ask and hear."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from tests.tiny_stages import HEART, RecordingSink, TinyStages
from tritone.models.text_frontend import TextFrontend
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings

_FRONTEND: list[TextFrontend] = []


class RealTextStages(TinyStages):
    """Reads texts as the real front end does; a phoneme id is three frames of its own sound."""

    def read_text(self, positions):
        if not _FRONTEND:
            _FRONTEND.append(TextFrontend(("heart",)))
            _FRONTEND[0].load(HEART)
        self._begin("read_text", "")
        return [_FRONTEND[0].read_text(p.text, p.start, p.voice.name, p.lexicon) for p in positions]


class Asked(RecordingSink):
    """The caller's end of one request about a context."""

    def __init__(self):
        super().__init__()
        self.event, self.gone = None, False

    def answer(self, event):
        assert not self.ended.is_set(), "an answer after the end"
        self.event = event
        self.ended.set()

    def is_cancelled(self):
        return self.gone


class Talk:
    """One context of an orchestrator."""

    def __init__(self, running: Orchestrator, name: str = "a", text: str | None = None, **inputs):
        self.running, self.name, self.heard = running, name, Asked()
        first = {} if text is None else {"text": text.encode()}
        running.contexts.carry_out({"op": b"begin", "context": name.encode(), **first, **inputs}, self.heard)

    def ask(self, operation: str, **inputs):
        asked = Asked()
        named = {"op": operation.encode(), "context": self.name.encode()}
        self.running.contexts.carry_out(named | inputs, asked)
        return asked

    def append(self, piece: str):
        return self.ask("append", text=piece.encode()).event

    def say(self, pieces, last: str = "end"):
        for piece in pieces:
            self.append(piece)
        self.ask(last)
        return self

    def wait_for_chunks(self, count: int):
        more = threading.Event()
        for _ in range(1000):
            if len(self.heard.chunks) >= count:
                return self.heard.chunks
            more.wait(0.01)
        raise AssertionError(f"{len(self.heard.chunks)} chunks came of {count}")

    def wait_for(self, what: Callable[[], object], expected: object) -> None:
        """Until `what` gives that; fails with what it gave at last."""
        more = threading.Event()
        for _ in range(1000):
            if what() == expected:
                return
            more.wait(0.01)
        assert what() == expected


def orchestrator(stages=None, clock=time.monotonic, **settings) -> Orchestrator:
    """One whose timers do not fire within a test, unless asked for."""
    never = {"hold_ms": 600_000.0, "context_idle_seconds": 600.0, "max_load": 1000.0, "max_first_audio_seconds": 600.0}
    return Orchestrator(OrchestratorSettings(**never | settings), stages or TinyStages(), clock)
