"""What is read of a process is what it is: it runs, stands still, has ended, computes, holds memory."""

import os
import signal
import subprocess
import sys
import time

import psutil

from tritone.server.running.process_state import ProcessState, process_state


def test_a_process_is_seen_running_standing_still_and_ended():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    state = process_state(child.pid)
    assert state.parent == os.getpid() and not state.has_ended and not state.is_stopped
    child.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, child.pid, os.WSTOPPED)
    assert process_state(child.pid).is_stopped
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # a zombie from here on
    assert process_state(child.pid).has_ended
    child.communicate()
    assert process_state(child.pid) is None


def test_what_a_process_has_computed_and_holds_is_what_others_read():
    ended = time.process_time() + 0.05
    while time.process_time() < ended:
        pass
    others, state = psutil.Process(), process_state(os.getpid())
    times = others.cpu_times()
    assert 0.05 <= state.cpu_seconds <= times.user + times.system + 0.02
    assert 0.5 < state.resident_bytes / others.memory_info().rss < 2


def test_a_name_may_hold_what_the_line_is_made_of():
    line = b"7 (a) S 3 (x)) T 5 " + b" ".join(b"%d" % number for number in range(6, 53))
    state = ProcessState(line)
    assert state.is_stopped and state.parent == 5
