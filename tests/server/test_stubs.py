"""A server's stubs, found by their command lines among its children: here processes that only carry such names."""

import os
import subprocess
import sys

import pytest

from tritone.server.running.process import group_members
from tritone.server.running.stubs import Stub, find_stubs, runs

_STUB = "triton_python_backend_stub"


@pytest.fixture
def start(tmp_path):
    """(name of the program, model) → a child process with the command line that a stub of the model has."""
    started = []

    def start(program: str, model: str) -> subprocess.Popen:
        code = tmp_path / "models" / model / "1" / "model.py"
        code.parent.mkdir(parents=True)
        code.write_text("import sys\nprint(flush=True)\nsys.stdin.read()\n")
        process = subprocess.Popen(
            [program, str(code), "triton_shm_region"],  # the program is Python, whatever it calls itself
            executable=sys.executable,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        started.append(process)
        process.stdout.readline()
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def test_stubs_are_found_with_their_models_and_other_children_are_not(start):
    stubs = [start(f"/some/backends/python/{_STUB}", model) for model in ("tts", "vocoder")]
    start("/usr/bin/python3", "acoustic")
    assert find_stubs(os.getpid()) == sorted(
        (Stub(stub.pid, model) for stub, model in zip(stubs, ("tts", "vocoder"), strict=True)),
        key=lambda stub: stub.pid,
    )
    stubs[0].kill()
    os.waitid(os.P_PID, stubs[0].pid, os.WEXITED | os.WNOWAIT)  # a zombie from here on
    assert find_stubs(os.getpid()) == [Stub(stubs[1].pid, "vocoder")]


def test_a_group_has_its_members_until_they_end(start):
    process = start(_STUB, "tts")
    assert group_members(process.pid) == [process.pid]
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # a zombie from here on
    assert group_members(process.pid) == []
    process.wait()
    assert group_members(process.pid) == []


def test_a_stub_runs_until_it_ends_or_belongs_to_another(start):
    process = start(_STUB, "tts")
    stub = Stub(process.pid, "tts")
    assert runs(stub, os.getpid()) and not runs(stub, os.getpid() + 1)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert not runs(stub, os.getpid())
    process.wait()
    assert not runs(stub, os.getpid())


def test_a_server_that_is_gone_has_no_stubs():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert find_stubs(gone.pid) == []
