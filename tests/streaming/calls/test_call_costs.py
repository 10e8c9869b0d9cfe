"""The one estimate of what calls cost, by which jobs are packed and streams admitted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tritone.errors import SynthesisFailed
from tritone.streaming.calls.call_costs import CallCosts
from tritone.streaming.calls.measured_stage import MeasuredStage
from tritone.streaming.calls.service_clock import ServiceClock
from tritone.streaming.metric_sums import MetricSums

INSTANCES = {"text_frontend": 1, "acoustic": 1, "vocoder": 2, "encoding": 2}
CALLS = st.lists(st.tuples(st.floats(0.0005, 0.5), st.integers(1, 160)), min_size=1, max_size=30)


@given(CALLS)
def test_packing_and_admission_go_by_the_same_figure(calls):
    """Rows of a size that is proportional to their audio: seconds per size are seconds per audio second."""
    costs = CallCosts(INSTANCES)
    for seconds, frames in calls:
        pace = costs.note("vocoder", "g", seconds, frames * 0.0125, size=float(frames))
    assert pace == pytest.approx(costs.per_audio_second("vocoder", "g") * 0.0125)
    assert costs.shares("g") == [0.0, 0.0, costs.per_audio_second("vocoder", "g") / 2, 0.0]


@given(CALLS)
def test_an_estimate_lies_among_what_was_measured(calls):
    costs = CallCosts(INSTANCES)
    for seconds, frames in calls:
        pace = costs.note("vocoder", "g", seconds, 1.0, size=float(frames))
    paces = [seconds / frames for seconds, frames in calls]
    assert min(paces) * (1 - 1e-9) <= pace <= max(paces) * (1 + 1e-9)


def test_an_estimate_follows_within_three_seconds_of_work():
    costs = CallCosts(INSTANCES)
    for _ in range(1000):
        costs.note("vocoder", "g", 0.01, 1.0, size=80.0)
    for _ in range(150):  # twice as slow now
        pace = costs.note("vocoder", "g", 0.02, 1.0, size=80.0)
    assert 0.018 < costs.per_audio_second("vocoder", "g") < 0.02 and 0.018 < pace * 80 < 0.02


def test_first_jobs_have_a_pace_of_their_own_and_count_in_the_cost_as_all_do():
    costs = CallCosts(INSTANCES)
    first = costs.note("vocoder", "g", 0.02, 0.3, size=24.0, is_first=True)
    later = costs.note("vocoder", "g", 0.02, 2.0, size=160.0)
    assert first == pytest.approx(0.02 / 24) and later == pytest.approx(0.02 / 160)
    assert 0.04 / 2.4 < costs.per_audio_second("vocoder", "g") < 0.04 / 2.2


def test_nothing_is_known_of_what_was_not_measured():
    costs = CallCosts(INSTANCES)
    assert costs.note("vocoder", "g", 0.01, 0.0, size=0.0) is None
    assert not costs.are_known("g") and costs.segment_seconds("g") == 0.0
    assert costs.times_real_time("other") == float("inf") and costs.shares("other") == [0.0] * 4


@pytest.mark.parametrize(("seconds", "audio", "known"), [(0.1, 3.0, False), (0.35, 3.0, True), (0.01, 10.5, True)])
def test_nobody_is_refused_by_a_first_glance(seconds, audio, known):
    costs = CallCosts(INSTANCES)
    for stage in ("acoustic", "vocoder"):
        costs.note(stage, "g", seconds, audio)
    assert costs.are_known("g") == known


def test_segments_are_as_long_as_the_latest_were():
    costs = CallCosts(INSTANCES)
    costs.note("acoustic", "g", 0.01, 12.0, rows=3)
    assert costs.segment_seconds("g") == 4.0
    for _ in range(50):
        costs.note("acoustic", "g", 0.01, 2.0)
    assert costs.segment_seconds("g") == pytest.approx(2.0, abs=0.02)


class Stage:
    """One stage on a clock that its calls turn."""

    def __init__(self, call):
        self.now, self.costs, self.sums = 0.0, CallCosts(INSTANCES), MetricSums()
        self.measured = MeasuredStage("vocoder", call, self._made, self.costs, self.sums, lambda: self.now)

    @staticmethod
    def _made(group, items, results):
        return float(len(results))


def test_a_call_is_measured_and_counted():
    def call(items):
        stage.now += 0.5
        return [item.upper() for item in items]

    stage = Stage(call)
    assert stage.measured.run("g", False, 10.0, ["a", "b"]) == (["A", "B"], 0.05)
    assert stage.costs.per_audio_second("vocoder", "g") == 0.25
    rows = {sample.name: sample.value for sample in stage.sums.samples() if ("stage", "vocoder") in sample.labels}
    assert rows["tritone_call_rows_count"] == 1 and rows["tritone_call_rows_sum"] == 2


@pytest.mark.parametrize("call", [lambda items: 1 / 0, lambda items: items[:1]])
def test_a_call_that_fails_says_nothing_about_the_cost(call):
    stage = Stage(call)
    with pytest.raises((ZeroDivisionError, SynthesisFailed)):
        stage.measured.run("g", False, 10.0, ["a", "b"])
    assert stage.costs.per_audio_second("vocoder", "g") == 0.0


def test_a_call_that_waits_behind_others_costs_no_more():
    now = [0.0]
    clock = ServiceClock(instances=2, clock=lambda: now[0])
    begins = [clock.change(1) for _ in range(4)]
    now[0] += 8.0  # four calls share two instances
    assert [clock.change(-1) - began for began in begins] == [4.0] * 4
    began = clock.change(1)
    now[0] += 1.0
    assert clock.change(-1) - began == 1.0


def test_a_call_that_raises_is_over_for_the_clock_too():
    now = [0.0]
    clock = ServiceClock(instances=1, clock=lambda: now[0])
    with pytest.raises(ZeroDivisionError):
        clock.measure(lambda: 1 / 0)

    def call():
        now[0] += 1.0
        return "answer"

    assert clock.measure(call) == ("answer", 1.0)
