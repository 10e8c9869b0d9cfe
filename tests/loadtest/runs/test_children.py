"""No child outlives the load test that started it, whatever ends the load test."""

import signal
import subprocess
import sys

import pytest

from loadtest.runs.children import bound, child
from tests.waiting import until
from tritone.server.running.process_state import has_ended

PROMPTLY_SECONDS = 60.0
QUIET_SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
INTERRUPTED_SLEEPER = [
    sys.executable,
    "-c",
    "import time, weakref\n"
    "class Thing: pass\n"
    "def sleep(_): print('asleep', flush=True); time.sleep(600)\n"
    "thing = Thing(); kept = weakref.ref(thing, sleep); del thing\n"
    "time.sleep(600)",
]
"""An interrupt finds it in a weak reference's callback, where Python prints it and goes on."""
SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time\n"
    "for number in (signal.SIGTERM, signal.SIGINT): signal.signal(number, signal.SIG_IGN)\n"
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid, flush=True)\n"
    "time.sleep(600)",
]
COMMAND = f"""
import sys
from loadtest.runs.children import child, wait_for
from loadtest.runs.command import run_command

def main():
    with child({QUIET_SLEEPER!r}) as process:
        print(process.pid, flush=True)
        return wait_for(process)

raise SystemExit(run_command(main))
"""
UNDISTURBED = f"""
import signal, threading, time
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])
{COMMAND}"""
"""The other thread gets the signal, and the wait is not disturbed; nor is it by one that comes just before the wait."""
POOL = """
import multiprocessing, os, sys, time
from concurrent.futures import ProcessPoolExecutor
from loadtest.runs.client_processes import _begin_process

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context, _begin_process, (context.Barrier(1), os.getpid())) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
def test_a_child_ends_with_the_command_that_started_it(number):
    with subprocess.Popen([sys.executable, "-c", COMMAND], stdout=subprocess.PIPE, text=True) as command:
        pid = int(command.stdout.readline())
        command.send_signal(number)
        status = command.wait(PROMPTLY_SECONDS)
    until(lambda: has_ended(pid))
    assert status == {signal.SIGKILL: -signal.SIGKILL, signal.SIGINT: 130}.get(number, 128 + number)


def test_a_signal_that_disturbs_no_wait_is_heeded():
    with subprocess.Popen([sys.executable, "-c", UNDISTURBED], stdout=subprocess.PIPE, text=True) as command:
        pid = int(command.stdout.readline())
        command.send_signal(signal.SIGHUP)
        assert command.wait(PROMPTLY_SECONDS) == 128 + signal.SIGHUP
    until(lambda: has_ended(pid))


def test_a_child_that_lets_an_interrupt_pass_ends_with_the_command_all_the_same():
    command_of_deaf = COMMAND.replace(repr(QUIET_SLEEPER), repr(INTERRUPTED_SLEEPER))
    with subprocess.Popen([sys.executable, "-c", command_of_deaf], stdout=subprocess.PIPE, text=True) as command:
        pid = int(command.stdout.readline())
        assert command.stdout.readline() == "asleep\n"
        command.kill()
    until(lambda: has_ended(pid))


def test_a_client_process_ends_with_the_load_test(tmp_path):
    script = tmp_path / "pool.py"
    script.write_text(POOL)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as command:
        pid = int(command.stdout.readline())
        command.kill()
    until(lambda: has_ended(pid))


def test_a_child_is_ended_with_the_context_and_its_pipes_are_closed():
    with child(SLEEPER, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "up\n"
    assert process.returncode == -signal.SIGTERM and process.stdout.closed


def test_a_child_that_does_not_listen_is_killed_with_its_own_children():
    with child(DEAF, stop_seconds=0.2, stdout=subprocess.PIPE, text=True) as process:
        grandchild = int(process.stdout.readline())
    assert process.returncode == -signal.SIGKILL
    until(lambda: has_ended(grandchild))


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(FileNotFoundError, match="there is no program no-such-program"):
        bound(["no-such-program"])
