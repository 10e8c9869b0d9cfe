"""Locust: its command line, and a real run of a few seconds over gRPC and HTTP."""

import argparse
import concurrent.futures
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time

import grpc
import psutil
import pytest

from loadtest.locust_run import locust_command
from loadtest.results.report import ROOT

# Not imported: Locust puts gevent in the place of threads and sockets, for every test that comes after.
pytestmark = pytest.mark.skipif(importlib.util.find_spec("locust") is None, reason="needs Locust")


def options(**changed):
    values = {
        "protocol": "both",
        "users": 8,
        "rate": None,
        "think": 0.0,
        "listen": False,
        "voice": "",
        "seconds": 3.0,
        "climb": False,
        "processes": 1,
        "web": False,
        "locust": [],
    }
    return argparse.Namespace(**values | changed)


def test_users_come_before_the_options_that_would_swallow_them(tmp_path):
    command = locust_command(options(locust=["--", "--tags", "short"]), "g:1", "http://h:2", tmp_path / "r.json")
    assert command[3:5] == ["GrpcUser", "HttpUser"] and command[-2:] == ["--tags", "short"]
    assert {"--headless", "--run-time"} <= set(command)


def test_an_open_loop_spreads_its_rate_over_the_users(tmp_path):
    command = locust_command(options(rate=4.0, web=True), "g:1", "http://h:2", tmp_path / "r.json")
    assert command[command.index("--tritone-rate-per-user") + 1] == "0.5"
    assert not {"--headless", "--run-time"} & set(command)


@pytest.fixture
def deaf_server():
    """The address of a gRPC server that knows no call: users fail, and Locust goes on."""
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None).wait()


def locusts_below(pid):
    return [child for child in psutil.Process(pid).children(recursive=True) if "locust" in " ".join(child.cmdline())]


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_locust_ends_with_the_command_that_started_it(deaf_server, tmp_path, number, processes):
    run_locust = [sys.executable, "-m", "loadtest.locust_run", "--url", deaf_server, "--users", "1", "--think", "1"]
    run_locust += ["--seconds", "600", "--processes", str(processes), "--output", str(tmp_path / "result.json")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    deadline = time.monotonic() + 60
    with subprocess.Popen(run_locust, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as command:
        while len(locusts := locusts_below(command.pid)) < (processes + 1 if processes > 1 else 1):
            assert time.monotonic() < deadline and command.poll() is None
            time.sleep(0.1)
        command.send_signal(number)
    assert psutil.wait_procs(locusts, timeout=60)[1] == []


def run(server, tmp_path, chosen):
    """The statistics of a run: (protocol, name) → row."""
    result = tmp_path / "result.json"
    command = locust_command(chosen, server.grpc_url, server.http_url, result)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    content = json.loads(result.read_text())
    return {(row["method"], row["name"]): row for row in content["rows"]}, content["climb"]


@pytest.mark.triton
def test_many_users_stream_at_the_same_time_over_both_protocols(server, tmp_path):
    seconds = 3.0
    rows, _ = run(server, tmp_path, options(users=12, seconds=seconds, locust=["--tags", "short"]))
    for protocol in ("grpc", "http"):
        whole, first = rows[protocol, "tts short"], rows[protocol, "first audio"]
        assert whole["count"] > 0 and whole["failures"] == 0
        assert first["count"] == whole["count"] and first["mean"] < whole["mean"]
        assert rows[protocol, "gap"]["count"] >= whole["count"]
        assert rows[protocol, "× real time of a stream"]["mean"] > 1
    assert rows["all", "× real time of all"]["mean"] > 1
    # Were one stream to block the others, the answers' times could not add up to more than the run took.
    together = sum(row["count"] * row["mean"] for (_, name), row in rows.items() if name == "tts short") / 1000
    assert together > 2 * seconds


@pytest.mark.triton
def test_an_open_loop_climbs_and_reports(server, tmp_path):
    chosen = options(
        protocol="grpc",
        climb=True,
        rate=2.0,
        locust=[
            "--tags",
            "short",
            "--tritone-climb-start",
            "3",
            "--tritone-climb-factor",
            "2",
            "--tritone-climb-most",
            "6",
            "--tritone-climb-settle-seconds",
            "0.5",
            "--tritone-climb-seconds",
            "1.5",
            "--tritone-first-audio-ms",
            "60000",
            "--tritone-underrun-share",
            "1",
        ],
    )
    _, climb = run(server, tmp_path, chosen)
    assert [step["users"] for step in climb["steps"]] == [3, 6]
    assert climb["verdict"].startswith("The service did not break: 6 users were served at ")
