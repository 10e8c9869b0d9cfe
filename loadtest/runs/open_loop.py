"""Open loop: requests come when they come (Poisson), whether or not the server keeps up."""

from __future__ import annotations

import asyncio
import random
import statistics
import time

from loadtest.clients.messages import UNFINISHED, tts_request
from loadtest.clients.streams import speaker
from loadtest.results.metrics import StreamRecord
from tritone.errors import SynthesisFailed

WARM_UP_SECONDS = 10.0
"""Longer than most texts, so that as many listen as will later."""
DRAIN_SECONDS = 60.0


async def open_loop(
    url: str,
    model: str,
    texts: list[str],
    requests_per_second: float,
    seconds: float,
    voice: str | None = None,
    seed: int = 1,
    warm_up_seconds: float = WARM_UP_SECONDS,
) -> tuple[list[StreamRecord], float]:
    """Records of all requests and when the measured time began; streams that do not end are given 60 s, then errors."""
    records: list[StreamRecord] = []
    async with speaker(url) as speak:
        draw = random.Random(seed)
        due = time.perf_counter()
        began = due + warm_up_seconds
        callers = []
        while (due := due + draw.expovariate(requests_per_second)) < began + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            records.append(StreamRecord(sent_at=due, error=UNFINISHED))
            request = tts_request(model, text=draw.choice(texts), voice=voice)
            callers.append(asyncio.create_task(speak(records[-1], request)))
        if callers:
            _, late = await asyncio.wait(callers, timeout=DRAIN_SECONDS)
            for caller in late:
                caller.cancel()
            await asyncio.gather(*callers, return_exceptions=True)
    return records, began


async def mean_audio_seconds(url: str, model: str, texts: list[str], voice: str | None) -> float:
    """Seconds of audio of a text, averaged over the corpus; raises SynthesisFailed when one is refused."""
    records = [StreamRecord(sent_at=0.0, error=UNFINISHED) for _ in texts]
    async with speaker(url) as speak:
        for record, text in zip(records, texts, strict=True):
            await speak(record, tts_request(model, text=text, voice=voice))
    errors = [record.error for record in records if record.error]
    if errors:
        raise SynthesisFailed(f"the server refuses the corpus: {errors[0]}")
    return statistics.fmean(record.audio_seconds() for record in records)


def mean_listeners(records: list[StreamRecord], began: float, ended: float) -> float:
    """Active streams, averaged over [began, ended]: each from its request until its listener has heard the end."""
    active = sum(max(0.0, min(ended, r.playback_ends_at()) - max(began, r.sent_at)) for r in records if r.arrivals)
    return active / (ended - began)
