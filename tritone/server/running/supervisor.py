"""Keep a server alive: load a model again whose process has died, start the server again when nothing less helps."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable

from tritone.server.errors import ReloadFailed, RestartsExhausted, ServerStartFailed
from tritone.server.launcher import PUBLIC_MODEL, LaunchSite, RunningServer
from tritone.server.running.liveness import LivenessProbe
from tritone.server.running.stubs import Stub, find_stubs, runs

# A server that lived shorter than this did not get over its start, whatever it was that ended it.
SHORT_LIFE_SECONDS = 20.0
SHORT_LIVES = 5
_LONGEST_DELAY_SECONDS = 8.0
# A model that is not back by then, or by twice the time the whole server took, takes the server with it.
_RELOAD_SECONDS = 8.0
# Triton 24.10 keeps what a replaced model held if a request was lost with it: for each instance a region of shared
# memory, 24 handles and the threads of its pool. Starting the server again when it is quiet gets rid of them.
_MOST_RELOADS = 8
_QUIET_SECONDS = 20.0


class RestartBudget:
    """How long to wait before the next start; a server that never lives long is given up."""

    def __init__(self, short_life_seconds: float = SHORT_LIFE_SECONDS, short_lives: int = SHORT_LIVES):
        self._short_life_seconds, self._short_lives = short_life_seconds, short_lives
        self._in_a_row = 0

    def delay_after(self, life_seconds: float) -> float:
        """Seconds to wait, 0 after a long life. Raises RestartsExhausted."""
        self._in_a_row = self._in_a_row + 1 if life_seconds < self._short_life_seconds else 0
        if self._in_a_row >= self._short_lives:
            raise RestartsExhausted(
                f"the server ended {self._in_a_row} times in a row within "
                f"{self._short_life_seconds:g} s of its start; giving up"
            )
        return min(_LONGEST_DELAY_SECONDS, 0.5 * 2**self._in_a_row) if self._in_a_row > 1 else 0.0


class Supervisor:
    """Watches one server; `check` is to be called a few times a second, by one thread."""

    def __init__(
        self, site: LaunchSite, server: RunningServer, say: Callable[[str], None], budget: RestartBudget | None = None
    ):
        self._site, self._say, self._budget = site, say, budget or RestartBudget()
        self._begin_watch(server)

    def _begin_watch(self, server: RunningServer) -> None:
        self.server = server
        """The one that runs now."""
        self._ready_at = time.monotonic()
        self._probe = LivenessProbe(server.host, server.http_port)
        self._reloads: dict[str, threading.Thread] = {}
        self._reload_count = 0
        # a list of its own for each server: what a thread of the last one says concerns nobody any more
        self._failed_reloads: list[str] = []
        self._find_stubs()

    def check(self) -> None:
        """Look after the server once. Blocks only while a server starts again.

        Raises RestartsExhausted when that keeps failing.
        """
        if self._restart_if_ended():
            return
        self.server.process.note_shared_memory()
        self._end_reloads()
        dead = {
            stub.model for stub in self._stubs if stub.model not in self._reloads and not runs(stub, self.server.pid)
        }
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
        elif self._reload_count and self._probe.idle_seconds() > _QUIET_SECONDS:
            # the few that came since the last look may finish
            self._site.admin.drain(PUBLIC_MODEL, self._site.options.exit_timeout_seconds)
            self._restart("nobody is being served, and a server in which a model was replaced holds what it left")

    def _restart_if_ended(self) -> bool:
        status = self.server.process.exit_status()
        if status is not None:
            self._restart(f"the server ended by itself with status {status}")
        return status is not None

    def _find_stubs(self) -> None:
        self._stubs: list[Stub] = find_stubs(self.server.pid)

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
                self._reloads[model] = threading.Thread(
                    target=self._reload, args=(model, self._failed_reloads), name=f"reload {model}", daemon=True
                )
                self._reloads[model].start()

    def _reload(self, model: str, failures: list[str]) -> None:
        began = time.monotonic()
        try:
            self._site.admin.reload(model, max(_RELOAD_SECONDS, 2 * self.server.ready_seconds))
        except ReloadFailed as error:
            failures.append(str(error))
        else:
            self._say(f"model {model} is back after {time.monotonic() - began:.1f} s")

    def _end_reloads(self) -> None:
        for model in [model for model, thread in self._reloads.items() if not thread.is_alive()]:
            del self._reloads[model]
            for stub in self._stubs:
                # Of several instances one had died; Triton 24.10 may keep the others running, for nobody.
                if stub.model == model and runs(stub, self.server.pid):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(stub.pid, signal.SIGKILL)
            others = [stub for stub in self._stubs if stub.model != model]
            old = {stub.pid for stub in self._stubs}
            new = [stub for stub in find_stubs(self.server.pid) if stub.model == model and stub.pid not in old]
            self._stubs = others + new

    def _restart(self, why: str) -> None:
        """Begin again on the same ports; raises RestartsExhausted."""
        life_seconds = time.monotonic() - self._ready_at
        while True:
            self._say(f"{why}: starting the server again")
            self._site.kill()
            time.sleep(self._budget.delay_after(life_seconds))
            try:
                server = self._site.start()
            except ServerStartFailed as error:
                why, life_seconds = str(error), 0.0
                continue
            self._say(f"ready again after {server.ready_seconds:.1f} s")
            self._begin_watch(server)
            return
