"""A budget of processor time stops whatever runs past it, and nothing else."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time

import pytest

from tritone.threads.cpu_budget import CpuBudget, OutOfTime

# Where a call is stopped in a callback of the garbage collector (Hypothesis has one), that is swallowed, and it is
# stopped again.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

FAR_TOO_LONG = {
    "a pattern that reads a row in 2^n ways": lambda: re.match(r"(?:<!--.*?-->\s*)*<speak", "<!---->" * 60, re.DOTALL),
    "a pattern that starts anew at every character": lambda: re.findall(r"[a-z]+\d", "a" * 10_000_000),
    "a loop": lambda: sum(1 for _ in iter(int, 1)),
    "a great number": lambda: 3**30_000_000 % 7 + sum(1 for _ in iter(int, 1)),
}


@pytest.fixture
def budget():
    before = signal.getsignal(signal.SIGALRM)
    yield CpuBudget(0.05)
    signal.signal(signal.SIGALRM, before)
    assert signal.getitimer(signal.ITIMER_REAL)[0] == signal.getitimer(signal.ITIMER_PROF)[0] == 0


@pytest.mark.parametrize("name", FAR_TOO_LONG)
def test_it_stops_what_would_go_on(budget, name):
    with pytest.raises(OutOfTime):
        budget.run(FAR_TOO_LONG[name])


def test_it_returns_what_the_call_returns_and_raises_what_it_raises(budget):
    assert budget.run(lambda: 7) == 7
    with pytest.raises(KeyError):
        budget.run(lambda: {}["a"])


def test_time_that_the_call_sleeps_does_not_count(budget):
    assert budget.run(lambda: time.sleep(0.2) or "rested") == "rested"


def test_code_that_catches_everything_is_stopped_again(budget):
    def stubborn():
        caught = 0
        while True:
            try:
                while True:
                    pass
            except BaseException:
                caught += 1
                if caught == 3:
                    raise

    with pytest.raises(OutOfTime):
        budget.run(stubborn)


def test_errors_that_the_call_handles_do_not_swallow_it(budget):
    def handles_errors():
        while True:
            try:
                while True:
                    pass
            except Exception:
                pass

    with pytest.raises(OutOfTime):
        budget.run(handles_errors)


def test_code_that_must_be_finished_is_finished_first():
    steps = []

    def must_finish():
        until = time.thread_time() + 0.2
        while time.thread_time() < until:
            pass
        steps.append("finished")

    before = signal.getsignal(signal.SIGALRM)
    try:
        budget = CpuBudget(0.05, frozenset((__file__,)))
        budget.run(must_finish)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert steps == ["finished"]


def test_a_lock_that_the_call_holds_is_free_after_it(budget):
    lock = threading.Lock()

    def holds_it():
        while True:
            with lock:
                pass

    for _ in range(20):
        with pytest.raises(OutOfTime):
            budget.run(holds_it)
        assert lock.acquire(blocking=False)
        lock.release()


def test_it_must_be_made_in_the_main_thread():
    raised, made = [], []

    def make():
        try:
            CpuBudget(1)
        except ValueError as error:
            raised.append(error)
        made.append(CpuBudget.if_it_can_be_kept(1))

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    assert raised and made == [None]


@pytest.mark.slow
def test_the_kernel_ends_a_process_whose_code_in_c_never_looks_for_signals():
    program = (
        "import hashlib, tritone.threads.cpu_budget as b\n"
        "b._LEAST_LAST_RESORT_SECONDS = 0.5\n"
        "b.CpuBudget(0.02).run(lambda: hashlib.pbkdf2_hmac('sha256', b'a', b'b', 2_000_000_000))\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], timeout=120, check=False)
    assert ended.returncode == -signal.SIGPROF
