"""Starting and stopping the real server, with a tiny model in it."""

import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import requests
import tritonclient.grpc

from tests.server.tiny_server import tiny_server, write_tiny_repository  # noqa: F401  a fixture
from tests.waiting import until
from tritone.client import synthesize_stream
from tritone.server.errors import PortTaken, ServerNotFound, ServerStartFailed
from tritone.server.launcher import running_server
from tritone.server.options import ServeOptions
from tritone.server.running.exec_bound_to_parent import MOST_HANDLES
from tritone.server.running.process import group_members

pytestmark = pytest.mark.triton

PROMPTLY_SECONDS = 60


@pytest.fixture
def repository(tmp_path):
    return write_tiny_repository(tmp_path / "models")


def shared_memory_of(pid: int) -> set[str]:
    """The files in /dev/shm that a process maps."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    return {line.split()[-1] for line in lines if " /dev/shm/" in line}


def test_a_server_speaks_and_leaves_nothing_behind(repository):
    with running_server(model_repository=repository) as server:
        assert len(list(synthesize_stream(server.grpc_url, "3"))) == 3
        assert "nv_inference_request_success" in requests.get(server.metrics_url, timeout=PROMPTLY_SECONDS).text
        pid, regions, log = server.pid, shared_memory_of(server.pid), server.log
        assert len(group_members(pid)) == 2 and regions
    assert group_members(pid) == []
    assert not [region for region in regions if Path(region).exists()]
    assert not log.parent.exists()


def test_a_killed_server_leaves_neither_stub_nor_shared_memory(repository):
    with running_server(model_repository=repository) as server:
        pid, regions = server.pid, shared_memory_of(server.pid)
        os.kill(pid, signal.SIGKILL)
        server.process.wait(PROMPTLY_SECONDS)
    assert group_members(pid) == []
    assert regions and not [region for region in regions if Path(region).exists()]


def test_the_first_process_of_a_container_keeps_no_zombies(repository):
    set_child_subreaper = 36  # linux/prctl.h: orphans among our descendants become our children
    ctypes.CDLL(None).prctl(set_child_subreaper, 1)
    try:
        with running_server(model_repository=repository) as server:
            os.kill(server.pid, signal.SIGKILL)
            server.process.wait(PROMPTLY_SECONDS)
        with pytest.raises(ChildProcessError):
            os.waitpid(-server.pid, os.WNOHANG)
    finally:
        ctypes.CDLL(None).prctl(set_child_subreaper, 0)


def test_a_frozen_server_is_stopped_too(repository):
    with running_server(ServeOptions(exit_timeout_seconds=0), model_repository=repository) as server:
        pid, regions = server.pid, shared_memory_of(server.pid)
        os.kill(pid, signal.SIGSTOP)
    assert group_members(pid) == []
    assert regions and not [region for region in regions if Path(region).exists()]


def test_the_server_stops_when_its_launcher_is_killed(repository):
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tritone.server.launcher import running_server\n"
        "with running_server(model_repository=Path(sys.argv[1])) as server:\n"
        "    print(server.pid, flush=True)\n"
        "    time.sleep(600)\n"
    )
    # A killed launcher cannot remove its temporary folder: it shall be one that pytest removes.
    with subprocess.Popen(
        [sys.executable, "-c", script, str(repository)],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(repository.parent)},
    ) as launcher:
        pid = int(launcher.stdout.readline())
        regions = shared_memory_of(pid)
        assert group_members(pid)
        launcher.kill()
    until(lambda: not group_members(pid))
    assert regions and not [region for region in regions if Path(region).exists()]


def test_an_exception_inside_the_context_stops_the_server(repository):
    with pytest.raises(ZeroDivisionError), running_server(model_repository=repository) as server:
        pid = server.pid
        raise ZeroDivisionError
    assert group_members(pid) == []


def test_a_model_that_cannot_load_is_quoted(repository):
    (repository / "tts" / "1" / "model.py").write_text(
        "class TritonPythonModel:\n"
        "    def initialize(self, args):\n"
        "        raise ValueError('the voice box is empty')\n"
    )
    with pytest.raises(ServerStartFailed, match="model tts: .*the voice box is empty") as failure:
        with running_server(model_repository=repository):
            pass
    assert "Traceback" not in str(failure.value) and "At:" not in str(failure.value)


def test_a_port_in_use_is_named_with_its_option(tiny_server, repository):  # noqa: F811
    with pytest.raises(PortTaken, match=rf"port {tiny_server.grpc_port} on 127.0.0.1 is taken .*--grpc-port"):
        with running_server(ServeOptions(grpc_port=tiny_server.grpc_port), model_repository=repository):
            pass


def test_a_server_that_is_no_server_is_refused(tmp_path, repository):
    with pytest.raises(ServerNotFound, match="--install-server"):
        with running_server(ServeOptions(server=tmp_path), model_repository=repository):
            pass


def test_models_cannot_be_unloaded_from_outside(tiny_server):  # noqa: F811
    url = f"{tiny_server.http_url}/v2/repository/models/tts/unload"
    assert requests.post(url, timeout=PROMPTLY_SECONDS).status_code == 403
    assert len(list(synthesize_stream(tiny_server.grpc_url, "1"))) == 1


def test_what_a_server_makes_is_its_owners_alone_and_it_may_have_as_many_handles_as_the_system_allows(tiny_server):  # noqa: F811
    regions = {Path(region) for region in shared_memory_of(tiny_server.pid)}
    assert regions and all(region.stat().st_mode & 0o077 == 0 for region in regions)
    run_folder = tiny_server.log.parent
    assert run_folder.stat().st_mode & 0o077 == 0 and tiny_server.log.stat().st_mode & 0o077 == 0
    sockets = list((run_folder / "line").iterdir())
    assert sockets and all(line.stat().st_mode & 0o077 == 0 for line in sockets)
    soft, hard = psutil.Process(tiny_server.pid).rlimit(psutil.RLIMIT_NOFILE)
    assert soft == min(hard, MOST_HANDLES) or hard == psutil.RLIM_INFINITY


def test_what_stands_on_the_command_line_opens_nothing(tiny_server):  # noqa: F811
    """As another user of the machine would try, who reads it there: over HTTP/1, gRPC's library, and bare HTTP/2."""
    rule = next(
        argument.partition("=")[2]
        for argument in psutil.Process(tiny_server.pid).cmdline()
        if argument.startswith("--grpc-restricted-protocol=")
    )
    name, _, value = rule.partition(":")[2].partition("=")
    call = ["POST /v2/repository/index HTTP/1.1", "Host: here", "Content-Length: 0"]
    for header in (f"{name}: {value}", f"{name.splitlines()[0]}: {value}", f"{name}:{value.strip()}"):
        request = "\r\n".join([*call, header, "", ""]).encode()
        assert b"200 OK" not in answer_to(tiny_server.host, tiny_server.http_port, request)
    with pytest.raises(tritonclient.grpc.InferenceServerException):
        with tritonclient.grpc.InferenceServerClient(tiny_server.grpc_url) as client:
            client.get_model_repository_index(headers={f"triton-grpc-protocol-{name}": value})
    for headers in ({}, {f"triton-grpc-protocol-{name}": value}):
        said = answer_to(tiny_server.host, tiny_server.grpc_port, grpc_call("RepositoryIndex", headers))
        assert b"grpc-status" in said and b"grpc-status\x010" not in said
    open_call = answer_to(tiny_server.host, tiny_server.grpc_port, grpc_call("ServerLive", {}))
    assert b"grpc-status\x010" in open_call


