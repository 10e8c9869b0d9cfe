"""Keep a server alive: load a model again whose process has died, start the server again when nothing less helps."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Set

from tritone.server.errors import ReloadFailed, ServerStartFailed
from tritone.server.health.readiness import Readiness
from tritone.server.launcher import PUBLIC_MODEL, LaunchSite, RunningServer
from tritone.server.running.liveness import LivenessProbe
from tritone.server.running.memory_watch import MemoryWatch
from tritone.server.running.process_state import process_state
from tritone.server.running.stubs import Stub, cpu_seconds, find_stubs, is_child, is_stopped, runs

# A server that lived shorter than this did not get over its start, whatever it was that ended it.
SHORT_LIFE_SECONDS = 20.0
LONGEST_DELAY_SECONDS = 60.0
# A model that is not back by then, or by twice the time the whole server took, takes the server with it.
_RELOAD_SECONDS = 8.0
# Triton 24.10 keeps what a replaced model held if a request was lost with it: for each instance a region of shared
# memory, 24 handles and the threads of its pool. Starting the server again when it is quiet gets rid of them.
_MOST_RELOADS = 8
_QUIET_SECONDS = 20.0
# Somebody may have stopped a process to look at it for a moment.
_STOPPED_SECONDS = 2.0


class RestartDelays:
    """How long to wait before the next start: not at all after a long life, longer and longer after short ones.

    There is no end to it. A server that has run on this machine can run again, once whatever ends it is over; whoever
    wants to see it fail would only have to end it a few times.
    """

    def __init__(self, short_life_seconds: float = SHORT_LIFE_SECONDS):
        self._short_life_seconds = short_life_seconds
        self._in_a_row = 0

    def after(self, life_seconds: float) -> float:
        """Seconds to wait after a life of so many."""
        self._in_a_row = self._in_a_row + 1 if life_seconds < self._short_life_seconds else 0
        return min(LONGEST_DELAY_SECONDS, 2.0 ** (self._in_a_row - 1)) if self._in_a_row > 1 else 0.0


class Supervisor:
    """Watches one server; `check` is to be called a few times a second, by one thread."""

    def __init__(
        self,
        site: LaunchSite,
        server: RunningServer,
        say: Callable[[str], None],
        delays: RestartDelays | None = None,
        readiness: Readiness | None = None,
    ):
        """readiness: is told what every look finds."""
        self._site, self._say, self._delays = site, say, delays or RestartDelays()
        self._readiness = readiness or Readiness()
        self._begin_watch(server)

    def _begin_watch(self, server: RunningServer) -> None:
        self.server = server
        """The one that runs now."""
        self._ready_at = time.monotonic()
        self._probe = LivenessProbe(self._site.control, self._cpu_seconds)
        self._memory = MemoryWatch(self._site.options.process_memory_mb)
        self._reloads: dict[str, threading.Thread] = {}
        self._reload_count = 0
        # a list of its own for each server: what a thread of the last one says concerns nobody any more
        self._failed_reloads: list[str] = []
        self._stopped_since: dict[int, float] = {}
        self._find_stubs()

    def check(self) -> None:
        """Look after the server once. Blocks only while a server starts again, however long that takes."""
        if self._restart_if_ended():
            return
        self._site.close_memory_to_others()
        self._end_reloads()
        states = [(stub, process_state(stub.pid)) for stub in self._stubs]
        self._end_stopped([stub for stub, state in states if state is not None and state.is_stopped])
        dead = {
            stub.model
            for stub, state in states
            if stub.model not in self._reloads and not is_child(state, self.server.pid)
        }
        self._readiness.looked(self._why_not_ready(dead))
        if self._failed_reloads:
            self._restart(self._failed_reloads[0])
        elif dead:
            # a server that ended since the first line took its models' processes with it
            if not self._restart_if_ended():
                self._mend(sorted(dead))
        elif self._reloads:
            self._probe.forgive()
        elif hangs := self._probe.what_hangs():
            self._restart(f"the server hangs: {hangs}")
        elif stuck := self._probe.stuck_model():
            self._say(f"a process of model {stuck} has not answered for long: ending it")
            self._end(stub for stub in self._stubs if stub.model == stuck)
            self._probe.forgive()
        elif self._readiness.is_going_away:
            pass  # what follows would refuse those who are still to be served, and the server's end does it, too
        elif self._reload_count and self._probe.idle_seconds() > _QUIET_SECONDS:
            self._restart_quietly(
                "nobody is being served, and a server in which a model was replaced holds what it left"
            )
        else:
            self._keep_memory_bound()

    def _why_not_ready(self, dead: Set[str]) -> str | None:
        """What keeps a voice from being spoken at once, though it be mended in a moment."""
        if is_stopped(self.server.pid):
            return "the server stands still"
        if stopped := [stub.model for stub in self._stubs if stub.pid in self._stopped_since]:
            return f"a process of model {stopped[0]} stands still"
        if missing := sorted(dead | self._reloads.keys()):
            return f"model {missing[0]} is being loaded again"
        return self._probe.concern()

    def _restart_if_ended(self) -> bool:
        status = self.server.process.exit_status()
        if status is not None:
            self._restart(f"the server ended by itself with status {status}")
        return status is not None

    def _find_stubs(self) -> None:
        self._stubs: list[Stub] = find_stubs(self.server.pid)

    def _cpu_seconds(self, model: str | None) -> float:
        stubs = [stub.pid for stub in self._stubs if model in (None, stub.model)]
        return sum(map(cpu_seconds, stubs if model else [*stubs, self.server.pid]))

    def _end_stopped(self, stopped: Iterable[Stub]) -> None:
        """End the processes that stand still: calls would wait in them for ever, and others of their model hide it."""
        now = time.monotonic()
        self._stopped_since = {stub.pid: self._stopped_since.get(stub.pid, now) for stub in stopped}
        for stub in stopped:
            if now - self._stopped_since[stub.pid] > _STOPPED_SECONDS:
                self._say(f"a process of model {stub.model} stands still: ending it")
                self._end([stub])

    @staticmethod
    def _end(stubs: Iterable[Stub]) -> None:
        """What has ended is then mended as what has died."""
        for stub in stubs:
            with contextlib.suppress(ProcessLookupError):
                os.kill(stub.pid, signal.SIGKILL)

    def _keep_memory_bound(self) -> None:
        over = self._memory.over_limit(self._stubs, is_quiet=self._probe.idle_seconds() > 0)
        if over is None:
            return
        self._say(over.words)
        if over.model == PUBLIC_MODEL:
            self._restart_quietly("a process of model tts is above its memory")
        else:
            self._begin_reload(over.model)

    def _mend(self, models: list[str]) -> None:
        self._reload_count += len(models)
        self._probe.forgive()
        # Streams in flight of the public model would hang for ever: only the end of their connections ends them.
        if PUBLIC_MODEL in models:
            self._restart(f"a process of model {PUBLIC_MODEL} has died")
        elif self._reload_count > _MOST_RELOADS:
            self._restart(f"processes of models have died {self._reload_count} times, now of {', '.join(models)}")
        else:
            for model in models:
                self._say(f"a process of model {model} has died: loading the model again")
                self._begin_reload(model)

    def _begin_reload(self, model: str) -> None:
        self._site.complete()
        self._reloads[model] = threading.Thread(
            target=self._reload, args=(model, self._failed_reloads), name=f"reload {model}", daemon=True
        )
        self._reloads[model].start()

    def _reload(self, model: str, failures: list[str]) -> None:
        began = time.monotonic()
        try:
            self._site.control.reload(model, max(_RELOAD_SECONDS, 2 * self.server.ready_seconds))
        except ReloadFailed as error:
            failures.append(str(error))
        else:
            self._say(f"model {model} is back after {time.monotonic() - began:.1f} s")

    def _end_reloads(self) -> None:
        for model in [model for model, thread in self._reloads.items() if not thread.is_alive()]:
            del self._reloads[model]
            # Of several instances one had died; Triton 24.10 may keep the others running, for nobody.
            self._end(stub for stub in self._stubs if stub.model == model and runs(stub, self.server.pid))
            others = [stub for stub in self._stubs if stub.model != model]
            old = {stub.pid for stub in self._stubs}
            new = [stub for stub in find_stubs(self.server.pid) if stub.model == model and stub.pid not in old]
            self._stubs = others + new

    def _restart_quietly(self, why: str) -> None:
        """Begin again when the few that came since the last look have finished."""
        self._readiness.starting(why)
        self._site.control.finish_streams(self._site.options.exit_timeout_seconds)
        self._restart(why)

    def _restart(self, why: str) -> None:
        """Begin again on the same ports, and again until it succeeds."""
        life_seconds = time.monotonic() - self._ready_at
        while True:
            delay = self._delays.after(life_seconds)
            self._say(f"{why}: starting the server again" + (f" in {delay:.0f} s" if delay else ""))
            self._readiness.starting(f"the server is being started again: {why}")
            self._site.kill()
            time.sleep(delay)
            try:
                server = self._site.start()
            except (ServerStartFailed, OSError) as error:  # OSError: a full disk, say
                why, life_seconds = str(error), 0.0
                continue
            self._say(f"ready again after {server.ready_seconds:.1f} s")
            self._begin_watch(server)
            return
