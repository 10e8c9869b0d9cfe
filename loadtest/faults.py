"""Put a server through one fault after the other, under load: a row for each.

    python -m loadtest.faults
    python -m loadtest.faults --only "kill tts" "kill server" --streams 24

Each row starts `tritone serve` anew, loads it with N closed-loop gRPC streams, lets the fault happen and watches what
every client sees. Required: everybody gets all audio or a clear error within 5 s, the service is whole within 15 s
(a fresh request is answered and every process is there), memory and handles return; a frozen model, which must be found
out first, may take 20 and 25 s. What is complete must also be right: its samples are those of a quiet server. Prints a
Markdown table and, as the last line, one JSON object; the exit status is 1 when a row misses what is required.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import itertools
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import grpc
from tritonclient.grpc import service_pb2_grpc

from loadtest.bench import CORPUS, machine
from loadtest.checked_stream import CHANNEL_OPTIONS, CheckedStream, run_stream
from loadtest.fault_list import FAULTS, Fault
from loadtest.footprint import Footprint, measure
from loadtest.served import Served, served
from tritone.server.stubs import find_stubs

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
_BUFFERS_MB, _SHARED_MB, _HANDLES = 100, 8, 8
"""What may be left: buffers of the load itself; regions that grew by a few MiB; connections not closed yet."""


@dataclass(frozen=True)
class Row:
    """What one fault did."""

    fault: str
    not_run: str | None = None
    in_flight_audio: int = 0
    in_flight_error: int = 0
    later_audio: int = 0
    later_error: int = 0
    hung: int = 0
    """Clients that saw nothing for longer than they may."""
    wrong: int = 0
    """Streams that ended well with other samples than on a quiet server, or out of order."""
    longest_silence_seconds: float = 0.0
    whole_after_seconds: float | None = None
    told: str = ""
    """The most frequent error."""
    before: Footprint | None = None
    during: Footprint | None = None
    """Some seconds after the fault, under load."""
    after: Footprint | None = None
    returned_after_seconds: float | None = None
    """From the end of the load until memory and handles were back; None if that took too long."""
    missed: Sequence[str] = ()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--streams", type=int, default=12, help="closed-loop clients (%(default)s)")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=[fault.name for fault in FAULTS],
        metavar="FAULT",
        help="only these faults: " + ", ".join(fault.name for fault in FAULTS),
    )
    options = parser.parse_args()
    rows, references = [], {}
    print(
        "| fault | in flight: audio / error | begun later: audio / error | hung | wrong | longest silence "
        "| whole after | resident MB | shared MB | handles | threads | returned after | clients were told |"
    )
    print("|---" * 13 + "|")
    for fault in FAULTS:
        if options.only and fault.name not in options.only:
            continue
        why_not = fault.why_not()
        rows.append(Row(fault.name, not_run=why_not) if why_not else put_through(fault, options.streams, references))
        print(table_line(rows[-1]), flush=True)
    missed = {row.fault: row.missed for row in rows if row.missed}
    print("\n" + ("missed: " + json.dumps(missed) if missed else "all requirements met"))
    print(
        json.dumps(
            {"machine": machine(), "streams": options.streams, "rows": [dataclasses.asdict(row) for row in rows]}
        )
    )
    return 1 if missed else 0


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
        lines = [line for line in CORPUS.read_text(encoding="utf-8").splitlines() if line]
        self._texts = [
            " ".join(lines[(first + k) % len(lines)] for k in range(_LINES_EACH))
            for first in range(0, _TEXTS * _LINES_EACH, _LINES_EACH)
        ]
        self._turns = itertools.count()
        self._stop_at = 0.0

    async def run(self) -> Row:
        async with grpc.aio.insecure_channel(self._serve.grpc_url, options=CHANNEL_OPTIONS) as channel:
            stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
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
            return dataclasses.replace(row, missed=self._missed(row))

    async def footprint_after_load(self) -> Footprint:
        """What a server holds that nothing happened to."""
        async with grpc.aio.insecure_channel(self._serve.grpc_url, options=CHANNEL_OPTIONS) as channel:
            stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
            await self._learn_references(stub)
            await self._load(stub, [], time.perf_counter() + LOAD_SECONDS)
            await asyncio.sleep(SETTLE_SECONDS)
            return self._measure()

    def _measure(self) -> Footprint | None:
        pid = self._serve.server_pid()
        return measure(pid) if pid else None

    def _processes(self) -> Counter:
        pid = self._serve.server_pid()
        return Counter(stub.model for stub in find_stubs(pid)) if pid else Counter()

    async def _learn_references(self, stub) -> None:
        for text in self._texts:
            if text not in self._references:
                record = await run_stream(stub, self._inputs(text, None), [])
                if not record.is_complete():
                    raise RuntimeError(f"a quiet server did not speak: {record.error}")
                self._references[text] = record.digest

    @staticmethod
    def _inputs(text: str, voice: str | None) -> dict:
        return {"text": text, "seed": 7, **({} if voice is None else {"voice": voice})}

    async def _load(self, stub, records: list[CheckedStream], until: float, is_warm_up: bool = False) -> None:
        voices = [None] if is_warm_up else self._fault.voices

        async def user() -> None:
            while time.perf_counter() < until:
                turn = next(self._turns)
                inputs = self._inputs(self._texts[turn % _TEXTS], voices[turn % len(voices)])
                record = await run_stream(stub, inputs, records)
                if record.error is not None:
                    await asyncio.sleep(_PAUSE_AFTER_ERROR_SECONDS)

        await asyncio.gather(*(user() for _ in range(self._streams)))

    async def _whole_after(self, stub, since: float, processes: Counter) -> float | None:
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

    def _missed(self, row: Row) -> list[str]:
        checks = {
            f"{row.hung} clients hung": row.hung,
            f"{row.wrong} streams were wrong": row.wrong,
            "not whole again in time": (
                row.whole_after_seconds is None or row.whole_after_seconds > self._fault.whole_seconds
            ),
            "a stream was lost": not self._fault.loses_streams
            and row.in_flight_error
            and self._fault.most_streams is None
            and self._fault.voices == (None,),
            "memory or handles did not return": row.returned_after_seconds is None,
        }
        return [said for said, missed in checks.items() if missed]


def has_returned(before: Footprint, after: Footprint | None) -> bool:
    """Whether a whole server holds no more than before, but for the memory that any load leaves allocated."""
    return (
        after is not None
        and after.processes == before.processes
        and after.threads >= before.threads - _HANDLES
        and after.resident_mb <= before.resident_mb + _BUFFERS_MB
        and after.shared_mb <= before.shared_mb + _SHARED_MB
        and after.handles <= before.handles + _HANDLES
    )


def table_line(row: Row) -> str:
    """A row of the Markdown table."""
    if row.not_run:
        return f"| {row.fault} | not run: {row.not_run} |" + " |" * 11
    whole = "never" if row.whole_after_seconds is None else f"{row.whole_after_seconds:.1f} s"
    footprints = [row.before, row.during, row.after]
    held = [
        " → ".join(f"{getattr(footprint, name):.0f}" if footprint else "none" for footprint in footprints)
        for name in ("resident_mb", "shared_mb", "handles", "threads")
    ]
    returned = "never" if row.returned_after_seconds is None else f"{row.returned_after_seconds:.0f} s"
    told = row.told.replace("|", "/").replace("\n", " ")[:110]
    cells = [
        row.fault,
        f"{row.in_flight_audio} / {row.in_flight_error}",
        f"{row.later_audio} / {row.later_error}",
        str(row.hung),
        str(row.wrong),
        f"{row.longest_silence_seconds:.1f} s",
        whole,
        *held,
        returned,
        told,
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    raise SystemExit(main())
