"""The definitions of what is measured, on timestamps made by hand."""

import math

import pytest

from loadtest.results.metrics import StreamRecord, percentile, summarise


def stream(sent_at, *chunks, error=None):
    """A record of (arrived at, seconds of audio)."""
    record = StreamRecord(sent_at, error=error)
    for arrived_at, seconds in chunks:
        record.add_chunk(arrived_at, seconds)
    return record


def test_a_chunk_without_audio_is_not_the_first_audio():
    record = stream(10.0, (10.1, 0.0), (10.4, 1.0), (10.6, 1.0))
    assert record.time_to_first_audio() == pytest.approx(0.4)
    assert record.gaps() == pytest.approx([0.2])
    assert record.times_real_time() == pytest.approx(2.0 / 0.6)


def test_an_underrun_is_the_time_that_playback_stood_still():
    # plays 1.0–2.0, stands still until 2.5, plays to 3.5; the last one comes while the one before it plays
    record = stream(0.5, (1.0, 1.0), (2.5, 1.0), (3.0, 0.5))
    assert record.underruns() == pytest.approx([0.5])
    assert record.playback_ends_at() == pytest.approx(4.0)


def test_a_chunk_in_time_is_no_underrun():
    assert stream(0.0, (1.0, 1.0), (1.9, 1.0), (2.9, 1.0)).underruns() == []


@pytest.mark.parametrize(("percent", "expected"), [(50, 5), (95, 10), (99, 10), (10, 1), (0, 1)])
def test_percentiles_are_by_nearest_rank(percent, expected):
    assert percentile(list(range(10, 0, -1)), percent) == expected


def test_percentile_of_nothing_is_nan():
    assert math.isnan(percentile([], 50))


def test_a_summary_counts_streams_that_began_inside_and_audio_that_arrived_inside():
    records = [
        stream(0.0, (0.5, 9.0), (1.5, 2.0)),  # began before: only its second chunk counts
        stream(1.0, (1.2, 1.0), (1.6, 1.0)),
        stream(2.0, (2.4, 1.0), (3.9, 2.0)),  # ran dry for half a second; its second chunk came after
        stream(2.5, error="refused"),
    ]
    summary = summarise(records, 4, 1.0, 3.0)
    assert (summary.requests, summary.errors, summary.streams_with_underrun) == (3, 1, 1)
    assert summary.times_real_time == pytest.approx((2.0 + 2.0 + 1.0) / 2.0)
    assert summary.first_audio_p50_ms == pytest.approx(200)
    assert summary.first_audio_p95_ms == pytest.approx(400)
    assert (summary.first_audio_mean_ms, summary.first_audio_std_ms) == (pytest.approx(300), pytest.approx(100))
    assert (summary.gap_p50_ms, summary.gap_p95_ms) == (pytest.approx(400), pytest.approx(1500))
    assert summary.longest_underrun_ms == pytest.approx(500)
    assert summary.first_error == "refused"
