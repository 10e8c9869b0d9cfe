"""Tritone dropped into a plain tritonserver that serves somebody else's model, by the lines that operators are told."""

import contextlib
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import requests
from tritonclient.grpc import InferenceServerClient, InferInput

from tests.end_to_end.plain_client import say
from tests.test_readme import drop_in
from tritone.server.launcher import server_environment
from tritone.server.machine.locate import TritonServer, find_server
from tritone.server.machine.ports import choose_ports
from tritone.server.running.process import ServerProcess
from tritone.server.running.shared_regions import SharedRegions

pytestmark = pytest.mark.triton

READY_WITHIN_SECONDS = 300.0
FOREIGN_CONFIG = """
name: "foreign"
backend: "python"
input [ { name: "number" data_type: TYPE_INT32 dims: [ 1 ] } ]
output [ { name: "twice" data_type: TYPE_INT32 dims: [ 1 ] } ]
instance_group [ { kind: KIND_CPU } ]
"""
FOREIGN_MODEL = """
import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    def execute(self, requests):
        numbers = [pb_utils.get_input_tensor_by_name(request, "number").as_numpy() for request in requests]
        return [pb_utils.InferenceResponse([pb_utils.Tensor("twice", 2 * number)]) for number in numbers]
"""


def write_plain_server(root: Path, server: TritonServer) -> None:
    """A tritonserver as its own installation is: its backends, and the Python backend runs our Python."""
    shutil.copytree(server.backends, root / "backends")
    stub = server.stub()
    if server.embedded:  # which keeps a stub for each Python elsewhere
        shutil.copyfile(stub, root / "backends" / "python" / stub.name)
        (root / "backends" / "python" / stub.name).chmod(0o755)


def write_foreign_model(models: Path) -> None:
    (models / "foreign" / "1").mkdir(parents=True)
    (models / "foreign" / "config.pbtxt").write_text(FOREIGN_CONFIG)
    (models / "foreign" / "1" / "model.py").write_text(FOREIGN_MODEL)


def lines_of(told: str) -> list[str]:
    """Command lines, those that go on in the next joined."""
    joined = re.sub(r"\\\n\s*", "", told)
    return [
        line.strip() for line in joined.splitlines() if re.match(r"\s*(pip|tritone|cp|tritonserver|python3) ", line)
    ]


def command_of(lines: list[str], program: str) -> str:
    found = [line for line in lines if line.startswith(f"{program} ")]
    assert len(found) == 1, lines
    return found[0].partition("  #")[0]


def on_this_machine(line: str, folder: Path) -> str:
    """With the test's folders in place of those in which README has its examples."""
    for shown, here in (
        ("/opt/tritonserver", folder / "server"),
        ("/opt/tritone", folder / "tritone"),
        ("/your/models", folder / "models"),
    ):
        line = re.sub(rf"{shown}(?![\w-])", str(here), line)
    return line


def wait_until_ready(server: ServerProcess, url: str, log: Path) -> None:
    give_up_at = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        assert server.exit_status() is None and time.monotonic() < give_up_at, log.read_text(errors="replace")[-3000:]
        with contextlib.suppress(requests.ConnectionError):
            if requests.get(f"{url}/v2/health/ready", timeout=5).ok:
                return
        time.sleep(0.1)


@pytest.fixture
def dropped_in(tmp_path):
    """The ports of a server started by what README and `tritone build` say; only ports and our Python are added."""
    found = find_server()
    write_plain_server(tmp_path / "server", found)
    write_foreign_model(tmp_path / "models")
    readme = lines_of(drop_in())
    tritone = [sys.executable, "-m", *shlex.split(on_this_machine(command_of(readme, "tritone"), tmp_path))]
    built = lines_of(subprocess.run(tritone, check=True, capture_output=True, text=True).stdout)
    copy, start = command_of(built, "cp"), command_of(built, "tritonserver")
    assert copy == command_of(readme, "cp").replace("/opt/tritone/", f"{tmp_path / 'tritone'}/")
    in_readme = shlex.split(on_this_machine(command_of(readme, "tritonserver"), tmp_path))
    start = on_this_machine(start, tmp_path)
    assert set(in_readme) <= set(shlex.split(start)), "README starts it otherwise than build says"
    subprocess.run(on_this_machine(copy, tmp_path), shell=True, check=True)
    ports = choose_ports("127.0.0.1", {f"--{service}-port": 0 for service in ("http", "grpc", "metrics")})
    command = [
        str(found.binary),
        *shlex.split(start)[1:],
        # where that server looks by itself; and nobody but this machine reaches it
        f"--backend-directory={tmp_path / 'server' / 'backends'}",
        *(f"--{service}-address=127.0.0.1" for service in ("http", "grpc", "metrics")),
        *(f"{option}={port}" for option, port in ports.items()),
        *(regions := SharedRegions()).arguments(),
    ]
    environment = server_environment(found, tmp_path / "lib")
    server = ServerProcess(command, environment, tmp_path / "log", regions)
    try:
        wait_until_ready(server, f"http://127.0.0.1:{ports['--http-port']}", tmp_path / "log")
        yield ports
    finally:
        server.kill()


def test_as_readme_says_it_speaks_beside_a_foreign_model_that_goes_on_answering(dropped_in):
    url = f"127.0.0.1:{dropped_in['--grpc-port']}"
    client = InferenceServerClient(url)
    models = {model.name: model.state for model in client.get_model_repository_index().models}
    assert models == dict.fromkeys(("foreign", "tts", "text_frontend", "acoustic", "vocoder", "voices"), "READY")
    number = InferInput("number", [1], "INT32")
    number.set_data_from_numpy(np.array([21], np.int32))
    for _ in range(2):
        assert client.infer("foreign", [number]).as_numpy("twice").tolist() == [42]
        heard = say(url, text="Dropped in.")
        assert heard.error is None and heard.chunks[-1]["is_last"] and np.abs(heard.samples()).max() > 1000
    client.close()
