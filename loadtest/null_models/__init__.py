"""The null stages as Triton models behind the real `tts` and `text_frontend`, and what a server with them can send."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from tritone.server.launcher import running_server
from tritone.server.model_repository import read_config, write_model_repository
from tritone.server.options import ModelOptions, ServeOptions

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


def measure_server(streams: int, seconds: float) -> dict[str, float]:
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
    import grpc
    from tritonclient.grpc import service_pb2_grpc

    from loadtest.tts_stream import tts_request

    count, stop_at = 0, time.perf_counter() + _WARM_UP_SECONDS + seconds
    request = tts_request("tts", _TEXT)

    async def requests():
        yield request

    async with grpc.aio.insecure_channel(url, options=[("grpc.max_receive_message_length", -1)]) as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)

        async def user() -> None:
            nonlocal count
            while time.perf_counter() < stop_at:
                async for response in stub.ModelStreamInfer(requests()):
                    if response.error_message:
                        raise RuntimeError(response.error_message)
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
    for process in Path("/proc").glob("[0-9]*"):
        try:
            name, fields = _process(process)
        except OSError:  # it has just ended
            continue
        if int(process.name) == server_pid:
            model = "tritonserver"
        elif int(fields[1]) == server_pid and "stub" in name:
            model = next(
                (
                    model
                    for model in ("tts", "text_frontend", "acoustic", "vocoder")
                    if f"tritone_{model}/" in name or f"/{model}/" in name
                ),
                "other",
            )
        else:
            continue
        spent[model] += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def _process(folder: Path) -> tuple[str, list[str]]:
    """Command line, and the fields of /proc/PID/stat after the name."""
    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return command, (folder / "stat").read_text().rpartition(")")[2].split()
