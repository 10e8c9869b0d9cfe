"""Child processes that end when we do, whatever ends us: an error, Ctrl-C, SIGTERM, or kill -9."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import psutil

from tritone.server.running import exec_bound_to_parent

STOP_SECONDS = 10.0
_HEED_SECONDS = 0.5
"""Signals are heeded at least so often while a child is waited for."""


def bound(command: Sequence[str]) -> list[str]:
    """The same command, told to end by the kernel (SIGTERM) when this process dies.

    The kernel watches the thread that starts it: start it from one that lives as long as the child, as the main thread
    does. Raises FileNotFoundError.
    """
    program = shutil.which(command[0])
    if program is None:
        raise FileNotFoundError(f"there is no program {command[0]}")
    # -I -S: the few lines of the script need neither site-packages nor the user's environment.
    return [
        sys.executable,
        "-I",
        "-S",
        exec_bound_to_parent.__file__,
        str(os.getpid()),
        os.path.abspath(program),
        *command[1:],
    ]


@contextlib.contextmanager
def child(
    command: Sequence[str],
    stop_signal: signal.Signals = signal.SIGTERM,
    stop_seconds: float = STOP_SECONDS,
    **options: Any,
) -> Iterator[subprocess.Popen[Any]]:
    """A child that runs no longer than the context, and no longer than this process; options: those of Popen."""
    process = subprocess.Popen(bound(command), **options)
    try:
        yield process
    finally:
        end(process, stop_signal, stop_seconds)


def wait_for(process: subprocess.Popen[Any]) -> int:
    """The child's exit status. A signal's handler is run within half a second, whenever the signal comes.

    `process.wait()` may miss one that comes after Python has looked for signals and before the kernel sleeps: the
    handler would then run when the child ends, which may be never.
    """
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(_HEED_SECONDS)


def end(process: subprocess.Popen[Any], stop_signal: signal.Signals, stop_seconds: float) -> None:
    """Ask a child to end and wait so long; then kill it and all its descendants."""
    if process.poll() is None:
        process.send_signal(stop_signal)
        try:
            process.wait(stop_seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(psutil.NoSuchProcess):
                for descendant in psutil.Process(process.pid).children(recursive=True):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        descendant.kill()
            process.kill()
            process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what was written to one that ended
                pipe.close()


def die_with_parent(parent: int) -> None:
    """Called in a Python child: have the kernel kill it when the thread that started it is gone, asked to or not."""
    ctypes.CDLL(None).prctl(exec_bound_to_parent.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above could tell
        os._exit(1)
