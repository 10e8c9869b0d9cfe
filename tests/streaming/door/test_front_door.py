"""The door: who waits there and leaves is let go, counted, and keeps nobody else waiting."""

from __future__ import annotations

import os
import threading

import pytest

from tests.streaming.test_metrics import values
from tests.tiny_stages import RecordingSink, TinyStages
from tritone.errors import Overloaded, StreamCancelled
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings


class Leaving(RecordingSink):
    """Goes away when told to."""

    def __init__(self):
        super().__init__()
        self.leave = threading.Event()

    def is_cancelled(self):
        return self.leave.is_set()


class HeldStages(TinyStages):
    """Read no text before they are let, so that a voice's pace stays unknown and newcomers wait at the door."""

    def __init__(self):
        super().__init__()
        self.go_on = threading.Event()

    def read_text(self, positions):
        assert self.go_on.wait(30)
        return super().read_text(positions)


@pytest.fixture
def full_house():
    """An orchestrator with four streams inside and three callers at the door."""
    stages = HeldStages()
    running = Orchestrator(OrchestratorSettings(), stages)
    inside, waiting = [RecordingSink() for _ in range(4)], [Leaving() for _ in range(3)]
    for sink in (*inside, *waiting):
        running.start_stream({"text": b"abc.", "format": b"mp3"}, sink)
    assert running._door.counts() == (4, 3)
    yield running, stages, inside, waiting
    stages.go_on.set()
    running.close()


def test_who_leaves_while_waiting_at_the_door_is_let_go_and_counted(full_house):
    running, stages, inside, waiting = full_house
    waiting[1].leave.set()
    assert isinstance(waiting[1].wait().error, StreamCancelled)
    assert running._door.counts() == (4, 2)
    stages.go_on.set()
    for sink in (*inside, waiting[0], waiting[2]):
        assert sink.wait().error is None
    while running.active_streams():
        pass
    seen = values(running.metric_samples())
    assert seen["tritone_streams_refused_total{reason=cancelled}"] == 1
    assert seen["tritone_streams_started_total{voice=heart}"] == 6
    assert seen["tritone_streams_ended_total{voice=heart,outcome=completed}"] == 6
    assert seen["tritone_streams_ended_total{voice=heart,outcome=cancelled}"] == 0


def test_all_may_leave(full_house):
    running, _, _, waiting = full_house
    for sink in waiting:
        sink.leave.set()
    assert [type(sink.wait().error) for sink in waiting] == [StreamCancelled] * 3
    assert [sink.ends for sink in waiting] == [1] * 3 and running._door.counts() == (4, 0)


def test_who_is_not_let_in_holds_no_encoders_file():
    stages = HeldStages()
    running = Orchestrator(OrchestratorSettings(max_streams=1), stages)
    first = RecordingSink()
    running.start_stream({"text": b"abc.", "format": b"mp3"}, first)
    before, kept = len(os.listdir("/proc/self/fd")), []
    for _ in range(5):
        with pytest.raises(Overloaded) as refusal:
            running.start_stream({"text": b"abc.", "format": b"mp3"}, RecordingSink())
        kept.append(refusal)  # its traceback holds the stream
    assert len(os.listdir("/proc/self/fd")) == before
    stages.go_on.set()
    first.wait()
    running.close()


def test_a_bug_in_the_rules_ends_one_who_waits_and_the_others_are_looked_after(full_house, monkeypatch):
    running, stages, inside, waiting = full_house
    decide = running._door._admission.decide

    def fail_for_one(newcomer, *others):
        if newcomer is unlucky:
            raise ZeroDivisionError("a bug")
        return decide(newcomer, *others)

    unlucky = running._door._waiting[0].meter
    monkeypatch.setattr(running._door._admission, "decide", fail_for_one)
    assert isinstance(waiting[0].wait().error, ZeroDivisionError)
    stages.go_on.set()
    assert [sink.wait().error for sink in (*inside, *waiting[1:])] == [None] * 6


def test_when_the_server_stops_those_who_came_before_are_served_and_all_others_told(full_house):
    running, stages, inside, waiting = full_house
    finished = []
    stopping = threading.Thread(target=lambda: finished.append(running.finish_streams(30)))
    stopping.start()
    while not running._door._is_stopping:
        pass
    with pytest.raises(Overloaded, match="^the server is going away and takes no new texts; try again later$"):
        running.start_stream({"text": b"abc."}, RecordingSink())
    stages.go_on.set()
    stopping.join(30)
    assert finished == [0] and all(sink.wait().error is None for sink in (*inside, *waiting))
    assert values(running.metric_samples())["tritone_streams_refused_total{reason=stopping}"] == 1


def test_streams_that_do_not_end_in_time_are_told_why_they_are_cut_short(full_house):
    running, stages, inside, waiting = full_house
    assert running.finish_streams(0.01) == 7
    for sink in inside:
        error = str(sink.wait().error)
        assert error.startswith("the server is going away, and the rest of this text is not spoken: begin again")
    for sink in waiting:
        assert str(sink.wait().error).startswith("the server is going away and takes no new texts")
