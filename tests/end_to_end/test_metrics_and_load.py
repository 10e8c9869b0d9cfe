"""A real server's /metrics against what its clients saw; admission and pacing under load."""

from __future__ import annotations

import asyncio
import bisect
import collections
import contextlib
import re
import statistics
import time

import pytest
import requests

from loadtest.clients.callers import GrpcCaller
from loadtest.clients.messages import UNFINISHED, tts_request
from loadtest.clients.streams import open_stub, stream_into, stream_once
from loadtest.results.metrics import StreamRecord
from tests.end_to_end.plain_client import refusal, say
from tests.paced_stages import MachineHiccups
from tests.streaming.test_pacing import NEWCOMERS
from tritone.server.launcher import running_server
from tritone.server.options import ServeOptions
from tritone.streaming.metrics import TIME_TO_FIRST_AUDIO

pytestmark = pytest.mark.triton

TEXT = "A sentence that takes a while to say, and then another one. It is not long, but it takes several chunks."
ACTIVE = 'tritone_active_streams{orchestrator="tts_0_0"}'
LONG_TEXT = "This sentence is one of very many that follow each other without an end in sight. " * 700


def scrape(server) -> dict[str, float]:
    """Tritone's series as they are shown → values."""
    shown = requests.get(server.metrics_url, timeout=10).text
    return {series: float(value) for series, value in re.findall(r"^(tritone_\S+) (\S+)$", shown, flags=re.MULTILINE)}


def settled(server) -> dict[str, float]:
    """The series once nobody is inside and two publications were the same."""
    seen, give_up = scrape(server), time.monotonic() + 30
    while time.monotonic() < give_up:
        time.sleep(1.3)
        now = scrape(server)
        if now == seen and not sum(v for series, v in now.items() if series.startswith("tritone_active")):
            return now
        seen = now
    raise AssertionError("streams go on although nobody listens")


async def streams(server, texts, voice=None):
    """Stream all texts at once; the records."""
    async with open_stub(server.grpc_url) as stub:
        return await asyncio.gather(*(stream_once(stub, "tts", text, voice) for text in texts))


def test_the_metrics_are_what_the_clients_saw(server):
    before = settled(server)
    alone = [asyncio.run(streams(server, [TEXT]))[0] for _ in range(5)]
    together = asyncio.run(streams(server, [TEXT] * 6))
    assert refusal(server.grpc_url, text="Hi", voice="nobody")[0] == "StatusCode.INVALID_ARGUMENT"
    assert len(say(server.grpc_url, text=LONG_TEXT, stop_after=2).chunks) >= 2
    now = settled(server)
    rise = collections.Counter({series: value - before.get(series, 0.0) for series, value in now.items()})
    records = alone + together
    assert not [record.error for record in records if record.error]
    assert rise['tritone_streams_started_total{voice="heart"}'] == len(records) + 1
    assert rise['tritone_streams_ended_total{outcome="completed",voice="heart"}'] == len(records)
    assert rise['tritone_streams_ended_total{outcome="cancelled",voice="heart"}'] == 1
    assert rise['tritone_streams_refused_total{reason="invalid"}'] == 1
    assert rise['tritone_stream_times_real_time_count{voice="heart"}'] == len(records)
    assert rise['tritone_time_to_first_audio_seconds_count{voice="heart"}'] == len(records) + 1
    # the one that went away was sent more than its client took
    chunks = sum(len(record.arrivals) for record in records) + 2
    sent = (
        rise['tritone_time_to_first_audio_seconds_count{voice="heart"}']
        + rise['tritone_chunk_gap_seconds_count{voice="heart"}']
    )
    assert chunks <= sent < chunks + 100
    assert rise['tritone_audio_seconds_total{voice="heart"}'] >= sum(record.audio_seconds() for record in records)
    assert now['tritone_capacity_times_real_time{orchestrator="tts_0_0",voice="heart"}'] > 1
    assert now['tritone_load_ratio{orchestrator="tts_0_0"}'] == 0


