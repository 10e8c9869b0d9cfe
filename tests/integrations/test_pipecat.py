"""TritoneTTSService in real pipelines of the installed Pipecat, with a scripted language model."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from pathlib import Path

import grpc
import pytest

pytest.importorskip(
    "pipecat", reason="pipecat-ai is not installed here: tests/end_to_end/test_integrations.py runs this"
)

from pipecat.frames.frames import (
    EndFrame,
    ErrorFrame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    MetricsFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
    TTSTextFrame,
    TTSUpdateSettingsFrame,
)
from pipecat.metrics.metrics import TTFBMetricsData
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.workers.runner import WorkerRunner

from tests.client.fake_server import FakeServer
from tritone.client import ConnectionSettings
from tritone.integrations.pipecat import TritoneTTSService

CERTIFICATES = Path(__file__).parents[1] / "data" / "certificates"


@pytest.fixture
def server():
    with FakeServer(letters="utf-16-le") as running:
        yield running


class Listener(FrameProcessor):
    """Keeps what comes by."""

    def __init__(self) -> None:
        super().__init__()
        self.frames, self.changed = [], asyncio.Event()

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        self.frames.append(frame)
        self.changed.set()
        await self.push_frame(frame, direction)

    def of(self, kind):
        return [frame for frame in self.frames if isinstance(frame, kind)]

    async def until(self, ready):
        while not ready():
            self.changed.clear()
            await asyncio.wait_for(self.changed.wait(), 30)


class Talk:
    """A pipeline of a scripted language model, the service and who listens."""

    def __init__(self, url: str | ConnectionSettings, **options) -> None:
        self.tts, self.errors, self.listener = TritoneTTSService(url=url, **options), Listener(), Listener()
        params = PipelineParams(audio_out_sample_rate=24000, enable_metrics=True, enable_usage_metrics=True)
        self.worker = PipelineWorker(
            Pipeline([self.errors, self.tts, self.listener]), params=params, cancel_on_idle_timeout=False
        )
        self.heard = []

        @self.tts.event_handler("on_heard")
        async def on_heard(service, heard):
            self.heard.append(heard)
            self.listener.changed.set()

    async def __aenter__(self):
        started = asyncio.Event()

        @self.worker.event_handler("on_pipeline_started")
        async def on_started(worker, frame):
            started.set()

        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(self.worker)
        self.running = asyncio.create_task(runner.run())
        await asyncio.wait_for(started.wait(), 30)
        return self

    async def __aexit__(self, kind, *_):
        await self.worker.queue_frame(EndFrame())
        await asyncio.wait_for(self.running, 30)

    async def turn(self, *tokens: str, ends: bool = True) -> None:
        frames = [LLMFullResponseStartFrame(), *map(LLMTextFrame, tokens)]
        for frame in frames + [LLMFullResponseEndFrame()] * ends:
            await self.worker.queue_frame(frame)

    async def until_stopped(self, times: int) -> None:
        await self.listener.until(lambda: len(self.listener.of(LLMFullResponseEndFrame)) >= times)

    @property
    def sounds(self):
        return [frame.audio.decode("utf-16-le") for frame in self.listener.of(TTSAudioRawFrame)]

    @property
    def words(self):
        return [frame.text for frame in self.listener.of(TTSTextFrame)]


def run(talk) -> None:
    asyncio.run(asyncio.wait_for(talk, 100))


def test_a_server_with_tls_and_keys_is_reached_with_them():
    pair = [(CERTIFICATES / "server.key").read_bytes(), (CERTIFICATES / "server.pem").read_bytes()]

    async def talk(url):
        async with Talk(ConnectionSettings(url, ca=CERTIFICATES / "authority.pem", api_key="right-key")) as agent:
            await agent.turn("Hello ", "there.")
            await agent.until_stopped(1)
            assert agent.sounds == ["Hello", "there."]

    with FakeServer(letters="utf-16-le", credentials=grpc.ssl_server_credentials([pair]), key="right-key") as server:
        run(talk(server.url))


def test_tokens_are_spoken_and_their_words_come_with_the_time_at_which_they_sound(server):
    async def talk():
        async with Talk(server.url, settings=TritoneTTSService.Settings(voice="heart", speed=1.5)) as agent:
            await agent.turn("Hel", "lo, the", "re my", " friend.")
            await agent.until_stopped(1)
            assert agent.sounds == ["Hello,", "there", "my", "friend."]
            assert agent.words == ["Hello,", "there", "my", "friend."]
            times = [frame.pts for frame in agent.listener.of(TTSTextFrame)]
            assert [(time - times[0]) / 1e9 for time in times] == pytest.approx([0, 0.25, 0.5, 0.75], abs=0.001)
            (started,) = agent.listener.of(TTSStartedFrame)
            (stopped,) = agent.listener.of(TTSStoppedFrame)
            assert started.context_id == stopped.context_id
            metrics = [data for frame in agent.listener.of(MetricsFrame) for data in frame.data]
            assert [data for data in metrics if isinstance(data, TTFBMetricsData) and data.value > 0]
            assert not agent.errors.of(ErrorFrame)

    run(talk())
    begun = server.requests[0]
    assert (begun["voice"], begun["sample_rate"], begun["timestamps"]) == ("heart", 24000, "word")
    assert begun["speed"] == 1.5 and server.requests[-1]["op"] == "end"


def test_an_interruption_reaches_the_server_and_tells_what_was_heard(server):
    async def talk():
        async with Talk(server.url) as agent:
            await agent.turn("Hello there my fri", ends=False)
            await agent.listener.until(lambda: len(agent.sounds) == 3)
            await agent.worker.queue_frame(InterruptionFrame())
            await agent.listener.until(lambda: agent.heard)
            assert agent.heard[0].heard == "Hello"  # played for less than a word
            await agent.turn("Yes?")
            await agent.until_stopped(1)
            assert agent.sounds[3:] == ["Yes?"] and not agent.errors.of(ErrorFrame)

    run(talk())
    assert server.seen(op="interrupt") and server.streams == 1


def test_what_was_heard_is_told_of_a_turn_whose_sound_was_all_handed_on(server):
    async def talk():
        async with Talk(server.url) as agent:
            await agent.turn("One two three four five six seven eight nine ten.")  # 2.5 s
            await agent.until_stopped(1)
            await agent.turn("And more.")
            await agent.until_stopped(2)
            await agent.worker.queue_frame(InterruptionFrame())
            await agent.listener.until(lambda: len(agent.heard) == 2)
            first, second = agent.heard
            assert first.heard.startswith("One") and first.unheard.endswith("ten.")
            assert second.unheard.strip().endswith("more.")
            assert not agent.tts._handed_on and not agent.errors.of(ErrorFrame)

    run(talk())


def test_an_interruption_before_the_first_word_is_certain_leaves_nothing_behind(server):
    async def talk():
        async with Talk(server.url) as agent:
            await agent.turn("Hel", ends=False)
            assert await asyncio.to_thread(server.seen, op="append")
            await agent.worker.queue_frame(InterruptionFrame())
            await agent.listener.until(lambda: agent.heard)
            assert (agent.heard[0].heard, agent.heard[0].unheard) == ("", "Hel")
            assert not agent.sounds

    run(talk())


def test_empty_turns_and_blanks_are_silent_and_the_next_turn_speaks(server):
    async def talk():
        async with Talk(server.url) as agent:
            for tokens in ((), ("",), ("  ", "\n"), ()):
                await agent.turn(*tokens)
            await agent.turn("Here.")
            await agent.until_stopped(5)
            assert agent.sounds == ["Here."] and not agent.errors.of(ErrorFrame)

    run(talk())


def test_an_error_is_pushed_and_the_next_turn_speaks(server):
    async def talk():
        async with Talk(server.url) as agent:
            for number, (word, told) in enumerate([("refuse", "cannot be served"), ("break", "the cable was cut")], 1):
                await agent.turn(word + " ")
                await agent.until_stopped(2 * number - 1)
                assert any(told in frame.error for frame in agent.errors.of(ErrorFrame))
                await agent.turn("Again.")
                await agent.until_stopped(2 * number)
            assert agent.sounds == ["Again.", "Again."] and agent.tts.is_usable

    run(talk())


def test_a_server_that_is_not_there_is_an_error_and_no_hang():
    async def talk():
        async with Talk("127.0.0.1:9") as agent:
            await agent.turn("Hello.")
            await agent.until_stopped(1)
            told = [frame.error for frame in agent.errors.of(ErrorFrame)]
            assert sum("no Triton server answers" in error for error in told) == 2  # at the start, and of the turn

    run(talk())


def test_settings_changed_in_the_middle_hold_from_the_next_text_on(server):
    async def talk():
        async with Talk(server.url, settings=TritoneTTSService.Settings(voice="heart")) as agent:
            await agent.turn("One ", ends=False)
            await agent.worker.queue_frame(TTSUpdateSettingsFrame(delta=TritoneTTSService.Settings(voice="joe")))
            await agent.worker.queue_frame(LLMTextFrame("two"))
            await agent.worker.queue_frame(LLMFullResponseEndFrame())
            await agent.until_stopped(1)
            assert agent.sounds == ["One", "two"]

    run(talk())
    assert [request["voice"] for request in server.requests if request["op"] == "begin"] == ["heart", "joe"]


def test_a_sentence_to_speak_is_a_turn_of_its_own(server):
    async def talk():
        async with Talk(server.url) as agent:
            await agent.worker.queue_frame(TTSSpeakFrame("One moment, please."))
            await agent.listener.until(lambda: agent.listener.of(TTSStoppedFrame))
            assert agent.sounds == ["One", "moment,", "please."]

    run(talk())


def test_a_hundred_turns_leave_nothing_behind(server):
    async def talk():
        async with Talk(server.url) as agent:
            for number in range(100):
                interrupted = number % 3 == 2
                before, told = len(agent.sounds), len(agent.heard)
                await agent.turn("Hello ", "there", " again", ends=not interrupted)
                await agent.listener.until(lambda before=before: len(agent.sounds) >= before + 2)
                if interrupted:
                    await agent.worker.queue_frame(InterruptionFrame())
                    await agent.listener.until(lambda told=told: len(agent.heard) > told)
                else:
                    await agent.until_stopped(number - number // 3 + 1)
            assert not agent.tts._turns and not agent.tts.get_audio_contexts()
            assert len(asyncio.all_tasks()) < 40
            conversation = agent.tts._client._connection.live_stream().conversation
            while conversation._takers:  # the last answers are on their way
                await asyncio.sleep(0.01)
            assert not conversation._open and len(agent.tts._handed_on) < 5

    threads = threading.active_count()
    run(talk())
    gc.collect()
    assert server.streams == 1 and threading.active_count() <= threads + 4


@pytest.mark.skipif("TRITONE_TEST_URL" not in os.environ, reason="no real server was started for this")
def test_a_real_server_speaks_a_turn_and_is_interrupted_in_the_next():
    async def talk():
        async with Talk(os.environ["TRITONE_TEST_URL"]) as agent:
            text = "Hello there, my friend. It costs $3.50 today."
            await agent.turn(*[text[place : place + 4] for place in range(0, len(text), 4)])
            await agent.until_stopped(1)
            assert sum(len(frame.audio) for frame in agent.listener.of(TTSAudioRawFrame)) > 2 * 24000 * 2
            assert " ".join(agent.words) == text
            await agent.turn("This is a long story, and nobody will hear all of it. " * 20)
            spoken = len(agent.listener.of(TTSAudioRawFrame))
            await agent.listener.until(lambda: len(agent.listener.of(TTSAudioRawFrame)) > spoken)
            await agent.worker.queue_frame(InterruptionFrame())
            await agent.listener.until(lambda: agent.heard)
            assert agent.heard[0].unheard and not agent.errors.of(ErrorFrame)

    run(talk())
