"""The process of a server, as its parent sees it."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.waiting import until
from tritone.server.running.process import ServerProcess


@pytest.fixture
def one_thread_at_a_time():
    """No other thread is let in while this one computes."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(10)
    yield
    sys.setswitchinterval(before)


def test_an_end_is_known_before_the_thread_that_waits_for_it_has_said_so(tmp_path, one_thread_at_a_time):
    process = ServerProcess(["sleep", "100"], dict(os.environ), tmp_path / "log")
    assert process.exit_status() is None
    os.kill(process.pid, signal.SIGKILL)
    ended = time.monotonic() + 0.2
    while time.monotonic() < ended:
        pass
    assert process.exit_status() == -signal.SIGKILL


_MAPS_ONE_AND_LATER_ANOTHER = """
import mmap, sys, time
for path in sys.argv[1:]:
    file = open(path, "w+b")
    file.truncate(4096)
    time.sleep(0.1)  # it is there before it is the process's own
    globals()[path] = mmap.mmap(file.fileno(), 4096)
    time.sleep(100 if path == sys.argv[-1] else 0.3)
"""


def test_shared_memory_is_noted_when_it_is_mapped_and_is_its_owners_alone(tmp_path):
    paths = [Path(f"/dev/shm/test_{os.getpid()}_shm_region_{number}") for number in (1, 2)]
    command = [sys.executable, "-c", _MAPS_ONE_AND_LATER_ANOTHER, *map(str, paths)]
    process = ServerProcess(command, dict(os.environ), tmp_path / "log")
    try:

        def are_noted():
            process.note_shared_memory()
            return process.regions == {path.name for path in paths}

        until(are_noted)
        assert all(path.stat().st_mode & 0o077 == 0 for path in paths)
        for _ in range(2):
            process.note_shared_memory()  # nothing new, and nothing forgotten
        assert process.regions == {path.name for path in paths}
    finally:
        process.kill()
    assert not any(path.exists() for path in paths)
