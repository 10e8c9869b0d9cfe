"""Who cleans up when the launcher is killed, and leaves alone what its owner has cleaned up."""

import os
import signal
import subprocess
import sys

from tests.waiting import until
from tritone.server.running.last_guard import LastGuard
from tritone.server.running.process import group_members

_LAUNCHER = """
import os, subprocess, sys, time
from pathlib import Path
from tritone.server.running.last_guard import LastGuard
server = subprocess.Popen(["sleep", "600"], start_new_session=True)
guard = LastGuard(Path(sys.argv[1]), 0.2)
guard.watch(server.pid, "tritone_test_" + str(server.pid) + "_")
print(server.pid, flush=True)
time.sleep(600)
"""


def test_a_server_that_stands_still_its_memory_and_the_folder_go_when_the_launcher_is_killed(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    with subprocess.Popen([sys.executable, "-c", _LAUNCHER, str(folder)], stdout=subprocess.PIPE) as launcher:
        server = int(launcher.stdout.readline())
        region = f"/dev/shm/tritone_test_{server}_1"
        open(region, "w").close()
        os.kill(server, signal.SIGSTOP)
        launcher.kill()
    until(lambda: not group_members(server))
    until(lambda: not os.path.exists(region) and not folder.exists())


def test_a_launcher_that_ends_in_good_order_leaves_nothing_to_do(tmp_path):
    server = subprocess.Popen(["sleep", "600"], start_new_session=True)
    try:
        guard = LastGuard(tmp_path, 0.0)
        guard.watch(server.pid, "")
        guard.close()
        assert server.poll() is None and tmp_path.exists()
    finally:
        server.kill()
        server.wait()
