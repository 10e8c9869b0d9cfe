"""A drain begins once, whoever asks, and only a second signal cuts it short. Each in a process of its own."""

import subprocess
import sys

import pytest

PROMPTLY_SECONDS = 60
PREPARED = """
import os, signal, sys, time
from tritone.server.health.drain import Drain
from tritone.server.health.readiness import Readiness

readiness, me = Readiness(), os.getpid()
readiness.looked(None)
drain = Drain(float(sys.argv[1]), readiness)
drain.take_signals()
began = time.monotonic()
try:
{lines}
    time.sleep(600)
except KeyboardInterrupt:
    drain.heard()
    print(f"{{time.monotonic() - began:.3f}} {{drain.is_hurried}} {{readiness.why_not_ready()}}")
"""


def interrupted_after(seconds, lines):
    """How long it took, whether it was hurried, and what readiness said."""
    script = PREPARED.format(lines="\n".join(f"    {line}" for line in lines))
    done = subprocess.run(
        [sys.executable, "-c", script, str(seconds)], capture_output=True, text=True, timeout=PROMPTLY_SECONDS
    )
    assert done.stderr == ""
    took, hurried, said = done.stdout.strip().split(" ", 2)
    return float(took), hurried == "True", said


@pytest.mark.parametrize("asked", ["os.kill(me, signal.SIGTERM)", "os.kill(me, signal.SIGHUP)", "drain.begin()"])
def test_whoever_asks_is_given_the_time(asked):
    took, hurried, said = interrupted_after(0.3, [asked, "assert 'served for a moment' in readiness.why_not_ready()"])
    assert took >= 0.3 and not hurried and said.startswith("going away: new texts are refused")


def test_without_time_it_ends_at_once():
    took, hurried, _ = interrupted_after(0, ["os.kill(me, signal.SIGINT)"])
    assert took < 30 and not hurried


def test_a_second_signal_does_not_wait():
    took, hurried, _ = interrupted_after(500, ["os.kill(me, signal.SIGTERM)", "os.kill(me, signal.SIGTERM)"])
    assert took < 30 and hurried


def test_a_signal_after_somebody_asked_on_the_health_port_joins_what_has_begun():
    """As Kubernetes does: first what preStop says, then SIGTERM."""
    lines = ["drain.begin()", "drain.begin()", "os.kill(me, signal.SIGTERM)", "assert not drain.is_hurried"]
    took, hurried, _ = interrupted_after(0.3, lines)
    assert took >= 0.3 and not hurried


def test_nobody_waits_for_a_server_that_is_only_being_started():
    took, _, _ = interrupted_after(500, ["readiness.starting('again')", "os.kill(me, signal.SIGTERM)"])
    assert took < 30


def test_a_closed_drain_interrupts_nobody():
    lines = ["drain.begin()", "drain.close()", "time.sleep(0.3)", "print('0 False nothing came'); sys.exit()"]
    assert interrupted_after(0.1, lines) == (0.0, False, "nothing came")


def test_an_interruption_that_python_loses_comes_again():
    lines = [
        "class Loses:",
        "    def __del__(self):",
        "        drain.begin()",
        "        time.sleep(0.5)  # what is raised in here is printed and forgotten",
        "sys.unraisablehook = lambda lost: print(lost.exc_type.__name__, end=' ')",
        "Loses()",
    ]
    script = PREPARED.format(lines="\n".join(f"    {line}" for line in lines))
    done = subprocess.run([sys.executable, "-c", script, "0"], capture_output=True, text=True, timeout=PROMPTLY_SECONDS)
    lost, took, hurried, *_ = done.stdout.split()
    assert (lost, hurried) == ("KeyboardInterrupt", "False") and float(took) < 30, done.stderr
