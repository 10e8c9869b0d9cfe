"""The process of a server, as its parent sees it."""

import os
import signal
import sys
import time

import pytest

from tests.waiting import until
from tritone.server.running.last_guard import SHARED_MEMORY
from tritone.server.running.process import ServerProcess
from tritone.server.running.shared_regions import SharedRegions


@pytest.fixture
def one_thread_at_a_time():
    """No other thread is let in while this one computes."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(10)
    yield
    sys.setswitchinterval(before)


def test_an_end_is_known_before_the_thread_that_waits_for_it_has_said_so(tmp_path, one_thread_at_a_time):
    process = ServerProcess(["sleep", "100"], dict(os.environ), tmp_path / "log", SharedRegions())
    assert process.exit_status() is None
    os.kill(process.pid, signal.SIGKILL)
    ended = time.monotonic() + 0.2
    while time.monotonic() < ended:
        pass
    assert process.exit_status() == -signal.SIGKILL


_LEAVES_A_REGION = """
import os, sys
open(sys.argv[1], "wb").close()
os.chmod(sys.argv[1], 0o644)
os.kill(os.getpid(), 9)
"""


def test_shared_memory_of_a_server_that_was_killed_before_anybody_looked_is_removed(tmp_path):
    regions = SharedRegions()
    path = SHARED_MEMORY / f"{regions.prefix}1"
    another = SHARED_MEMORY / f"{SharedRegions().prefix}1"
    another.touch()
    try:
        process = ServerProcess(
            [sys.executable, "-c", _LEAVES_A_REGION, str(path)], dict(os.environ), tmp_path / "log", regions
        )
        until(lambda: process.exit_status() is not None)
        assert path.exists()
        process.finish()
        assert not path.exists() and another.exists()
    finally:
        another.unlink()


def test_shared_memory_is_its_owners_alone_as_soon_as_it_is_seen():
    regions = SharedRegions()
    paths = [SHARED_MEMORY / f"{regions.prefix}{number}" for number in (1, 2)]
    regions.close_to_others()
    try:
        for path in paths:
            path.touch(mode=0o644)
            for _ in range(2):
                regions.close_to_others()
                assert path.stat().st_mode & 0o777 == 0o600
                path.chmod(0o644)  # as Triton does after it has made one
    finally:
        regions.remove()
    assert not any(path.exists() for path in paths)
