"""What a fleet is scaled by, as Prometheus sees it: the load rises to its target before the first caller is refused."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence

from loadtest.clients.checked_stream import CheckedStream, run_stream
from loadtest.clients.streams import open_stub
from loadtest.corpus import english_by_length
from loadtest.fleet.prometheus import SCRAPE_SECONDS, Prometheus, running_prometheus
from loadtest.fleet.row import Row
from loadtest.fleet.running import Fleet

EXPRESSION, TARGET = "max(tritone_load_ratio)", 0.6
"""As the chart has them (deploy/helm)."""
REFUSALS = 'sum(tritone_streams_refused_total{reason=~"max_load|first_audio|max_streams"})'
SLOW_VOICE = "joe"
"""Ten times the work of `heart`: some dozen listeners fill a small machine."""
_EVERY_SECONDS = 1.0
_MOST_LISTENERS = 90
_SEEN_SECONDS = 4 * SCRAPE_SECONDS


async def load_before_refusals(fleet: Fleet) -> Row:
    """One listener more each second, who is never done, until somebody is refused somewhere."""
    listeners: list[CheckedStream] = []
    with running_prometheus(fleet.folder / "prometheus", [replica.metrics_port for replica in fleet.replicas]) as seen:
        async with open_stub(fleet.door) as stub:
            began, tasks = time.time(), []
            texts = english_by_length()["long"]
            for number in range(_MOST_LISTENERS):
                inputs = {"text": " ".join(texts[: 1 + number % 3]), "voice": SLOW_VOICE}
                tasks.append(asyncio.create_task(run_stream(stub, inputs, listeners)))
                await asyncio.sleep(_EVERY_SECONDS)
                if await asyncio.to_thread(_refused, seen):
                    break
            await asyncio.sleep(_SEEN_SECONDS)
            ended = time.time()
            for task in tasks:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks, return_exceptions=True)
        load = seen.over_time(EXPRESSION, began, ended)
        refusals = seen.over_time(REFUSALS, began, ended)
    return row_of(load, refusals, began, len(tasks))


def _refused(seen: Prometheus) -> bool:
    return (seen.value(REFUSALS) or 0.0) > 0


def row_of(
    load: Sequence[tuple[float, float]], refusals: Sequence[tuple[float, float]], began: float, listeners: int
) -> Row:
    """What the two series say."""
    risen = next((at - began for at, value in load if value >= TARGET), None)
    refused = next((at - began for at, value in refusals if value > 0), None)
    highest = max((value for _, value in load), default=0.0)
    is_before = risen is not None and (refused is None or risen < refused)
    told = "nobody was refused" if refused is None else f"the first was refused after {refused:.0f} s"
    rose = "never" if risen is None else f"after {risen:.0f} s"
    return Row(
        f"a listener more each second ({SLOW_VOICE})",
        f"Prometheus' {EXPRESSION} reached {TARGET} {rose}, {told}; {listeners} listeners, highest {highest:.2f}",
        {"the load reaches the chart's target before the first refusal": is_before},
        {"risen_seconds": risen, "refused_seconds": refused, "load": list(load), "refusals": list(refusals)},
    )
