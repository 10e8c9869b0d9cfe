"""Formats that take long to encode: one chunk at a time, the listener who runs dry first goes first."""

from __future__ import annotations

import gc
import os
import threading

from tests.tiny_stages import RecordingSink, TinyStages
from tests.waiting import until
from tritone.audio.format import PcmEncoder
from tritone.errors import StreamCancelled
from tritone.streaming import chunk_sender
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings

LONG_TEXT = "x" * 200 + "."
"""7.5 s in five chunks."""


class GatedEncoders:
    """Encoders that note who encodes which chunk; the calls whose numbers were named wait until they are let go."""

    def __init__(self, *held):
        self.order = []
        self._held = {number: threading.Event() for number in held}
        self._streams = 0
        self._called = threading.Condition()

    def create(self, name, from_rate_hz, wanted_rate_hz):
        gate, stream = self, self._streams
        self._streams += 1

        class Encoder(PcmEncoder):
            is_slow = True
            chunks = 0

            def encode(self, samples, is_last, gain=1.0):
                gate.note((stream, self.chunks))
                self.chunks += 1
                return super().encode(samples, is_last, gain)

        return Encoder(from_rate_hz)

    def note(self, what):
        with self._called:
            number = len(self.order)
            self.order.append(what)
            self._called.notify_all()
        if number in self._held:
            assert self._held[number].wait(30)

    def wait_for_call(self, number):
        with self._called:
            assert self._called.wait_for(lambda: len(self.order) > number, 30)

    def let_go(self, number):
        self._held[number].set()


class StoppedClock:
    """Else a machine that is slow enough lets the first stream run dry, and rightly serves it first."""

    @staticmethod
    def monotonic():
        return 100.0


def test_a_newcomer_and_who_runs_dry_first_overtake_at_the_encoders(monkeypatch):
    encoders, senders = GatedEncoders(1, 3), []
    monkeypatch.setattr(chunk_sender, "create_encoder", encoders.create)
    monkeypatch.setattr(chunk_sender, "time", StoppedClock)
    opened = chunk_sender.ChunkSender.open
    monkeypatch.setattr(chunk_sender.ChunkSender, "open", lambda sender: (senders.append(sender), opened(sender)))
    settings = OrchestratorSettings(vocoder_instances=1, max_load=1000, max_first_audio_seconds=1000)  # none waits
    running = Orchestrator(settings, TinyStages())
    sinks = [RecordingSink() for _ in range(3)]

    def speak(sink, waiting):
        running.start_stream({"text": LONG_TEXT.encode(), "format": b"mp3"}, sink)
        until(lambda: running._pools.encoding.waiting() >= waiting)

    speak(sinks[0], 0)
    encoders.wait_for_call(1)  # its second chunk is being encoded, and the only thread with it
    speak(sinks[1], 1)
    # the third chunk of the first and both of the second are there to be chosen from
    until(lambda: len(senders[0].waiting) >= 1 and len(senders[1].waiting) >= 2)
    encoders.let_go(1)
    encoders.wait_for_call(3)
    speak(sinks[2], 2)
    encoders.let_go(3)
    for sink in sinks:
        assert sink.wait().error is None and [chunk.index for chunk in sink.chunks] == list(range(len(sink.chunks)))
    # the second stream's first chunk, then its next: it has 0.3 s in hand where the first stream has 2.3 s
    assert encoders.order[:5] == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]
    running.close()


def test_encoding_shows_in_the_metrics_and_a_failing_encoder_ends_its_stream_only(monkeypatch):
    class Broken(PcmEncoder):
        is_slow = True

        def encode(self, samples, is_last, gain=1.0):
            raise OSError("no space left")

    whole = chunk_sender.create_encoder
    monkeypatch.setattr(
        chunk_sender,
        "create_encoder",
        lambda name, *rates: Broken(rates[0]) if name == "opus" else whole(name, *rates),
    )
    running = Orchestrator(OrchestratorSettings(), TinyStages())
    broken, fine = RecordingSink(), RecordingSink()
    running.start_stream({"text": LONG_TEXT.encode(), "format": b"opus"}, broken)
    running.start_stream({"text": LONG_TEXT.encode(), "format": b"mp3"}, fine)
    assert isinstance(broken.wait().error, OSError) and not broken.chunks
    assert fine.wait().error is None and fine.chunks[-1].is_last
    encoded = next(
        sample.value
        for sample in running.metric_samples()
        if sample.name == "tritone_call_rows_count" and ("stage", "encoding") in sample.labels
    )
    assert encoded == len(fine.chunks) + 1
    running.close()


def test_a_cancelled_stream_holds_no_encoders_file():
    class Leaving(RecordingSink):
        def is_cancelled(self):
            return len(self.chunks) > 0

    running = Orchestrator(OrchestratorSettings(), TinyStages())
    gc.collect()  # what other tests left
    before = len(os.listdir("/proc/self/fd"))
    for name in (b"mp3", b"flac", b"opus") * 5:
        sink = Leaving()
        running.start_stream({"text": LONG_TEXT.encode(), "format": name}, sink)
        assert isinstance(sink.wait().error, StreamCancelled)
    running.close()
    assert len(os.listdir("/proc/self/fd")) == before
