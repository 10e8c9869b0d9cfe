"""Load from several client processes: one Python process reads a few thousand chunks a second at most.

Closed loop: N users, each streaming one text after the other. Open loop: requests begin at random moments at a given
mean rate, whatever the server does; what it cannot serve in time piles up, as it does with real callers.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import multiprocessing.synchronize
import os
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from loadtest.clients.streams import open_stub, stream_once
from loadtest.results.metrics import LoadSummary, StreamRecord, summarise
from loadtest.runs.children import die_with_parent
from loadtest.runs.closed_loop import WARM_UP_SECONDS

Loop = Callable[..., Awaitable[list[StreamRecord]]]
_READY_SECONDS = 120.0
"""Longest wait for all processes to be up; their loops begin together."""


def closed_loop(url: str, texts: Sequence[str], streams: int, seconds: float, processes: int) -> LoadSummary:
    """N users on so many processes."""
    processes = min(processes, streams)
    shares = [streams // processes + (index < streams % processes) for index in range(processes)]
    return _summarised(_closed, url, texts, [(share, seconds) for share in shares], streams, seconds)


def open_loop(url: str, texts: Sequence[str], per_second: float, seconds: float, processes: int) -> LoadSummary:
    """Requests at a mean rate, exponential gaps; `streams` of the summary is the rate, rounded."""
    arguments = [(per_second / processes, seconds)] * processes
    return _summarised(_open, url, texts, arguments, round(per_second), seconds)


def _summarised(
    loop: Loop, url: str, texts: Sequence[str], arguments: list[tuple[Any, ...]], streams: int, seconds: float
) -> LoadSummary:
    context = multiprocessing.get_context("spawn")
    everyone = context.Barrier(len(arguments))
    with ProcessPoolExecutor(len(arguments), context, _begin_process, (everyone, os.getpid())) as pool:
        jobs = [pool.submit(_run, loop, url, list(texts), seed, *given) for seed, given in enumerate(arguments)]
        results = [job.result() for job in jobs]
    # perf_counter is one clock for all processes of a machine
    began = max(start for start, _ in results) + WARM_UP_SECONDS
    return summarise([record for _, records in results for record in records], streams, began, began + seconds)


def _begin_process(barrier: multiprocessing.synchronize.Barrier, parent: int) -> None:
    global _everyone
    die_with_parent(parent)  # it waits for work for ever otherwise
    _everyone = barrier


def _run(loop: Loop, url: str, texts: list[str], seed: int, *arguments: Any) -> tuple[float, list[StreamRecord]]:
    _everyone.wait(_READY_SECONDS)
    start = time.perf_counter()
    return start, asyncio.run(loop(url, texts, start, seed, *arguments))


async def _closed(
    url: str, texts: list[str], start: float, seed: int, streams: int, seconds: float
) -> list[StreamRecord]:
    records: list[StreamRecord] = []
    turns = itertools.count(7 * seed)
    async with open_stub(url, _OWN_CONNECTION) as stub:
        stop_at = start + WARM_UP_SECONDS + seconds + 1.0

        async def user() -> None:
            while time.perf_counter() < stop_at:
                records.append(await stream_once(stub, "tts", texts[next(turns) % len(texts)]))
                if records[-1].error:
                    await asyncio.sleep(0.1)  # refused: not at once again

        await asyncio.gather(*(user() for _ in range(streams)))
    return records


async def _open(
    url: str, texts: list[str], start: float, seed: int, per_second: float, seconds: float
) -> list[StreamRecord]:
    records: list[StreamRecord] = []
    draw, turns = random.Random(seed), itertools.count(7 * seed)
    async with open_stub(url, _OWN_CONNECTION) as stub:

        async def one() -> None:
            records.append(await stream_once(stub, "tts", texts[next(turns) % len(texts)]))

        tasks, at = set(), start + draw.expovariate(per_second)
        while at < start + WARM_UP_SECONDS + seconds + 1.0:
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            tasks.add(asyncio.create_task(one()))
            at += draw.expovariate(per_second)
        await asyncio.gather(*tasks)
    return records


_OWN_CONNECTION = [("grpc.use_local_subchannel_pool", 1)]
