"""A server's own folder: where there can be none, one sentence says why and what to do."""

import os
import subprocess
import sys
import tempfile

import pytest

import tritone
from tritone.server.errors import MachineNotReady
from tritone.server.machine.temporary_folder import temporary_folder

IN_MOUNTS = ("unshare", "--map-root-user", "--mount")
PROGRAM = "from tritone.server.launcher import running_server\nwith running_server() as server: print('ready')"


def test_it_is_there_as_long_as_the_server():
    with temporary_folder() as folder:
        assert folder.is_dir() and os.access(folder, os.W_OK)
    assert not folder.exists()


def test_no_folder_to_write_into_is_told_with_the_way_out(monkeypatch):
    def full(prefix, ignore_cleanup_errors):
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", full)
    with pytest.raises(MachineNotReady, match="no folder for temporary files can be written .*; set TMPDIR"):
        with temporary_folder():
            pass


def may_mount() -> bool:
    try:
        command = [*IN_MOUNTS, "mount", "-t", "tmpfs", "-o", "noexec", "none", "/mnt"]
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except FileNotFoundError:
        return False


SERVE = 'cd /proc && exec "$0" -m tritone serve --grpc-port 0 --http-port 0 --metrics-port 0 --health-port 0'
USUAL = "for d in /tmp /var/tmp /usr/tmp; do [ ! -d $d ] || mount -t tmpfs -o {} none $d; done"


@pytest.mark.slow
@pytest.mark.skipif(not may_mount(), reason="this user may not make mount namespaces")
@pytest.mark.skipif(tritone.__file__.startswith("/tmp/"), reason="the code itself lies where this test mounts")
@pytest.mark.parametrize(
    ("options", "said"), [("noexec", "is mounted noexec"), ("ro", "no folder for temporary files can be written")]
)
def test_serve_says_it_in_one_sentence(options, said):
    environment = {name: value for name, value in os.environ.items() if name not in ("TMPDIR", "TEMP", "TMP")}
    command = [*IN_MOUNTS, "sh", "-c", f"{USUAL.format(options)} && {SERVE}", sys.executable]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    complaint = done.stderr.strip()
    assert done.returncode == 1 and complaint.startswith("tritone: error: "), complaint
    assert said in complaint and "set TMPDIR" in complaint and "\n" not in complaint
