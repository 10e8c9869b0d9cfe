"""What a client does not take is bounded: streams well ahead of playback wait while there is too much of it."""

from __future__ import annotations

import threading
import time

import pytest

from tests.tiny_stages import RecordingSink, TinyStages
from tests.waiting import until
from tritone.errors import StreamCancelled
from tritone.streaming.door.unsent_audio import KEPT_SECONDS, SPARE_SECONDS, UnsentAudio
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings

BYTES_A_SECOND = 48_000
LONG_TEXT = ("x" * 390 + ".") * 12
"""Tiny stages make 175 s of it."""
MOST_MADE_AHEAD_SECONDS = 24.0
"""What a stream may have under way when it is told to wait: windows of 2 s, and a chunk."""


class Clock:
    """Stands still until it is turned."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_audio_counts_until_it_would_have_been_played(clock):
    unsent = UnsentAudio(1e6, clock)
    share = unsent.of_stream()
    share.sent(20 * BYTES_A_SECOND, 20.0)
    assert unsent.bytes_now() == 20 * BYTES_A_SECOND and not unsent.is_too_much()
    clock.now += 5
    assert unsent.bytes_now() == pytest.approx(15 * BYTES_A_SECOND)
    clock.now += 15
    assert unsent.bytes_now() == 0


def test_of_a_stream_that_has_ended_it_counts_for_a_while_and_of_one_whose_caller_left_no_more(clock):
    unsent = UnsentAudio(1e6, clock)
    ended, dropped = unsent.of_stream(), unsent.of_stream()
    for share in (ended, dropped):
        share.sent(1000 * BYTES_A_SECOND, 1000.0)
    assert unsent.is_too_much()
    ended.ended()
    dropped.dropped()
    clock.now += 1
    assert unsent.bytes_now() == pytest.approx(999 * BYTES_A_SECOND)
    clock.now += KEPT_SECONDS
    assert unsent.bytes_now() == 0 and not unsent.is_too_much()


def test_only_who_is_well_ahead_waits_and_only_while_there_is_too_much(clock):
    unsent = UnsentAudio(1e6, clock)
    greedy, listener = unsent.of_stream(), unsent.of_stream()
    greedy.sent(int(SPARE_SECONDS + 1) * BYTES_A_SECOND, SPARE_SECONDS + 1)
    listener.sent(BYTES_A_SECOND, 1.0)
    assert not greedy.may_go_on() and listener.may_go_on()
    clock.now += SPARE_SECONDS
    assert greedy.may_go_on()


def audio_seconds(sink):
    return sum(chunk.duration_seconds for chunk in sink.chunks)


@pytest.fixture
def waiting(clock):
    """An orchestrator whose listener stands still, and the sink of a stream that waits for it."""
    running = Orchestrator(OrchestratorSettings(max_unsent_mb=0.1), TinyStages(), clock)
    sink = RecordingSink()
    running.start_stream({"text": LONG_TEXT.encode()}, sink)
    until(lambda: audio_seconds(sink) >= SPARE_SECONDS)
    yield running, sink
    running.close()


def test_a_stream_whose_listener_is_far_behind_waits_and_then_goes_on(waiting, clock):
    _, sink = waiting
    settled = -1.0
    while settled != audio_seconds(sink):  # what was under way comes to an end
        settled = audio_seconds(sink)
        time.sleep(0.2)
    assert SPARE_SECONDS <= settled <= SPARE_SECONDS + MOST_MADE_AHEAD_SECONDS and not sink.ended.is_set()
    while not sink.ended.is_set():
        clock.now += 1.0
        time.sleep(0.002)
    assert sink.error is None and sink.heard_text().count("x") == LONG_TEXT.count("x")


def test_others_are_heard_meanwhile(waiting):
    running, _ = waiting
    other = RecordingSink()
    running.start_stream({"text": b"hello there."}, other)
    assert other.wait().error is None and other.heard_text() == "hello there."


def test_a_caller_who_leaves_meanwhile_is_noticed(waiting):
    _, sink = waiting
    sink._cancel_after = 0
    assert isinstance(sink.wait().error, StreamCancelled)


def test_a_server_that_is_being_stopped_keeps_nobody_waiting(waiting):
    running, sink = waiting
    closing = threading.Thread(target=running.close)
    closing.start()
    assert sink.wait().error is None
    closing.join()


def test_who_listens_in_real_time_may_still_be_taking_what_was_sent(clock):
    unsent = UnsentAudio(1e6, clock)
    assert unsent.listening_seconds() == 0.0
    share, longer = unsent.of_stream(), unsent.of_stream()
    share.sent(4 * BYTES_A_SECOND, 4.0)
    longer.sent(60 * BYTES_A_SECOND, 60.0)
    assert unsent.listening_seconds() == 60.0
    longer.ended()
    assert unsent.listening_seconds() == KEPT_SECONDS
    longer.dropped()
    clock.now += 1
    assert unsent.listening_seconds() == 3.0
