"""What Envoy costs, in throughput and first audio; voice agents during a drain, and a rolling restart."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence

from loadtest.clients.streams import Where
from loadtest.corpus import english, english_by_length
from loadtest.fleet.crowd import Crowd, measured, paced, turn_about
from loadtest.fleet.row import Row
from loadtest.fleet.running import Fleet
from loadtest.results.metrics import LoadSummary
from loadtest.runs.agents import Crowd as Agents
from loadtest.runs.agents import agents_talk
from loadtest.users.turns import sentences

LEAST_THROUGHPUT, MOST_MS_MORE = 0.9, 10.0
ROUNDS, SECONDS = 3, 6.0
_PAUSE_SECONDS, _TURN_SECONDS = 0.3, 40.0
REQUESTS, PER_SECOND = 2000, 40.0


async def throughput(fleet: Fleet) -> Row:
    """Four streams for each replica without a pause, past Envoy and through it by turns."""
    streams = 4 * len(fleet.replicas)
    direct, through, processor = await _by_turns(fleet, streams)
    made, passed = _median(direct, "times_real_time"), _median(through, "times_real_time")
    share = passed / made
    return Row(
        f"{streams} streams without a pause, {ROUNDS} rounds",
        f"{made:.0f} × real time past Envoy, {passed:.0f} through it: {share:.2f}; Envoy took "
        f"{1000 * processor:.2f} ms of a core for a second of audio",
        {
            f"at least {LEAST_THROUGHPUT} of the throughput": share >= LEAST_THROUGHPUT,
            "no errors": not sum(run.errors for run in (*direct, *through)),
        },
        {
            "share": share,
            "first_error": next((run.first_error for run in (*direct, *through) if run.first_error), None),
            "envoy_ms_per_audio_second": 1000 * processor,
            **_figures(direct, through),
        },
    )


async def first_audio(fleet: Fleet) -> Row:
    """A caller for each replica, with pauses, past Envoy and through it by turns: what it adds where nobody waits."""
    direct, through = await turn_about(_past(fleet), fleet.door, english(), _TURN_SECONDS, _PAUSE_SECONDS)
    p50, p95 = ([getattr(one, f"first_audio_{name}_ms") for one in (direct, through)] for name in ("p50", "p95"))
    more = p95[1] - p95[0]
    return Row(
        f"{len(fleet.replicas)} callers with pauses",
        f"first audio p50 {p50[0]:.0f} ms past Envoy and {p50[1]:.0f} through it, p95 {p95[0]:.0f} and {p95[1]:.0f} ms "
        f"({through.requests} requests each)",
        {
            f"p95 at most {MOST_MS_MORE:g} ms more": more <= MOST_MS_MORE,
            "no errors": not direct.errors + through.errors,
        },
        {"p95_ms_more": more, **_figures([direct], [through])},
    )


async def rolling_restart(fleet: Fleet) -> Row:
    """One replica after the other is drained, waited for, and started again."""
    crowd, began = Crowd(), time.perf_counter()

    async def restart_all() -> None:
        for replica in fleet.replicas:
            replica.drain()
            await asyncio.to_thread(replica.wait_until_gone)
            await replica.bring_up()
            await asyncio.to_thread(fleet.envoy.wait_for_healthy, fleet.ports)
        crowd.stop.set()

    await asyncio.gather(paced(fleet.door, english_by_length()["short"], PER_SECOND, crowd, REQUESTS), restart_all())
    seconds = time.perf_counter() - began
    errors = crowd.errors()
    return Row(
        "a rolling restart of all replicas",
        f"{len(crowd.streams)} requests in {seconds:.0f} s, {len(errors)} failed"
        + (f" ({errors[0][:80]})" if errors else ""),
        {f"of {REQUESTS:,} requests at least": len(crowd.streams) >= REQUESTS, "none fails": not errors},
        {"requests": len(crowd.streams), "seconds": seconds, "errors": errors[:10]},
    )


async def agents(fleet: Fleet) -> Row:
    """Voice agents while a replica is drained and comes back: each turn is a stream of its own."""
    leaving = fleet.replicas[0]

    async def restart() -> None:
        await asyncio.sleep(4.0)
        leaving.drain()
        await asyncio.to_thread(leaving.wait_until_gone)
        await leaving.bring_up()

    who = Agents(agents=12, listens=False, stream_each_turn=True)
    summary, _ = await asyncio.gather(
        agents_talk(fleet.door, sentences(english()), who, 20.0, warm_up_seconds=2.0), restart()
    )
    await asyncio.to_thread(fleet.envoy.wait_for_healthy, fleet.ports)
    return Row(
        "12 brisk agents while one replica is drained and comes back",
        f"{summary.turns} turns, {summary.errors} failed, {summary.heard_errors} interruptions were told wrongly; "
        f"first sound p95 {summary.first_sound_p95_ms:.0f} ms",
        {"nobody notices": not summary.errors and not summary.heard_errors},
        {"turns": summary.turns, "errors": summary.errors, "first_error": summary.first_error},
    )


async def _by_turns(fleet: Fleet, streams: int) -> tuple[list[LoadSummary], list[LoadSummary], float]:
    """Runs past Envoy, through it, and its processor seconds for a second of audio."""
    texts = english()
    direct, through, processor, audio = [], [], 0.0, 0.0
    for _ in range(ROUNDS):
        direct.append(await measured(_past(fleet), texts, streams, SECONDS))
        processor -= fleet.envoy.processor_seconds()
        through.append(await measured([fleet.door], texts, streams, SECONDS))
        processor += fleet.envoy.processor_seconds()
        # the measured time and a second and a half around it
        audio += through[-1].times_real_time * (SECONDS + 1.5)
    return direct, through, processor / max(audio, 1e-9)


def _past(fleet: Fleet) -> Sequence[Where]:
    """The replicas themselves."""
    return [f"127.0.0.1:{replica.place.grpc}" for replica in fleet.replicas]


def _median(runs: Sequence[LoadSummary], figure: str) -> float:
    return float(statistics.median(getattr(run, figure) for run in runs))


def _figures(direct: Sequence[LoadSummary], through: Sequence[LoadSummary]) -> dict[str, object]:
    names = ("times_real_time", "first_audio_p50_ms", "first_audio_p95_ms")
    return {
        f"{name}_{figure}": [getattr(run, figure) for run in runs]
        for name, runs in (("direct", direct), ("through", through))
        for figure in names
    }
