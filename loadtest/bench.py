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
import json
import platform
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import numpy as np
from tritonclient import grpc as triton
from tritonclient.grpc import service_pb2, service_pb2_grpc

from loadtest.metrics import LoadSummary, StreamRecord, summarise

CORPUS = Path(__file__).parent / "corpus" / "english.txt"
WARM_UP_SECONDS = 3.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", help="gRPC address of a running server; without it a server is started")
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 8, 24])
    parser.add_argument("--seconds", type=float, default=20.0, help="measured time of each run")
    parser.add_argument("--runs", type=int, default=3, help="runs of each row; the median run is shown")
    parser.add_argument("--model", default="tts")
    parser.add_argument("--output", type=Path, help="also write the JSON to this file")
    options = parser.parse_args()
    texts = [line for line in CORPUS.read_text(encoding="utf-8").splitlines() if line]
    with server_url(options.url) as url:
        rows = [median_run([asyncio.run(closed_loop(url, options.model, texts, streams, options.seconds))
                            for _ in range(options.runs)]) for streams in options.streams]
    print(table(rows))
    result = json.dumps({"machine": machine(), "rows": [dataclasses.asdict(row) for row in rows]})
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(result + "\n", encoding="utf-8")
    print(result)
    return 0


@contextlib.contextmanager
def server_url(url: str | None) -> Iterator[str]:
    """The address given, or that of a server which runs as long as the context."""
    if url:
        yield url
        return
    from tritone.server.launcher import running_server

    with running_server() as server:
        yield server.grpc_url


async def closed_loop(url: str, model: str, texts: list[str], streams: int, seconds: float,
                      voice: str | None = None) -> LoadSummary:
    """N users, each streaming the next text of the corpus as soon as the last one is over."""
    records: list[StreamRecord] = []
    turns = itertools.count()
    async with grpc.aio.insecure_channel(url, options=[("grpc.max_receive_message_length", -1)]) as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        stop_at = time.perf_counter() + WARM_UP_SECONDS + seconds + 1.0

        async def user() -> None:
            while time.perf_counter() < stop_at:
                records.append(await stream_once(stub, model, texts[next(turns) % len(texts)], voice))

        began = time.perf_counter() + WARM_UP_SECONDS
        await asyncio.gather(*(user() for _ in range(streams)))
    return summarise(records, streams, began, began + seconds)


async def stream_once(stub: service_pb2_grpc.GRPCInferenceServiceStub, model: str, text: str,
                      voice: str | None = None) -> StreamRecord:
    """Stream one text and note when its chunks arrive."""
    request = tts_request(model, text, voice)

    async def requests():
        yield request

    record = StreamRecord(sent_at=time.perf_counter())
    try:
        async for response in stub.ModelStreamInfer(requests()):
            if response.error_message:
                record.error = response.error_message
                break
            record.add_chunk(time.perf_counter(), output_value(response.infer_response, "duration_seconds"))
    except grpc.aio.AioRpcError as error:
        record.error = error.details()
    return record


def tts_request(model: str, text: str, voice: str | None = None) -> service_pb2.ModelInferRequest:
    """The request of plain `tritonclient`, as a message."""
    request = service_pb2.ModelInferRequest(model_name=model)
    for name, value in (("text", text), ("voice", voice)):
        if value is None:
            continue
        tensor = triton.InferInput(name, [1], "BYTES")
        tensor.set_data_from_numpy(np.array([value.encode()], np.object_))
        request.inputs.extend([tensor._get_tensor()])
        request.raw_input_contents.extend([tensor._get_content()])
    return request


def output_value(response: service_pb2.ModelInferResponse, name: str) -> float:
    """A float32 output of one element."""
    for output, content in zip(response.outputs, response.raw_output_contents, strict=False):
        if output.name == name:
            return float(np.frombuffer(content, np.float32)[0])
    return 0.0


def median_run(runs: list[LoadSummary]) -> LoadSummary:
    """The run whose throughput is the median; errors of all runs are counted."""
    middle = statistics.median_low([run.times_real_time for run in runs])
    chosen = next(run for run in runs if run.times_real_time == middle)
    return dataclasses.replace(chosen, errors=sum(run.errors for run in runs))


def table(rows: list[LoadSummary]) -> str:
    """A Markdown table."""
    lines = ["| streams | × real time | first audio p50 | p95 | p99 | requests | errors | with underrun |",
             "|---|---|---|---|---|---|---|---|"]
    for r in rows:
        lines.append(f"| {r.streams} | {r.times_real_time:.0f} | {r.first_audio_p50_ms:.0f} ms | "
                     f"{r.first_audio_p95_ms:.0f} ms | {r.first_audio_p99_ms:.0f} ms | {r.requests} | {r.errors} | "
                     f"{r.streams_with_underrun} |")
    return "\n".join(lines)


def machine() -> str:
    """The processor and how many of them."""
    import os

    names = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith("model name")]
    return f"{len(os.sched_getaffinity(0))} × {names[0] if names else platform.processor()}"


if __name__ == "__main__":
    raise SystemExit(main())
