"""Callers of a fleet: what became of each, told apart by when it began."""

import asyncio
import time

import pytest

from loadtest.fleet.crowd import Crowd, measured, paced, talking, turn_about
from loadtest.fleet.row import Row, fleet_table
from tests.client.fake_server import FakeServer
from tritone.client.channel import ONE_REQUEST, ConnectionSettings


def test_a_crowd_talks_until_its_context_ends_and_hears_everything():
    async def run(server):
        async with talking(server.url, ["one two", "three"], callers=3) as crowd:
            await asyncio.sleep(0.2)
        return crowd

    with FakeServer() as server:
        crowd = asyncio.run(run(server))
        assert len(crowd.streams) >= 3 and crowd.errors() == []
        assert all(dict(headers)[ONE_REQUEST[0]] == "true" for headers in server.headers)


def test_errors_are_those_of_streams_that_began_in_a_time():
    async def run(server):
        async with talking(server.url, ["full"], callers=1) as crowd:
            await asyncio.sleep(0.05)
        return crowd

    with FakeServer() as server:
        before = time.perf_counter()
        crowd = asyncio.run(run(server))
    after = time.perf_counter()
    assert crowd.errors() and "try again later" in crowd.errors(since=before)[0]
    assert crowd.errors(since=after) == crowd.errors(until=before) == []
    assert crowd.in_flight(before) == []


def test_paced_requests_go_on_until_they_are_enough_and_it_is_told_to_stop():
    async def run(server):
        crowd = Crowd()
        asyncio.get_running_loop().call_later(0.15, crowd.stop.set)
        await paced(server.url, ["one"], per_second=200.0, crowd=crowd, at_least=20)
        return crowd

    with FakeServer() as server:
        crowd = asyncio.run(run(server))
    assert len(crowd.streams) >= 20 and crowd.errors() == []


@pytest.mark.slow
def test_a_measured_load_is_dealt_out_to_the_servers():
    with FakeServer(letters="utf-16-le") as one, FakeServer(letters="utf-16-le") as other:
        places = [one.url, ConnectionSettings(other.url, metadata=(("authorization", "Bearer key"),))]
        asyncio.run(measured(places, ["one"], streams=2, seconds=0.2))
        assert one.streams and other.streams
        assert other.headers[0]["authorization"] == "Bearer key" and "authorization" not in one.headers[0]


@pytest.mark.slow
def test_servers_and_the_door_are_asked_the_same_texts_by_turns():
    with FakeServer(letters="utf-16-le") as server, FakeServer(letters="utf-16-le") as door:
        past, through = asyncio.run(turn_about([server.url], door.url, ["one", "two"], 0.3, 0.01))
        asked = [[request["text"] for request in each.requests] for each in (server, door)]
    assert asked[0] == asked[1] and set(asked[0]) == {"one", "two"}
    assert 0 < past.requests <= len(asked[0]) and through.requests > 0


def test_a_row_tells_what_it_misses():
    rows = [Row("this", "so", {"all well": True}), Row("that", "thus", {"quick": True, "nobody notices": False})]
    assert [row.missed for row in rows] == [[], ["nobody notices"]]
    assert fleet_table(rows).splitlines()[-2:] == [
        "| this | so | all well | passed |",
        "| that | thus | quick; nobody notices | missed |",
    ]
