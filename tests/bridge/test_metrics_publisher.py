"""Metrics in Triton: only what changed is sent, and nothing is freed or wrong when a model is loaded anew in place."""

import gc
import logging
import threading

from tests import fake_pb_utils as triton
from tests.waiting import until
from tritone.bridge.loaded_weights import LOADED_WEIGHTS, LoadedWeights, loaded_series, series_of
from tritone.bridge.metrics_publisher import MetricsPublisher
from tritone.bridge.shown_series import ShownSeries
from tritone.streaming.metrics import COUNTER, GAUGE, HISTOGRAM, Metric, Sample

SENT = Metric("test_sent_total", COUNTER, ("voice",), "Chunks")
INSIDE = Metric("test_inside", GAUGE, (), "Streams")
GAP = Metric("test_gap_seconds", HISTOGRAM, ("voice",), "Gaps", (1.0,))
HEART = (("voice", "heart"),)


def shown(name: str) -> dict:
    return triton.MetricFamily.shown[name]


class Load:
    """One load of a model that publishes, every few milliseconds."""

    def __init__(self, orchestrator="tts_0_0"):
        self.values = {SENT: 0.0, INSIDE: 0.0}
        self.reads = 0
        self.publisher = MetricsPublisher([SENT, INSIDE], self.read, {"orchestrator": orchestrator}, 0.002)

    def read(self):
        self.reads += 1
        return [
            Sample(SENT, SENT.name, HEART, self.values[SENT]),
            Sample(INSIDE, INSIDE.name, (), self.values[INSIDE]),
        ]

    def published(self):
        """Wait until what is known now was published."""
        before = self.reads
        until(lambda: self.reads > before + 1)


def test_counters_add_up_over_instances_and_each_has_gauges_of_its_own():
    loads = [Load("adds_0"), Load("adds_1")]
    before = shown(SENT.name).get(HEART, 0.0)
    for number, load in enumerate(loads):
        load.values = {SENT: 10.0, INSIDE: number + 1.0}
        load.published()
    assert shown(SENT.name)[HEART] == before + 20.0
    assert [shown(INSIDE.name)[(("orchestrator", f"adds_{number}"),)] for number in range(2)] == [1.0, 2.0]
    for load in loads:
        load.publisher.close()
    assert [shown(INSIDE.name)[(("orchestrator", f"adds_{number}"),)] for number in range(2)] == [0.0, 0.0]
    assert shown(SENT.name)[HEART] == before + 20.0


def test_a_model_loaded_anew_in_place_goes_on_counting_in_series_that_nobody_frees():
    before = shown(SENT.name).get(HEART, 0.0)
    gc.collect()
    gc.freeze()  # else each collection below looks at the dictionaries that other tests have loaded
    old = Load("anew")
    for _ in range(50):
        new = Load("anew")  # Triton loads the new one before it ends the old one
        for load in (old, new):
            load.values[SENT] += 1.0
        new.values[INSIDE] = 3.0
        old.publisher.close()
        old = new
        gc.collect()
    gc.unfreeze()
    old.published()
    assert shown(SENT.name)[HEART] == before + 100.0
    until(lambda: shown(INSIDE.name)[(("orchestrator", "anew"),)] == 3.0)  # the one before had set it to 0
    old.publisher.close()


def test_only_what_changed_is_sent():
    sets = []

    class Counting(triton.Metric):
        def set(self, value):
            sets.append(value)

    series = ShownSeries()
    series.declare("test_changes", "", is_gauge=True)
    series._families["test_changes"].Metric = lambda labels: Counting({}, labels)
    for value in (0.0, 0.0, 2.0, 2.0, 1.0):
        series.show("test_changes", {}, value)
    assert sets == [0.0, 2.0, 1.0]
    series.doubt_gauges()
    series.show("test_changes", {}, 1.0)
    assert sets == [0.0, 2.0, 1.0, 1.0]


def test_a_histogram_is_shown_as_counters_of_its_parts():
    publisher = MetricsPublisher([GAP], lambda: [Sample(GAP, f"{GAP.name}_sum", HEART, 1.5)], {}, 0.001)
    until(lambda: shown(f"{GAP.name}_sum").get(HEART) == 1.5)
    publisher.close()
    assert {f"{GAP.name}_{part}" for part in ("bucket", "sum", "count")} <= triton.MetricFamily.shown.keys()


def test_values_that_cannot_be_read_once_are_published_later(caplog):
    broken = threading.Event()
    broken.set()

    def read():
        if broken.is_set():
            raise RuntimeError("not now")
        return [Sample(SENT, SENT.name, (("voice", "later"),), 1.0)]

    publisher = MetricsPublisher([SENT], read, {}, 0.001)
    until(lambda: any(record.levelno == logging.ERROR for record in caplog.records))
    broken.clear()
    until(lambda: shown(SENT.name).get((("voice", "later"),)) == 1.0)
    publisher.close()


def test_weights_that_were_evicted_are_no_longer_loaded():
    ann, bob = ("kokoro", "a" * 64), ("piper", "b" * 64)
    loaded = {ann: 5, bob: 7}
    weights = LoadedWeights(lambda: loaded)
    assert {sample.labels[0][1]: sample.value for sample in weights.samples()} == {"kokoro": 5.0, "piper": 7.0}
    del loaded[ann]
    assert {sample.labels[0][1]: sample.value for sample in weights.samples()} == {"kokoro": 0.0, "piper": 7.0}
    scraped = f"# HELP x\n{series_of(ann)} 0\n{series_of(bob)} 7e+06\nother 3\n"
    assert loaded_series(scraped) == {series_of(bob)}
    assert series_of(bob) == f'{LOADED_WEIGHTS.name}{{family="piper",weights="{"b" * 12}"}}'
