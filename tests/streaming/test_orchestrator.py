"""The orchestrator over tiny stages: order, ends, errors, cancels, limits, pacing."""

import random
import string
import threading

import numpy as np
import pytest

from tests.tiny_stages import FORMAT, RecordingSink, TinyStages
from tritone.errors import InvalidRequest, ModelDown, Overloaded, StreamCancelled, SynthesisFailed, VoiceLoading
from tritone.streaming import retry
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings
from tritone.streaming.stream import SEGMENTS_AHEAD, WINDOWS_IN_FLIGHT


def orchestrator(stages, **settings):
    # admission by measured load has tests of its own: on a busy machine it would refuse what is asked for here
    never = {"max_load": 1000.0, "max_first_audio_seconds": 60.0}
    # and longer chunks, which depend on what calls have cost so far, are asked for by name
    never["chunk_seconds"] = 2.0
    return Orchestrator(OrchestratorSettings(**(never | settings)), stages)


def speak(running, text, sink=None, **inputs):
    sink = sink or RecordingSink()
    running.start_stream({"text": text.encode(), **inputs}, sink)
    return sink


_HELD_BACK_SECONDS = 0.004
"""By the limiter, for the next chunk."""


def text_of(seed: int, sentences: int) -> str:
    """Random sentences without spaces at their ends."""
    source = random.Random(seed)
    words = ["".join(source.choices(string.ascii_letters, k=source.randint(1, 90))) for _ in range(sentences)]
    return ".".join(words) + "."


def test_the_sound_is_the_text_in_order():
    text = text_of(1, 7)
    sink = speak(orchestrator(TinyStages()), text).wait()
    assert sink.error is None and sink.heard_text() == text


def test_chunks_are_numbered_without_gaps_and_only_the_last_says_so():
    sink = speak(orchestrator(TinyStages(jitter_seconds=0.003)), text_of(2, 9)).wait()
    assert [chunk.index for chunk in sink.chunks] == list(range(len(sink.chunks)))
    assert [chunk.is_last for chunk in sink.chunks] == [False] * (len(sink.chunks) - 1) + [True]
    assert sink.ends == 1


def test_chunks_lie_end_to_end_and_none_is_longer_than_the_limit():
    sink = speak(orchestrator(TinyStages(), chunk_seconds=0.5), text_of(3, 5)).wait()
    position = 0.0
    for chunk in sink.chunks:
        assert chunk.start_seconds == pytest.approx(position, abs=1e-6)
        assert chunk.duration_seconds <= 0.5 + _HELD_BACK_SECONDS * chunk.is_last
        assert len(chunk.audio) // 2 == round(chunk.duration_seconds * FORMAT.sample_rate_hz)
        position += chunk.duration_seconds


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 48_000])
def test_chunks_at_another_rate_announce_what_they_hold(rate_hz):
    sink = speak(orchestrator(TinyStages(), chunk_seconds=0.5), text_of(3, 5), sample_rate=rate_hz).wait()
    assert sink.error is None
    for chunk in sink.chunks:
        assert len(chunk.audio) // 2 == round(chunk.duration_seconds * rate_hz)
    whole = sum(len(chunk.audio) for chunk in sink.chunks) / 2 / rate_hz
    assert sink.chunks[-1].start_seconds + sink.chunks[-1].duration_seconds == pytest.approx(whole, abs=1e-6)


def test_the_first_chunk_is_short_and_the_next_ones_grow():
    sink = speak(orchestrator(TinyStages()), "x" * 400).wait()
    durations = [chunk.duration_seconds for chunk in sink.chunks[:4]]
    assert durations == pytest.approx([0.3, 1.2, 2.0, 2.0], abs=_HELD_BACK_SECONDS)
    assert durations[0] < 0.3


def seconds_of_chunks(running, **inputs) -> list[float]:
    sink = speak(running, ".".join(["x" * 110] * 4), **inputs).wait()
    return [chunk.duration_seconds for chunk in sink.chunks]


def test_a_listener_with_sound_in_hand_gets_whole_segments_of_a_quick_voice():
    """Segments of 4.1 s used to come in chunks of 2 s."""
    running = orchestrator(TinyStages(), chunk_seconds=6.0)
    seconds_of_chunks(running)  # what windows cost is known from now on
    durations = seconds_of_chunks(running)
    assert durations[:3] == pytest.approx([0.3, 1.2, 4.1375 - 1.5], abs=_HELD_BACK_SECONDS)
    assert durations[3:] == pytest.approx([4.1375] * 3, abs=0.01)


