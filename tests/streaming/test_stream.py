"""One stream under every interleaving: jobs end in any order, fail, are asked again, and callers leave at any step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.streaming.hand_run import HandRun, run_in_order
from tests.tiny_stages import FORMAT
from tritone.errors import InvalidRequest, ModelDown, StreamCancelled, SynthesisFailed, VoiceLoading
from tritone.streaming.stream import WINDOWS_IN_FLIGHT

SENTENCES = st.sampled_from(["", " ", "a", "bc de", "f" * 30, "gh " * 12, "i" * 70, "jklm " * 30])
# sentences, and an end that has no sound
TEXTS = st.tuples(st.lists(SENTENCES, min_size=1, max_size=7).map(".".join), st.sampled_from(["", ". ", ".. "])).map(
    "".join
)
TEXTS = TEXTS.filter(lambda text: text.strip(" ."))
PASSING_FAULTS = [VoiceLoading("a voice"), ModelDown("a model: its process is not healthy")]


def drive(run: HandRun, data: st.DataObject, faults: list[Exception], may_leave: bool) -> None:
    """Start, and let things happen in an order that is drawn, other things happening while a chunk is on its way."""
    depth = 0

    def move_on() -> None:
        moves = run.moves()
        if moves:
            move = data.draw(st.sampled_from(moves))
            can_fail = move[0] in ("text_frontend", "acoustic", "vocoder")
            run.make(move, data.draw(st.sampled_from([None, None, None, *faults])) if can_fail else None)
        if may_leave and data.draw(st.integers(0, 19)) == 0:
            run.sink.gone = True

    def meanwhile() -> None:
        nonlocal depth
        if depth < 2:
            depth += 1
            for _ in range(data.draw(st.integers(0, 3))):
                move_on()
            depth -= 1

    run.sink.meanwhile = meanwhile
    run.stream.start()
    for _ in range(data.draw(st.integers(0, 80))):
        move_on()
    run.sink.meanwhile = lambda: None
    run.finish()


def assert_well_ended(run: HandRun) -> None:
    """One end, nothing after it and nothing beside it; chunks without a gap; the encoder closed once, and not used."""
    events, chunks = run.sink.events, run.sink.chunks
    assert [event for event in events if event in ("last sent", "failed")] == events[-1:]
    sends = [event for event in events if event != "failed"]
    assert [event == "send" for event in sends] == [True, False] * (len(sends) // 2)
    assert [chunk.index for chunk in chunks] == list(range(len(chunks)))
    assert [chunk.is_last for chunk in chunks[:-1]] == [False] * len(chunks[:-1])
    assert run.ends == [run.stream]
    assert run.encoder.closed == 1 and not run.encoder.used_closed


@given(st.data(), TEXTS, st.booleans(), st.booleans())
def test_in_whatever_order_jobs_end_and_are_asked_again_the_chunks_are_the_same(data, text, is_slow, whole):
    """Those of a voice whose vocoder makes whole segments, too."""
    run = HandRun(text, is_slow, whole)
    drive(run, data, PASSING_FAULTS, may_leave=False)
    assert_well_ended(run)
    assert run.sink.error is None and run.sink.chunks == run_in_order(text).sink.chunks


@given(st.data(), TEXTS, st.booleans(), st.booleans())
def test_a_fault_or_a_caller_who_leaves_at_any_step_ends_the_stream_once_behind_what_was_whole(
    data, text, is_slow, whole
):
    run = HandRun(text, is_slow, whole)
    drive(run, data, [*PASSING_FAULTS, SynthesisFailed("on purpose")], may_leave=True)
    assert_well_ended(run)
    chunks, whole = run.sink.chunks, run_in_order(text).sink.chunks
    assert chunks == whole[: len(chunks)]
    if run.sink.error is None:
        assert len(chunks) == len(whole)
    else:
        assert isinstance(run.sink.error, (StreamCancelled, SynthesisFailed))
        assert isinstance(run.sink.error, SynthesisFailed) or run.sink.gone


@given(st.data(), TEXTS, st.booleans())
def test_chunks_are_longer_and_fewer_with_a_lead_and_the_sound_is_the_same(data, text, is_slow):
    run, plain = HandRun(text, is_slow, longest_with_lead=6.0), run_in_order(text).sink
    drive(run, data, PASSING_FAULTS, may_leave=False)
    assert_well_ended(run)
    chunks = run.sink.chunks
    assert b"".join(chunk.audio for chunk in chunks) == b"".join(chunk.audio for chunk in plain.chunks)
    assert [word for chunk in chunks for word in chunk.timestamps] == [
        word for chunk in plain.chunks for word in chunk.timestamps
    ]
    assert len(chunks) <= len(plain.chunks) and chunks[0].duration_seconds == plain.chunks[0].duration_seconds
    assert max(chunk.duration_seconds for chunk in chunks) <= 6.0


@given(st.data(), st.sampled_from([2.0, 4.0, 6.0]))
def test_who_takes_nothing_has_no_more_sound_made_with_long_windows_than_with_short_ones(data, longest):
    run = HandRun(". ".join(["a" * data.draw(st.integers(1, 160)) for _ in range(12)]), longest_with_lead=longest)
    run.stream.start()
    for _ in range(200):
        moves = [move for move in run.moves() if move[0] != "after"]  # all but sending
        if moves:
            run.make(data.draw(st.sampled_from(moves)))
    plain_windows = sum(range(1, WINDOWS_IN_FLIGHT + 1))
    held = run.stream._queue.seconds_made() - run.stream._queue._samples_taken / FORMAT.sample_rate_hz
    assert held + run.stream._sender.samples_waiting / FORMAT.sample_rate_hz <= plain_windows * 2.0


def test_an_error_that_comes_while_a_chunk_is_on_its_way_waits_for_it():
    run = HandRun("a" * 200)
    run.sink.meanwhile = lambda: run.stream.end(SynthesisFailed("from another thread"))
    run.stream.start()
    run.finish()
    assert run.sink.events == ["send", "sent", "failed"] and run.ends == [run.stream]


def test_nothing_is_submitted_after_the_end():
    run = HandRun("abc. " * 20)
    run.stream.start()
    run.make(("text_frontend", 0))
    run.stream.end(SynthesisFailed("on purpose"))
    waiting = len(run.moves())
    run.make(("acoustic", 0))
    assert len(run.moves()) == waiting - 1 and run.sink.events == ["failed"]


def test_a_text_with_nothing_to_say_is_an_invalid_request():
    run = run_in_order(". . .")
    assert isinstance(run.sink.error, InvalidRequest) and not run.sink.chunks and run.encoder.closed == 1


@pytest.mark.parametrize("error", PASSING_FAULTS)
def test_a_job_that_is_to_be_asked_again_is_asked_in_a_moment(error):
    run = HandRun("abc.")
    run.stream.start()
    run.make(("text_frontend", 0), error)
    assert run.moves() == [("retry", 0)]
    run.make(("retry", 0))
    assert run.moves() == [("text_frontend", 0)]
    assert run.finish().sink.heard_text() == "abc."


def test_the_first_sound_goes_before_all_else_and_later_jobs_by_when_the_listener_needs_them():
    run = HandRun("a" * 200 + ".")
    run.stream.start()
    run.make(("text_frontend", 0))
    assert run.pools["acoustic"].jobs[0].is_first
    run.make(("acoustic", 0))
    first = run.pools["vocoder"].jobs[0]
    run.make(("vocoder", 0))
    second = run.pools["vocoder"].jobs[0]
    assert first.is_first and first.deadline == run.stream._sender.began
    assert not second.is_first and second.deadline > first.deadline
    run.make(("after", 0))  # the first chunk is sent
    run.make(("vocoder", 0))
    third = run.pools["vocoder"].jobs[0]
    # what was sent, and what waits to be: the first chunk is 0.3 s, the second four times as long
    assert third.deadline == pytest.approx(run.stream._sender.first_sent_at + 0.3 + 1.2)


def run_until_the_first_sound(text: str) -> HandRun:
    """Of a voice whose vocoder makes whole segments: the first one's sound is made, and nothing of it sent."""
    run = HandRun(text, makes_whole_segments=True)
    run.stream.start()
    for stage in ("text_frontend", "acoustic", "vocoder"):
        run.make((stage, 0))
    return run


