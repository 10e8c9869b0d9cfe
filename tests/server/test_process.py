"""The process of a server, as its parent sees it."""

import os
import signal
import sys
import time

import pytest

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
