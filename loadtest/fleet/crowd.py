"""Callers of a fleet: in a closed loop until they are told to stop, or so many a second; and what became of each."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

from loadtest.clients.checked_stream import RECONNECT_SOON, CheckedStream, run_stream
from loadtest.clients.messages import UNFINISHED, tts_request
from loadtest.clients.streams import Where, open_stub, stream_into
from loadtest.results.metrics import LoadSummary, StreamRecord, summarise

_PAUSE_AFTER_ERROR_SECONDS = 0.1
_END_SECONDS = 60.0
_OWN_CONNECTION = [("grpc.use_local_subchannel_pool", 1)]


class Crowd:
    """Callers who ask for one text after the other."""

    def __init__(self) -> None:
        self.streams: list[CheckedStream] = []
        """In the order in which they began."""
        self.stop = asyncio.Event()

    def errors(self, since: float = 0.0, until: float = float("inf")) -> list[str]:
        """Of streams that began in a time of time.perf_counter; one that hangs is among them."""
        return [
            stream.error or "incomplete"
            for stream in self.streams
            if since <= stream.sent_at < until and not stream.is_complete()
        ]

    def in_flight(self, moment: float) -> list[CheckedStream]:
        """Streams that had begun and not ended."""
        return [each for each in self.streams if each.sent_at <= moment < (each.ended_at or float("inf"))]


@contextlib.asynccontextmanager
async def talking(
    where: Where, texts: Sequence[str], callers: int, pause_seconds: float = 0.0, **inputs: Any
) -> AsyncIterator[Crowd]:
    """A crowd for as long as the context; its last streams are heard to their ends."""
    crowd, turns = Crowd(), itertools.count()
    async with open_stub(where, [*RECONNECT_SOON, *_OWN_CONNECTION]) as stub:

        async def caller() -> None:
            while not crowd.stop.is_set():
                text = texts[next(turns) % len(texts)]
                record = await run_stream(stub, {"text": text, **inputs}, crowd.streams)
                await asyncio.sleep(_PAUSE_AFTER_ERROR_SECONDS if record.error else pause_seconds)

        tasks = [asyncio.create_task(caller()) for _ in range(callers)]
        try:
            yield crowd
        finally:
            crowd.stop.set()
            _, hanging = await asyncio.wait(tasks, timeout=_END_SECONDS)
            for task in hanging:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def paced(where: Where, texts: Sequence[str], per_second: float, crowd: Crowd, at_least: int) -> None:
    """Requests at even intervals, whatever becomes of them: so many, and until the crowd is told to stop."""
    async with open_stub(where, [*RECONNECT_SOON, *_OWN_CONNECTION]) as stub:
        tasks, due = [], time.perf_counter()
        for number in itertools.count():
            if number >= at_least and crowd.stop.is_set():
                break
            inputs = {"text": texts[number % len(texts)]}
            tasks.append(asyncio.create_task(run_stream(stub, inputs, crowd.streams)))
            due += 1 / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await asyncio.wait(tasks, timeout=_END_SECONDS)


async def turn_about(
    servers: Sequence[Where], door: Where, texts: list[str], seconds: float, pause_seconds: float
) -> tuple[LoadSummary, LoadSummary]:
    """A caller for each server, who asks it and the door by turns: both meet the machine as it is at the time.

    Returns what the servers did, and what came through the door; the first second is not measured.
    """
    past: list[StreamRecord] = []
    through: list[StreamRecord] = []
    async with contextlib.AsyncExitStack() as stack:
        entered = [await stack.enter_async_context(open_stub(each, _OWN_CONNECTION)) for each in (*servers, door)]
        began = time.perf_counter() + 1.0
        ended = began + seconds

        async def caller(number: int) -> None:
            turns = itertools.cycle([(past, entered[number]), (through, entered[-1])])
            for text in itertools.cycle(texts[number:] + texts[:number]):
                for records, stub in itertools.islice(turns, 2):
                    record = StreamRecord(sent_at=time.perf_counter(), error=UNFINISHED)
                    records.append(record)
                    await stream_into(record, stub, tts_request("tts", text=text))
                    await asyncio.sleep(pause_seconds)
                if time.perf_counter() > ended:
                    return

        await asyncio.gather(*(caller(number) for number in range(len(servers))))
    return (
        summarise(past, len(servers), began, ended),
        summarise(through, len(servers), began, ended),
    )


async def measured(servers: Sequence[Where], texts: Sequence[str], streams: int, seconds: float) -> LoadSummary:
    """A closed loop whose streams are dealt out to the servers in turn; the first second is not measured."""
    records: list[StreamRecord] = []
    turns = itertools.count()
    async with contextlib.AsyncExitStack() as stack:
        stubs = [await stack.enter_async_context(open_stub(server, _OWN_CONNECTION)) for server in servers]
        began = time.perf_counter() + 1.0
        ended = began + seconds

        async def user(number: int) -> None:
            while time.perf_counter() < ended + 0.5:
                record = StreamRecord(sent_at=time.perf_counter(), error=UNFINISHED)
                records.append(record)
                request = tts_request("tts", text=texts[next(turns) % len(texts)])
                await stream_into(record, stubs[number % len(stubs)], request)

        await asyncio.gather(*(user(number) for number in range(streams)))
    return summarise(records, streams, began, ended)