@pytest.mark.parametrize(("limit", "inputs"), [(2.0, {}), (0.5, {}), (6.0, {"format": b"mp3"})])
def test_chunks_stay_short_where_they_are_to_or_take_long_to_encode(limit, inputs):
    running = orchestrator(TinyStages(), chunk_seconds=limit)
    seconds_of_chunks(running)
    assert max(seconds_of_chunks(running, **inputs)) <= min(limit, 2.0) + _HELD_BACK_SECONDS


def test_a_pause_longer_than_a_chunk_is_sent_in_parts():
    stages = TinyStages()
    read = stages.read_text
    stages.read_text = lambda *arguments: [_with_pauses(passage, 5.0) for passage in read(*arguments)]
    sink = speak(orchestrator(stages), "ab.cd.").wait()
    assert max(chunk.duration_seconds for chunk in sink.chunks) <= 2.0
    assert sum(chunk.duration_seconds for chunk in sink.chunks) == pytest.approx(2 * 5.0 + 4 * 3 / 80)


def _with_pauses(passage, seconds):
    import dataclasses

    return dataclasses.replace(
        passage, segments=[dataclasses.replace(segment, pause_seconds=seconds) for segment in passage.segments]
    )


def test_thirty_two_streams_at_once_are_neither_crossed_nor_cut():
    running = orchestrator(TinyStages(jitter_seconds=0.002))
    texts = [text_of(seed, 6) for seed in range(32)]
    sinks = [speak(running, text) for text in texts]
    for text, sink in zip(texts, sinks, strict=True):
        assert sink.wait().heard_text() == text


@pytest.mark.parametrize("stage", ["read_text", "synthesize_frames", "vocode"])
def test_an_error_in_a_stage_ends_that_stream_once_and_no_other(stage):
    running = orchestrator(TinyStages(jitter_seconds=0.002, fail_on="!", fail_stage=stage))
    good = [speak(running, text_of(seed, 5)) for seed in range(6)]
    bad = speak(running, "!" * 50 + ".and more.").wait()
    assert isinstance(bad.error, SynthesisFailed) and stage in str(bad.error) and bad.ends == 1
    for seed, sink in enumerate(good):
        assert sink.wait().error is None and sink.heard_text() == text_of(seed, 5)
    running.close()


def test_a_cancelled_stream_costs_no_more_than_a_window_per_stage():
    stages = TinyStages()
    text = ".".join(["x" * 200] * 50)
    sink = speak(orchestrator(stages), text, RecordingSink(cancel_after_chunks=1)).wait()
    assert isinstance(sink.error, StreamCancelled) and len(sink.chunks) == 1
    # The one that was sent, and what may begin while that is on its way, however long the sending takes: the segment
    # being sent holds four windows, and the three after it three, two and one that began when those before held one
    # each. Nothing starts once the caller is known to be gone. The text has 150 windows.
    assert stages.calls["vocode"] <= 1 + sum(range(WINDOWS_IN_FLIGHT + 1))
    assert stages.calls["synthesize_frames"] <= 1 + SEGMENTS_AHEAD and stages.calls["read_text"] <= 4


def test_a_broken_transport_ends_the_stream_and_frees_its_place():
    running = orchestrator(TinyStages(), max_streams=1)
    speak(running, text_of(4, 3), RecordingSink(break_on_send=True)).wait()
    while running.active_streams():
        threading.Event().wait(0.01)
    assert speak(running, "again.").wait().heard_text() == "again."


def test_more_streams_than_allowed_are_refused_and_the_others_go_on():
    stages = TinyStages()
    hold = threading.Event()
    read = stages.read_text
    stages.read_text = lambda *arguments: (hold.wait(30), read(*arguments))[1]
    running = orchestrator(stages, max_streams=3)
    sinks = [speak(running, text_of(seed, 2)) for seed in range(3)]
    with pytest.raises(Overloaded, match="3 streams.*--max-streams"):
        speak(running, "one too many.")
    hold.set()
    assert [sink.wait().heard_text() for sink in sinks] == [text_of(seed, 2) for seed in range(3)]
    running.close()


def test_who_asks_again_on_getting_the_last_chunk_finds_the_place_free():
    running, again = orchestrator(TinyStages(), max_streams=1), []

    class AskingAgain(RecordingSink):
        def send(self, chunk):
            if chunk.is_last and len(again) < 5:
                again.append(AskingAgain())
                speak(running, "abc.", again[-1])
            super().send(chunk)

    speak(running, "abc.", AskingAgain()).wait()
    while len(again) < 5:
        threading.Event().wait(0.01)
    assert [sink.wait().error for sink in again] == [None] * 5


def test_closing_waits_for_the_streams_that_run():
    running = orchestrator(TinyStages(jitter_seconds=0.01))
    sinks = [speak(running, text_of(seed, 8)) for seed in range(4)]
    running.close()
    assert all(sink.ended.is_set() and sink.error is None for sink in sinks)


