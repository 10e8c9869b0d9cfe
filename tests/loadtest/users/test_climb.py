"""The climb until the service breaks, on loads made by hand."""

import pytest

from loadtest.users.climb import Climb, Limits
from loadtest.users.load_meter import LoadMeter, LoadWindow, to_send


def window(first_audio_ms=100.0, errors=0, underran=0):
    return LoadWindow(10.0, [first_audio_ms] * 20, 500.0, 20, errors, underran)


@pytest.mark.parametrize(
    ("seen", "complaint"),
    [
        (window(), None),
        (window(first_audio_ms=201), "first audio p95 is 201 ms, the limit 200 ms"),
        (window(errors=1), "1 of 20 streams failed"),
        (window(underran=2), "2 of 20 streams ran dry"),
        (LoadWindow(10.0), "no stream was heard"),
    ],
)
def test_limits_name_what_is_broken(seen, complaint):
    assert Limits().broken_by(seen) == complaint


def test_shares_may_be_tolerated():
    assert Limits(error_share=0.05, underrun_share=0.1).broken_by(window(errors=1, underran=2)) is None


def climb_to_the_end(climb):
    """Users wanted at each second until it is over."""
    users, second = [], 0
    while (wanted := climb.tick(second)) is not None:
        users.append(wanted)
        second += 1
    return users


def test_it_climbs_until_first_audio_is_too_late_and_says_where():
    now = {}
    climb = Climb(
        lambda: window(first_audio_ms=30.0 * now["climb"].users),
        Limits(200.0),
        start=2,
        factor=2,
        settle_seconds=1,
        measure_seconds=2,
    )
    now["climb"] = climb
    assert climb_to_the_end(climb) == [2, 2, 2, 4, 4, 4, 8, 8, 8]
    assert [(step.users, step.broken_by) for step in climb.steps] == [
        (2, None),
        (4, None),
        (8, "first audio p95 is 240 ms, the limit 200 ms"),
    ]
    assert climb.verdict() == (
        "The service breaks at 8 users (first audio p95 is 240 ms, the limit 200 ms); "
        "4 users were served at 50 × real time."
    )
    assert climb.table().count("\n") == 4


def test_what_happens_while_a_step_settles_does_not_count():
    windows = iter([window(errors=5), window(), window(errors=5), window()])
    climb = Climb(lambda: next(windows), Limits(), start=4, most=8, factor=2, settle_seconds=1, measure_seconds=1)
    climb_to_the_end(climb)
    assert climb.verdict() == "The service did not break: 8 users were served at 50 × real time."


def test_a_factor_that_does_not_climb_is_refused():
    with pytest.raises(ValueError, match="factor is 1; allowed: above 1"):
        Climb(window, Limits(), factor=1)


def test_a_masters_meter_counts_what_workers_send_on_its_own_clock():
    times = iter([0.0, 100.0, 4.0, 8.0])  # master begins, worker begins …
    master, worker = LoadMeter(lambda: next(times)), LoadMeter(lambda: 100.0)
    next(times)
    worker.first_audio(50.0)
    worker.audio(8.0)
    worker.ended(failed=True, underran=False)
    worker.ended(failed=False, underran=True)
    master.add(to_send(worker.take()))
    assert worker.take() == LoadWindow()
    taken = master.take()
    assert (taken.seconds, taken.times_real_time, taken.first_audio_ms) == (4.0, 2.0, [50.0])
    assert (taken.ended, taken.errors, taken.underran) == (2, 1, 1)
