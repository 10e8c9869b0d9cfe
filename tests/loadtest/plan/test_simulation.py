"""The simulated service keeps the laws of queues where it is simple, and its own promises where it is not."""

from __future__ import annotations

import dataclasses

import pytest

from loadtest.plan.costs import MEASURED, VoiceCosts, fitted, with_text_in_pieces
from loadtest.plan.fleet import Callers, Fleet
from loadtest.plan.machine import Shape
from tests.loadtest.plan.queueing import erlang_b, wait_of_md1, wait_of_mg1
from tritone.streaming.door.admission import Refusal

HEART = fitted(MEASURED["heart"], 358, 9, 8.8, 2.7)
WORK_MS = 20.0
ONE_STAGE = VoiceCosts(
    "one stage", {"text_frontend": 0.0, "acoustic": WORK_MS, "vocoder": 0.0, "sending": 0.0}, 50.0, WORK_MS
)
"""A text of one second is one job of 20 ms."""
LET_ALL_IN = {"max_load": 1000.0, "max_first_audio_seconds": 1000.0, "max_streams": 10_000}
ORDINARY = Shape()
ALONE = Shape(cores=1, vocoders=1, acoustics=1, max_batch_size=1, **LET_ALL_IN)


def heard(callers, costs=HEART, shape=ORDINARY, seconds=30.0, machines=1, seed=1):
    return Fleet(machines, callers, costs, shape, seed=seed).run(seconds).before


@pytest.mark.parametrize("load", [0.5, pytest.param(0.8, marks=pytest.mark.slow)])
def test_one_server_with_equal_texts_waits_as_pollaczek_and_khinchine_say(load):
    callers = Callers(load * 1000 / WORK_MS, 1.0, variation=0.0)
    fleet = Fleet(1, callers, ONE_STAGE, ALONE, seed=5)
    fleet.run(250)
    first = [text.record.time_to_first_audio() for text in fleet.texts if text.record.arrivals]
    service = WORK_MS / 1000
    assert sum(first) / len(first) == pytest.approx(service + wait_of_md1(load, service), rel=0.04)


@pytest.mark.slow
def test_texts_that_vary_wait_longer_by_their_variance():
    """Of one segment each, so that a text is one job."""
    callers = Callers(30, 1.0, variation=0.4, first_segment_seconds=1e6)
    fleet = Fleet(1, callers, ONE_STAGE, ALONE, seed=5)
    fleet.run(250)
    heard_texts = [text for text in fleet.texts if text.record.arrivals]
    works = [sum(text.segments) * WORK_MS / 1000 for text in heard_texts]
    mean = sum(works) / len(works)
    variation = (sum(work**2 for work in works) / len(works) - mean**2) ** 0.5 / mean
    waited = sum(text.record.time_to_first_audio() for text in heard_texts) / len(works) - mean
    assert waited == pytest.approx(wait_of_mg1(30 * mean, mean, variation), rel=0.06)


@pytest.mark.parametrize(("servers", "offered"), [(2, 1.0), pytest.param(4, 6.0, marks=pytest.mark.slow)])
def test_a_full_server_refuses_as_erlang_says(servers, offered):
    """One job a text, as many at a time as streams are let in, and no other limit."""
    shape = dataclasses.replace(ALONE, cores=servers, acoustics=servers, max_streams=servers)
    outcome = heard(Callers(offered * 1000 / WORK_MS, 1.0, variation=0.0), ONE_STAGE, shape, seconds=40)
    assert outcome.refused_share() == pytest.approx(erlang_b(offered, servers), abs=0.015)


@pytest.mark.parametrize("per_second", [10, pytest.param(55, marks=pytest.mark.slow)])
def test_no_work_is_lost_and_none_made_up(per_second):
    callers = Callers(per_second, variation=0.0)
    outcome = heard(callers)
    asked = outcome.texts / outcome.seconds * callers.text_seconds * HEART.core_seconds() / 2
    assert outcome.busy == pytest.approx(asked, rel=0.02)


def test_streams_that_are_being_made_are_their_rate_times_their_time():
    """Little's law, with the time that texts are being made told by themselves."""
    fleet = Fleet(1, Callers(50), HEART, Shape())
    outcome = fleet.run(20).before
    took = [text.over_at - text.record.sent_at for text in fleet.texts if text.over_at is not None]
    assert outcome.streams == pytest.approx(outcome.texts / 20 * sum(took) / len(took), rel=0.05)


@pytest.mark.slow
def test_the_same_seed_tells_the_same_story():
    callers = Callers(60)
    assert heard(callers, seconds=10, seed=3) == heard(callers, seconds=10, seed=3)
    assert heard(callers, seconds=10, seed=3) != heard(callers, seconds=10, seed=4)