def test_a_stream_never_has_more_windows_in_flight_than_its_share():
    stages = TinyStages(jitter_seconds=0.005)
    speak(orchestrator(stages), text_of(5, 40)).wait()
    assert 1 < stages.most_running <= WINDOWS_IN_FLIGHT + 1


def test_a_newcomers_first_window_goes_before_the_waiting_windows_of_running_streams():
    stages = TinyStages()
    gate, entered = threading.Semaphore(0), threading.Semaphore(0)
    vocode = stages.vocode

    def gated(windows):
        entered.release()
        assert gate.acquire(timeout=30)
        return vocode(windows)

    stages.vocode = gated
    running = orchestrator(stages, max_batch_size=1)
    old = [speak(running, letter * 600) for letter in "abc"]
    for _ in range(9):  # let every one of them send something first
        assert entered.acquire(timeout=30)
        gate.release()
    for _ in range(3):  # as many windows as there may be calls are at the vocoder, the others wait
        assert entered.acquire(timeout=30)
    newcomer = speak(running, "z" * 30)
    while not any(chr(int(job.item[0].frames[0, 0])) == "z" for job in _waiting(running)):
        threading.Event().wait(0.005)
    already = len(stages.vocoded_order)
    for _ in range(300):
        gate.release()
    newcomer.wait()
    # the calls that were under way end in any order, then it is the newcomer's turn
    assert "z" in stages.vocoded_order[already : already + 4]
    for sink in old:
        sink.wait()


def _waiting(running):
    """The jobs that wait for the vocoder."""
    return [job for waiting in list(running._pools.vocoder._waiting.values()) for _, _, job in list(waiting)]


def test_text_without_anything_to_say_is_refused():
    stages = TinyStages()
    sink = speak(orchestrator(stages), ". . .").wait()
    assert isinstance(sink.error, InvalidRequest) and "nothing" in str(sink.error) and not sink.chunks


def test_segments_without_sound_at_the_end_do_not_hide_the_last_chunk():
    stages = TinyStages()
    read = stages.read_text
    stages.read_text = lambda *arguments: [_with_pauses(passage, 0.0) for passage in read(*arguments)]
    sink = speak(orchestrator(stages), "abc. . . . . .").wait()
    assert sink.heard_text() == "abc" and [chunk.is_last for chunk in sink.chunks] == [True]


def test_base64_audio_decodes_to_the_same_bytes():
    import base64

    plain = speak(orchestrator(TinyStages()), "abc.").wait()
    coded = speak(orchestrator(TinyStages()), "abc.", encoding=b"base64").wait()
    assert b"".join(base64.b64decode(chunk.audio) for chunk in coded.chunks) == plain.audio().tobytes()


def test_speed_reaches_the_acoustic_model():
    slow, fast = (speak(orchestrator(TinyStages()), "abcdefgh", speed=np.float32(speed)).wait() for speed in (1, 3))
    assert len(slow.audio()) == 3 * len(fast.audio())


def test_the_seed_decides_the_noise_and_its_absence_draws_a_new_one():
    seeds = []
    stages = TinyStages()
    vocode = stages.vocode
    stages.vocode = lambda windows: (seeds.extend(window.noise_seed for window, _ in windows), vocode(windows))[1]
    running = orchestrator(stages)
    for inputs in ({"seed": 5}, {"seed": 5}, {"seed": 6}, {}, {}):
        speak(running, "ab.cd.", **inputs).wait()
    assert set(seeds[0:2]) == set(seeds[2:4]) and len(set(seeds)) == 8


def timestamps_of(text, **inputs):
    sink = speak(orchestrator(TinyStages()), text, timestamps=b"word", **inputs).wait()
    assert sink.error is None
    return sink, [item for chunk in sink.chunks for item in chunk.timestamps]


def test_every_word_has_one_timestamp_in_order_where_it_sounds():
    text = "ab cde. . . fgh i. " + "long " * 60 + "end."
    sink, told = timestamps_of(text)
    words = [item["word"] for item in told if item["word"].strip(" .")]
    assert words == text.replace(".", " ").split()
    samples = sink.audio()
    for item in told:
        assert text[item["text_start"] : item["text_end"]] == item["word"]
        assert 0 <= item["start"] <= item["end"] <= len(samples) / FORMAT.sample_rate_hz + 1e-9
        if item["word"].strip(" ."):
            first = round(item["start"] * FORMAT.sample_rate_hz)
            assert round(samples[first + 5] / 32.767) == ord(item["word"][0])
    assert [item["start"] for item in told] == sorted(item["start"] for item in told)
    assert [item["text_start"] for item in told] == sorted(item["text_start"] for item in told)


