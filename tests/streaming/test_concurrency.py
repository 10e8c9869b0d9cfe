"""Threads and locks are those of docs/concurrency.md, and no run of streams takes locks in another order."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from tests.streaming.watched_locks import WatchedLock, watched_locks
from tests.tiny_stages import RecordingSink, TinyStages
from tritone.errors import ModelDown, Overloaded, VoiceLoading
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "concurrency.md").read_text(encoding="utf-8")
ORDER = re.findall(r"^\| `(\w+\._?\w+)` \|", DOCUMENT, flags=re.MULTILINE)
"""Locks; who holds one may take those after it."""
THREADS = [name for row in re.findall(r"^\| (`[^|.]+`) \|", DOCUMENT, flags=re.MULTILINE) for name in row.split(", ")]
STREAMING = {"Contexts", "FrontDoor", "SpeechStream", "ChunkSender", "StagePool", "DelayedCalls"}
STREAMING |= {"UnsentAudio", "CallCosts", "ServiceClock", "MetricSums", "VoiceCatalogue"}


class Trouble(TinyStages):
    """Every so often a voice is loading, a model is down or a call fails. Notes which locks are held in calls."""

    def __init__(self, log):
        super().__init__(jitter_seconds=0.002, fail_on="!", fail_stage="vocode")
        self.log, self.held_in_calls, self.go_on = log, set(), threading.Event()

    def _begin(self, stage, text):
        self.held_in_calls.update(self.log.held())
        assert self.go_on.wait(30)
        super()._begin(stage, text)
        count = sum(self.calls.values())
        if count % 11 == 5:
            raise VoiceLoading("a voice")
        if count % 13 == 7:
            raise ModelDown(f"the model of {stage}: is not healthy")


class WatchingSink(RecordingSink):
    """Notes which locks are held when it is called, and in which calls of it."""

    def __init__(self, log, stages, **options):
        super().__init__(**options)
        self.log, self.stages = log, stages

    def send(self, chunk):
        self.stages.held_in_calls.update(self.log.held())
        super().send(chunk)

    def fail(self, error):
        self.stages.held_in_calls.update(self.log.held())
        super().fail(error)


@pytest.fixture(scope="module")
def seen():
    """A server's day: streams of several formats, faults, callers who leave, a full door, metrics read meanwhile."""
    started, start = [], threading.Thread.start
    with pytest.MonkeyPatch.context() as patch, watched_locks() as log:
        patch.setattr(threading.Thread, "start", lambda thread: (started.append(thread.name), start(thread))[1])
        stages = Trouble(log)
        settings = OrchestratorSettings(max_streams=60, max_load=1000.0, max_first_audio_seconds=1000.0)
        running = Orchestrator(settings, stages)
        sinks = []
        for round_of in range(6):
            for index in range(12):
                text = "abc def. " * (index + 1) + ("!" if index == 7 else "")
                leaves = 2 if index == 5 else None
                sink = WatchingSink(log, stages, cancel_after_chunks=leaves)
                inputs = {"text": text.encode(), "format": (b"pcm", b"mp3", b"opus")[(index + round_of) % 3]}
                try:
                    running.start_stream(inputs | {"timestamps": b"word"}, sink)
                except Overloaded:
                    continue
                sinks.append(sink)
            assert round_of or running.active_streams() == 12  # four inside, the others wait until a pace is known
            stages.go_on.set()
            running.metric_samples()
        for sink in sinks:
            sink.wait()
        running.close()
    assert any(sink.error is None for sink in sinks) and any(sink.error is not None for sink in sinks)
    return log, stages, started


def test_locks_are_taken_in_the_documented_order(seen):
    log, _, _ = seen
    assert log.nested, "nothing was nested: the test sees nothing"
    place = {name: index for index, name in enumerate(ORDER)}
    assert [(outer, inner) for outer, inner in log.nested if place[outer] >= place[inner]] == []


def test_every_lock_is_documented_and_every_documented_one_of_these_rooms_was_seen(seen):
    log, _, _ = seen
    assert log.names <= set(ORDER) and len(set(ORDER)) == len(ORDER)
    assert log.names == {name for name in ORDER if name.split(".")[0] in STREAMING}


def test_no_lock_is_held_while_a_model_is_called_or_a_caller_told_or_a_thread_waits(seen):
    log, stages, _ = seen
    assert stages.held_in_calls == set() and log.held_in_wait == set()


def test_every_thread_is_documented(seen):
    _, _, started = seen
    known = [re.escape(name.strip("`")).replace("N", r"\d+") for name in THREADS]
    assert {"front door", "ask again", "encoding-0"} <= set(started)
    assert [name for name in started if not any(re.fullmatch(pattern, name) for pattern in known)] == []


def test_the_watch_sees_a_wrong_order():
    with watched_locks() as log:
        one, two = WatchedLock("one", log), WatchedLock("two", log)
    changed = threading.Condition(two)
    with one, two:
        changed.wait(0.001)
    assert log.nested == {("one", "two")} and log.held_in_wait == {"one"}
