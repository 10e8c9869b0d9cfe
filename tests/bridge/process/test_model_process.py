"""A model's process whose server is killed, and its memory: real processes, without Triton."""

import mmap
import os
import subprocess
import sys
from pathlib import Path

from tests.waiting import until
from tritone.bridge.process.model_process import BOUNDED_CACHES, close_memory_to_others

_SERVER = """
import subprocess, sys, time
stub = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
stub.stdout.readline()
print(stub.pid, flush=True)
time.sleep(600)
"""
_STUB = """
import time
from tests import fake_pb_utils
from tritone.bridge.process.model_process import begin
begin()
print(flush=True)
time.sleep(600)
"""


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_models_process_ends_when_its_server_is_killed():
    with subprocess.Popen([sys.executable, "-c", _SERVER, _STUB], stdout=subprocess.PIPE) as server:
        stub = int(server.stdout.readline())
        assert runs(stub)
        server.kill()
    until(lambda: not runs(stub))


def test_a_region_that_others_could_read_is_closed_to_them():
    path = Path(f"/dev/shm/test_shm_region_{os.getpid()}")
    try:
        path.write_bytes(bytes(4096))
        path.chmod(0o644)
        with path.open("r+b") as file, mmap.mmap(file.fileno(), 4096):
            close_memory_to_others(os.getpid())
            assert path.stat().st_mode & 0o777 == 0o600
    finally:
        path.unlink()


_INITIALIZE = """
import threading
from tests import fake_pb_utils
from tritone.bridge.process.model_process import wait_until_initialized
def call_models():
    wait_until_initialized()
    print("called", flush=True)
threading.Thread(target=call_models, daemon=True).start()
import time
time.sleep(0.3)
print("initialized", flush=True)
"""


def test_nothing_is_called_before_initialize_is_over():
    said = subprocess.run([sys.executable, "-c", _INITIALIZE], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[0] == "initialized"


_GARBAGE = """
import threading, time
from tests import fake_pb_utils
from tritone.bridge.process import model_process
model_process._MOMENT_SECONDS = 0.0001
class Knot:
    def __init__(self):
        self.local, self.own = threading.local(), self
        self.local.kept = self
def nap():
    time.sleep(0.0005)
def naps():
    while True:
        nap()
for work in [model_process.wait_until_initialized] + 4 * [naps]:
    threading.Thread(target=work, daemon=True).start()
end = time.monotonic() + 1.0
def tie():
    Knot()
while time.monotonic() < end:
    tie()
    time.sleep(0.0001)
print("alive")
"""


def test_garbage_that_is_collected_while_a_thread_waits_for_initialize_stops_nobody():
    """A thread's own storage among it stopped CPython 3.11 for ever: within a second here, once in ten test runs."""
    said = subprocess.run([sys.executable, "-c", _GARBAGE], capture_output=True, check=True, timeout=60).stdout
    assert said == b"alive\n"


_BEGIN = """
import os
from tests import fake_pb_utils
from tritone.bridge.process.model_process import BOUNDED_CACHES, begin
begin()
print(*(os.environ[name] for name in BOUNDED_CACHES))
"""


def test_what_pytorch_keeps_for_shapes_is_bounded_unless_somebody_says_otherwise():
    def said(**environment):
        environment = {name: value for name, value in os.environ.items() if name not in BOUNDED_CACHES} | environment
        return subprocess.run(
            [sys.executable, "-c", _BEGIN], capture_output=True, text=True, check=True, env=environment
        ).stdout.split()

    assert said() == ["64", "64"]
    assert said(ONEDNN_PRIMITIVE_CACHE_CAPACITY="7") == ["7", "64"]
