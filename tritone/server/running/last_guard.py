"""Clean up after a launcher that was killed: end its server's processes, remove their memory and the run folder.

Run as a script, in a session of its own, by LastGuard below. The kernel ends a server whose launcher dies; but a
server or a model's process that stands still does not hear it, and nobody would be left to end it. This process reads
from its standard input whom it would have to end. When that input ends without the word that all is well, it does.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ALL_IS_WELL = "all is well"
_IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""They end the launcher, which then says what is to be done."""
SHARED_MEMORY = Path("/dev/shm")


class LastGuard:
    """The launcher's end. `close` sends the guard away; a launcher that dies does not come to that."""

    def __init__(self, folder: Path, grace_seconds: float):
        """folder: to be removed at last; grace_seconds: how long a server may take to stop by itself."""
        self._folder, self._grace_seconds = folder, grace_seconds
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.watch(None, "")

    def watch(self, group: int | None, regions: str) -> None:
        """Whom to end: a process group, if there is one now; regions: how the names of its shared memory begin."""
        self._tell({"folder": str(self._folder), "grace": self._grace_seconds, "group": group, "regions": regions})

    def close(self) -> None:
        """There is nothing left to guard."""
        self._tell(ALL_IS_WELL)
        with contextlib.suppress(OSError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        self._process.wait()

    def _tell(self, words: object) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # somebody killed it: the kernel's interrupt is left
            self._process.stdin.write(json.dumps(words).encode() + b"\n")
            self._process.stdin.flush()


def end_what_is_left(group: int | None, regions: str, folder: str, grace: float) -> None:
    """Wait until the group has ended by itself, end it otherwise, then remove what it cannot."""
    deadline = time.monotonic() + grace
    while group is not None and _lives(group) and time.monotonic() < deadline:
        time.sleep(0.1)
    while group is not None and _lives(group):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        time.sleep(0.05)
    remove_regions(regions)
    shutil.rmtree(folder, ignore_errors=True)


def regions_named(prefix: str) -> list[Path]:
    """The files in /dev/shm whose names begin so; none for no prefix."""
    try:
        return [path for path in SHARED_MEMORY.iterdir() if prefix and path.name.startswith(prefix)]
    except OSError:
        return []


def remove_regions(prefix: str) -> None:
    """What an ended server has left of them."""
    for region in regions_named(prefix):
        with contextlib.suppress(OSError):
            region.unlink()


def _lives(group: int) -> bool:
    """Whether a member runs; those that have ended and that nobody reaps do not count."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            state, _, its_group = (process / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                return True
    return False


def main() -> None:
    """Read until the launcher ends, one way or the other."""
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    said: object = ALL_IS_WELL
    for line in sys.stdin:
        said = json.loads(line)
    if isinstance(said, dict):
        end_what_is_left(said["group"], said["regions"], said["folder"], said["grace"])


if __name__ == "__main__":
    main()
