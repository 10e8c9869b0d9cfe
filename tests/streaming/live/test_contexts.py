"""Contexts over tiny stages: text goes in piece by piece, sound comes as that of the whole text, callers break in."""

from __future__ import annotations

import base64
import random
import threading

import numpy as np
import pytest

from tests.frontend_text.test_growing_ssml import some_ssml
from tests.frontend_text.test_growing_text import random_pieces, some_text
from tests.streaming.live.talks import Asked, RealTextStages, Talk, orchestrator
from tests.tiny_stages import FORMAT, RecordingSink, TinyStages
from tritone.errors import InvalidRequest, ModelDown, Overloaded, StreamCancelled, SynthesisFailed
from tritone.streaming.stream import SEGMENTS_AHEAD, WINDOWS_IN_FLIGHT

WORDS = {"timestamps": b"word", "seed": np.int64(3)}


@pytest.fixture
def running():
    made = orchestrator()
    yield made
    made.close()


def whole(running, text, **inputs):
    sink = RecordingSink()
    running.start_stream({"text": text.encode(), **WORDS, **inputs}, sink)
    return sink.wait()


def words_of(sink):
    return [stamp for chunk in sink.chunks for stamp in chunk.timestamps]


def test_a_text_in_pieces_sounds_as_the_whole_one(running):
    text = "This is one sentence. And this is another one, I think. The end is near"
    talk = Talk(running, text="This is", **WORDS).say(
        [" one sent", "ence. And this is", " another one, I think. The", " end is near"]
    )
    assert talk.heard.wait().error is None
    assert talk.heard.heard_text() == whole(running, text).heard_text()
    assert words_of(talk.heard) == words_of(whole(running, text))


def test_no_cutting_of_real_texts_changes_samples_words_or_pauses():
    running, rng = orchestrator(RealTextStages()), random.Random(15)
    texts = [text for text in (some_text(rng) for _ in range(200)) if any(c.isascii() and c.isalnum() for c in text)]
    texts.append(
        '<speak>Hello <break time="300ms"/> there. <emphasis>You</emphasis> are <sub alias="nice">n.</sub></speak>'
    )
    cut_places = 0
    for number, text in enumerate(texts[-60:]):
        expected, pieces = whole(running, text), random_pieces(text, rng)
        cut_places += len(pieces)
        heard = Talk(running, str(number), **WORDS).say(pieces).heard.wait()
        assert heard.error is None and expected.error is None, text
        assert np.array_equal(heard.audio(), expected.audio()), pieces
        assert words_of(heard) == words_of(expected), pieces
    assert cut_places > 500
    running.close()


def test_no_cutting_of_markup_changes_samples_words_or_warnings():
    running, rng = orchestrator(RealTextStages()), random.Random(15)
    cut_places = spoken = 0
    while spoken < 25:
        text = some_ssml(rng)
        expected = whole(running, text)
        if expected.error is not None:
            continue
        spoken += 1
        pieces = random_pieces(text, rng)
        cut_places += len(pieces)
        heard = Talk(running, str(spoken), **WORDS).say(pieces).heard.wait()
        assert heard.error is None, text
        assert np.array_equal(heard.audio(), expected.audio()), pieces
        assert words_of(heard) == words_of(expected), pieces
        assert {w for c in heard.chunks for w in c.warnings} == {w for c in expected.chunks for w in c.warnings}
    assert cut_places > 500
    running.close()


@pytest.mark.parametrize("format", [b"pcm", b"wav", b"flac", b"mp3", b"opus", b"mulaw", b"alaw"])
@pytest.mark.parametrize("inputs", [{}, {"sample_rate": np.int32(16_000), "encoding": b"base64", "speed": 1.5}])
def test_a_context_has_every_format_rate_and_encoding_of_a_whole_text(running, format, inputs):
    text = "Well, this is one sentence. And this is another one, I think. The end is near"
    heard = Talk(running, format=format, **WORDS, **inputs).say(list(text)).heard.wait()
    expected = whole(running, text, format=format, **inputs)
    assert heard.error is None and words_of(heard) == words_of(expected)
    assert {chunk.sample_rate_hz for chunk in heard.chunks} == {chunk.sample_rate_hz for chunk in expected.chunks}
    sounds = [b"".join(_bytes(chunk.audio, inputs) for chunk in sink.chunks) for sink in (heard, expected)]
    assert sounds[0][:4] == sounds[1][:4]
    if format not in (b"mp3", b"opus", b"flac"):  # these cut their frames and pages where chunks end
        assert sounds[0] == sounds[1]
    seconds = [sum(chunk.duration_seconds for chunk in sink.chunks) for sink in (heard, expected)]
    assert seconds[0] == pytest.approx(seconds[1])


