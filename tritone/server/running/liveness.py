"""Whether a server still speaks: its vocoder's counter moves, or one word comes back in time."""

from __future__ import annotations

import json
import threading
import time

from tritone.bridge.error_codes import UNHEALTHY
from tritone.server.http_calls import FAILURES, ask

# A word is milliseconds of work, and a stream that has sent nothing goes before all others; but its voice may have been
# evicted and must be loaded first.
PROBE_SECONDS = 15.0
_EVERY_SECONDS = 3.0
_STATISTICS_SECONDS = 2.0
# Triton counts a call a moment after it has answered it.
_COUNTED_SECONDS = 0.1
_UNHEALTHY = tuple(words.encode() for words in UNHEALTHY)


class LivenessProbe:
    """Finds hangs, which leave every process alive. Nothing here blocks: questions are asked in threads of their own.

    A server under load shows by its vocoder's counter that it works, at no cost; one word is synthesised only when
    that counter has stood still since the last look.
    """

    def __init__(
        self,
        host: str,
        http_port: int,
        public_model: str = "tts",
        counted_model: str = "vocoder",
        every_seconds: float = _EVERY_SECONDS,
        probe_seconds: float = PROBE_SECONDS,
    ):
        self._host, self._port = host, http_port
        self._public_model, self._counted_model = public_model, counted_model
        self._every_seconds, self._probe_seconds = every_seconds, probe_seconds
        self._lock = threading.Lock()
        self._next_look = time.monotonic() + every_seconds
        self._looking_since: float | None = None
        self._round = 0
        self._calls_seen = -1
        self._failure: str | None = None
        self._idle_since: float | None = None

    def idle_seconds(self) -> float:
        """How long nobody but this probe has been heard; 0 while somebody is, or while that is not known."""
        with self._lock:
            return 0.0 if self._idle_since is None else time.monotonic() - self._idle_since

    def what_hangs(self) -> str | None:
        """Why the server must be taken for dead, or None. To be called again and again."""
        now = time.monotonic()
        with self._lock:
            if self._failure is not None:
                return self._failure
            if self._looking_since is not None:
                if now - self._looking_since > self._probe_seconds + _STATISTICS_SECONDS:
                    return f"one word took longer than {self._probe_seconds:g} s"
            elif now >= self._next_look:
                self._looking_since = now
                self._round += 1
                threading.Thread(target=self._look, args=(self._round,), name="liveness", daemon=True).start()
        return None

    def forgive(self) -> None:
        """Begin again: the server is being restarted or reloaded, so no question asked until now counts."""
        with self._lock:
            self._round += 1
            self._looking_since, self._failure, self._idle_since = None, None, None
            self._next_look = time.monotonic() + self._every_seconds

    def _look(self, round_number: int) -> None:
        failure, began = None, time.monotonic()
        is_idle = not self._has_worked()
        if is_idle:
            failure = self._speak()
            time.sleep(_COUNTED_SECONDS)
            # what the probe itself made counts for nothing; but it may have been slow because others were served
            moved = self._has_worked()
            failure = None if moved else failure
        with self._lock:
            if round_number == self._round:
                self._looking_since, self._failure = None, failure
                self._idle_since = (self._idle_since or began) if is_idle else None
                self._next_look = time.monotonic() + self._every_seconds

    def _has_worked(self) -> bool:
        """Whether the vocoder has made anything since the last look."""
        try:
            answer = json.loads(self._ask("GET", f"/v2/models/{self._counted_model}/stats", None, _STATISTICS_SECONDS))
            calls: int = sum(version["inference_stats"]["success"]["count"] for version in answer["model_stats"])
        except (*FAILURES, ValueError, KeyError):
            return False
        moved, self._calls_seen = calls > self._calls_seen >= 0, calls
        return moved

    def _speak(self) -> str | None:
        """What is wrong, or None: a complete answer came, or a refusal (as when the server is full)."""
        try:
            body = json.dumps({"text": "Yes.", "encoding": "base64"})
            said = self._ask("POST", f"/v2/models/{self._public_model}/generate_stream", body, self._probe_seconds)
        except FAILURES as error:
            return f"one word could not be synthesised: {error!r}"
        if any(words in said for words in _UNHEALTHY):
            return "one word was answered with: " + said.decode("utf-8", "replace").strip()[-200:]
        return None if said else "one word was answered with nothing"

    def _ask(self, method: str, path: str, body: str | None, seconds: float) -> bytes:
        return ask(self._host, self._port, method, path, body=body, seconds=seconds).body
