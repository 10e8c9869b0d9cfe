"""`tritone serve` is interrupted while its server starts: it stops it whole, and nothing comes between."""

import signal
import subprocess
import sys

import pytest

_SERVE = """
import contextlib, os, signal, sys, time
from tritone.cli import main
from tritone.server import launcher

class Site:
    warnings, log = [], None

    def start(self, say):
        os.kill(os.getpid(), signal.{signal})
        time.sleep(60)

    def kill(self):
        time.sleep(1.3)
        print("killed", flush=True)

@contextlib.contextmanager
def launch_site(options):
    try:
        yield Site()
    finally:
        time.sleep(1.3)
        print("cleaned up", flush=True)

launcher.launch_site = launch_site
sys.exit(main(["serve", "--health-port", "0"]))
"""


@pytest.mark.slow
def test_what_ends_a_server_that_starts_is_not_interrupted_again():
    done = [
        subprocess.Popen(
            [sys.executable, "-c", _SERVE.replace("{signal}", number.name)], stdout=subprocess.PIPE, text=True
        )
        for number in (signal.SIGINT, signal.SIGTERM)
    ]
    for process in done:
        said, _ = process.communicate(timeout=60)
        assert said.splitlines() == ["starting the server …", "killed", "cleaned up"] and process.returncode == 130
