"""Closed loop: N users, each streaming one text after the other without a pause."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import statistics
import time

from loadtest.clients.messages import UNFINISHED, tts_request
from loadtest.clients.streams import speaker
from loadtest.results.metrics import LoadSummary, StreamRecord, summarise

WARM_UP_SECONDS = 3.0
DRAIN_SECONDS = 120.0
REFUSED_SECONDS = 0.05
"""A user who is refused waits so long; at once again would measure how fast a server refuses."""


async def closed_loop(
    url: str,
    model: str,
    texts: list[str],
    streams: int,
    seconds: float,
    voice: str | None = None,
    warm_up_seconds: float = WARM_UP_SECONDS,
) -> LoadSummary:
    """N users, each streaming the next text of the corpus as soon as the last one is over.

    Streams that began in time have 120 s to end; then they are errors. What this process itself takes of the machine
    meanwhile is in `client_ms_per_audio_second`.
    """
    records: list[StreamRecord] = []
    turns = itertools.count()
    async with speaker(url) as speak:
        began = time.perf_counter() + warm_up_seconds
        stop_at = began + seconds + 1.0

        async def user() -> None:
            while time.perf_counter() < stop_at:
                record = StreamRecord(sent_at=time.perf_counter(), error=UNFINISHED)
                records.append(record)
                await speak(record, tts_request(model, text=texts[next(turns) % len(texts)], voice=voice))
                if record.error:
                    await asyncio.sleep(REFUSED_SECONDS)

        processor_seconds = -time.process_time()
        users = [asyncio.create_task(user()) for _ in range(streams)]
        _, late = await asyncio.wait(users, timeout=stop_at + DRAIN_SECONDS - time.perf_counter())
        for task in late:
            task.cancel()
        for result in await asyncio.gather(*users, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
    processor_seconds += time.process_time()
    audio_seconds = sum(record.audio_seconds() for record in records)
    return dataclasses.replace(
        summarise(records, streams, began, began + seconds),
        client_ms_per_audio_second=1000 * processor_seconds / audio_seconds if audio_seconds else None,
    )


def median_run(runs: list[LoadSummary]) -> LoadSummary:
    """The run whose throughput is the median; errors of all runs are counted, and the first of them is told."""
    middle = statistics.median_low([run.times_real_time for run in runs])
    chosen = next(run for run in runs if run.times_real_time == middle)
    first_error = next((run.first_error for run in runs if run.first_error), None)
    return dataclasses.replace(chosen, errors=sum(run.errors for run in runs), first_error=first_error)
