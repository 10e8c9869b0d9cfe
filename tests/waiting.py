"""Waiting in a test for what others do, for long enough: a machine may do much else, and what comes ends the wait."""

import time

ENOUGH_SECONDS = 60.0


def until(condition):
    """What the condition says once that is true."""
    end = time.monotonic() + ENOUGH_SECONDS
    while not (said := condition()):
        assert time.monotonic() < end
        time.sleep(0.005)
    return said
