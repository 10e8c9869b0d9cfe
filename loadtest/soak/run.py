"""One long run: what a quiet server says, how much it can serve, then arrivals at a share of that, each one judged."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from loadtest.clients.checked_stream import RECONNECT_SOON, CheckedStream, run_stream
from loadtest.clients.messages import StreamFailed, tts_request
from loadtest.clients.streams import Stub, open_stub, responses
from loadtest.runs.footprint import measure
from loadtest.runs.serve_command import Served
from loadtest.soak.mix import BAD_SHARE, CANCELLED_SHARE, Mix, Order
from loadtest.soak.trend import Sample, grown
from tritone.client.messages import outputs_of

SAMPLE_SECONDS = 10.0
CAPACITY_STREAMS, CAPACITY_WARM_SECONDS = 24, 5.0
# A stream that is still not over so long after the last arrival hangs.
DRAIN_SECONDS = 30.0
_SLOWER = 2.0
"""How much longer than a chunk plays a slow reader takes for it."""
_TURNED_AWAY = "turned away by a full server"
_GOOD = ("complete", "cancelled", "refused", _TURNED_AWAY)
MOST_TURNED_AWAY = 0.05
"""Of all arrivals: more, and the load was not what it was said to be, as where a machine has other work."""


@dataclass(frozen=True)
class Heard:
    """An utterance of a quiet server."""

    digest: str
    audio_seconds: float
    chunks: int
    repeats: bool
    """Whether it came out byte for byte the same twice; Ogg draws a random serial number."""


class Soak:
    """One long run."""

    def __init__(
        self,
        serve: Served,
        seconds: float,
        load: float,
        capacity_seconds: float,
        voices: Sequence[str] = (),
        slow_readers: int = 0,
        same_bytes: bool = True,
    ):
        """voices: who speaks, in turn. slow_readers: callers of long texts who take half as much as is played.
        same_bytes: whether what is heard must be what a quiet server said, byte for byte."""
        self._serve, self._seconds, self._load, self._capacity_seconds = serve, seconds, load, capacity_seconds
        self._slow_readers, self._same_bytes = slow_readers, same_bytes
        self._mix = Mix(voices=voices)
        self._heard: list[Heard] = []
        self._pid = serve.server_pid()
        self._in_flight: set[asyncio.Task[None]] = set()
        self.capacity = 0.0
        """Requests a second."""
        self.arrivals = 0
        self.outcomes: Counter[str] = Counter()
        self.details: list[str] = []
        """What the first few faulty streams were."""
        self.first_audio_ms: list[float] = []
        self.samples: list[Sample] = []

    async def run(self) -> None:
        async with open_stub(self._serve.grpc_url, RECONNECT_SOON) as stub:
            await self._hear_quietly(stub)
            await self._measure_capacity(stub)
            sampling = asyncio.create_task(self._sample())
            readers = [asyncio.create_task(self._read_slowly(number)) for number in range(self._slow_readers)]
            await self._let_arrive(stub)
            for reader in readers:
                reader.cancel()
            await asyncio.gather(*readers, return_exceptions=True)
            if self._in_flight:
                await asyncio.wait(self._in_flight, timeout=DRAIN_SECONDS)
            self.outcomes["hung"] += len(self._in_flight)
            sampling.cancel()

    async def _hear_quietly(self, stub: Stub) -> None:
        for inputs in self._mix.utterances:
            first, second = [await run_stream(stub, inputs, []) for _ in range(2)]
            if not (first.is_complete() and second.is_complete()):
                raise RuntimeError(f"a quiet server failed at {dict(inputs)}: {first.error or second.error}")
            self._heard.append(
                Heard(first.digest, first.audio_seconds, len(first.indices), first.digest == second.digest)
            )

    async def _measure_capacity(self, stub: Stub) -> None:
        ends: list[float] = []
        began = time.perf_counter()
        stop_at = began + CAPACITY_WARM_SECONDS + self._capacity_seconds

        async def user() -> None:
            while time.perf_counter() < stop_at:
                order = self._mix.whole()
                self._judge(order, await run_stream(stub, order.inputs, []))
                ends.append(time.perf_counter())

        await asyncio.gather(*(user() for _ in range(CAPACITY_STREAMS)))
        inside = sum(began + CAPACITY_WARM_SECONDS <= end <= stop_at for end in ends)
        self.capacity = inside / self._capacity_seconds

    async def _let_arrive(self, stub: Stub) -> None:
        whole_share = 1 - CANCELLED_SHARE - BAD_SHARE  # those that are heard to the end make the load
        rate, began = self.capacity * self._load / whole_share, time.perf_counter()
        at = began
        self.first_audio_ms.clear()  # those of the measured capacity
        while at - began < self._seconds:
            at += self._mix.pause_seconds(rate)
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            task = asyncio.create_task(self._serve_order(stub, self._mix.next()))
            self._in_flight.add(task)
            task.add_done_callback(self._in_flight.discard)
            self.arrivals += 1

    async def _serve_order(self, stub: Stub, order: Order) -> None:
        self._judge(order, await run_stream(stub, order.inputs, [], order.cancel_after_chunks))

    async def _read_slowly(self, number: int) -> None:
        """Take chunks at half the pace at which they are played, a connection of its own, again and again."""
        inputs = self._mix.long_texts[number % len(self._mix.long_texts)]
        while True:
            async with open_stub(self._serve.grpc_url, RECONNECT_SOON) as stub:
                with contextlib.suppress(StreamFailed):  # refused while the server is full: comes again
                    async with contextlib.aclosing(responses(stub, tts_request("tts", **inputs))) as stream:
                        async for response in stream:
                            values = outputs_of(response)
                            await asyncio.sleep(_SLOWER * float(values["duration_seconds"]) if values else 0.0)
            await asyncio.sleep(1.0)

    def _judge(self, order: Order, record: CheckedStream) -> None:
        outcome = self._outcome(order, record)
        self.outcomes[outcome] += 1
        if outcome not in _GOOD and len(self.details) < 10:
            self.details.append(f"{outcome}: {str(dict(order.inputs))[:80]}: {record.error}, chunks {record.indices}")
        if record.arrivals and order.utterance is not None:
            self.first_audio_ms.append((record.arrivals[0] - record.sent_at) * 1000)

    def _outcome(self, order: Order, record: CheckedStream) -> str:
        if record.error is not None and not record.indices and record.error.endswith("try again later"):
            return _TURNED_AWAY
        if order.utterance is None:
            named = record.error is not None and not record.indices and 'input "' in record.error
            return "refused" if named else "not refused as it should be"
        if record.cancelled:
            return "cancelled"
        if record.error is not None:
            return "failed"
        quiet = self._heard[order.utterance]
        if not record.is_complete() or len(record.indices) != quiet.chunks:
            return "truncated"
        if self._same_bytes and quiet.repeats and record.digest != quiet.digest:
            return "crossed" if any(record.digest == other.digest for other in self._heard) else "changed"
        return "complete" if abs(record.audio_seconds - quiet.audio_seconds) < 1e-3 else "truncated"

    async def _sample(self) -> None:
        began = time.perf_counter()
        while True:
            # not always the first one: a server that was started again is the one to look at
            pid = await asyncio.to_thread(self._serve.server_pid)
            footprint = await asyncio.to_thread(measure, pid or self._pid or 0, True)
            self.samples.append(Sample(time.perf_counter() - began, len(self._in_flight), footprint))
            await asyncio.sleep(SAMPLE_SECONDS)

    def problems(self) -> list[str]:
        """What is not as it should be."""
        found = [f"{count} {what}" for what, count in sorted(self.outcomes.items()) if what not in _GOOD and count]
        found += self.details
        turned_away = self.outcomes[_TURNED_AWAY]
        if turned_away > MOST_TURNED_AWAY * max(1, self.arrivals):
            found.append(f"{turned_away} were turned away: the machine had other work than this load")
        if self._serve.server_pid() != self._pid:
            found.append("the server was started again: " + " | ".join(self._serve.said[-5:]))
        return found + grown(self.samples)
