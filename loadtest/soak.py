"""Run a server for a long time at a share of its capacity, and show that nothing grows and nothing is wrong.

    python -m loadtest.soak --minutes 30 --load 0.7 --plot soak.png

Starts `tritone serve`, hears every utterance of the mix twice while it is quiet (what is heard later must equal that),
measures how many requests a second it can serve (closed loop, 20 s), then lets requests arrive at random at a share
of that rate, with cancels and bad requests on top. Every 10 s it notes the memory, shared memory, handles and threads
of all the server's processes. Prints a table of the first and the last third, a verdict, and as the last line one JSON
object; the exit status is 1 when something grew or was wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import grpc
from tritonclient.grpc import service_pb2_grpc

from loadtest.bench import machine
from loadtest.checked_stream import CHANNEL_OPTIONS, CheckedStream, run_stream
from loadtest.footprint import Footprint, measure
from loadtest.metrics import percentile
from loadtest.served import Served, served
from loadtest.soak_mix import BAD_SHARE, CANCELLED_SHARE, Mix, Order

SAMPLE_SECONDS = 10.0
CAPACITY_STREAMS, CAPACITY_WARM_SECONDS = 24, 5.0
# A stream that is still not over so long after the last arrival hangs.
DRAIN_SECONDS = 30.0
# What may differ between the thirds: buffers and arenas that fill once; 3 % is the noise of runs that are flat.
GROWTH_SHARE, GROWTH_SPARE = 1.03, {"resident_mb": 8, "pss_mb": 8, "shared_mb": 2, "handles": 6, "threads": 6}


@dataclass(frozen=True)
class Sample:
    """One look at the server."""

    seconds: float
    """Since the arrivals began."""
    streams: int
    """In flight."""
    footprint: Footprint


@dataclass(frozen=True)
class Heard:
    """An utterance of a quiet server."""

    digest: str
    audio_seconds: float
    chunks: int
    repeats: bool
    """Whether it came out byte for byte the same twice; Ogg draws a random serial number."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--load", type=float, default=0.7, help="share of the measured capacity (%(default)s)")
    parser.add_argument("--capacity-seconds", type=float, default=20.0, help="how long to measure it (%(default)s)")
    parser.add_argument("--plot", type=Path, help="draw memory, handles and threads over time into this PNG")
    options = parser.parse_args()
    with served() as serve:
        soak = Soak(serve, options.minutes * 60, options.load, options.capacity_seconds)
        asyncio.run(soak.run())
        problems = soak.problems()
    print(table(soak.samples))
    print(
        f"\n{soak.capacity:.2f} requests/s at capacity, {soak.arrivals} arrivals: "
        + ", ".join(f"{count} {what}" for what, count in sorted(soak.outcomes.items()))
    )
    print(
        f"first audio p50 {percentile(soak.first_audio_ms, 50):.0f} ms, p95 {percentile(soak.first_audio_ms, 95):.0f}"
        f" ms, p99 {percentile(soak.first_audio_ms, 99):.0f} ms"
    )
    print("verdict: " + ("flat, nothing crossed, nothing truncated" if not problems else "; ".join(problems)))
    if options.plot:
        plot(soak.samples, options.plot)
    print(
        json.dumps(
            {
                "machine": machine(),
                "minutes": options.minutes,
                "load": options.load,
                "capacity_requests_per_second": soak.capacity,
                "outcomes": soak.outcomes,
                "first_audio_p50_ms": percentile(soak.first_audio_ms, 50),
                "first_audio_p95_ms": percentile(soak.first_audio_ms, 95),
                "thirds": thirds(soak.samples),
                "problems": problems,
                "samples": [dataclasses.asdict(sample) for sample in soak.samples],
            }
        )
    )
    return 1 if problems else 0


