"""Whether a server still speaks: its vocoder answers calls, or one word comes back in time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Set

from tritone.bridge.error_codes import UNHEALTHY
from tritone.server.running.control import FAILURES, ServerControl
from tritone.server.running.private_line import WORK, NobodyAnswers
from tritone.streaming.door.own_words import NO_ANSWER

# A word is milliseconds of work, and a stream that has sent nothing goes before all others; but its voice may have been
# evicted and must be loaded first.
PROBE_SECONDS = 15.0
# A call is packed to 0.1 s, and the slowest voice's longest segment takes a few seconds on a busy machine.
CALL_SECONDS = 20.0
_EVERY_SECONDS = 3.0
_MOST_OF_A_WORD = 0.8
"""Of the time that a word may take: a model that has held its call so long is why it was not spoken."""
_CONCERN_SECONDS = 5.0
"""A look takes milliseconds, unless a voice has to be loaded for it."""
_RESTING_SHARE = 0.03
"""Of a core: what threads that only wait and look now and then take."""
_MOST_CPU_SECONDS = 20.0
"""Of a core: no call needs as much."""
_LAST_MODEL = "vocoder"
"""What it makes is heard."""


class Suspicion:
    """Tells what hangs from what is slow, as everything is on a machine that has other work.

    What waits for ever computes nothing; what runs in circles computes more than any call needs. What is slow computes
    a little all the time. None stands for the server and all its processes.
    """

    def __init__(self, cpu_seconds: Callable[[str | None], float], clock: Callable[[], float] = time.monotonic):
        self.cpu_seconds, self._clock = cpu_seconds, clock
        self._last: dict[str | None, tuple[float, float]] = {}
        """When somebody was accused last, and what it had computed by then."""
        self._at_first: dict[str | None, float] = {}

    def guilty(self, accused: Set[str | None]) -> Set[str | None]:
        """Those of the accused who hang; nobody is condemned at the first look."""
        now, condemned = self._clock(), set()
        cpu = {name: self.cpu_seconds(name) for name in accused}
        self._at_first = {name: self._at_first.get(name, cpu[name]) for name in accused}
        for name in accused & self._last.keys():
            since, before = self._last[name]
            rests = cpu[name] - before < _RESTING_SHARE * (now - since)
            if rests or cpu[name] - self._at_first[name] > _MOST_CPU_SECONDS:
                condemned.add(name)
        self._last = {name: (now, cpu[name]) for name in accused}
        return condemned


class LivenessProbe:
    """Finds hangs, which leave every process alive. Nothing here blocks: questions are asked in threads of their own.

    All questions go by the private line, so that ports which strangers keep busy do not matter. A server under load
    shows by the calls that its vocoder answers that it works; one word is spoken only when none was answered since the
    last look.
    """

    def __init__(
        self,
        control: ServerControl,
        cpu_seconds: Callable[[str | None], float],
        every_seconds: float = _EVERY_SECONDS,
        probe_seconds: float = PROBE_SECONDS,
        call_seconds: float = CALL_SECONDS,
    ):
        """cpu_seconds: what the processes of a model, or for None the server and all of them, have computed so far."""
        self._control = control
        self._suspicion = Suspicion(cpu_seconds)
        self._every_seconds, self._probe_seconds = every_seconds, probe_seconds
        self._call_seconds = call_seconds
        self._lock = threading.Lock()
        self._next_look = time.monotonic() + every_seconds
        self._looking_since: float | None = None
        self._round = 0
        self._calls_seen = -1
        self._failure: str | None = None
        self._stuck: str | None = None
        self._concern: str | None = None
        self._idle_since: float | None = None

    def idle_seconds(self) -> float:
        """How long nobody but this probe has been heard; 0 while somebody is, or while that is not known."""
        with self._lock:
            return 0.0 if self._idle_since is None else time.monotonic() - self._idle_since

    def stuck_model(self) -> str | None:
        """A model that has not answered a call for so long that one of its processes must be taken for hung."""
        with self._lock:
            return self._stuck

    def what_hangs(self) -> str | None:
        """Why the server must be taken for dead, or None. To be called again and again."""
        now = time.monotonic()
        with self._lock:
            if self._failure is not None:
                return self._failure
            if self._looking_since is not None:
                return None  # the thread that looks has its limits
            if now >= self._next_look:
                self._looking_since = now
                self._round += 1
                threading.Thread(target=self._look, args=(self._round,), name="liveness", daemon=True).start()
        return None

    def concern(self) -> str | None:
        """What makes it doubtful that a voice would be spoken now, long before anybody is taken for dead."""
        with self._lock:
            since, concern = self._looking_since, self._concern
        if since is not None and (seconds := time.monotonic() - since) > _CONCERN_SECONDS:
            return f"a word has not been spoken for {seconds:.0f} s"
        return concern

    def forgive(self) -> None:
        """Begin again: the server is being restarted or reloaded, so no question asked until now counts."""
        with self._lock:
            self._round += 1
            self._looking_since, self._failure, self._stuck, self._idle_since = None, None, None, None
            self._concern = None
            self._next_look = time.monotonic() + self._every_seconds
            self._suspicion = Suspicion(self._suspicion.cpu_seconds)

    def _look(self, round_number: int) -> None:
        failure, stuck, is_idle, began, suspicion = None, None, False, time.monotonic(), self._suspicion
        problem = None
        try:
            is_idle, stuck = self._work(self._call_seconds)
            if is_idle and stuck is None:
                problem = self._control.speak(self._probe_seconds)
                failure, stuck = self._meaning(problem)
        except NobodyAnswers:  # no `tts` of ours, or none yet: only deaths are seen then
            is_idle = False
        except FAILURES as error:
            failure = f"tts does not answer: {error!r}"
        accused = {*([stuck] if stuck else []), *([None] if failure else [])}
        concern = problem or failure or (f"a process of model {stuck} has not answered for long" if stuck else None)
        guilty = suspicion.guilty(accused)
        failure, stuck = failure if None in guilty else None, stuck if stuck in guilty else None
        with self._lock:
            if round_number == self._round:
                self._looking_since, self._failure, self._stuck = None, failure, stuck
                self._concern = concern
                self._idle_since = (self._idle_since or began) if is_idle else None
                self._next_look = time.monotonic() + self._every_seconds

    def _meaning(self, problem: str | None) -> tuple[str | None, str | None]:
        """What makes the server count as dead, and a model that is stuck, if anything; raises FAILURES.

        problem: why a word could not be spoken.
        """
        # what the probe itself made counts for nothing; but it may have been slow because others were served
        rests, stuck = self._work(_MOST_OF_A_WORD * self._probe_seconds)
        if problem is None or not rests or not any(words in problem for words in (NO_ANSWER, *UNHEALTHY)):
            return None, None  # a voice whose files are missing, say, is nothing that a restart mends
        return (None, stuck) if stuck else (f"one word could not be spoken: {problem}", None)

    def _work(self, call_seconds: float) -> tuple[bool, str | None]:
        """Whether no sound was made since the last look, and a model with a call older than that; raises FAILURES."""
        answers = [answer["calls"] for answer in self._control.line.ask(WORK, self._probe_seconds)]
        made = sum(calls[_LAST_MODEL][0] for calls in answers)
        stuck = [model for calls in answers for model, (_, since) in calls.items() if since > call_seconds]
        rests, self._calls_seen = made == self._calls_seen, made
        return rests, stuck[0] if stuck else None
