"""Benchmark a running server, or one started for it: closed loop of N gRPC streams, client on the same machine.

    python -m loadtest.bench --streams 1 8 24 --seconds 20 --runs 3

Each of N users streams one text after the other without a pause. Prints a table and, as the last line, one JSON
object. Time to first audio runs from sending the request to the first chunk with sound; × real time is all the
audio that arrived over the wall clock, silence between sentences included, as the listener hears it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import itertools
import statistics
import sys
import time
from collections.abc import Iterator

import grpc

from loadtest.corpus import ENGLISH as CORPUS
from loadtest.corpus import english
from loadtest.metrics import LoadSummary, StreamRecord, summarise
from loadtest.raw_grpc import raw_client
from loadtest.report import add_output_option, keep, machine, markdown_table, milliseconds, run_command
from loadtest.tts_stream import UNFINISHED, grpcio_client, stream_once, tts_request
from tritone.server.errors import ServerNotFound

__all__ = ["CORPUS", "closed_loop", "machine", "median_run", "server_url", "stream_once", "table", "tts_request"]
WARM_UP_SECONDS = 3.0
DRAIN_SECONDS = 120.0
CONNECT_SECONDS = 5.0
CLIENTS = {"grpcio": grpcio_client, "raw": raw_client}
REFUSED_SECONDS = 0.05
"""A user who is refused waits so long; at once again would measure how fast a server refuses."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", help="gRPC address of a running server; without it a server is started")
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 8, 24])
    parser.add_argument("--seconds", type=float, default=20.0, help="measured time of each run")
    parser.add_argument("--runs", type=int, default=3, help="runs of each row; the median run is shown")
    parser.add_argument("--model", default="tts")
    parser.add_argument("--voice", help="the server's default unless given")
    add_client_option(parser)
    add_output_option(parser, "closed-loop")
    options = parser.parse_args()
    rows = []
    with server_url(options.url) as url:
        for streams in options.streams:
            runs = []
            for number in range(options.runs):
                print(f"{streams} streams, run {number + 1} of {options.runs} …", file=sys.stderr, flush=True)
                runs.append(
                    asyncio.run(
                        closed_loop(
                            url,
                            options.model,
                            english(),
                            streams,
                            options.seconds,
                            options.voice,
                            client=options.client,
                        )
                    )
                )
            rows.append(median_run(runs))
    print(table(rows))
    print(
        keep(
            {"what": "closed loop", "client": options.client, "rows": [dataclasses.asdict(row) for row in rows]},
            options.output,
        )
    )
    return 0


@contextlib.contextmanager
def server_url(url: str | None) -> Iterator[str]:
    """The address given, or that of a server which runs as long as the context."""
    if url:
        require_answer(url)
        yield url
        return
    from tritone.server.launcher import running_server

    with running_server() as server:
        yield server.grpc_url


def add_client_option(parser: argparse.ArgumentParser) -> None:
    """`--client`."""
    parser.add_argument(
        "--client",
        choices=CLIENTS,
        default="grpcio",
        help="grpcio, the usual library (default), or "
        "raw, which takes half as much of the machine that is measured (loadtest/raw_grpc.py)",
    )


def require_answer(url: str) -> None:
    """Raise ServerNotFound unless something listens at a gRPC address."""
    with grpc.insecure_channel(url) as channel:
        try:
            grpc.channel_ready_future(channel).result(CONNECT_SECONDS)
        except grpc.FutureTimeoutError:
            raise ServerNotFound(f"no server answers at {url}; without --url one is started") from None


async def closed_loop(
    url: str,
    model: str,
    texts: list[str],
    streams: int,
    seconds: float,
    voice: str | None = None,
    warm_up_seconds: float = WARM_UP_SECONDS,
    client: str = "grpcio",
) -> LoadSummary:
    """N users, each streaming the next text of the corpus as soon as the last one is over.

    Streams that began in time have 120 s to end; then they are errors. What this process itself takes of the machine
    meanwhile is in `client_ms_per_audio_second`.
    """
    records: list[StreamRecord] = []
    turns = itertools.count()
    async with CLIENTS[client](url) as speak:
        began = time.perf_counter() + warm_up_seconds
        stop_at = began + seconds + 1.0

        async def user() -> None:
            while time.perf_counter() < stop_at:
                record = StreamRecord(sent_at=time.perf_counter(), error=UNFINISHED)
                records.append(record)
                await speak(record, tts_request(model, texts[next(turns) % len(texts)], voice))
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
        client_ms_per_audio_second=1000 * processor_seconds / max(audio_seconds, 1e-9),
    )


def median_run(runs: list[LoadSummary]) -> LoadSummary:
    """The run whose throughput is the median; errors of all runs are counted."""
    middle = statistics.median_low([run.times_real_time for run in runs])
    chosen = next(run for run in runs if run.times_real_time == middle)
    return dataclasses.replace(chosen, errors=sum(run.errors for run in runs))


def table(rows: list[LoadSummary]) -> str:
    """A Markdown table."""
    head = (
        "streams",
        "× real time",
        "first audio p50",
        "p95",
        "p99",
        "gap p95",
        "requests",
        "errors",
        "with underrun",
        "client's CPU per second of audio",
    )
    return markdown_table(
        head,
        [
            (
                r.streams,
                r.times_real_time,
                milliseconds(r.first_audio_p50_ms),
                milliseconds(r.first_audio_p95_ms),
                milliseconds(r.first_audio_p99_ms),
                milliseconds(r.gap_p95_ms),
                r.requests,
                r.errors,
                r.streams_with_underrun,
                "–" if r.client_ms_per_audio_second is None else f"{r.client_ms_per_audio_second:.2f} ms",
            )
            for r in rows
        ],
    )


if __name__ == "__main__":
    raise SystemExit(run_command(main))