def test_a_timestamp_comes_with_the_chunk_in_which_its_word_begins():
    sink, told = timestamps_of("word " * 100 + ". . .")
    assert len(sink.chunks) > 3
    for chunk in sink.chunks:
        end = chunk.start_seconds + chunk.duration_seconds
        for item in chunk.timestamps:
            assert chunk.start_seconds - 1e-6 <= item["start"] < end + (1e-3 if chunk.is_last else 0)


def test_words_without_sound_at_both_ends_are_told_too():
    _, told = timestamps_of(". . ab. . .")
    assert [item["word"].strip() for item in told] == [".", ".", "ab", ".", "."]


def test_there_are_no_timestamps_unless_asked_for():
    sink = speak(orchestrator(TinyStages()), "ab cd.").wait()
    assert all(chunk.timestamps == [] for chunk in sink.chunks)


def test_ssml_rate_volume_and_unknown_voice():
    import dataclasses

    def changed(**fields):
        stages = TinyStages()
        read = stages.read_text

        def read_changed(*arguments):
            return [
                dataclasses.replace(
                    passage, segments=[dataclasses.replace(segment, **fields) for segment in passage.segments]
                )
                for passage in read(*arguments)
            ]

        stages.read_text = read_changed
        return speak(orchestrator(stages), "abcdef").wait()

    plain, fast, quiet = changed(), changed(rate=3.0), changed(volume_db=-20.0)
    assert len(plain.audio()) == 3 * len(fast.audio())
    np.testing.assert_allclose(quiet.audio(), plain.audio() / 10, atol=1)
    assert changed(voice="nobody").error is not None


def test_a_stream_waits_for_its_voice_without_holding_a_thread_that_others_need():
    class SlowToLoad(TinyStages):
        loaded, told_to_come_again = threading.Event(), threading.Event()

        def vocode(self, windows):
            if not self.loaded.is_set() and windows[0][0].frames[0, 0] == ord("w"):
                self.told_to_come_again.set()
                raise VoiceLoading("a voice")
            return super().vocode(windows)

    stages = SlowToLoad()
    running = orchestrator(stages, max_batch_size=1)
    waiting = speak(running, "wwww.")
    assert stages.told_to_come_again.wait(30)
    other = speak(running, text_of(8, 3)).wait()
    assert other.error is None and not waiting.ended.is_set()
    stages.loaded.set()
    assert waiting.wait().error is None and waiting.heard_text() == "wwww."


def test_a_voice_that_never_comes_ends_the_stream(monkeypatch):
    class NeverLoads(TinyStages):
        def synthesize_frames(self, segments):
            raise VoiceLoading("a voice")

    monkeypatch.setattr(retry, "LONGEST_LOADING_SECONDS", 0.1)
    sink = speak(orchestrator(NeverLoads()), "abc.").wait()
    assert isinstance(sink.error, SynthesisFailed) and "loading a voice took longer" in str(sink.error)


class Dies(TinyStages):
    """A stage whose process dies at its second call, for so many calls."""

    def __init__(self, stage, calls_down):
        super().__init__()
        self.stage, self.calls_down, self.seen = stage, calls_down, 0

    def _begin(self, stage, text):
        super()._begin(stage, text)
        if stage == self.stage:
            self.seen += 1
            if 2 <= self.seen < 2 + self.calls_down:
                raise ModelDown(f"model of {stage}: Stub process is not healthy.")


@pytest.mark.parametrize("stage", ["read_text", "synthesize_frames", "vocode"])
def test_a_stream_survives_the_death_of_a_process_that_is_replaced(stage):
    text, stages = text_of(9, 9), Dies(stage, calls_down=4)
    sink = speak(orchestrator(stages), text).wait()
    assert stages.seen > 6
    assert sink.error is None and sink.heard_text() == text


def test_a_process_that_stays_dead_ends_its_streams_with_a_clear_error(monkeypatch):
    monkeypatch.setattr(retry, "LONGEST_DOWN_SECONDS", 0.2)
    sink = speak(orchestrator(Dies("vocode", calls_down=1_000_000)), text_of(10, 9)).wait()
    assert isinstance(sink.error, SynthesisFailed)
    assert "Stub process is not healthy" in str(sink.error) and "did not come back within 0.2 s" in str(sink.error)


def test_a_stream_with_more_audio_than_is_allowed_gets_that_much_and_an_error():
    sink = speak(orchestrator(TinyStages(), max_audio_seconds=20.0), "x" * 1000).wait()
    assert isinstance(sink.error, InvalidRequest) and "longer than 20 s (--max-audio-seconds)" in str(sink.error)
    assert 16 <= sum(chunk.duration_seconds for chunk in sink.chunks) <= 20
