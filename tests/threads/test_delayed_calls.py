"""Calls made later: in order, all of them, also when one fails and when nobody waits any longer."""

import threading
import time

from tritone.threads.delayed_calls import DelayedCalls


def test_calls_are_made_in_order_and_not_before_their_time():
    made, done = [], threading.Event()
    calls = DelayedCalls(0.05, "test")
    asked_at = time.monotonic()
    for number in range(3):
        calls.add(lambda number=number: made.append((number, time.monotonic())))
    calls.add(done.set)
    assert done.wait(10)
    assert [number for number, _ in made] == [0, 1, 2]
    assert all(when - asked_at >= 0.05 for _, when in made)


def test_a_call_that_fails_does_not_stop_the_next_one():
    done = threading.Event()
    calls = DelayedCalls(0.0, "test")
    calls.add(lambda: 1 / 0)
    calls.add(done.set)
    assert done.wait(10)


def test_closing_makes_all_calls_at_once_and_later_ones_too():
    made = []
    calls = DelayedCalls(3600.0, "test")
    for number in range(3):
        calls.add(lambda number=number: made.append(number))
    calls.close()
    assert made == [0, 1, 2]
    calls.add(lambda: made.append(3))
    assert made == [0, 1, 2, 3]