def answer_to(host: str, port: int, request: bytes) -> bytes:
    """What a server sends within a second."""
    with socket.create_connection((host, port), timeout=1) as connection:
        connection.sendall(request)
        answer = b""
        with contextlib.suppress(OSError):
            while part := connection.recv(1 << 16):
                answer += part
        return answer


def grpc_call(method: str, headers: dict[str, str]) -> bytes:
    """A call with an empty message as bare HTTP/2, whose headers may hold what no library would send."""

    def literal(name: str, value: str) -> bytes:
        return b"\x10" + b"".join(bytes([len(word)]) + word.encode() for word in (name, value))

    def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

    fields = {
        ":method": "POST",
        ":scheme": "http",
        ":path": f"/inference.GRPCInferenceService/{method}",
        ":authority": "here",
        "content-type": "application/grpc",
        "te": "trailers",
    } | headers
    block = b"".join(literal(name, value) for name, value in fields.items())
    return b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"") + frame(1, 4, 1, block) + frame(0, 1, 1, bytes(5))


def test_models_see_our_python_and_no_foreign_path(tmp_path, monkeypatch):
    repository = write_tiny_repository(tmp_path / "models")
    report = tmp_path / "report.json"
    model = repository / "tts" / "1" / "model.py"
    model.write_text(
        model.read_text()
        + (
            "\n\nimport json, os, sys\n"
            f"open({str(report)!r}, 'w').write(json.dumps([sys.prefix, sys.path, os.environ.get('OMP_NUM_THREADS')]))\n"
        )
    )
    monkeypatch.setenv("PYTHONPATH", "/nowhere/to/be/found")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    with running_server(model_repository=repository):
        prefix, path, threads = json.loads(report.read_text())
    assert prefix == sys.prefix and threads == "1"
    assert "/nowhere/to/be/found" not in path
