"""Watching callers: who goes away is noticed, who cannot be asked harms nobody, and no question outlives its stream."""

import threading
import time

from tests.waiting import until
from tritone.bridge.cancellation_watch import CancellationWatch, Watched


class Caller:
    def __init__(self):
        self.gone, self.questions = False, 0
        self.watched = Watched(self.ask)

    def ask(self):
        self.questions += 1
        return self.gone


def test_who_goes_away_is_noticed_and_asked_no_more():
    watch, callers = CancellationWatch(0.001, 0.0), [Caller() for _ in range(3)]
    for caller in callers:
        watch.add(caller.watched)
    callers[1].gone = True
    until(lambda: callers[1].watched.is_cancelled)
    asked = callers[1].questions
    until(lambda: callers[0].questions > asked + 5)
    assert callers[1].questions == asked
    assert not callers[0].watched.is_cancelled and not callers[2].watched.is_cancelled
    watch.close()


def test_one_that_cannot_be_asked_is_let_go_and_the_others_are_watched():
    watch, fine = CancellationWatch(0.001, 0.0), Caller()
    watch.add(Watched(lambda: 1 / 0))
    watch.add(fine.watched)
    fine.gone = True
    until(lambda: fine.watched.is_cancelled)
    watch.close()


def test_the_end_waits_for_a_question_under_way_and_none_follows():
    asked, answer = threading.Event(), threading.Event()
    questions = []

    def ask():
        questions.append(1)
        asked.set()
        answer.wait(10)
        return False

    watch, watched = CancellationWatch(0.001, 0.0), Watched(ask)
    watch.add(watched)
    assert asked.wait(10)
    ended = threading.Event()
    threading.Thread(target=lambda: (watched.end(), ended.set())).start()
    assert not ended.wait(0.05)
    answer.set()
    assert ended.wait(10)
    asked_before = len(questions)  # the thread may have come to its end late
    time.sleep(0.02)
    assert len(questions) == asked_before
    watch.close()


def test_many_callers_are_asked_less_often():
    watch, callers = CancellationWatch(0.001, 0.001), [Caller() for _ in range(200)]
    for caller in callers:
        watch.add(caller.watched)
    began = time.monotonic()
    until(lambda: callers[0].questions >= 3)
    took = time.monotonic() - began
    # a round of 200 takes at least 0.2 s, so no more than three and a half can have begun
    assert took >= 0.4 and max(caller.questions for caller in callers) <= took / 0.2 + 1
    watch.close()
