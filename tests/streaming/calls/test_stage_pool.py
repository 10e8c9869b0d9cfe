"""The pools that choose what runs next: urgency, packing, and what happens when a call fails."""

from __future__ import annotations

import functools
import threading
import time

import pytest

from tritone.errors import ModelDown, StreamCancelled, SynthesisFailed, VoiceLoading
from tritone.streaming.calls import stage_pool
from tritone.streaming.calls.call_costs import CallCosts
from tritone.streaming.calls.jobs import Job
from tritone.streaming.calls.measured_stage import MeasuredStage
from tritone.streaming.calls.stage_pool import AT_HAND_SECONDS, CALL_SECONDS, GROUP_SECONDS, StagePool
from tritone.streaming.metric_sums import MetricSums


class Model:
    """Runs when it is let; notes what each call held; takes a second of its own clock for each unit of size."""

    def __init__(self, seconds_per_size: float = 0.0):
        self.calls: list[list] = []
        self.now = 0.0
        self.entered, self.gate = threading.Semaphore(0), threading.Semaphore(0)
        self.seconds_per_size = seconds_per_size

    def __call__(self, items):
        self.calls.append(list(items))
        self.entered.release()
        assert self.gate.acquire(timeout=30)
        if "bad" in items:
            raise SynthesisFailed("on purpose")
        if "loading" in items:
            raise VoiceLoading("a voice")
        if "down" in items:
            raise ModelDown("a model")
        self.now += self.seconds_per_size * len(items)
        return [str(item).upper() for item in items]


class Owner:
    """Implements tritone.streaming.calls.jobs.JobOwner: tells the outcome."""

    def __init__(self, outcome, wanted=True):
        self.outcome, self.wanted = outcome, wanted

    def is_wanted(self):
        return self.wanted

    def job_done(self, job, result):
        job.store(result)
        return self.outcome.after.release

    def job_failed(self, job, error):
        self.outcome.failed[job.item] = error
        if self.wanted:
            self.outcome.after.release()

    def end(self, error):
        self.outcome.ended.append(error)


class Outcome:
    """What became of a pool's jobs."""

    def __init__(self):
        self.done, self.failed, self.ended, self.after = {}, {}, [], threading.Semaphore(0)

    def submit(self, pool, item, deadline=0.0, is_first=False, group="g", size=1.0, is_wanted=True):
        store = functools.partial(self.done.__setitem__, item)
        pool.submit(Job(pool, Owner(self, is_wanted), item, deadline, is_first, group, size, store))

    def wait(self, count):
        for _ in range(count):
            assert self.after.acquire(timeout=30)


@pytest.fixture
def outcome():
    return Outcome()


def pool_over(call, instances, most_jobs=1, clock=None):
    """A pool over a model, measured by the model's own clock."""
    clock = clock or (lambda: call.now)
    stage = MeasuredStage("test", call, lambda *_: 0.0, CallCosts({"test": instances}), MetricSums(), clock)
    return StagePool(stage, most_jobs, clock=clock)


def busy_pool(model, outcome, most_jobs=8):
    """A pool with one caller, whose first call is under way."""
    pool = pool_over(model, 1, most_jobs)
    outcome.submit(pool, "first")
    assert model.entered.acquire(timeout=30)
    return pool


def let_run(model, outcome, jobs):
    for _ in range(jobs + 1):
        model.gate.release()
    outcome.wait(jobs + 1)


def test_the_earliest_deadline_goes_first_and_those_that_fit_join_its_call(outcome):
    model = Model()
    pool = busy_pool(model, outcome)
    for item, deadline in (("c", 3.0), ("a", 1.0), ("b", 2.0)):
        outcome.submit(pool, item, deadline)
    let_run(model, outcome, 3)
    assert model.calls == [["first"], ["a", "b", "c"]]
    assert outcome.done == {"first": "FIRST", "a": "A", "b": "B", "c": "C"}


def test_a_call_holds_no_more_jobs_than_allowed(outcome):
    model = Model()
    pool = busy_pool(model, outcome, most_jobs=2)
    for item in "abc":
        outcome.submit(pool, item)
    let_run(model, outcome, 3)
    assert list(map(len, model.calls)) == [1, 2, 1]


def test_a_slow_model_gets_short_calls(outcome):
    model = Model(seconds_per_size=CALL_SECONDS / 2.5)
    pool = busy_pool(model, outcome)
    for item in "abcde":
        outcome.submit(pool, item)
    let_run(model, outcome, 5)
    assert list(map(len, model.calls)) == [1, 2, 2, 1]