@pytest.mark.slow
def test_more_callers_wait_longer():
    waits = [heard(Callers(rate), seconds=15).first_audio_p95_ms for rate in (5, 40, 78)]
    assert waits == sorted(waits) and waits[-1] > 2 * waits[0]


def test_whoever_comes_alone_waits_as_long_as_was_measured():
    outcome = heard(Callers(0.5, variation=0.0), seconds=60)
    assert outcome.first_audio_p50_ms == pytest.approx(9, abs=1)
    assert outcome.refused == outcome.with_underrun == 0


def test_a_closed_loop_makes_what_was_measured():
    """Two figures went in: 716 × with many streams and 9 ms with one."""
    callers = Callers(1, closed_loop=24, variation=0.0)
    outcome = heard(callers, seconds=8)
    assert outcome.texts / 8 * callers.text_seconds == pytest.approx(716, rel=0.05)
    assert outcome.busy > 0.98


@pytest.mark.parametrize("voice", sorted(MEASURED))
def test_the_stages_of_a_voice_take_what_a_core_of_it_takes(voice):
    costs = MEASURED[voice]
    assert costs.core_seconds() * costs.times_real_time == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("times", "least", "most"), [(0.6, 0.0, 0.0), pytest.param(1.6, 0.2, 0.5, marks=pytest.mark.slow)]
)
def test_what_is_too_much_is_refused_and_who_is_let_in_hears_without_gaps(times, least, most):
    """Of 1.6 times what a machine can make, three eighths must be refused; the others are served as by a full one."""
    outcome = heard(Callers(times * 716 / 8.8), seconds=12)
    assert least <= outcome.refused_share() <= most
    assert outcome.with_underrun <= 0.002 * outcome.texts
    assert outcome.first_audio_p95_ms < 200


def test_a_refused_text_is_served_by_another_machine():
    """Three machines, two of which let in nobody."""
    fleet = Fleet(3, Callers(40), HEART, Shape())
    for full in fleet.machines[:2]:
        full.enter = lambda speech, refused: refused(Refusal("max_streams", "full; try again later"))
    outcome = fleet.run(8).before
    assert outcome.refused == 0 and outcome.texts > 200


def test_streams_are_shared_evenly():
    fleet = Fleet(3, Callers(150), HEART, Shape())
    fleet.run(8)
    used = [machine.core_seconds() for machine in fleet.machines]
    assert max(used) < 1.1 * min(used)


@pytest.mark.slow
def test_connections_that_stay_share_worse_than_requests():
    by_request = heard(Callers(90), machines=2, seconds=15)
    by_connection = heard(Callers(90, connections=3), machines=2, seconds=15)
    assert by_connection.first_audio_p95_ms > 1.2 * by_request.first_audio_p95_ms


@pytest.mark.slow
def test_those_that_are_left_take_over_when_a_machine_is_lost():
    story = Fleet(3, Callers(120), HEART, Shape()).run(8, lost=1)
    assert story.after.busy == pytest.approx(story.before.busy * 3 / 2, rel=0.08)
    assert 0 < story.after.cut < 30
    assert story.after.refused == 0
    assert story.after.first_audio_p95_ms > story.before.first_audio_p95_ms


def test_text_that_comes_in_pieces_costs_more_and_waits_no_longer():
    live = with_text_in_pieces(HEART)
    assert live.core_seconds() - HEART.core_seconds() == pytest.approx(0.00096)
    whole = heard(Callers(30), seconds=15)
    pieces = heard(Callers(30, seconds_between_segments=0.26), live, seconds=15)
    assert pieces.busy == pytest.approx(whole.busy * live.core_seconds() / HEART.core_seconds(), rel=0.06)
    assert pieces.first_audio_p95_ms < 2 * whole.first_audio_p95_ms
    assert pieces.refused == pieces.with_underrun == 0


def test_a_voice_that_knows_nothing_before_it_knows_all_of_a_segment_begins_later():
    kokoro = MEASURED["kokoro"]
    assert kokoro.first_sound_seconds(8.8, 2.7) > kokoro.work("acoustic", 2.7) + kokoro.work("vocoder", 2.7)
    at_once = dataclasses.replace(kokoro, first_window_makes_all=False)
    assert at_once.first_sound_seconds(8.8, 2.7) < 0.5 * kokoro.first_sound_seconds(8.8, 2.7)
    assert heard(Callers(0.1), at_once).first_audio_p50_ms < 0.5 * heard(Callers(0.1), kokoro).first_audio_p50_ms
