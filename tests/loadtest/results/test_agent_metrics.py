"""What is measured of agents' turns, on hand-made arrivals."""

import pytest

from loadtest.results.agent_metrics import TurnRecord, agent_table, summarise_turns
from loadtest.results.metrics import StreamRecord

STAMPS = [
    {"word": "Hello", "text_end": 5, "start": 0.0},
    {"mark": "m", "start": 0.2},
    {"word": "there", "text_end": 11, "start": 0.4},
]


def turn(sent_at: float, arrivals=(), durations=(), **fields) -> TurnRecord:
    record = TurnRecord("Hello there.", StreamRecord(sent_at, list(arrivals), list(durations)), STAMPS)
    for name, value in fields.items():
        setattr(record, name, value)
    return record


def test_what_was_played_waits_where_playback_stood_still_and_ends_with_what_came():
    late = turn(0.0, [1.0, 3.0], [1.0, 1.0])
    assert turn(0.0, [1.0], [1.0]).played_seconds(1.5) == 0.5
    assert turn(0.0, [1.0], [1.0]).played_seconds(2.5) == 1.0
    assert late.played_seconds(3.5) == 1.5 and late.played_seconds(9.0) == 2.0
    assert turn(0.0).played_seconds(1.0) == 0.0


@pytest.mark.parametrize(("played", "characters"), [(0.0, 0), (0.1, 5), (0.4, 5), (0.41, 11)])
def test_heard_is_the_text_up_to_the_last_word_that_had_begun(played, characters):
    assert turn(0.0).heard(played) == characters


def test_a_server_that_takes_other_text_for_heard_is_caught():
    record = turn(0.0)
    record.check_heard({"heard": "Hello", "unheard": " there."}, 0.1, "Hello there.")
    assert record.heard_error is None
    record.check_heard({"heard": "Hello there", "unheard": "."}, 0.1, "Hello there.")
    assert "'Hello there', expected 'Hello'" in record.heard_error


def test_a_row_counts_the_turns_inside_the_measured_time():
    failed = turn(2.0)
    failed.sent.error = "refused"
    turns = [
        turn(0.5, [0.6], [1.0]),  # before it
        turn(1.0, [1.02], [2.0], interrupt_seconds=0.005, interrupted_at=2.02),
        turn(1.5, [1.6, 4.0], [1.0, 1.0], heard_error="wrong"),
        failed,
    ]
    row = summarise_turns(turns, 3, 1.0, 5.0)
    assert (row.agents, row.turns, row.errors, row.heard_errors, row.first_error) == (3, 3, 1, 1, "wrong")
    assert (row.first_sound_p50_ms, row.first_sound_p95_ms) == (pytest.approx(20), pytest.approx(100))
    assert (row.turns_with_underrun, row.interruptions, row.interrupt_p95_ms) == (1, 1, 5.0)
    assert row.talking == pytest.approx((0.6 + 1.0 + 3.4) / 4)
    assert agent_table([row]).count("\n") == 2
