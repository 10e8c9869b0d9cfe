"""Show that memory stays flat: the memory of the server and its stubs over thousands of requests.

    python -m loadtest.flat_memory --requests 2000

Every batch of requests mixes whole streams, cancelled ones and refused ones; after each, a row with the resident
memory of every process of the server, its shared memory, open files and threads. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
from pathlib import Path

import grpc
from tritonclient.grpc import service_pb2_grpc

from loadtest.bench import CORPUS, machine, stream_once, tts_request

ROWS = 10
STREAMS = 16


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=2000)
    options = parser.parse_args()
    from tritone.server.launcher import running_server

    texts = [line for line in CORPUS.read_text(encoding="utf-8").splitlines() if line]
    rows = []
    with running_server() as server:
        print("| requests | resident MB | shared memory MB | open files | threads | processes |")
        print("|---|---|---|---|---|---|")
        for done in range(0, options.requests + 1, options.requests // ROWS):
            if done:
                asyncio.run(load(server.grpc_url, texts, options.requests // ROWS))
            rows.append({"requests": done, **footprint(server.pid)})
            row = "| {requests} | {resident_mb:.0f} | {shared_mb:.0f} | {open_files} | {threads} | {processes} |"
            print(row.format(**rows[-1]), flush=True)
    print(json.dumps({"machine": machine(), "rows": rows}))
    return 0


async def load(url: str, texts: list[str], count: int) -> None:
    """Whole streams, one in eight cancelled after its first chunk, one in eight refused."""
    numbers = itertools.count()
    async with grpc.aio.insecure_channel(url, options=[("grpc.max_receive_message_length", -1)]) as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)

        async def user() -> None:
            while (number := next(numbers)) < count:
                text = texts[number % len(texts)]
                if number % 8 == 3:
                    await cancel_early(stub, text)
                else:
                    await stream_once(stub, "tts", "" if number % 8 == 5 else text)

        await asyncio.gather(*(user() for _ in range(STREAMS)))


async def cancel_early(stub: service_pb2_grpc.GRPCInferenceServiceStub, text: str) -> None:
    request = tts_request("tts", text)

    async def requests():
        yield request

    call = stub.ModelStreamInfer(requests())
    async for _ in call:
        call.cancel()
        break


def footprint(server_pid: int) -> dict[str, float]:
    """What the server and its stubs hold."""
    pids = family_of(server_pid)
    status = [Path(f"/proc/{pid}/status").read_text() for pid in pids]
    return {
        # anonymous memory only: shared regions would be counted once for every process that maps them
        "resident_mb": sum(_kilobytes(text, "RssAnon") for text in status) / 1024,
        "shared_mb": sum(path.stat().st_blocks * 512 for path in Path("/dev/shm").iterdir()) / 2**20,
        "open_files": sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in pids),
        "threads": sum(len(os.listdir(f"/proc/{pid}/task")) for pid in pids),
        "processes": len(pids),
    }


def family_of(pid: int) -> list[int]:
    """A process and all its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except FileNotFoundError:
                continue  # it ended while we looked
    family = [pid]
    for member in family:
        family.extend(child for child, parent in parents.items() if parent == member)
    return family


def _kilobytes(status: str, field: str) -> int:
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(field))


if __name__ == "__main__":
    raise SystemExit(main())
