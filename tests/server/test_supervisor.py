"""Deaths and hangs of a real server with tiny models, and what the supervisor makes of them."""

import os
import shutil
import signal
import socket
import threading
import time

import psutil
import pytest

from tests.server.tiny_server import write_tiny_repository
from tritone.client import ServerUnreachable, synthesize_stream
from tritone.server.http_calls import FAILURES, ask
from tritone.server.launcher import launch_site
from tritone.server.options import ServeOptions
from tritone.server.running.liveness import LivenessProbe
from tritone.server.running.process import group_members
from tritone.server.running.process_state import process_state
from tritone.server.running.stubs import find_stubs, runs
from tritone.server.running.supervisor import LONGEST_DELAY_SECONDS, RestartDelays, Supervisor

ANSWER_SECONDS, WHOLE_SECONDS = 5.0, 15.0

_SIDE_CONFIG = """
name: "side"
backend: "python"
input [ { name: "x" data_type: TYPE_INT32 dims: [ 1 ] } ]
output [ { name: "y" data_type: TYPE_INT32 dims: [ 1 ] } ]
instance_group [ { kind: KIND_CPU count: 2 } ]
"""
_SIDE_MODEL = """
import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    def execute(self, requests):
        return [pb_utils.InferenceResponse([]) for _ in requests]
"""


@pytest.fixture
def site(tmp_path):
    """Where a server with the model tts and a model of two instances beside it may be started."""
    repository = write_tiny_repository(tmp_path / "models")
    (repository / "side" / "1").mkdir(parents=True)
    (repository / "side" / "config.pbtxt").write_text(_SIDE_CONFIG)
    (repository / "side" / "1" / "model.py").write_text(_SIDE_MODEL)
    with launch_site(ServeOptions(exit_timeout_seconds=1), model_repository=repository) as site:
        yield site
        site.kill()  # nobody is waiting for an orderly end


def stubs_of(server, model):
    return [stub for stub in find_stubs(server.pid) if stub.model == model]


def supervise(supervisor, until, seen=None):
    """Check as `tritone serve` does; the seconds until the condition holds. seen: takes what readiness says."""
    began = time.monotonic()
    while not until():
        assert time.monotonic() - began < WHOLE_SECONDS
        supervisor.check()
        if seen is not None:
            seen.add(supervisor._readiness.why_not_ready())
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.mark.triton
def test_a_model_whose_process_died_is_loaded_again_and_the_server_stays(site):
    said = []
    server = site.start()
    supervisor = Supervisor(site, server, said.append)
    before = stubs_of(server, "side")
    assert len(before) == 2 and all(runs(stub, server.pid) for stub in before)
    supervise(supervisor, lambda: supervisor._readiness.why_not_ready() == "")
    os.kill(before[0].pid, signal.SIGKILL)
    seen = set()
    supervise(supervisor, lambda: any("is back" in line for line in said), seen)
    assert "model side is being loaded again" in seen
    supervise(supervisor, lambda: len(stubs_of(server, "side")) == 2)
    supervise(supervisor, lambda: supervisor._readiness.why_not_ready() == "")
    assert not {stub.pid for stub in before} & {stub.pid for stub in stubs_of(server, "side")}
    assert supervisor.server is server
    assert len(list(synthesize_stream(server.grpc_url, "2"))) == 2
    supervise(supervisor, lambda: True)  # what it has mended it does not mend again
    assert len([line for line in said if "has died" in line]) == 1


@pytest.mark.triton
def test_streams_of_a_dead_public_model_end_and_the_server_is_back_on_its_ports(site):
    said, ends = [], []
    server = site.start()
    supervisor = Supervisor(site, server, said.append)

    def listen():
        try:
            list(synthesize_stream(server.grpc_url, "silent"))
        except ServerUnreachable as error:  # as a stream that breaks before its first chunk is called
            ends.append((time.monotonic(), str(error)))

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    time.sleep(0.5)
    assert listener.is_alive()
    os.kill(stubs_of(server, "tts")[0].pid, signal.SIGKILL)
    killed_at = time.monotonic()
    supervise(supervisor, lambda: supervisor.server is not server)
    assert time.monotonic() - killed_at < WHOLE_SECONDS
    listener.join(ANSWER_SECONDS)
    ended_at, words = ends[0]
    assert ended_at - killed_at < ANSWER_SECONDS and "Socket closed" in words
    assert supervisor.server.grpc_url == server.grpc_url and supervisor.server.log == server.log
    assert len(list(synthesize_stream(server.grpc_url, "2"))) == 2
    assert group_members(server.pid) == []


