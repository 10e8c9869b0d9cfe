"""Pacing over models of a given speed: a long request is a stream like any other, and nobody runs dry or starves."""

from __future__ import annotations

import statistics
import threading
import time

import pytest

from tests.paced_stages import Listener, MachineHiccups, PacedStages
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings

TEN_THOUSAND_WORDS = " ".join(["words of a very long text"] * 10 + ["end. "]) * 164
NEWCOMERS = 23
SHORT_TEXT = "one sentence of a newcomer who wants to hear it now. and another one of about as many words."
# 100 × real time: 24 streams take a quarter of it
VOCODER_SECONDS, ACOUSTIC_SECONDS = 0.02, 0.005


@pytest.fixture
def hiccups():
    with MachineHiccups() as measured:
        yield measured


@pytest.fixture
def running():
    """An orchestrator over paced models that know their pace."""
    orchestrator = Orchestrator(OrchestratorSettings(), PacedStages(VOCODER_SECONDS, ACOUSTIC_SECONDS))
    for listener in [speak(orchestrator, "x" * 150 + ".") for _ in range(3)]:
        listener.wait()
    yield orchestrator
    orchestrator.close()


def speak(orchestrator, text, listener=None):
    listener = listener or Listener()
    orchestrator.start_stream({"text": text.encode()}, listener)
    return listener


class LeavingListener(Listener):
    """Goes away when told to."""

    def __init__(self):
        super().__init__()
        self.leave = threading.Event()

    def is_cancelled(self):
        return self.leave.is_set()


def first_audio_of_newcomers(orchestrator, text_of_first):
    """Seconds to first audio of 23 newcomers at once while another stream runs, sorted; and all the listeners."""
    first = speak(orchestrator, text_of_first, LeavingListener())
    time.sleep(0.4)
    newcomers = [speak(orchestrator, SHORT_TEXT) for _ in range(NEWCOMERS)]
    for listener in newcomers:
        assert listener.wait().error is None and listener.chunks[-1].is_last
    return sorted(listener.record.time_to_first_audio() for listener in newcomers), first, newcomers


@pytest.mark.slow
def test_newcomers_beside_a_ten_thousand_word_request_begin_as_beside_any_stream(running, hiccups):
    assert len(TEN_THOUSAND_WORDS.split()) >= 10_000
    # enough for the other one to run as long, at a fiftieth of the length
    beside_any, other, _ = first_audio_of_newcomers(running, SHORT_TEXT * 8)
    other.leave.set()
    other.ended.wait(30)
    beside_long, long, newcomers = first_audio_of_newcomers(running, TEN_THOUSAND_WORDS)
    spoken = long.record.audio_seconds()
    assert not long.ended.is_set() and spoken > 10.0, "the long request did not run alongside"
    for percentile in (statistics.median, max):
        assert percentile(beside_long) < 1.5 * percentile(beside_any) + hiccups.allowed()
    assert max(listener.dry_seconds() for listener in (*newcomers, long)) < hiccups.allowed()
    long.leave.set()
    assert long.ended.wait(30)


@pytest.mark.slow
def test_nobody_starves_or_runs_dry_while_newcomers_keep_coming(running, hiccups):
    """A long request, five listeners of middling texts and a closed loop of ten users, at half of what can be done."""
    long = speak(running, TEN_THOUSAND_WORDS, LeavingListener())
    middling = [speak(running, SHORT_TEXT * 4) for _ in range(5)]
    stop_at = time.perf_counter() + 3.0
    served: list[Listener] = []

    def user():
        while time.perf_counter() < stop_at:
            served.append(speak(running, SHORT_TEXT).wait())

    users = [threading.Thread(target=user) for _ in range(10)]
    for thread in users:
        thread.start()
    for thread in users:
        thread.join()
    for listener in middling:
        listener.wait()
    everyone = [long, *middling, *served]
    assert len(served) >= 20 and all(listener.error is None for listener in everyone)
    assert max(listener.dry_seconds() for listener in everyone) < hiccups.allowed()
    assert long.record.audio_seconds() > 3.0 - hiccups.allowed()
    long.leave.set()
    assert long.ended.wait(30)
