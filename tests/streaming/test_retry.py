"""Asking again: for how long, and without a thread for each time."""

from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tiny_stages import RecordingSink, TinyStages
from tritone.errors import ModelDown, SynthesisFailed, VoiceLoading
from tritone.streaming import retry
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings
from tritone.streaming.retry import LONGEST_DOWN_SECONDS, LONGEST_LOADING_SECONDS, Patience

LOADING, DOWN = VoiceLoading("a voice"), ModelDown("model x: is not healthy")


@given(st.floats(0.0, 2 * LONGEST_LOADING_SECONDS))
def test_a_voice_that_is_loaded_is_waited_for_so_long(after):
    error = Patience(began=50.0).error_to_end_with(LOADING, 50.0 + after)
    if 50.0 + after - 50.0 <= LONGEST_LOADING_SECONDS:
        assert error is None
    else:
        assert isinstance(error, SynthesisFailed) and "loading a voice took longer than 120 s" in str(error)


@given(st.lists(st.floats(0.01, 6.0), min_size=1, max_size=30))
def test_each_fault_of_a_model_is_waited_for_by_itself(gaps):
    """Failures that come close after each other are one fault; after a while without any, the next is another."""
    patience, now = Patience(began=0.0), 0.0
    began = last = None
    for gap in gaps:
        now += gap
        if last is None or now - last > 2.5:
            began = now
        last = now
        error = patience.error_to_end_with(DOWN, now)
        assert (error is None) == (now - began <= LONGEST_DOWN_SECONDS)
        if error is not None:
            assert isinstance(error, SynthesisFailed) and "did not come back within 3.5 s" in str(error)
            return


@pytest.mark.parametrize("error", [SynthesisFailed("x"), ValueError("x")])
def test_any_other_error_ends_the_stream_as_it_is(error):
    assert Patience(began=0.0).error_to_end_with(error, 1.0) is error


def test_waiting_for_a_voice_makes_no_threads(monkeypatch):
    """It used to make one each time that a job was asked again: 240 of them in 3 s for four streams."""

    class Loading(TinyStages):
        asked = threading.Semaphore(0)

        def synthesize_frames(self, segments):
            self.asked.release()
            raise VoiceLoading("a voice")

    monkeypatch.setattr(retry, "LONGEST_LOADING_SECONDS", 1.0)
    running, stages, started = None, Loading(), []
    start = threading.Thread.start
    running = Orchestrator(OrchestratorSettings(), stages)
    sinks = [RecordingSink() for _ in range(4)]
    for sink in sinks:
        running.start_stream({"text": b"abc."}, sink)
    for _ in range(8):  # each stream's job was asked again, so the thread that does it is there
        assert stages.asked.acquire(timeout=30)
    time.sleep(2 * retry.RETRY_SECONDS)
    monkeypatch.setattr(threading.Thread, "start", lambda thread: (started.append(thread.name), start(thread))[1])
    for _ in range(12):
        assert stages.asked.acquire(timeout=30)
    for sink in sinks:
        assert isinstance(sink.wait().error, SynthesisFailed)
    running.close()
    assert not started