def test_groups_and_first_jobs_keep_to_themselves(outcome):
    model = Model()
    pool = busy_pool(model, outcome)
    outcome.submit(pool, "late", 9.0)
    outcome.submit(pool, "newcomer", 1.0, is_first=True)
    outcome.submit(pool, "other voice", 2.0, group="h")
    outcome.submit(pool, "late too", 9.5)
    let_run(model, outcome, 4)
    assert model.calls == [["first"], ["newcomer"], ["other voice"], ["late", "late too"]]


def test_jobs_are_shared_out_among_idle_callers(outcome):
    model, arrived = Model(), threading.Barrier(4)

    def call(items):
        arrived.wait(timeout=30)  # only when three calls are under way at once does any go on
        return model(items)

    pool = pool_over(call, 3, most_jobs=8, clock=time.monotonic)
    for item in "abc":
        outcome.submit(pool, item)
    arrived.wait(timeout=30)
    for _ in range(3):
        model.gate.release()
    outcome.wait(3)
    assert sorted(model.calls) == [["a"], ["b"], ["c"]]


def test_only_the_job_at_fault_fails(outcome):
    model = Model()
    pool = busy_pool(model, outcome)
    for item in ("a", "bad", "b"):
        outcome.submit(pool, item)
    for _ in range(5):
        model.gate.release()
    outcome.wait(4)
    assert set(outcome.done) == {"first", "a", "b"} and isinstance(outcome.failed["bad"], SynthesisFailed)


@pytest.mark.parametrize(("state", "error"), [("loading", VoiceLoading), ("down", ModelDown)])
def test_a_call_that_is_to_be_made_again_is_not_tried_row_by_row(outcome, state, error):
    model = Model()
    pool = busy_pool(model, outcome)
    for item in ("a", state):
        outcome.submit(pool, item)
    let_run(model, outcome, 2)
    assert len(model.calls) == 2 and all(isinstance(failure, error) for failure in outcome.failed.values())
    assert set(outcome.failed) == {"a", state}


def test_a_job_that_nobody_wants_any_more_is_not_run(outcome):
    model = Model()
    pool = busy_pool(model, outcome)
    outcome.submit(pool, "gone", is_wanted=False)
    outcome.submit(pool, "a", deadline=1.0)
    let_run(model, outcome, 1)
    assert model.calls == [["first"], ["a"]] and isinstance(outcome.failed["gone"], StreamCancelled)


def test_closing_runs_what_waits(outcome):
    model = Model()
    pool = busy_pool(model, outcome)
    outcome.submit(pool, "a")
    for _ in range(2):
        model.gate.release()
    pool.close()
    assert set(outcome.done) == {"first", "a"}


class Voices:
    """A model whose group "slow" takes a second of its own clock a job, or a tenth for its short ones; calls are held
    until they are let go."""

    def __init__(self):
        self.now, self.running, self.entered, self.gate = 0.0, [], threading.Semaphore(0), threading.Semaphore(0)
        self._lock = threading.Lock()

    def __call__(self, items):
        with self._lock:
            self.running.append(items[0])
        self.entered.release()
        assert self.gate.acquire(timeout=30)
        with self._lock:
            self.running.remove(items[0])
            self.now += {"slow": 1.0, "short": 0.1}.get(items[0].split()[0], 0.001)
        return items

    def let_end(self, outcome):
        self.gate.release()
        outcome.wait(1)


def pool_that_knows_a_slow_group(model, outcome):
    pool = pool_over(model, 3)
    outcome.submit(pool, "slow 0", group="slow")
    assert model.entered.acquire(timeout=30)
    model.let_end(outcome)
    return pool


def begins(model, calls) -> bool:
    """Whether so many calls begin."""
    return all(model.entered.acquire(timeout=30) for _ in range(calls))


def begins_no_more(model) -> bool:
    """Whether no call begins within a moment."""
    return not model.entered.acquire(timeout=0.2)


def test_slow_jobs_leave_an_instance_to_quick_ones(outcome):
    model = Voices()
    pool = pool_that_knows_a_slow_group(model, outcome)
    outcome.submit(pool, "quick 0", group="quick")
    assert begins(model, 1)
    model.let_end(outcome)
    for number in range(1, 5):
        outcome.submit(pool, f"slow {number}", group="slow")
    assert begins(model, 2) and begins_no_more(model)  # of three instances
    outcome.submit(pool, "quick 1", deadline=9.0, group="quick")
    assert begins(model, 1) and "quick 1" in model.running
    for _ in range(5):
        model.gate.release()
    outcome.wait(5)
    pool.close()


