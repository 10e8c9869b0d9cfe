"""Open loop: how many listen, what rates are asked for, and a short run against the real server."""

import argparse
import asyncio

import pytest

from loadtest.corpus import english, english_by_length
from loadtest.open_loop import wanted_rates
from loadtest.results.metrics import StreamRecord, summarise
from loadtest.runs.open_loop import mean_listeners, open_loop


def test_a_stream_is_active_from_its_request_until_its_playback_ends():
    record = StreamRecord(1.0, [2.0, 3.0], [1.0, 1.0])  # active from 1 to 4
    late = StreamRecord(8.0, [9.0], [5.0])  # active from 8, beyond the end
    assert mean_listeners([record, late, StreamRecord(0.0)], 0.0, 10.0) == pytest.approx((3 + 2) / 10)


def test_rates_follow_from_listeners_and_from_shares_of_the_capacity():
    options = argparse.Namespace(listeners=[100.0], load=[0.5], rate=[3.0])
    assert wanted_rates(options, capacity=400.0, seconds_each=8.0) == [
        ("100 listeners", 12.5),
        ("load 0.5", 25.0),
        ("3 requests/s", 3.0),
    ]


def test_the_corpus_by_length_is_the_whole_corpus():
    texts = english_by_length()
    assert sorted(texts["short"] + texts["medium"]) == sorted(english())
    assert " ".join(texts["long"]) == " ".join(english())
    assert max(map(len, texts["short"])) < min(map(len, texts["medium"])) + 20 < min(map(len, texts["long"]))


@pytest.mark.triton
def test_requests_come_at_the_rate_asked_for_and_all_are_answered(server):
    texts = english_by_length()["short"]
    records, began = asyncio.run(open_loop(server.grpc_url, "tts", texts, 8.0, 2.0, seed=3, warm_up_seconds=0.5))
    summary = summarise(records, 0, began, began + 2.0)
    assert [record.error for record in records] == [None] * len(records)
    assert 10 <= len(records) <= 30  # 20 on average; this seed gives the same number every time
    assert summary.requests > 0 and mean_listeners(records, began, began + 2.0) > 1
