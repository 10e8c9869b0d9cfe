"""The null stages as Triton models behind the real `tts` and `text_frontend`, and what a server with them can send."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psutil

from loadtest.clients.messages import tts_request
from loadtest.clients.streams import open_stub, responses
from loadtest.runs.footprint import family_of
from tritone.server.launcher import running_server
from tritone.server.model_repository import read_config, write_model_repository
from tritone.server.options import ModelOptions, ServeOptions
from tritone.server.running.stubs import find_stubs

_TEXT = "This sentence is spoken by models that take no time at all. " * 7
_WARM_UP_SECONDS = 2.0


def write_null_repository(target: Path, options: ModelOptions) -> None:
    """The ensemble, with acoustic and vocoder on the plain Python backend."""
    from google.protobuf import text_format

    write_model_repository(target, options)
    for name in ("acoustic", "vocoder"):
        path = target / name / "config.pbtxt"
        config = read_config(path)
        config.backend = "python"
        path.write_text(text_format.MessageToString(config), encoding="utf-8")
        shutil.copyfile(Path(__file__).parent / f"{name}.py", target / name / "1" / "model.py")


def measure_server(streams: int, seconds: float) -> dict[str, Any]:
    """Closed loop of so many gRPC streams; chunks per second, and the CPU time of each process per chunk."""
    with tempfile.TemporaryDirectory(prefix="tritone-null-") as folder:
        options = ServeOptions(max_streams=streams)
        write_null_repository(Path(folder), options)
        with running_server(options, model_repository=Path(folder)) as server:
            chunks, wall, cpu = asyncio.run(_closed_loop(server.grpc_url, server.pid, streams, seconds))
    print(
        f"{chunks / wall:.0f} chunks a second through Triton, client and server on {len(os.sched_getaffinity(0))} "
        "cores; CPU time per chunk:"
    )
    for process, spent in sorted(cpu.items(), key=lambda item: -item[1]):
        print(f"  {process:14} {spent / chunks * 1e6:6.0f} µs")
    print(f"tts alone could send {chunks / cpu['tts']:.0f} a second on one core")
    return {
        "streams": streams,
        "chunks_per_second": chunks / wall,
        "chunks_per_tts_cpu_second": chunks / cpu["tts"],
        "us_per_chunk": {process: spent / chunks * 1e6 for process, spent in cpu.items()},
    }


async def _closed_loop(url: str, pid: int, streams: int, seconds: float) -> tuple[int, float, Counter[str]]:
    count, stop_at = 0, time.perf_counter() + _WARM_UP_SECONDS + seconds
    request = tts_request("tts", text=_TEXT)
    async with open_stub(url) as stub:

        async def user() -> None:
            nonlocal count
            while time.perf_counter() < stop_at:
                async with contextlib.aclosing(responses(stub, request)) as stream:
                    async for _ in stream:
                        count += 1

        async def counted() -> tuple[int, float, Counter[str]]:
            await asyncio.sleep(_WARM_UP_SECONDS)
            began, chunks, cpu = time.perf_counter(), count, cpu_seconds(pid)
            await asyncio.sleep(seconds - 0.5)
            return count - chunks, time.perf_counter() - began, cpu_seconds(pid) - cpu

        result, *_ = await asyncio.gather(counted(), *(user() for _ in range(streams)))
    return result


def cpu_seconds(server_pid: int) -> Counter[str]:
    """CPU time so far of the server, its models' processes (by model) and this one, the client."""
    spent: Counter[str] = Counter(client=time.process_time())
    models = {stub.pid: stub.model for stub in find_stubs(server_pid)}
    for process in family_of(server_pid):
        with contextlib.suppress(psutil.Error):  # it has just ended
            name = "tritonserver" if process.pid == server_pid else models.get(process.pid, "other")
            times = process.cpu_times()
            spent[name] += times.user + times.system
    return spent