def test_a_slow_job_takes_the_instance_kept_for_quick_ones_when_none_has_come_for_a_while(outcome, monkeypatch):
    """Nothing else happens meanwhile: a thread that slept when it came has to look by itself."""
    monkeypatch.setattr(stage_pool, "GROUP_SECONDS", 0.1)
    model = Voices()
    pool = pool_that_knows_a_slow_group(model, outcome)
    outcome.submit(pool, "quick 0", group="quick")
    assert begins(model, 1)
    model.let_end(outcome)
    for number in range(1, 3):
        outcome.submit(pool, f"slow {number}", group="slow")
    assert begins(model, 2)
    outcome.submit(pool, "slow 3", group="slow")
    assert begins_no_more(model)
    model.now += 1.0
    assert model.entered.acquire(timeout=10)  # the calls under way are given up after 30
    for _ in range(3):
        model.gate.release()
    outcome.wait(3)
    pool.close()


def test_slow_jobs_take_every_instance_that_nobody_else_needs(outcome):
    model = Voices()
    pool = pool_that_knows_a_slow_group(model, outcome)
    model.now += GROUP_SECONDS
    for number in range(1, 5):
        outcome.submit(pool, f"slow {number}", group="slow")
    assert begins(model, 3) and begins_no_more(model)  # and none ahead: what comes next would wait behind it
    for _ in range(4):
        model.gate.release()
    outcome.wait(4)
    pool.close()


def test_short_jobs_of_a_slow_group_keep_no_instance_from_its_long_ones(outcome):
    """Its short segments used to count as quick jobs: instances stood idle a third of the time."""
    model = Voices()
    pool = pool_that_knows_a_slow_group(model, outcome)
    outcome.submit(pool, "slow 1", group="slow")
    outcome.submit(pool, "short 0", group="slow", size=0.1)
    assert begins(model, 2)
    for number in range(2, 4):
        outcome.submit(pool, f"slow {number}", group="slow")
    model.let_end(outcome)
    model.let_end(outcome)
    assert begins(model, 2)
    for number in range(4, 7):
        outcome.submit(pool, f"slow {number}", group="slow")
    assert begins(model, 1) and begins_no_more(model)  # the third of three instances
    for _ in range(5):
        model.gate.release()
    outcome.wait(5)
    pool.close()


@pytest.mark.parametrize(("size", "taken"), [(0.1, 2), (0.6 * CALL_SECONDS, 3)])
def test_a_slow_groups_short_jobs_leave_an_instance_to_a_quick_group_unless_they_are_as_short_as_any_call(
    outcome, size, taken
):
    model = Voices()
    pool = pool_that_knows_a_slow_group(model, outcome)
    for name, group in (("slow 1", "slow"), ("quick 0", "quick")):
        outcome.submit(pool, name, group=group)
        assert begins(model, 1)
        model.let_end(outcome)
    for number in range(4):
        outcome.submit(pool, f"short {number}", group="slow", size=size)
    assert begins(model, taken) and begins_no_more(model)
    for _ in range(4):
        model.gate.release()
    outcome.wait(4)
    pool.close()


def test_a_job_of_no_size_says_nothing_about_the_pace(outcome):
    model = Model(seconds_per_size=CALL_SECONDS / 2.5)
    pool = busy_pool(model, outcome)
    let_run(model, outcome, 0)
    for item, size in (("empty", 0.0), ("first again", 1.0)):
        outcome.submit(pool, item, size=size)
        assert model.entered.acquire(timeout=30)
        if size == 0:
            let_run(model, outcome, 0)
    for item in "abcd":
        outcome.submit(pool, item)
    let_run(model, outcome, 4)
    assert model.calls == [["first"], ["empty"], ["first again"], ["a", "b"], ["c", "d"]]


def test_a_job_of_no_size_keeps_no_instance_from_a_slow_group(outcome):
    model = Voices()
    pool = pool_that_knows_a_slow_group(model, outcome)
    model.now += GROUP_SECONDS
    outcome.submit(pool, "cut from what is there", group="slow", size=0.0)
    assert begins(model, 1)
    model.let_end(outcome)
    for number in range(1, 4):
        outcome.submit(pool, f"slow {number}", group="slow")
    assert begins(model, 3) and begins_no_more(model)
    for _ in range(3):
        model.gate.release()
    outcome.wait(3)
    pool.close()