def _bytes(audio, inputs):
    return base64.b64decode(audio, validate=True) if "encoding" in inputs else audio


def test_a_lexicon_holds_for_the_whole_context():
    running = orchestrator(RealTextStages())
    lexicon = b'{"tritone": "/tr\\u026at/"}'
    text = "This is tritone, my friend. And here is Tritone, once more."
    heard = Talk(running, lexicon=lexicon, **WORDS).say(list(text)).heard.wait()
    expected = whole(running, text, lexicon=lexicon)
    assert np.array_equal(heard.audio(), expected.audio())
    assert not np.array_equal(expected.audio(), whole(running, text).audio())
    running.close()


def test_it_speaks_as_soon_as_a_sentence_is_certain_and_holds_the_rest_back(running):
    talk = Talk(running, text="Hello there, my friend.")
    talk.append(" How")
    talk.wait_for(talk.heard.heard_text, "Hello there, my friend.")
    talk.append(" are you")
    assert not talk.heard.chunks[-1].is_last and talk.heard.heard_text() == "Hello there, my friend."
    talk.ask("end")
    assert talk.heard.wait().heard_text() == "Hello there, my friend.How are you"


def test_flush_speaks_what_is_held_back(running):
    talk = Talk(running, text="Hello the", **WORDS)
    talk.ask("flush")
    talk.wait_for(lambda: [stamp["word"] for stamp in words_of(talk.heard)], ["Hello", "the"])
    talk.say(["re my friend"])
    assert [stamp["word"] for stamp in words_of(talk.heard.wait())] == ["Hello", "the", "re", "my", "friend"]
    assert [stamp["text_end"] for stamp in words_of(talk.heard)] == [5, 9, 11, 14, 21]


def test_a_flush_at_the_very_end_changes_nothing(running):
    text = "This is one sentence. And this is another one"
    talk = Talk(running, text=text, **WORDS)
    talk.ask("flush")
    flushed = talk.say([]).heard.wait()
    spoken = np.trim_zeros(flushed.audio(), "b")
    assert np.array_equal(spoken, np.trim_zeros(whole(running, text).audio(), "b"))


def test_what_is_held_back_is_spoken_when_no_more_comes_for_a_while():
    running = orchestrator(hold_ms=30.0)
    talk = Talk(running, text="Hello the")
    assert talk.wait_for_chunks(1) and not talk.heard.chunks[-1].is_last
    running.close()
    assert talk.heard.wait().error is None  # closing ends it as its caller would


def test_every_request_is_answered_with_what_there_is(running):
    talk = Talk(running, text="Hello")
    assert talk.append(" there") == {"op": "append", "text_chars": 11}
    assert talk.ask("flush").event == {"op": "flush", "text_chars": 11}
    assert talk.ask("end").event == {"op": "end", "text_chars": 11}


@pytest.mark.parametrize("pieces", [[], ["  "], ["", "\n"]])
def test_an_empty_turn_ends_without_sound(running, pieces):
    heard = Talk(running).say(pieces).heard.wait()
    assert heard.error is None and [(c.duration_seconds, c.is_last) for c in heard.chunks] == [(0.0, True)]