class Soak:
    """One long run."""

    def __init__(self, serve: Served, seconds: float, load: float, capacity_seconds: float):
        self._serve, self._seconds, self._load, self._capacity_seconds = serve, seconds, load, capacity_seconds
        self._mix = Mix()
        self._heard: list[Heard] = []
        self._pid = serve.server_pid()
        self._in_flight: set[asyncio.Task] = set()
        self.capacity = 0.0
        """Requests a second."""
        self.arrivals = 0
        self.outcomes: Counter[str] = Counter()
        self.details: list[str] = []
        """What the first few faulty streams were."""
        self.first_audio_ms: list[float] = []
        self.samples: list[Sample] = []

    async def run(self) -> None:
        async with grpc.aio.insecure_channel(self._serve.grpc_url, options=CHANNEL_OPTIONS) as channel:
            stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
            await self._hear_quietly(stub)
            await self._measure_capacity(stub)
            sampling = asyncio.create_task(self._sample())
            await self._let_arrive(stub)
            if self._in_flight:
                await asyncio.wait(self._in_flight, timeout=DRAIN_SECONDS)
            self.outcomes["hung"] += len(self._in_flight)
            sampling.cancel()

    async def _hear_quietly(self, stub) -> None:
        for inputs in self._mix.utterances:
            first, second = [await run_stream(stub, inputs, []) for _ in range(2)]
            if not (first.is_complete() and second.is_complete()):
                raise RuntimeError(f"a quiet server failed at {dict(inputs)}: {first.error or second.error}")
            self._heard.append(
                Heard(first.digest, first.audio_seconds, len(first.indices), first.digest == second.digest)
            )

    async def _measure_capacity(self, stub) -> None:
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

    async def _let_arrive(self, stub) -> None:
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

    async def _serve_order(self, stub, order: Order) -> None:
        self._judge(order, await run_stream(stub, order.inputs, [], order.cancel_after_chunks))

    def _judge(self, order: Order, record: CheckedStream) -> None:
        outcome = self._outcome(order, record)
        self.outcomes[outcome] += 1
        if outcome not in _GOOD and len(self.details) < 10:
            self.details.append(f"{outcome}: {str(dict(order.inputs))[:80]}: {record.error}, chunks {record.indices}")
        if record.arrivals and order.utterance is not None:
            self.first_audio_ms.append((record.arrivals[0] - record.sent_at) * 1000)

    def _outcome(self, order: Order, record: CheckedStream) -> str:
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
        if quiet.repeats and record.digest != quiet.digest:
            return "crossed" if any(record.digest == other.digest for other in self._heard) else "changed"
        return "complete" if abs(record.audio_seconds - quiet.audio_seconds) < 1e-3 else "truncated"

    async def _sample(self) -> None:
        began = time.perf_counter()
        while True:
            # not always the first one: a server that was started again is the one to look at
            pid = await asyncio.to_thread(self._serve.server_pid)
            footprint = await asyncio.to_thread(measure, pid or self._pid, True)
            self.samples.append(Sample(time.perf_counter() - began, len(self._in_flight), footprint))
            await asyncio.sleep(SAMPLE_SECONDS)

    def problems(self) -> list[str]:
        """What is not as it should be."""
        found = [f"{count} {what}" for what, count in sorted(self.outcomes.items()) if what not in _GOOD and count]
        found += self.details
        if self._serve.server_pid() != self._pid:
            found.append("the server was started again: " + " | ".join(self._serve.said[-5:]))
        for name, (first, last) in thirds(self.samples).items():
            if last > first * GROWTH_SHARE + GROWTH_SPARE[name]:
                found.append(f"{name} grew from {first:.0f} to {last:.0f}")
        return found


_GOOD = ("complete", "cancelled", "refused")


def thirds(samples: Sequence[Sample]) -> dict[str, tuple[float, float]]:
    """Medians over the first and the last third; what is held varies with the streams in flight."""
    part = max(1, len(samples) // 3)
    return {
        name: tuple(
            statistics.median(getattr(sample.footprint, name) for sample in chosen)
            for chosen in (samples[:part], samples[-part:])
        )
        for name in GROWTH_SPARE
    }


def table(samples: Sequence[Sample]) -> str:
    """A Markdown table."""
    lines = ["| | first third | last third |", "|---|---|---|"]
    for name, (first, last) in thirds(samples).items():
        lines.append(f"| {name.replace('_', ' ')} | {first:.0f} | {last:.0f} |")
    return "\n".join(lines)


def plot(samples: Sequence[Sample], path: Path) -> None:
    """Memory, shared memory, handles and threads over time, one above the other."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    panels = {
        "memory (MB)": ("resident_mb", "pss_mb"),
        "shared memory (MB)": ("shared_mb",),
        "handles": ("handles",),
        "threads": ("threads",),
    }
    figure, axes = pyplot.subplots(len(panels), 1, sharex=True, figsize=(8, 9), layout="constrained")
    minutes = [sample.seconds / 60 for sample in samples]
    for axis, (title, names) in zip(axes, panels.items(), strict=True):
        values = {name: [getattr(sample.footprint, name) for sample in samples] for name in names}
        for name, held in values.items():
            axis.plot(minutes, held, label=name.replace("_", " "))
        axis.set_ylabel(title)
        axis.set_ylim(0, 1.1 * max(max(held) for held in values.values()))
        axis.legend(loc="lower right")
    axes[-1].set_xlabel("minutes")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)


if __name__ == "__main__":
    raise SystemExit(main())