def pool_with_two_calls_under_way(seconds_per_job):
    """A pool of two instances, both busy, whose pace is known, and what lets their calls end."""
    model, outcome = Model(seconds_per_size=seconds_per_job), Outcome()
    pool = pool_over(model, 2)
    outcome.submit(pool, "known")
    assert model.entered.acquire(timeout=30)
    model.gate.release()
    outcome.wait(1)
    for name in ("one", "two", "three"):
        outcome.submit(pool, name)
    return model, outcome, pool


@pytest.mark.parametrize("seconds_per_job, under_way", [(0.4 * AT_HAND_SECONDS, 3), (2 * AT_HAND_SECONDS, 2)])
def test_only_a_short_call_is_sent_ahead_to_busy_instances(seconds_per_job, under_way):
    model, outcome, pool = pool_with_two_calls_under_way(seconds_per_job)
    assert begins(model, under_way) and begins_no_more(model)
    for _ in range(3):
        model.gate.release()
    outcome.wait(3)
    pool.close()


@pytest.mark.parametrize(
    "jobs, seconds_per_job, is_first, goes_ahead",
    [(4, 0.2, False, True), (3, 0.2, False, False), (4, 0.3, False, False), (1, 0.3, True, True)],
)
def test_only_full_calls_and_first_jobs_are_sent_ahead(outcome, jobs, seconds_per_job, is_first, goes_ahead):
    """A call of few jobs went ahead of the others that would have joined it."""
    model = Model(seconds_per_size=seconds_per_job * AT_HAND_SECONDS)
    pool = pool_over(model, 1, most_jobs=4)
    for name in ("known", "under way"):
        outcome.submit(pool, name, is_first=is_first)
        assert model.entered.acquire(timeout=30)
        if name == "known":
            model.gate.release()
            outcome.wait(1)
    for number in range(jobs):
        outcome.submit(pool, number, is_first=is_first)
    assert begins(model, 1) if goes_ahead else begins_no_more(model)
    for _ in range(jobs + 1):
        model.gate.release()
    outcome.wait(jobs + 1)
    pool.close()


class Failing(Owner):
    """Raises in one of the calls that a pool makes."""

    def __init__(self, outcome, *places):
        super().__init__(outcome)
        self.places = places

    def _fail(self, place):
        if place in self.places:
            raise RuntimeError(f"in {place}")

    def is_wanted(self):
        self._fail("is_wanted")
        return True

    def job_done(self, job, result):
        self._fail("job_done")
        super().job_done(job, result)
        return lambda: self._fail("after")

    def job_failed(self, job, error):
        self._fail("job_failed")

    def end(self, error):
        super().end(error)
        self.outcome.after.release()
        self._fail("end")


@pytest.mark.parametrize("where", ["job_done", "after", "job_failed"])
@pytest.mark.parametrize("ends_well", [True, False])
def test_an_owner_that_raises_ends_its_own_stream_and_the_thread_goes_on(outcome, where, ends_well, caplog):
    """Its thread used to die of it: with as many such streams as a pool has threads, nobody was served any more."""
    model = Model()
    pool = busy_pool(model, outcome)
    for number in range(4):  # more than the pool has threads
        owner = Failing(outcome, where) if ends_well else Failing(outcome, where, "end")
        item = "bad" if where == "job_failed" else f"row {number}"
        pool.submit(Job(pool, owner, item, 0.0, False, f"group {number}", 1.0, lambda result: None))
    outcome.submit(pool, "last", deadline=1.0)
    let_run(model, outcome, 5)
    assert outcome.done["last"] == "LAST" and [str(error) for error in outcome.ended] == [f"in {where}"] * 4
    assert "could not be carried out" in caplog.text
    pool.close()


def test_a_job_whose_owner_cannot_be_asked_runs(outcome, caplog):
    model = Model()
    pool = busy_pool(model, outcome)
    owner = Failing(outcome, "is_wanted")
    pool.submit(Job(pool, owner, "a", 0.0, False, "g", 1.0, functools.partial(outcome.done.__setitem__, "a")))
    outcome.submit(pool, "b", deadline=1.0)
    for _ in range(2):
        model.gate.release()
    outcome.wait(2)
    assert outcome.done == {"first": "FIRST", "a": "A", "b": "B"} and "could not be asked" in caplog.text
    pool.close()


def test_a_call_that_does_not_answer_every_row_fails_its_jobs(outcome):
    """It used to end the thread, and the streams of its rows waited for ever."""
    model = Model()
    pool = pool_over(lambda items: model(items)[: len(items) - 1], 1, most_jobs=8, clock=time.monotonic)
    outcome.submit(pool, "a")
    model.gate.release()
    outcome.wait(1)
    assert "answered 0 of 1 rows" in str(outcome.failed["a"])
    pool.close()