def test_first_audio_is_within_a_bucket_of_what_a_client_measures_and_audio_is_exact(server):
    before = settled(server)
    records = [asyncio.run(streams(server, [TEXT]))[0] for _ in range(9)]
    now = settled(server)
    bounds = [*TIME_TO_FIRST_AUDIO.buckets, float("inf")]
    told = [
        now[series] - before.get(series, 0.0)
        for series in (
            f'tritone_time_to_first_audio_seconds_bucket{{le="{"+Inf" if b > 9 else f"{b:g}"}",voice="heart"}}'
            for b in bounds
        )
    ]
    assert told == sorted(told) and told[-1] == 9
    servers = [bisect.bisect_left(told, rank) for rank in range(1, 10)]
    clients = sorted(bisect.bisect_left(bounds, record.time_to_first_audio()) for record in records)
    assert all(client >= of_server for client, of_server in zip(clients, servers, strict=True))
    assert statistics.median(clients) - statistics.median(servers) <= 1
    audio = 'tritone_audio_seconds_total{voice="heart"}'
    assert now[audio] - before[audio] == pytest.approx(sum(record.audio_seconds() for record in records), abs=1e-3)


def test_newcomers_beside_a_ten_thousand_word_request_begin_as_without_it(server):
    def median_first_audio():
        heard = asyncio.run(streams(server, [TEXT] * NEWCOMERS))
        assert not [record.error for record in heard if record.error]
        return statistics.median(record.time_to_first_audio() for record in heard)

    asyncio.run(streams(server, [TEXT] * 8))  # so that the pace is known
    alone = median_first_audio()
    with contextlib.closing(GrpcCaller(server.grpc_url)) as caller:
        long = caller.responses(tts_request("tts", text=LONG_TEXT))
        assert len(LONG_TEXT.split()) > 10_000 and next(long).outputs
        beside = median_first_audio()
        time.sleep(1.5)  # what is shown is up to a second old
        ran_on = scrape(server)[ACTIVE]
        long.close()
    assert ran_on == 1 and beside < 3 * alone + 0.3
    settled(server)


def test_several_orchestrators_add_up():
    with running_server(ServeOptions(max_load=1000, instances={"tts": 2})) as server:
        records = asyncio.run(streams(server, [TEXT] * 12))
        assert not [record.error for record in records if record.error]
        now = settled(server)
    assert now['tritone_streams_ended_total{outcome="completed",voice="heart"}'] == len(records)
    assert now['tritone_audio_seconds_total{voice="heart"}'] == pytest.approx(
        sum(record.audio_seconds() for record in records), abs=1e-3
    )
    assert {series for series in now if series.startswith("tritone_active_streams")} == {
        f'tritone_active_streams{{orchestrator="tts_0_{index}"}}' for index in range(2)
    }


async def ask(stub, text) -> tuple[StreamRecord, float]:
    """A stream whose refusal comes as a gRPC status; the record, and when it was over, in seconds from asking."""
    record = StreamRecord(sent_at=time.perf_counter(), error=UNFINISHED)
    await stream_into(record, stub, tts_request("tts", text=text), metadata=(("triton_grpc_error", "true"),))
    return record, time.perf_counter() - record.sent_at


async def ask_at_once(url, texts):
    async with open_stub(url) as stub:
        return await asyncio.gather(*(ask(stub, text) for text in texts))


def test_a_slow_voice_refuses_what_it_could_not_serve_and_disturbs_nobody():
    askers = 300
    with running_server(ServeOptions(voices=("joe",), max_streams=1000)) as server, MachineHiccups() as hiccups:
        for _ in range(2):
            assert say(server.grpc_url, text=TEXT).error is None
        answers = asyncio.run(ask_at_once(server.grpc_url, [TEXT] * askers))
        refused = [(record, seconds) for record, seconds in answers if record.error]
        spoken = [(record, seconds) for record, seconds in answers if not record.error]
        assert len(spoken) >= 2 and len(refused) >= askers / 2
        for record, _ in refused:
            assert record.error.startswith("UNAVAILABLE: ") and not record.arrivals
            assert "--max-load" in record.error or "--max-first-audio-seconds" in record.error
        # at once, and not when there is room again
        assert statistics.median(seconds for _, seconds in refused) < min(seconds for _, seconds in spoken)
        # all of them at once would stand still for many times as long as they speak; what is left to those who were let
        # in is what else this machine does
        for record, _ in spoken:
            assert sum(record.underruns()) < 0.25 * record.audio_seconds() + hiccups.allowed()
        counted = sum(
            value for series, value in settled(server).items() if series.startswith("tritone_streams_refused_total")
        )
        assert counted == len(refused) and say(server.grpc_url, text="There is room again.").error is None
