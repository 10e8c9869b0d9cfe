"""One fault on one server under load: what every client saw, and when the service was whole again."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import time
from collections import Counter
from typing import Any

from loadtest.clients.checked_stream import RECONNECT_SOON, CheckedStream, run_stream
from loadtest.clients.streams import Stub, open_stub
from loadtest.corpus import english
from loadtest.faults.fault_list import Fault
from loadtest.faults.row import Row, has_returned, missed
from loadtest.runs.footprint import Footprint, measure
from loadtest.runs.serve_command import Served, served
from tritone.server.running.stubs import find_stubs

_TRY_SECONDS = 5.0
WARM_SECONDS, SETTLE_SECONDS, BEFORE_FAULT_SECONDS = 4.0, 3.0, 1.5
# Load goes on for this long after the fault; what does not end by itself is ended after half of it.
HOLD_SECONDS = 10.0
LOAD_SECONDS = BEFORE_FAULT_SECONDS + HOLD_SECONDS
# The supervisor gets rid of what a replaced model left when the server has been quiet for 20 s.
RETURN_SECONDS = 45.0
_PAUSE_AFTER_ERROR_SECONDS = 0.3
_FRESH = {"text": "Yes.", "seed": 1}
_TEXTS, _LINES_EACH = 6, 6


def put_through(fault: Fault, streams: int, references: dict[str, str]) -> Row:
    """One row."""
    unharmed = None
    if fault.private_shared_memory:  # a load before the fault would leave it nothing to fail at
        with served(fault.serve_arguments, fault.environment, fault.private_shared_memory) as serve:
            unharmed = asyncio.run(Trial(fault, serve, streams, references).footprint_after_load())
    with fault.prepared(), served(fault.serve_arguments, fault.environment, fault.private_shared_memory) as serve:
        return asyncio.run(Trial(fault, serve, streams, references, unharmed).run())


class Trial:
    """One fault on one server."""

    def __init__(
        self, fault: Fault, serve: Served, streams: int, references: dict[str, str], unharmed: Footprint | None = None
    ):
        """unharmed: what another server holds that served the same load without the fault; None measures this one."""
        self._fault, self._serve, self._streams, self._references = fault, serve, streams, references
        self._unharmed = unharmed
        lines = english()
        self._texts = [
            " ".join(lines[(first + k) % len(lines)] for k in range(_LINES_EACH))
            for first in range(0, _TEXTS * _LINES_EACH, _LINES_EACH)
        ]
        self._turns = itertools.count()
        self._stop_at = 0.0

    async def run(self) -> Row:
        async with open_stub(self._serve.grpc_url, RECONNECT_SOON) as stub:
            await self._learn_references(stub)
            if self._unharmed is None:
                await self._load(stub, [], time.perf_counter() + WARM_SECONDS, is_warm_up=True)
            await asyncio.sleep(SETTLE_SECONDS)
            before, processes = self._unharmed or self._measure(), self._processes()
            records: list[CheckedStream] = []
            load = asyncio.create_task(self._load(stub, records, time.perf_counter() + LOAD_SECONDS))
            await asyncio.sleep(0.0 if self._fault.private_shared_memory else BEFORE_FAULT_SECONDS)
            await asyncio.to_thread(self._fault.inject, self._serve)
            fault_at = time.perf_counter()
            if self._fault.private_shared_memory:  # it is whole again once there is room
                await asyncio.sleep(HOLD_SECONDS / 2)
                during = self._measure()
                await asyncio.to_thread(self._fault.relieve, self._serve)
                whole = await self._whole_after(stub, time.perf_counter(), processes)
            else:
                whole = await self._whole_after(stub, fault_at, processes)
                await asyncio.sleep(max(0.0, fault_at + HOLD_SECONDS / 2 - time.perf_counter()))
                during = self._measure()
                await asyncio.to_thread(self._fault.relieve, self._serve)
            await asyncio.wait([load], timeout=HOLD_SECONDS + self._fault.answer_seconds)
            load.cancel()
            ended_at = time.perf_counter()
            row = self._row(records, fault_at, ended_at, whole)
            while not has_returned(before, after := self._measure()):
                if time.perf_counter() - ended_at > RETURN_SECONDS:
                    break
                await asyncio.sleep(1.0)
            returned = time.perf_counter() - ended_at if has_returned(before, after) else None
            row = dataclasses.replace(row, before=before, during=during, after=after, returned_after_seconds=returned)
            return dataclasses.replace(row, missed=missed(self._fault, row))

    async def footprint_after_load(self) -> Footprint:
        """What a server holds that nothing happened to."""
        async with open_stub(self._serve.grpc_url, RECONNECT_SOON) as stub:
            await self._learn_references(stub)
            await self._load(stub, [], time.perf_counter() + LOAD_SECONDS)
            await asyncio.sleep(SETTLE_SECONDS)
            return self._measure()

    def _measure(self) -> Footprint | None:
        pid = self._serve.server_pid()
        return measure(pid) if pid else None

    def _processes(self) -> Counter[str]:
        pid = self._serve.server_pid()
        return Counter(stub.model for stub in find_stubs(pid)) if pid else Counter[str]()

    async def _learn_references(self, stub: Stub) -> None:
        for text in self._texts:
            if text not in self._references:
                record = await run_stream(stub, self._inputs(text, None), [])
                if not record.is_complete():
                    raise RuntimeError(f"a quiet server did not speak: {record.error}")
                self._references[text] = record.digest

    @staticmethod
    def _inputs(text: str, voice: str | None) -> dict[str, Any]:
        return {"text": text, "seed": 7, **({} if voice is None else {"voice": voice})}

    async def _load(self, stub: Stub, records: list[CheckedStream], until: float, is_warm_up: bool = False) -> None:
        voices = [None] if is_warm_up else self._fault.voices

        async def user() -> None:
            while time.perf_counter() < until:
                turn = next(self._turns)
                inputs = self._inputs(self._texts[turn % _TEXTS], voices[turn % len(voices)])
                record = await run_stream(stub, inputs, records)
                if record.error is not None:
                    await asyncio.sleep(_PAUSE_AFTER_ERROR_SECONDS)

        await asyncio.gather(*(user() for _ in range(self._streams)))

    async def _whole_after(self, stub: Stub, since: float, processes: Counter[str]) -> float | None:
        """Seconds until a fresh request is answered and every process is there; None if that takes too long."""
        while time.perf_counter() - since < 2 * self._fault.whole_seconds:
            try:
                record = await asyncio.wait_for(run_stream(stub, _FRESH, []), _TRY_SECONDS)
            except asyncio.TimeoutError:
                continue
            answered = record.is_complete() or (
                self._fault.most_streams is not None and "--max-streams" in (record.error or "")
            )
            if answered and self._processes() == processes:
                return time.perf_counter() - since
            await asyncio.sleep(0.1)
        return None

    def _row(self, records: list[CheckedStream], fault_at: float, ended_at: float, whole: float | None) -> Row:
        watched = [r for r in records if r.ended_at is None or r.ended_at > fault_at]
        counts = Counter((r.sent_at <= fault_at, r.error is not None) for r in watched if r.ended_at is not None)
        silences = [r.silence_after(fault_at, ended_at) for r in watched]
        # a client that ends with neither an error nor the last chunk was cut off without being told
        wrong = sum(
            r.error is None and (not r.is_complete() or r.digest != self._references[r.inputs["text"]])
            for r in watched
            if r.ended_at is not None
        )
        told = Counter(r.error for r in watched if r.error is not None).most_common(1)
        return Row(
            self._fault.name,
            in_flight_audio=counts[True, False],
            in_flight_error=counts[True, True],
            later_audio=counts[False, False],
            later_error=counts[False, True],
            hung=sum(silence > self._fault.answer_seconds for silence in silences),
            wrong=wrong,
            longest_silence_seconds=max(silences, default=0.0),
            whole_after_seconds=whole,
            told=told[0][0] if told else "",
        )
