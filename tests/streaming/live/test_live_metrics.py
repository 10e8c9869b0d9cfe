"""What is counted of contexts: open ones, held back text, first sounds, interruptions, and sound that nobody hears."""

import numpy as np
import pytest

from tests.streaming.live.talks import Talk
from tests.tiny_stages import RecordingSink, TinyStages
from tritone.streaming import metrics
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings


@pytest.fixture
def clock():
    """Seconds that pass only when a test says so."""
    now = [100.0]

    def clock():
        return now[0]

    clock.advance = lambda seconds: now.__setitem__(0, now[0] + seconds)
    return clock


@pytest.fixture
def running(clock):
    settings = OrchestratorSettings(hold_ms=600_000.0, max_load=1000.0, max_first_audio_seconds=600.0)
    made = Orchestrator(settings, TinyStages(), clock)
    yield made
    made.close()


def value(running, metric, suffix=""):
    found = [s.value for s in running.metric_samples() if s.name == metric.name + suffix]
    assert len(found) == 1, metric.name
    return found[0]


def test_open_contexts_and_the_text_that_they_hold_back(running):
    talk = Talk(running, text="Hello there, my friend. And so")
    talk.wait_for(talk.heard.heard_text, "Hello there, my friend.")
    markup = Talk(running, "b", text="<speak>One. Two.")
    assert value(running, metrics.CONTEXTS_OPEN) == 2
    assert value(running, metrics.TEXT_HELD_BACK) == len(" And so") + len("<speak>One. Two.")
    talk.say([]).heard.wait()
    markup.ask("interrupt").wait()
    assert value(running, metrics.CONTEXTS_OPEN) == value(running, metrics.TEXT_HELD_BACK) == 0


def test_the_time_from_the_first_text_to_the_first_sound(running, clock):
    talk = Talk(running, text=" ")
    clock.advance(5.0)
    talk.append("Hello there, my ")
    clock.advance(0.25)
    talk.append("friend. And")
    talk.wait_for_chunks(1)
    assert value(running, metrics.CONTEXT_FIRST_AUDIO, "_count") == 1
    assert value(running, metrics.CONTEXT_FIRST_AUDIO, "_sum") == pytest.approx(0.25)
    assert value(running, metrics.TIME_TO_FIRST_AUDIO, "_sum") == pytest.approx(0.0)


def test_whole_texts_are_no_contexts(running):
    sink = RecordingSink()
    running.start_stream({"text": b"Hello there."}, sink)
    sink.wait()
    assert value(running, metrics.CONTEXT_FIRST_AUDIO, "_count") == value(running, metrics.CONTEXTS_OPEN) == 0


def test_interruptions_and_the_sound_that_is_never_played(running):
    talk = Talk(running, text="one two three four five six.").say([])
    total = sum(chunk.duration_seconds for chunk in talk.heard.wait().chunks)
    talk.ask("interrupt", played_seconds=np.float32(total / 4)).wait()
    assert value(running, metrics.CONTEXT_INTERRUPTIONS) == 1
    assert value(running, metrics.UNHEARD_AUDIO) == pytest.approx(total * 3 / 4, rel=1e-3)
    Talk(running, text="one two three.").say([]).heard.wait()
    heard_all = Talk(running, "c", text="one two three.").say([])
    heard_all.heard.wait()
    heard_all.ask("interrupt").wait()  # without played_seconds: all that was sent
    assert value(running, metrics.CONTEXT_INTERRUPTIONS) == 2
    assert value(running, metrics.UNHEARD_AUDIO) == pytest.approx(total * 3 / 4, rel=1e-3)
