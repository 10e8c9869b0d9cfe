"""A condition that wakes the thread which has slept for the shortest time."""

import threading

from tests.waiting import until
from tritone.threads.latest_first import LatestFirst


class Sleepers:
    """Threads that go to sleep one after the other and note when they are woken."""

    def __init__(self, count: int):
        self.condition = LatestFirst(threading.Lock())
        self.asleep, self.woken = [], []
        self.threads = []
        for name in range(count):
            self.threads.append(threading.Thread(target=self.sleep, args=(name,)))
            self.threads[-1].start()
            until(lambda name=name: self.is_asleep(name))

    def sleep(self, name: int) -> None:
        with self.condition:
            self.asleep.append(name)
            assert self.condition.wait(10)
            self.woken.append(name)

    def is_asleep(self, name: int) -> bool:
        with self.condition:  # it is let go of once the thread sleeps
            return name in self.asleep


def test_the_latest_to_sleep_is_woken_first():
    sleepers = Sleepers(3)
    for number in range(1, 4):
        with sleepers.condition:
            sleepers.condition.notify()
        until(lambda number=number: len(sleepers.woken) == number)
    assert sleepers.woken == [2, 1, 0]


def test_all_are_woken_at_once_and_nobody_twice():
    sleepers = Sleepers(3)
    with sleepers.condition:
        sleepers.condition.notify_all()
        sleepers.condition.notify()
    for thread in sleepers.threads:
        thread.join(10)
    assert sorted(sleepers.woken) == [0, 1, 2]


def test_who_sleeps_again_is_woken_by_what_comes_after_and_not_by_what_came_before():
    condition = LatestFirst(threading.Lock())
    with condition:
        condition.notify()
        assert not condition.wait(0.001) and not condition.wait(0.001)
        timer = threading.Timer(0.02, lambda: _notify(condition))
        timer.start()
        assert condition.wait(10)
        assert not condition.wait(0.001)
    timer.join()


def _notify(condition: LatestFirst) -> None:
    with condition:
        condition.notify()
