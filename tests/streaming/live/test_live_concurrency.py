"""Contexts take locks in the documented order, and hold none while a model is called or a caller told."""

from __future__ import annotations

import threading

import pytest

from tests.streaming.live.talks import Talk, orchestrator
from tests.streaming.test_concurrency import ORDER, THREADS, Trouble
from tests.streaming.watched_locks import watched_locks
from tritone.errors import TritoneError


@pytest.fixture(scope="module")
def seen():
    """Contexts of all fates, while a thread of the stages fails now and then."""
    started, start = [], threading.Thread.start
    with pytest.MonkeyPatch.context() as patch, watched_locks() as log:
        patch.setattr(threading.Thread, "start", lambda thread: (started.append(thread.name), start(thread))[1])
        stages = Trouble(log)
        stages.go_on.set()
        running = orchestrator(stages, hold_ms=20.0, context_idle_seconds=0.3)
        talks = []
        for number in range(24):
            format = (b"pcm", b"mp3", b"opus")[number % 3]
            talk = Talk(running, str(number), text="Hello there, my friend. ", format=format)
            talks.append(talk)
            for piece in ("How are you today", "? I am well. ", "And so is everybody. ", "Bye"):
                try:
                    talk.append(piece)
                except TritoneError:
                    break
            if number % 4 < 2:
                talk.ask(("end", "interrupt")[number % 4])
            talk.heard.gone = number % 4 == 2
        for talk in talks:
            talk.heard.wait()
        running.close()
    return log, stages, started


def test_locks_are_taken_in_the_documented_order(seen):
    log, stages, started = seen
    place = {name: index for index, name in enumerate(ORDER)}
    nested = {tuple(name.replace("LiveStream", "SpeechStream") for name in pair) for pair in log.nested}
    assert ("SpeechStream._lock", "StagePool._lock") in nested
    assert [(outer, inner) for outer, inner in nested if place[outer] >= place[inner]] == []
    assert stages.held_in_calls == set() and log.held_in_wait == set()
    assert "contexts" in started and "`contexts`" in THREADS