@pytest.mark.parametrize("format", [b"pcm", b"wav", b"mp3", b"opus", b"flac"])
def test_an_interruption_ends_the_audio_at_once_and_tells_what_was_heard(running, format):
    talk = Talk(running, text="one two three four five six. Seven eight", **WORDS, format=format)
    talk.wait_for_chunks(1)
    event = talk.ask("interrupt").wait().event
    last = talk.heard.wait().chunks[-1]
    assert talk.heard.error is None and last.is_last and last.duration_seconds == 0.0 and not last.timestamps
    told = max(stamp["text_end"] for stamp in words_of(talk.heard))
    assert event["op"] == "interrupt" and event["heard_chars"] == told
    assert event["heard"] + event["unheard"] == "one two three four five six. Seven eight"


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Smith paid $3.50 in 1999, didn't he? Yes, he did so.  Bye",
        '<speak>Dr. Smith <break time="400ms"/> paid <say-as interpret-as="currency">$3.50</say-as> to '
        '<sub alias="the company">T&amp;C</sub>. <mark name="m"/><emphasis>Yes</emphasis>, he did.</speak>',
        "It costs **$1,000** a year (see https://example.org) 🎉 and `x = 1`.\n\n- One item\n- Another one",
    ],
)
def test_what_was_heard_is_right_to_the_word(text):
    running = orchestrator(RealTextStages())
    stamps = [stamp for stamp in words_of(whole(running, text)) if "word" in stamp]
    assert len(stamps) > 6
    end = stamps[-1]["end"]
    # at a border, just after it, in the middle, in the pauses and after the end
    moments = [0.0, end, end + 5]
    for stamp in stamps:
        moments += [stamp["start"], stamp["start"] + 0.0002, (stamp["start"] + stamp["end"]) / 2, stamp["end"]]
    for number, played in enumerate(moments):
        talk = Talk(running, str(number), text=text, seed=np.int64(3)).say([])
        talk.heard.wait()
        event = talk.ask("interrupt", played_seconds=played).wait().event
        heard = max((stamp["text_end"] for stamp in stamps if stamp["start"] < played), default=0)
        assert (event["heard_chars"], event["heard"]) == (heard, text[:heard]), played
    running.close()


def test_before_the_first_sound_nothing_was_heard(running):
    talk = Talk(running, text="Hel")
    event = talk.ask("interrupt").wait().event
    assert (event["heard"], event["unheard"], event["heard_chars"]) == ("", "Hel", 0)
    assert [chunk.is_last for chunk in talk.heard.wait().chunks] == [True]


def test_an_interrupted_name_may_be_used_again(running):
    Talk(running, text="one").ask("interrupt").wait()
    assert Talk(running, text="two").say([]).heard.wait().heard_text() == "two"


def test_of_markup_that_is_still_being_written_what_is_certain_is_spoken_and_heard():
    running = orchestrator(RealTextStages())
    begun = '<speak>Hello there, my friend. <break time="200ms"/>How are'
    talk = Talk(running, text=begun, **WORDS)
    talk.wait_for(lambda: len(words_of(talk.heard)), 4)
    assert not talk.heard.chunks[-1].is_last
    event = talk.ask("interrupt").wait().event
    assert (event["heard"], event["unheard"]) == (begun[:29], begun[29:]) and begun[:29].endswith("friend")
    running.close()


def test_an_interruption_stops_each_stage_within_one_call():
    class Counting(TinyStages):
        def _begin(self, stage, text):
            threading.Event().wait(0.005)  # so that there is always something under way
            super()._begin(stage, text)

    stages = Counting()
    running = orchestrator(stages)
    talk = Talk(running, text="Some words that nobody will hear to their end. " * 200)
    talk.wait_for_chunks(2)
    talk.ask("interrupt").wait()
    before = dict(stages.calls)
    running.close()  # returns when nothing is under way
    # what one call of each stage holds of a stream
    most = {"read_text": 1, "synthesize_frames": SEGMENTS_AHEAD, "vocode": WINDOWS_IN_FLIGHT}
    made = {stage: stages.calls[stage] - before.get(stage, 0) for stage in stages.calls}
    assert all(count <= most[stage] for stage, count in made.items()), made


def test_nothing_is_made_after_an_interruption():
    stages = TinyStages()
    running = orchestrator(stages)
    talk = Talk(running, text="x" * 150 + ". " + "All of this text is never heard. " * 500)
    talk.wait_for_chunks(1)
    talk.ask("interrupt").wait()
    talk.heard.wait()
    running.close()
    assert stages.calls["synthesize_frames"] < 50


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"op": b"append", "context": b"none", "text": b"x"}, '"context": "none" is not open'),
        ({"op": b"interrupt", "context": b"none"}, '"context": "none" is not open'),
        ({"op": b"begin", "context": b"a"}, '"context": "a" is open already'),
        ({"op": b"begin"}, '"context" is missing; it is required with "op"'),
        ({"op": b"begin", "context": b""}, '"context" has 0 characters; allowed: 1 to 200'),
        ({"op": b"stop", "context": b"a"}, '"op": "stop" is unknown; allowed: "begin", "append"'),
        ({"op": b"append", "context": b"a"}, '"text" is missing'),
        ({"op": b"append", "context": b"a", "text": b"x", "voice": b"heart"}, '"voice" came with "op" "append"'),
        ({"op": b"flush", "context": b"a", "text": b"x"}, '"text" came with "op" "flush"; allowed: with "begin", "app'),
        ({"op": b"begin", "context": b"b", "played_seconds": 1.0}, '"played_seconds" came with "op" "begin"'),
        ({"op": b"interrupt", "context": b"a", "played_seconds": -1.0}, '"played_seconds": -1 is out of range'),
        ({"op": b"interrupt", "context": b"a", "played_seconds": float("nan")}, '"played_seconds": nan is out of'),
        ({"op": b"append", "context": b"a", "text": b"x" * 100}, "with this piece the text has 105 characters"),
        ({"op": b"append", "context": b"a", "text": b"\xff"}, '"text" is not UTF-8'),
        ({"op": b"begin", "context": b"b", "voice": b"nobody"}, '"voice"'),
    ],
)
def test_a_wrong_request_gets_one_error_and_the_context_goes_on(inputs, message):
    running = orchestrator(max_text_chars=100)
    talk, asked = Talk(running, text="Hello"), Asked()
    with pytest.raises(InvalidRequest) as refused:
        running.contexts.carry_out(inputs, asked)
    assert message in str(refused.value) and not asked.ended.is_set()
    assert talk.say([" there"]).heard.wait().heard_text() == "Hello there"
    running.close()


