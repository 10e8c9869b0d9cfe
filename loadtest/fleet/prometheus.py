"""Prometheus as a child process that scrapes the replicas: found, or fetched once from Debian, started, asked."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from loadtest.fleet.envoy import free_ports
from loadtest.runs.children import child
from tritone.errors import TritoneError

FOLDER = Path(__file__).resolve().parents[2] / ".tritone" / "prometheus"
GET_IT = "python -m loadtest.fleet --get-prometheus"
SCRAPE_SECONDS = 1
_START_SECONDS = 30.0


class PrometheusMissing(TritoneError):
    """There is no Prometheus on this machine, or it cannot be had."""


def find_prometheus(program: str = "prometheus", folder: Path = FOLDER) -> str:
    """The path of `prometheus` or `promtool`: on PATH, or fetched before; raises PrometheusMissing with the command."""
    found = shutil.which(program) or shutil.which(program, path=str(folder / "usr" / "bin"))
    if found is None:
        raise PrometheusMissing(
            f"there is no program {program}; on Debian and Ubuntu `{GET_IT}` unpacks the package prometheus into "
            f"{folder.parent.name}/{folder.name}, without root; else see prometheus.io, and put it on PATH"
        )
    return found


def fetch(folder: Path = FOLDER) -> None:
    """Unpack the machine's own release's package, which apt holds to Debian's signatures; raises PrometheusMissing."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise PrometheusMissing("this machine has no apt to get Prometheus from; see prometheus.io, and put it on PATH")
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "package").mkdir(parents=True)
    _run(["apt-get", "download", "prometheus"], fresh / "package", "apt-get update may help")
    (package,) = (fresh / "package").glob("*.deb")
    _run(["dpkg-deb", "-x", str(package), str(fresh)], fresh, "is the disk full?")
    shutil.rmtree(fresh / "package")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def _run(command: Sequence[str], folder: Path, advice: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise PrometheusMissing(f"{command[0]} failed: {said}; {advice}")


class Prometheus:
    """A running one."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}"

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError):
            return bool(self._ask("/-/ready"))
        return False

    def value(self, expression: str) -> float | None:
        """Now; None where nothing is known."""
        result = self._data("/api/v1/query", query=expression)["result"]
        return float(result[0]["value"][1]) if result else None

    def over_time(self, expression: str, began: float, ended: float) -> list[tuple[float, float]]:
        """(Time, value) at every second between two times of the clock; an expression of one series."""
        data = self._data("/api/v1/query_range", query=expression, start=began, end=ended, step=SCRAPE_SECONDS)
        return [(float(at), float(value)) for series in data["result"][:1] for at, value in series["values"]]

    def _data(self, path: str, **parameters: Any) -> dict[str, Any]:
        answer = json.loads(self._ask(f"{path}?{urllib.parse.urlencode(parameters)}"))
        data: dict[str, Any] = answer["data"]
        return data

    def _ask(self, path: str) -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self._url + path, timeout=5) as answer:
            read: bytes = answer.read()
            return read


@contextlib.contextmanager
def running_prometheus(folder: Path, metrics_ports: Sequence[int]) -> Iterator[Prometheus]:
    """One that scrapes these ports of loopback every second; its files lie in the folder. Raises PrometheusMissing."""
    (port,) = free_ports(1)
    folder.mkdir(parents=True, exist_ok=True)
    targets = [f"127.0.0.1:{each}" for each in metrics_ports]
    configuration = {
        "global": {"scrape_interval": f"{SCRAPE_SECONDS}s"},
        "scrape_configs": [{"job_name": "tritone", "static_configs": [{"targets": targets}]}],
    }
    (folder / "prometheus.yml").write_text(json.dumps(configuration), encoding="utf-8")  # JSON is YAML
    command = [
        *(find_prometheus(), f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'data'}"),
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    with (folder / "prometheus.log").open("ab") as log, child(command, stdout=log, stderr=log) as process:
        prometheus, deadline = Prometheus(port), time.monotonic() + _START_SECONDS
        while not prometheus.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                said = (folder / "prometheus.log").read_text(encoding="utf-8", errors="replace").splitlines()
                raise PrometheusMissing("Prometheus does not start: " + (said or ["no reason given"])[-1])
            time.sleep(0.1)
        yield prometheus