def test_sound_that_is_made_already_waits_for_no_vocoder():
    """Each window of such a segment used to be asked for, behind other segments' long calls."""
    run = run_until_the_first_sound("a" * 200)
    assert run.moves() == [("after", 0)]  # nothing is asked for any more
    run.make(("after", 0))
    assert run.sink.heard_text() == "a" * 200 and run.sink.events[-1] == "last sent"


def test_sound_that_is_made_already_counts_as_waiting_to_be_sent():
    """So that a caller who takes nothing has no more of it made."""
    run = run_until_the_first_sound("a" * 400 + ". " + "b" * 400 + ". ccc.")
    run.make(("acoustic", 0))
    assert not run.pools["vocoder"].jobs and len(run.stream._sender.waiting) == 1
    assert run.stream._queue.seconds_made() == pytest.approx(1200 * FORMAT.hop_length_samples / FORMAT.sample_rate_hz)
    assert run.finish().sink.heard_text() == "a" * 400 + "." + "b" * 400 + ".ccc."


def test_a_stream_that_cannot_have_an_encoder_ends_with_that_error():
    run = HandRun("abc.")

    def fail():
        raise OSError("too many open files")

    run.stream._sender.open = fail
    run.stream.start()
    assert isinstance(run.sink.error, OSError) and run.ends == [run.stream] and not run.moves()