@pytest.mark.parametrize("operation", ["append", "flush", "end"])
def test_after_the_end_no_more_text_is_taken(running, operation):
    stages_hold = Talk(running, text="Hello there").say([])
    stages_hold.heard.wait()
    with pytest.raises(InvalidRequest):
        stages_hold.ask(operation, **({"text": b"x"} if operation == "append" else {}))


def test_a_context_without_requests_or_anything_to_say_ends_with_an_error():
    running = orchestrator(context_idle_seconds=0.05)
    talk = Talk(running, text="Hello there, my friend. And")
    error = talk.heard.wait().error
    assert isinstance(error, InvalidRequest) and "--context-idle-seconds" in str(error)
    with pytest.raises(InvalidRequest, match="is not open"):
        talk.append("x")
    running.close()


def test_the_contexts_of_a_caller_who_left_end(running):
    talks = [Talk(running, str(number), text="Hello there, my friend. And") for number in range(3)]
    for talk in talks:
        talk.wait_for_chunks(1)
        talk.heard.gone = True
    assert all(isinstance(talk.heard.wait().error, StreamCancelled) for talk in talks)
    assert running.active_streams() == 0


def test_a_context_counts_as_one_stream():
    running = orchestrator(max_streams=2)
    talks = [Talk(running, str(number)) for number in range(2)]
    with pytest.raises(Overloaded):
        Talk(running, "third")
    talks[0].ask("interrupt").wait()
    assert Talk(running, "third", text="third").say([]).heard.wait().heard_text() == "third"
    running.close()


def test_a_hundred_contexts_that_wait_for_text_keep_no_newcomer_at_the_door():
    running = orchestrator(max_load=0.9, max_first_audio_seconds=3.0)
    talks = [Talk(running, str(number)) for number in range(100)]
    assert running.contexts.open_contexts() == running.active_streams() == 100
    assert whole(running, "Somebody else speaks.").error is None
    for number, talk in enumerate(talks):
        talk.append(f"This is number {number}")
    for talk in talks:
        talk.ask("end")
    assert [talk.heard.wait().heard_text() for talk in talks] == [f"This is number {n}" for n in range(100)]
    running.close()


def held_up(**settings):
    """A server that knows no pace yet: four contexts are let in and make nothing, the others wait at the door."""

    class Held(TinyStages):
        go_on = threading.Event()

        def read_text(self, positions):
            assert self.go_on.wait(30)
            return super().read_text(positions)

    running, Held.go_on = orchestrator(Held(), **settings), threading.Event()
    return running, Held.go_on


def test_who_interrupts_at_the_door_leaves_it_and_the_others_speak():
    running, go_on = held_up()
    talks = [Talk(running, str(number), text="Hello there, my friend. And") for number in range(9)]
    assert running._door.counts() == (4, 5)
    assert talks[6].ask("interrupt").wait().event["unheard"] == "Hello there, my friend. And"
    assert [chunk.is_last for chunk in talks[6].heard.wait().chunks] == [True] and talks[6].heard.error is None
    talks[7].append(" so on")
    go_on.set()
    del talks[6]
    for talk in talks:
        talk.ask("end")
        assert talk.heard.wait().error is None
    assert talks[6].heard.heard_text() == "Hello there, my friend.And so on"
    running.close()  # returns when nobody runs or waits


