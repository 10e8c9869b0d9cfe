"""The end of a stream under real threads: who puts, who sends and who fails it need not know of each other."""

from __future__ import annotations

import random
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.streaming.hand_run import HandPool, NotingEncoder, NotingSink, request
from tritone.errors import StreamCancelled, SynthesisFailed
from tritone.streaming.chunk_sender import ChunkSender, Sound


class Run:
    """A sender, what it was told and what it told."""

    def __init__(self, is_slow=False, **fields):
        self.sink, self.encoder, self.encoders = NotingSink(), NotingEncoder(is_slow), HandPool()
        self.taken, self.ends = [], []
        on_room, on_over = lambda: self.taken.append(1), lambda: self.ends.append(1)
        self.sender = ChunkSender(request("x", **fields), self.sink, self.encoders, on_room, on_over)
        self.sender._encoder = self.encoder

    def take_turns(self):
        while self.encoders.jobs:
            job = self.encoders.jobs.pop(0)
            if job.owner.is_wanted():
                job.item.take_turn()
                job.owner.job_done(job, 0.0)()
            else:
                job.owner.job_failed(job, StreamCancelled("cancelled by the caller"))


def sound(number: int, is_last: bool = False) -> Sound:
    return Sound(np.full(240, number / 32767, np.float32), is_last=is_last)


def numbers(sink) -> list[int]:
    return [int(np.frombuffer(chunk.audio, "<i2")[0]) for chunk in sink.chunks]


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(0, 2**32), st.booleans(), st.booleans())
def test_with_several_threads_sending_at_once_chunks_go_out_in_order_one_at_a_time(count, seed, is_slow, fails):
    run, chance = Run(is_slow), random.Random(seed)
    put = threading.Event()

    def help_send(fail_at):
        for step in range(200):
            run.sender.send_waiting()
            if step == fail_at:
                run.sender.fail(SynthesisFailed("from another thread"))
            if put.is_set() and not run.sender.waiting:
                return

    fail_at = chance.randint(0, 3) if fails else None
    helpers = [threading.Thread(target=help_send, args=(fail_at if not index else None,)) for index in range(3)]
    for helper in helpers:
        helper.start()
    for number in range(count):
        run.sender.put(sound(number, number == count - 1))
        run.sender.send_waiting()
    put.set()
    for helper in helpers:
        helper.join()
    run.sender.send_waiting()
    run.take_turns()
    chunks, events = run.sink.chunks, run.sink.events
    assert numbers(run.sink) == [chunk.index for chunk in chunks] == list(range(len(chunks)))
    assert [event for event in events if event in ("last sent", "failed")] == events[-1:]
    sends = [event for event in events if event != "failed"]
    assert [event == "send" for event in sends] == [True, False] * (len(sends) // 2)
    assert run.ends == [1] and run.encoder.closed == 1 and not run.encoder.used_closed
    assert len(run.taken) == len(chunks)
    assert len(chunks) == count if not fails else isinstance(run.sink.error, SynthesisFailed) or len(chunks) == count


def test_an_error_while_a_chunk_waits_for_an_encoder_is_told_at_once():
    run = Run(is_slow=True)
    run.sender.put(sound(0))
    run.sender.send_waiting()
    assert len(run.encoders.jobs) == 1
    run.sender.fail(SynthesisFailed("on purpose"))
    assert run.sink.events == ["failed"] and run.encoder.closed == 1
    run.take_turns()  # nothing is encoded any more
    assert run.sink.events == ["failed"] and run.ends == [1] and not run.encoder.used_closed


def test_who_left_is_sent_nothing_more():
    run = Run()
    run.sink.gone = True
    run.sender.put(sound(0))
    run.sender.send_waiting()
    assert isinstance(run.sink.error, StreamCancelled) and not run.sink.chunks


@pytest.mark.parametrize("failing", ["encode", "close"])
def test_an_encoder_that_fails_ends_its_stream_and_no_thread(failing, caplog):
    run = Run()

    def fail(*_):
        raise OSError("no space left")

    setattr(run.encoder, failing, fail)
    run.sender.put(sound(0, is_last=True))
    run.sender.send_waiting()
    assert run.ends == [1]
    if failing == "encode":
        assert isinstance(run.sink.error, OSError)
    else:
        assert run.sink.events == ["send", "last sent"] and "could not be closed" in caplog.text


def test_a_caller_out_of_reach_ends_the_stream_all_the_same(caplog):
    run = Run()

    def fail(error):
        raise RuntimeError("the transport is gone")

    run.sink.fail = fail
    run.sender.fail(SynthesisFailed("on purpose"))
    assert run.ends == [1] and "could not be delivered" in caplog.text


def test_sound_put_after_the_end_is_dropped():
    run = Run()
    run.sender.put(sound(0, is_last=True))
    run.sender.send_waiting()
    run.sender.put(sound(1))
    run.sender.send_waiting()
    assert numbers(run.sink) == [0] and not run.sender.waiting
