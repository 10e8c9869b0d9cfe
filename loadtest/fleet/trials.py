"""What may happen to a fleet under load, each shown as a row: deaths, drains, newcomers, a full one, a slow one."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence

from loadtest.corpus import english, english_by_length
from loadtest.fleet.crowd import Crowd, talking
from loadtest.fleet.replicas import ServedReplica
from loadtest.fleet.row import Row
from loadtest.fleet.running import Fleet

CALLERS = 12
WARM_SECONDS, WATCH_SECONDS = 2.0, 4.0
_AT_ONCE_SECONDS = 1.0
_JUST_COME_SECONDS = 0.02
_SHARE_SECONDS = 5.0
MOST_IMBALANCE = 1.3
Trial = Callable[[Fleet], Awaitable[Row]]


async def balance(fleet: Fleet) -> Row:
    """How evenly streams are spread."""
    async with talking(fleet.door, english(), CALLERS) as crowd:
        await asyncio.sleep(WARM_SECONDS)
        means = await _mean_streams(fleet, 2 * WATCH_SECONDS)
    worst = max(means) / statistics.fmean(means)
    return Row(
        "twelve callers",
        f"streams of the replicas on average {_list(means)}: the busiest has {worst:.2f} × the mean",
        {f"busiest at most {MOST_IMBALANCE} × the mean": worst <= MOST_IMBALANCE, **_nobody_noticed(crowd)},
        {"mean_streams": means, "busiest": worst, "streams": len(crowd.streams)},
    )


async def kill_one(fleet: Fleet) -> Row:
    """kill -9 of all processes of a replica, as a machine dies."""
    victim = fleet.replicas[0]
    async with talking(fleet.door, _very_long(), CALLERS) as crowd:
        await asyncio.sleep(WARM_SECONDS)
        processes = await asyncio.to_thread(victim.processes)
        # as many come at once, so that some have heard nothing yet
        async with talking(fleet.door, english(), CALLERS) as newcomers:
            await asyncio.sleep(_JUST_COME_SECONDS)
            on_it = (await asyncio.to_thread(fleet.envoy.streams))[victim.place.grpc]
            killed = time.perf_counter()
            victim.kill(processes)
            await asyncio.sleep(WATCH_SECONDS)
        crowd.streams += newcomers.streams
    flying = crowd.in_flight(killed)
    begun = [stream for stream in flying if stream.arrivals and stream.arrivals[0] <= killed]
    lost = [stream for stream in flying if not stream.is_complete()]
    slowest = max((stream.ended_at - killed for stream in lost if stream.ended_at), default=0.0)
    later = crowd.errors(since=killed)
    return Row(
        "kill -9 of a whole replica",
        f"{len(lost)} of {len(flying)} streams in flight were told after {slowest:.2f} s at most (it had {on_it}); "
        f"{len(flying) - len(begun)} had not begun to sound; of {len(crowd.streams)} in all, "
        f"{len(later)} of those begun later failed",
        {
            "only its own streams fail": len(lost) <= on_it + 2,  # some may have come between the two looks
            "at once": all(stream.ended_at is not None for stream in lost) and slowest <= _AT_ONCE_SECONDS,
            # Envoy can only reset a stream whose answer has begun, which gRPC's libraries call INTERNAL
            "by a status": all((stream.error or "").startswith(("UNAVAILABLE", "INTERNAL")) for stream in lost),
            "those that had not begun to sound never notice": not [s for s in lost if not s.arrivals],
            "new ones are served elsewhere": not later,
        },
        {
            "in_flight": len(flying),
            "lost": len(lost),
            "on_it": on_it,
            "told_seconds": slowest,
            "later": len(later),
            "told": sorted({s.error or "no end" for s in lost}),
        },
    )


async def add_one(fleet: Fleet) -> Row:
    """The replica that was killed comes back while the others are busy."""
    newcomer = fleet.replicas[0]
    async with talking(fleet.door, english(), CALLERS) as crowd:
        await asyncio.sleep(WARM_SECONDS)
        await newcomer.bring_up()
        ready = time.perf_counter()
        share, seconds = 0.0, 0.0
        while share < 1 / MOST_IMBALANCE and seconds < 2 * _SHARE_SECONDS:
            means = await _mean_streams(fleet, 1.0)
            share = means[0] / max(statistics.fmean(means), 1e-9)
            seconds = time.perf_counter() - ready
    return Row(
        "one more replica",
        f"{seconds:.1f} s after it was ready it had {share:.2f} × the mean number of streams",
        {f"its share within {_SHARE_SECONDS:g} s": seconds <= _SHARE_SECONDS, **_nobody_noticed(crowd)},
        {"seconds": seconds, "share": share, "streams": len(crowd.streams)},
    )


async def drain_one(fleet: Fleet) -> Row:
    """SIGTERM to a replica, which ends when its streams have."""
    leaving = fleet.replicas[1]
    async with talking(fleet.door, _very_long(), CALLERS) as crowd:
        await asyncio.sleep(WARM_SECONDS)
        asked = time.perf_counter()
        leaving.drain()
        await asyncio.to_thread(fleet.envoy.wait_for_healthy, fleet.ports - {leaving.place.grpc})
        noticed = time.perf_counter() - asked
        status = await asyncio.to_thread(leaving.wait_until_gone)
        gone = time.perf_counter() - asked
        await asyncio.sleep(WATCH_SECONDS / 2)
    await _back(fleet, leaving)
    return Row(
        "drain of one (SIGTERM)",
        f"Envoy sent it nobody after {noticed:.1f} s, it was gone after {gone:.1f} s (status {status}); "
        f"{len(crowd.streams)} streams, {len(crowd.errors())} failed",
        {**_nobody_noticed(crowd), "it ends in peace": status == 0},
        {"noticed_seconds": noticed, "gone_seconds": gone, "streams": len(crowd.streams), "errors": crowd.errors()},
    )


async def one_is_full(fleet: Fleet) -> Row:
    """A replica that refuses all but one stream."""
    full = fleet.replicas[2]
    await _back(fleet, full, ("--max-streams", "1"))
    async with talking(fleet.door, english(), CALLERS) as crowd:
        await asyncio.sleep(WARM_SECONDS + WATCH_SECONDS)
    await asyncio.sleep(1.5)  # its metrics are a second old
    refused = full.counted("tritone_streams_refused_total")
    await _back(fleet, full)
    return Row(
        "one replica is full",
        f"it refused {refused:.0f} times; of {len(crowd.streams)} streams {len(crowd.errors())} failed",
        {"it refuses some": refused > 0, **_nobody_noticed(crowd)},
        {"refused": refused, "streams": len(crowd.streams), "errors": crowd.errors()},
    )


async def envoy_restarted(fleet: Fleet) -> Row:
    """Envoy is stopped and started again on the same ports."""
    async with talking(fleet.door, english(), CALLERS) as crowd:
        await asyncio.sleep(WARM_SECONDS)
        stopped = time.perf_counter()
        fleet.stop_envoy()
        fleet.start_envoy()
        began = time.perf_counter()
        await asyncio.sleep(WATCH_SECONDS)
    served = min((s.sent_at for s in crowd.streams if s.sent_at > began and s.is_complete()), default=float("inf"))
    hung = [stream for stream in crowd.streams if stream.ended_at is None]
    away = crowd.errors(since=stopped - 60, until=served)
    return Row(
        "Envoy is restarted",
        f"served again {served - stopped:.1f} s after it was stopped; {len(away)} streams were told meanwhile, "
        f"{len(crowd.errors(since=served + 0.5))} failed afterwards",
        {
            "nobody hangs": not hung,
            "served again within 3 s": served - stopped <= 3.0,
            "nobody fails afterwards": not crowd.errors(since=served + 0.5),
        },
        {"away_seconds": served - stopped, "told": len(away)},
    )


async def one_is_slow(fleet: Fleet) -> Row:
    """A replica whose models stand still half of the time."""
    slow = fleet.replicas[2]
    before = [replica.counted("tritone_streams_started_total") for replica in fleet.replicas]
    with slow.slowed_down():
        async with talking(fleet.door, english(), CALLERS) as crowd:
            await asyncio.sleep(WARM_SECONDS + 2 * WATCH_SECONDS)
        await asyncio.sleep(1.5)
    counted = [replica.counted("tritone_streams_started_total") for replica in fleet.replicas]
    begun = [after - earlier for after, earlier in zip(counted, before, strict=True)]
    others = statistics.fmean(begun[:2])
    return Row(
        "one replica stands still half of the time",
        f"it began {begun[2]:.0f} streams, the others {others:.0f} on average; {len(crowd.errors())} failed",
        {"it gets fewer": begun[2] < others, **_nobody_noticed(crowd)},
        {"begun": begun, "errors": crowd.errors()},
    )


async def _back(fleet: Fleet, replica: ServedReplica, arguments: Sequence[str] = ()) -> None:
    """A replica anew, whether it runs or not."""
    await asyncio.to_thread(replica.end)
    await replica.bring_up(arguments)
    await asyncio.to_thread(fleet.envoy.wait_for_healthy, fleet.ports)


async def _mean_streams(fleet: Fleet, seconds: float) -> list[float]:
    """Streams that each replica has, averaged over a time."""
    looks = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        streams = await asyncio.to_thread(fleet.envoy.streams)
        looks.append([streams.get(replica.place.grpc, 0) for replica in fleet.replicas])
        await asyncio.sleep(0.05)
    return [statistics.fmean(look) for look in zip(*looks, strict=True)]


def _nobody_noticed(crowd: Crowd) -> dict[str, bool]:
    return {"nobody notices": not crowd.errors()}


def _list(numbers: Sequence[float]) -> str:
    return ", ".join(f"{number:.1f}" for number in numbers)


def _very_long() -> list[str]:
    """Texts of some minutes: they are still being spoken when something happens."""
    long = english_by_length()["long"]
    return [" ".join(long[first : first + 3]) for first in range(len(long))]


TRIALS: dict[str, Trial] = {
    "balance": balance,
    "kill": kill_one,
    "add": add_one,
    "drain": drain_one,
    "full": one_is_full,
    "envoy": envoy_restarted,
    "slow": one_is_slow,
}
"""In this order: `add` brings back what `kill` killed."""
