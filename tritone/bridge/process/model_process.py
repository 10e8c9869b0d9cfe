"""What every model's process sees to before anything else, whoever started its server.

Its shared memory is its owner's alone: tensors are callers' texts and voices, and Triton lets every user of the machine
read them. What PyTorch keeps is bounded, and what arrays leave is kept. And the process ends when its server has:
Triton 24.10 leaves those of a server that was killed behind.
"""

from __future__ import annotations

import contextlib
import gc
import os
import re
import signal
import sys
import threading
import time
from pathlib import Path

from tritone.bridge.process.kept_memory import keep_freed_memory
from tritone.server.running.last_guard import SHARED_MEMORY

BOUNDED_CACHES = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": "64", "LRU_CACHE_CAPACITY": "64"}
"""PyTorch on a CPU keeps what it has made ready for a shape, of 1,024 shapes by itself, and segments of speech are of
all lengths. After 90 windows of joe the process had 783 MB and grew on; with 64 shapes it has 346 MB, and takes no
longer."""
_MAPPED_REGION = re.compile(r" /dev/shm/([\w.-]*shm_region[\w.-]*)")
_LOOK_SECONDS = 1.0
_MOMENT_SECONDS = 0.01
_WITHOUT_COLLECTION = threading.Lock()


def begin() -> None:
    """To be called first thing in each model's initialize; calling it again does no harm."""
    for name, entries in BOUNDED_CACHES.items():
        os.environ.setdefault(name, entries)
    keep_freed_memory()
    close_memory_to_others(os.getpid())
    if not any(thread.name == _WATCH for thread in threading.enumerate()):
        threading.Thread(target=_end_with_server, args=(os.getppid(),), name=_WATCH, daemon=True).start()


_WATCH = "end with the server"


def wait_until_initialized() -> None:
    """Return when `initialize` is over, in a thread that it started and that calls other models.

    A call during `initialize` would be taken for its answer, and the server would crash. The main thread keeps the
    interpreter's lock from its last line of Python there until that answer has been given; so who sees it outside of
    Python comes after.
    """
    while _main_thread_is_in_python():
        time.sleep(_MOMENT_SECONDS)


def _main_thread_is_in_python() -> bool:
    """The list of frames is made with the interpreter's list of threads locked (CPython 3.10 and 3.11). A collection of
    garbage in it would wait for that lock itself, for ever, where a `threading.local` is among it."""
    with _WITHOUT_COLLECTION:
        collects = gc.isenabled()
        gc.disable()
        try:
            return threading.main_thread().ident in sys._current_frames()
        finally:
            if collects:
                gc.enable()


def close_memory_to_others(pid: int) -> None:
    """The regions that a process uses can be opened by their owner only, from now on."""
    for region in _MAPPED_REGION.findall(Path(f"/proc/{pid}/maps").read_text()):
        with contextlib.suppress(OSError):  # another user's, whose process we may look at
            (SHARED_MEMORY / region).chmod(0o600)


def _end_with_server(server: int) -> None:
    """The kernel could tell us, but counts the thread as the parent that started us, and Triton's has ended by now."""
    while os.getppid() == server:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)  # nobody is left who could be answered, and some call may wait for ever
