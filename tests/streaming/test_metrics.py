"""What the metrics count: from chunks on a clock of its own, and from the orchestrator over tiny stages."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

from tests.tiny_stages import RecordingSink, TinyStages
from tritone.errors import InvalidRequest, Overloaded, StreamCancelled, SynthesisFailed
from tritone.streaming import metrics
from tritone.streaming.door.stream_meter import StreamMeter
from tritone.streaming.metric_sums import MetricSums
from tritone.streaming.metrics import METRICS, MOST_VOICES
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings
from tritone.voices.installed import get_voice

MONITORING = Path(__file__).resolve().parents[2] / "docs" / "monitoring"
SERIES = {name for metric in METRICS for name in metric.series_names()}


def values(samples):
    """ "name{label=value,…}" → value."""
    return {f"{s.name}{{{','.join(f'{key}={value}' for key, value in s.labels)}}}": s.value for s in samples}


class Stream:
    """A meter on a clock that the test turns."""

    def __init__(self):
        self.now, self.sums = 50.0, MetricSums()
        self.meter = StreamMeter(self.sums, "heart", "g", ("pcm", 24_000), 20.0, lambda: self.now)

    def chunk(self, at, seconds, is_last=False):
        self.now = 50.0 + at
        self.meter.chunk_sent(seconds, is_last)

    def value(self, series):
        return values(self.sums.samples())[series]


def test_first_audio_gaps_and_underruns_are_those_of_a_listener():
    stream = Stream()
    for at, seconds in ((0.12, 0.3), (0.2, 1.2), (1.0, 2.0), (5.0, 2.0), (6.0, 2.0)):  # dry from 3.62 to 5.0
        stream.chunk(at, seconds, is_last=at == 6.0)
    assert stream.value("tritone_time_to_first_audio_seconds_sum{voice=heart}") == pytest.approx(0.12)
    assert stream.value("tritone_time_to_first_audio_seconds_bucket{voice=heart,le=0.1}") == 0
    assert stream.value("tritone_time_to_first_audio_seconds_bucket{voice=heart,le=0.15}") == 1
    assert stream.value("tritone_chunk_gap_seconds_count{voice=heart}") == 4
    assert stream.value("tritone_chunk_gap_seconds_sum{voice=heart}") == pytest.approx(5.88)
    assert stream.value("tritone_underruns_total{voice=heart}") == 1
    assert stream.value("tritone_audio_seconds_total{voice=heart}") == pytest.approx(7.5)
    assert stream.value("tritone_stream_times_real_time_sum{voice=heart}") == pytest.approx(7.5 / 6.0)


def test_sound_in_hand_is_what_the_listener_has_still_to_hear():
    stream = Stream()
    assert stream.meter.sound_in_hand(50.0) == 0.0 and not stream.meter.has_begun()
    stream.chunk(0.5, 2.0)
    assert stream.meter.sound_in_hand(51.0) == pytest.approx(1.5) and stream.meter.seconds_left() == 18.0
    assert stream.meter.sound_in_hand(54.5) == pytest.approx(-2.0)
    stream.chunk(5.0, 2.0)
    assert stream.meter.sound_in_hand(55.0) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (StreamCancelled("x"), "cancelled"),
        (InvalidRequest("x"), "invalid"),
        (SynthesisFailed("x"), "failed"),
        (RuntimeError("x"), "failed"),
    ],
)
def test_an_end_is_counted_by_its_cause(error, outcome):
    stream = Stream()
    stream.meter.failed(error)
    assert stream.value(f"tritone_streams_ended_total{{voice=heart,outcome={outcome}}}") == 1


def test_buckets_are_cumulative_and_come_larger_ones_first():
    sums = MetricSums()
    for rows in (1, 2, 2, 8, 300):
        sums.observe(metrics.CALL_ROWS, rows, "vocoder")
    shown = [s for s in sums.samples() if s.name.startswith("tritone_call_rows") and ("stage", "vocoder") in s.labels]
    assert [s.name.rsplit("_", 1)[1] for s in shown] == ["count", "sum"] + ["bucket"] * 9
    assert [s.value for s in shown] == [5, 313, 5, 4, 4, 4, 4, 4, 3, 3, 1]
    assert [dict(s.labels)["le"] for s in shown[2:]] == ["+Inf", "128", "64", "32", "16", "8", "4", "2", "1"]


def test_the_label_voice_takes_few_values():
    sums, heart = MetricSums(), get_voice("heart")
    blend = dataclasses.replace(heart, name="heart:0.5+other:0.5", blend=((heart, 0.5), (heart, 0.5)))
    assert sums.voice_label(heart) == "heart" and sums.voice_label(blend) == "blend"
    assert sums.voice_label(dataclasses.replace(heart, name="many#speaker 7", speaker="speaker 7")) == "many"
    labels = {sums.voice_label(dataclasses.replace(heart, name=f"voice{index}")) for index in range(3 * MOST_VOICES)}
    assert "other" in labels and len(labels) <= MOST_VOICES
    assert sums.voice_label(heart) == "heart"


def test_the_orchestrator_counts_what_its_callers_see():
    running = Orchestrator(OrchestratorSettings(max_streams=30), TinyStages(fail_on="!"))
    whole = [RecordingSink() for _ in range(6)]
    for index, sink in enumerate(whole):
        running.start_stream({"text": b"abc. " * (index + 1)}, sink)
    failed, silent = RecordingSink(), RecordingSink()
    running.start_stream({"text": b"!!!."}, failed)
    running.start_stream({"text": b". . ."}, silent)
    leaving = RecordingSink(cancel_after_chunks=1)
    running.start_stream({"text": b"x" * 900}, leaving)
    with pytest.raises(InvalidRequest):
        running.start_stream({"text": b"abc", "voice": b"unknown voice"}, RecordingSink())
    for sink in (*whole, failed, silent, leaving):
        sink.wait()
    while running.active_streams():
        pass
    seen = values(running.metric_samples())
    assert seen["tritone_streams_started_total{voice=heart}"] == 9
    assert {
        outcome: seen[f"tritone_streams_ended_total{{voice=heart,outcome={outcome}}}"] for outcome in metrics.OUTCOMES
    } == {"completed": 6, "cancelled": 1, "invalid": 1, "failed": 1}
    assert seen["tritone_streams_refused_total{reason=invalid}"] == 1
    chunks = [chunk for sink in (*whole, leaving) for chunk in sink.chunks]
    assert seen["tritone_audio_seconds_total{voice=heart}"] == pytest.approx(sum(c.duration_seconds for c in chunks))
    assert (
        seen["tritone_time_to_first_audio_seconds_count{voice=heart}"]
        + seen["tritone_chunk_gap_seconds_count{voice=heart}"]
    ) == len(chunks)
    assert seen["tritone_stream_times_real_time_count{voice=heart}"] == 6
    assert seen["tritone_active_streams{}"] == 0 and seen["tritone_call_rows_sum{stage=vocoder}"] >= len(chunks)
    assert not any("unknown voice" in series for series in seen)
    running.close()


def test_refusals_are_counted_by_reason():
    running = Orchestrator(OrchestratorSettings(max_streams=1), TinyStages(jitter_seconds=0.05))
    first = RecordingSink()
    running.start_stream({"text": b"abc. " * 20}, first)
    with pytest.raises(Overloaded):
        running.start_stream({"text": b"abc."}, RecordingSink())
    assert values(running.metric_samples())["tritone_streams_refused_total{reason=max_streams}"] == 1
    first.wait()
    running.close()


def named_metrics(expression):
    return set(re.findall(r"\btritone_\w+", expression))


def test_the_dashboard_shows_metrics_that_there_are():
    dashboard = json.loads((MONITORING / "grafana-dashboard.json").read_text(encoding="utf-8"))
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    shown = set().union(*map(named_metrics, expressions))
    assert len(expressions) >= 10 and shown <= SERIES
    # every metric has its place: a family counts as shown when any part of it is
    assert [metric.name for metric in METRICS if not shown & set(metric.series_names())] == []
    boxes = [(p["gridPos"]["x"], p["gridPos"]["y"]) for p in dashboard["panels"]]
    assert len(set(boxes)) == len(boxes) and len({panel["id"] for panel in dashboard["panels"]}) == len(boxes)


def test_the_alert_rules_watch_metrics_that_there_are():
    rules = (MONITORING / "alert-rules.yml").read_text(encoding="utf-8")
    expressions = re.findall(r"^ +expr: (.+)$", rules, flags=re.MULTILINE)
    alerts = re.findall(r"^ +- alert: (\w+)$", rules, flags=re.MULTILINE)
    assert len(alerts) == len(expressions) >= 5 and len(set(alerts)) == len(alerts)
    for expression in expressions:
        assert named_metrics(expression) <= SERIES | {"tritone"} and expression.count("(") == expression.count(")")
    assert set().union(*map(named_metrics, expressions))


def test_the_documentation_has_every_metric():
    table = (MONITORING.parent / "monitoring.md").read_text(encoding="utf-8")
    assert {metric.name for metric in METRICS} <= set(re.findall(r"`(tritone_\w+)`", table))
    assert set(re.findall(r"`(tritone_\w+)`", table)) <= SERIES | {metric.name for metric in METRICS}