@pytest.mark.triton
def test_a_server_that_cannot_start_for_a_while_is_not_given_up_and_a_run_folder_that_was_cleared_is_written_again(
    site,
):
    said = []
    supervisor = Supervisor(site, site.start(), said.append, RestartDelays(short_life_seconds=0))
    model = site.models / "tts" / "1" / "model.py"
    intact = model.read_text()
    shutil.rmtree(site.log.parent)
    model.write_text("raise ValueError('for now')")

    def say(words):
        said.append(words)
        if "for now" in words:
            model.write_text(intact)

    supervisor._say = say
    os.kill(supervisor.server.pid, signal.SIGKILL)
    supervisor.server.process.wait(ANSWER_SECONDS)
    supervisor.check()
    assert [words for words in said if "ended by itself" in words]
    assert [words for words in said if "for now" in words] and said[-1].startswith("ready again")
    assert len(list(synthesize_stream(supervisor.server.grpc_url, "2"))) == 2


@pytest.mark.triton
def test_one_stopped_process_of_two_and_then_one_that_never_answers_are_replaced_without_the_server(site):
    said = []
    server = site.start()
    supervisor = Supervisor(site, server, said.append)
    before = stubs_of(server, "side")
    shutil.rmtree(site.log.parent)  # as who clears old files out of /tmp does
    os.kill(before[1].pid, signal.SIGSTOP)
    seen = set()
    supervise(supervisor, lambda: any("is back" in line for line in said), seen)
    assert {"a process of model side stands still", "model side is being loaded again"} <= seen
    assert any("side stands still" in line for line in said)
    supervise(supervisor, lambda: len(stubs_of(server, "side")) == 2)
    between = stubs_of(server, "side")
    assert not {stub.pid for stub in before} & {stub.pid for stub in between}
    stuck = site.models / "tts" / "1" / "stuck"
    stuck.write_text("side")
    supervise(supervisor, lambda: any("side has not answered" in line for line in said), seen)
    assert any("side has not answered" in words for words in seen)
    stuck.unlink()
    supervise(supervisor, lambda: len([line for line in said if "is back" in line]) == 2)
    supervise(supervisor, lambda: not {stub.pid for stub in between} & {stub.pid for stub in stubs_of(server, "side")})
    assert supervisor.server is server and len(list(synthesize_stream(server.grpc_url, "2"))) == 2


@pytest.mark.triton
def test_ports_that_strangers_hold_do_not_matter_to_the_probe_nor_to_a_start(site):
    server = site.start()
    supervisor = Supervisor(site, server, [].append)
    process, held = psutil.Process(server.pid), []
    process.rlimit(psutil.RLIMIT_NOFILE, (process.num_fds() + 20, process.rlimit(psutil.RLIMIT_NOFILE)[1]))
    try:
        for _ in range(60):
            held.append(socket.create_connection((server.host, server.http_port), timeout=1))
        with pytest.raises(FAILURES):
            ask(server.host, server.http_port, "GET", "/v2/health/live", seconds=1.0)
        probe = LivenessProbe(site.control, lambda model: 0.0, every_seconds=0.05, probe_seconds=1.0)
        until = time.monotonic() + 2
        while time.monotonic() < until:
            assert probe.what_hangs() is None
            time.sleep(0.02)
        assert probe.idle_seconds() > 0.5
        supervisor.check()
    finally:
        for connection in held:
            connection.close()


@pytest.mark.triton
def test_a_server_that_dies_during_a_check_is_what_ended_and_not_its_models(site, monkeypatch):
    said = []
    server = site.start()
    supervisor = Supervisor(site, server, said.append)

    def seen_when_the_server_is_dead(pid):
        if server.process.exit_status() is None:
            os.kill(server.pid, signal.SIGKILL)
            assert server.process.wait(ANSWER_SECONDS)
        return process_state(pid)

    monkeypatch.setattr("tritone.server.running.supervisor.process_state", seen_when_the_server_is_dead)
    supervisor.check()
    assert said[0] == "the server ended by itself with status -9: starting the server again"


@pytest.mark.triton
def test_a_hang_is_found_though_every_process_lives(site):
    server = site.start()
    probe = LivenessProbe(site.control, lambda model: 0.0, every_seconds=0.05, probe_seconds=1.0)
    began = time.monotonic()
    while probe.idle_seconds() < 0.5:  # its own words do not count
        assert probe.what_hangs() is None and time.monotonic() - began < WHOLE_SECONDS
        time.sleep(0.02)
    (stub,) = stubs_of(server, "tts")
    os.kill(stub.pid, signal.SIGSTOP)
    try:
        while (problem := probe.what_hangs()) is None:
            assert time.monotonic() - began < WHOLE_SECONDS
            time.sleep(0.02)
    finally:
        os.kill(stub.pid, signal.SIGCONT)
    assert "does not answer" in problem
    probe.forgive()
    assert probe.what_hangs() is None


def test_the_first_restart_is_at_once_and_the_next_ones_wait_longer_up_to_a_minute_for_ever():
    delays = RestartDelays(short_life_seconds=20)
    assert [delays.after(life) for life in (3600, 3, 3, 3, 3)] == [0, 0, 2, 4, 8]
    assert delays.after(21) == 0
    assert [delays.after(0) for _ in range(10)] == [0, 2, 4, 8, 16, 32, 60, 60, 60, LONGEST_DELAY_SECONDS]