def test_a_context_that_is_refused_at_the_door_is_over(monkeypatch):
    monkeypatch.setattr("tritone.streaming.door.admission.LONGEST_LOADING_SECONDS", 0.05)
    running, go_on = held_up()
    talks = [Talk(running, str(number), text="Hello there, my friend. And") for number in range(6)]
    assert all(isinstance(talk.heard.wait().error, Overloaded) for talk in talks[4:])
    with pytest.raises(InvalidRequest, match="is not open"):
        talks[5].append("more")
    go_on.set()
    assert [talk.say([]).heard.wait().error for talk in talks[:4]] == [None] * 4
    running.close()


@pytest.mark.parametrize("format", [b"pcm", b"opus"])
def test_an_interruption_at_any_moment_ends_the_audio_without_an_error(format):
    running, rng = orchestrator(TinyStages(jitter_seconds=0.001)), random.Random(3)
    for number in range(60):
        talk = Talk(running, str(number), text="Hello there. Nobody knows when. " * 4, format=format)
        threading.Event().wait(rng.random() * 0.02)
        event = talk.ask("interrupt").wait().event
        heard = talk.heard.wait()
        assert heard.error is None and heard.chunks[-1].is_last and heard.chunks[-1].duration_seconds == 0.0
        assert event["heard_chars"] <= 128
    running.close()


def test_a_model_that_dies_in_the_middle_changes_nothing():
    class Dying(TinyStages):
        def _begin(self, stage, text):
            super()._begin(stage, text)
            if sum(self.calls.values()) % 4 == 1:
                raise ModelDown("is not healthy")

    text = "This is one sentence. And this is another one, I think. The end is near"
    expected = whole(orchestrator(), text)
    running = orchestrator(Dying())
    heard = Talk(running, **WORDS).say(list(text)).heard.wait()
    assert heard.error is None and np.array_equal(heard.audio(), expected.audio())
    running.close()


def test_a_stage_that_fails_ends_the_context_with_its_error():
    running = orchestrator(TinyStages(fail_on="!", fail_stage="synthesize_frames"))
    talk = Talk(running, text="Hello there! And so on it goes on. And")
    assert isinstance(talk.heard.wait().error, SynthesisFailed)
    assert talk.ask("interrupt").wait().event["heard"] == ""
    running.close()


def test_samples_end_where_the_last_chunk_does(running):
    heard = Talk(running, text="Hello there, my friend. And").say(["so on"]).heard.wait()
    assert [chunk.index for chunk in heard.chunks] == list(range(len(heard.chunks)))
    assert sum(chunk.is_last for chunk in heard.chunks) == 1 and heard.ends == 1
    assert len(heard.audio()) == round(sum(c.duration_seconds for c in heard.chunks) * FORMAT.sample_rate_hz)


def test_when_the_server_stops_a_context_that_is_being_written_goes_on_to_its_end(running):
    talk = Talk(running, text="This is one sentence. And this")
    finished = threading.Thread(target=lambda: left.append(running.finish_streams(60)))
    left = []
    finished.start()
    talk.wait_for(lambda: running.contexts._is_going_away, True)
    talk.append(" is another one, I think.")
    with pytest.raises(Overloaded, match="going away and takes no new texts"):
        Talk(running, "b", text="Too late.")
    talk.ask("end")
    assert talk.heard.wait().error is None and talk.heard.chunks[-1].is_last
    finished.join(60)
    assert left == [0]


def test_when_the_server_stops_a_context_that_has_nothing_to_say_is_told_to_begin_again():
    clock = Hands()
    running = orchestrator(clock=clock)
    talk = Talk(running, text="This is one sentence. And this")
    talk.ask("flush")
    talk.wait_for(lambda: running.contexts.held_back_characters(), 0)
    talk.wait_for_chunks(1)
    running.contexts.go_away()
    running.contexts.look_after()
    assert talk.heard.error is None
    talk.wait_for(lambda: [c.stream.has_work() for c in running.contexts._contexts.values()], [False])
    running.contexts.look_after()
    clock.seconds += 2.5
    error = talk.heard.wait().error
    assert isinstance(error, Overloaded) and "going away" in str(error) and "begin again" in str(error)
    with pytest.raises(Overloaded, match="begin again"):  # what was on its way when that was said
        talk.append("more")
    running.close()


class Hands:
    """A clock that stands until it is moved."""

    seconds = 100.0

    def __call__(self):
        return self.seconds
