"""The words that a server speaks for itself: no metric counts them, no limit refuses them, and faults are told."""

from __future__ import annotations

import threading

from tests.streaming.test_metrics import values
from tests.tiny_stages import RecordingSink, TinyStages
from tritone.errors import SynthesisFailed
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings


def test_a_full_server_speaks_a_word_for_itself_and_counts_it_for_nobody():
    stages = TinyStages()
    held = threading.Event()
    read = stages.read_text

    def read_when_let(positions):
        assert positions[0].text == "Yes." or held.wait(30)
        return read(positions)

    stages.read_text = read_when_let
    running = Orchestrator(OrchestratorSettings(max_streams=1, text_frontend_instances=2), stages)
    sink = RecordingSink()
    running.start_stream({"text": b"abc."}, sink)
    # one instance of the text model waits with the stream's call, the other is free
    assert running.own_words.speak(30) is None
    shown = values(running.metric_samples())
    assert shown["tritone_active_streams{}"] == 1
    assert sum(value for series, value in shown.items() if series.startswith("tritone_streams_started_total")) == 1
    assert not any(value for series, value in shown.items() if series.startswith("tritone_audio_seconds_total"))
    held.set()
    assert sink.wait().error is None
    running.close()


def test_what_is_wrong_is_told_with_the_voice():
    stages = TinyStages()

    def fail(segments):
        raise SynthesisFailed("no more ids")

    stages.synthesize_frames = fail
    running = Orchestrator(OrchestratorSettings(), stages)
    assert running.own_words.speak(30, with_all=True) == "heart: no more ids"


def test_a_word_that_does_not_come_is_told_with_the_time():
    stages = TinyStages()
    go_on = threading.Event()
    stages.vocode = lambda windows: go_on.wait(30) and []
    running = Orchestrator(OrchestratorSettings(), stages)
    try:
        assert running.own_words.speak(0.05) == "heart: one word took longer than 0.05 s"
    finally:
        go_on.set()
