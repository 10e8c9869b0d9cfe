"""What a server holds is summed over it and its descendants, shared memory once."""

import subprocess
import sys

import pytest

from loadtest.runs.children import child
from loadtest.runs.footprint import family_of, measure, server_below

HOLDER = """
import mmap, os, subprocess, sys, tempfile
with tempfile.NamedTemporaryFile(dir="/dev/shm") as file:
    file.write(bytes(2 << 20))
    file.flush()
    shared = mmap.mmap(file.fileno(), 2 << 20)
    held = bytearray(os.urandom(1 << 20)) * 64
    if len(sys.argv) > 1:
        second = subprocess.Popen([sys.executable, "-c", sys.argv[1], file.name])
    print("ready", flush=True)
    sys.stdin.read()
"""
SECOND = """
import mmap, sys
with open(sys.argv[1], "r+b") as file:
    shared = mmap.mmap(file.fileno(), 2 << 20)
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_processes_memory_and_shared_regions_are_counted():
    command = [sys.executable, "-c", HOLDER, SECOND]
    with child(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert [process.stdout.readline() for _ in range(2)] == ["ready\n"] * 2
        footprint = measure(process.pid, with_pss=True)
        assert server_below(process.pid) is None
        process.stdin.close()  # it takes its file away; one that is killed would leave it
        process.wait()
    assert footprint.processes == 2 and footprint.threads >= 2 and footprint.handles > 6
    assert 64 <= footprint.resident_mb < 200 and footprint.pss_mb > 64
    assert footprint.shared_mb == pytest.approx(2.0)


def test_a_process_that_is_gone_holds_nothing():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert family_of(gone.pid) == [] and measure(gone.pid).processes == 0
