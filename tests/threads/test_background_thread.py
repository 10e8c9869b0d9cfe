"""Threads that start with their first work and end when they are closed."""

import threading

import pytest

from tritone.threads.background_thread import BackgroundThread


class Worker(BackgroundThread):
    """Notes which threads took what."""

    def __init__(self, threads=1):
        super().__init__("worker", threads)
        self.waiting, self.taken, self.met = [], [], threading.Barrier(threads)

    def add(self, item):
        with self._lock:
            self.waiting.append(item)
            self._wake()

    def _run(self):
        while True:
            with self._lock:
                self._changed.wait_for(lambda: self.waiting or self._closed)
                if not self.waiting:
                    return
                item = self.waiting.pop(0)
            self.met.wait(30)  # goes on only when every thread has an item
            self.taken.append((threading.current_thread().name, item))


def running(prefix="worker"):
    return {thread.name for thread in threading.enumerate() if thread.name.startswith(prefix)}


def test_there_is_no_thread_before_there_is_work():
    worker = Worker()
    assert not running()
    worker.add("a")
    assert running() == {"worker"}
    worker.close()
    assert worker.taken == [("worker", "a")] and not running()


@pytest.mark.parametrize("threads", [2, 3])
def test_several_threads_work_at_once_and_all_end(threads):
    worker = Worker(threads)
    for item in range(2 * threads):
        worker.add(item)
    worker.close()
    assert sorted(item for _, item in worker.taken) == list(range(2 * threads))
    assert {name for name, _ in worker.taken} == {f"worker-{index}" for index in range(threads)} and not running()


def test_closing_what_never_worked_returns():
    worker = Worker()
    worker.close()
    assert not running()
